"""Running a sweep where the log lies: on DuckDB, in PostgreSQL, on Spark."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from forbear.law.rulebook.law import Law
from forbear.law.sweep import (
    ANSWER,
    DUCKDB,
    POSTGRES,
    SPARK,
    Dialect,
    Sweep,
    read_survey,
    survey_sql,
    sweep_sql,
)
from forbear.law.sweep.inputs import INPUTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a log lies: how it is asked, in which dialect, and what is said before a sweep and after it."""

    dialect: Dialect
    ask: Callable[[str], Rows]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def on_duckdb(connection: DuckDBPyConnection) -> Place:
    """A DuckDB connection. A sweep writes the small side of a join last, and DuckDB is told to leave it there."""

    def ask(statement: str) -> Rows:
        return connection.execute(statement).fetchall()

    told = "SET disabled_optimizers = 'build_side_probe_side'"
    return Place(DUCKDB, ask, (told,), ("RESET disabled_optimizers",))


def on_postgres(connection: Connection[Any]) -> Place:
    """A PostgreSQL connection; the tables made are temporary ones of its session."""

    def ask(statement: str) -> Rows:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []

    return Place(POSTGRES, ask)


def on_spark(session: Any) -> Place:
    """A Spark session, local or of a cluster. The tables made are Parquet in its warehouse until they are dropped."""

    def ask(statement: str) -> Rows:
        return [tuple(row) for row in session.sql(statement).collect()]

    return Place(SPARK, ask)


def sweep(
    place: Place, law: Law, *, books: Sequence[str] | None = None, read_at: date | None = None,
    posture: str = "strict",
) -> Sweep:  # fmt: skip
    """Judge the contacts in the tables of `inputs`; the verdicts stand in `sweep_verdicts`, in the same place.

    InputError where the tables hold what would be judged wrongly (an unknown zone, one id twice).

    >>> import duckdb
    >>> from forbear.law.rulebook import load_law
    >>> log = on_duckdb(duckdb.connect())
    >>> make_inputs(log)
    >>> sweep(log, load_law(), books=["ph"]).tables[-1], log.ask("SELECT n FROM sweep_verdicts")
    ('sweep_verdicts', [])
    """
    answers = {name: place.ask(sql) for name, sql in survey_sql(place.dialect).items()}
    made = sweep_sql(
        law, read_survey(answers), dialect=place.dialect, books=books, read_at=read_at, posture=posture
    )
    try:
        for statement in (*place.before, *made.statements):
            place.ask(statement)
    finally:
        drops = (f"DROP TABLE IF EXISTS {name}" for name in made.tables if name != ANSWER)
        for statement in (*place.after, *drops):
            place.ask(statement)
    return made


def make_inputs(place: Place) -> None:
    """Empty tables of the shape that a sweep reads, in place of those that are there."""
    for name, columns in INPUTS.items():
        for statement in place.dialect.declare(name, columns):
            place.ask(statement)


def put_rows(connection: DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows into one of the input tables of a DuckDB connection."""
    kinds = ", ".join(f"{name}: '{DUCKDB.types[kind]}'" for name, kind in INPUTS[table])
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        read = f"read_json(?, format = 'newline_delimited', columns = {{{kinds}}})"
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {read}", [file.name])
