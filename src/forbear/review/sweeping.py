"""Running a sweep on DuckDB: the tables filled, surveyed, swept, and the verdicts read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from forbear.law.rulebook.law import Law
from forbear.law.sweep import ANSWER, DUCKDB, Sweep, read_survey, survey_sql, sweep_sql
from forbear.law.sweep.inputs import INPUTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


AS_WRITTEN = "build_side_probe_side"
"""The optimizer that would turn joins around: a sweep writes the small side last, and knows better which that is."""


def make_inputs(connection: DuckDBPyConnection) -> None:
    """Empty tables of the shape that a sweep reads, in place of those that are there."""
    for name, columns in INPUTS.items():
        for statement in DUCKDB.declare(name, columns):
            connection.execute(statement)


def sweep(
    connection: DuckDBPyConnection, law: Law, *, books: Sequence[str] | None = None, read_at: date | None = None,
    posture: str = "strict",
) -> Sweep:  # fmt: skip
    """Judge the contacts in the tables of `inputs`; the verdicts stand in `sweep_verdicts`."""
    answers = {name: connection.execute(sql).fetchall() for name, sql in survey_sql(DUCKDB).items()}
    made = sweep_sql(law, read_survey(answers), books=books, read_at=read_at, posture=posture)
    (before,) = connection.execute("SELECT current_setting('disabled_optimizers')").fetchone() or ("",)
    connection.execute(f"SET disabled_optimizers = '{','.join(filter(None, (before, AS_WRITTEN)))}'")
    try:
        for statement in made.statements:
            connection.execute(statement)
    finally:
        connection.execute(f"SET disabled_optimizers = '{before}'")
        for name in made.tables:
            if name != ANSWER:
                connection.execute(f"DROP TABLE IF EXISTS {name}")
    return made


def put_rows(connection: DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows into one of the input tables."""
    kinds = ", ".join(f"{name}: '{DUCKDB.types[kind]}'" for name, kind in INPUTS[table])
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        read = f"read_json(?, format = 'newline_delimited', columns = {{{kinds}}})"
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {read}", [file.name])
