"""Running a sweep where the log lies: on DuckDB, in PostgreSQL, on Spark."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
AT_ONCE = 1_000_000
"""How many contacts DuckDB is given at once, so that a log of any length is swept within one size of memory."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a log lies: how it is asked, in which dialect, and what is said before a sweep and after it.

    `at_once` is how many contacts are swept together, whole circles at a time; None: all of them.
    """

    dialect: Dialect
    ask: Callable[[str], Rows]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    at_once: int | None = None


def on_duckdb(connection: DuckDBPyConnection) -> Place:
    """A DuckDB connection. A sweep writes the small side of a join last, and DuckDB is told to leave it there."""

    def ask(statement: str) -> Rows:
        return connection.execute(statement).fetchall()

    told = "SET disabled_optimizers = 'build_side_probe_side'"
    return Place(DUCKDB, ask, (told,), ("RESET disabled_optimizers",), AT_ONCE)


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
    ((contacts,),) = place.ask("SELECT COUNT(*) FROM in_contacts")
    parts = 1 if place.at_once is None else max(1, -(-contacts // place.at_once))
    try:
        for statement in (
            *place.before,
            *(made.statements if parts == 1 else _in_parts(place.dialect, made, parts)),
        ):
            place.ask(statement)
    finally:
        made_too = (*made.tables[:-1], *PARTS.values(), "part_verdicts")
        for statement in (*place.after, *(f"DROP TABLE IF EXISTS {name}" for name in made_too)):
            place.ask(statement)
    return made


PARTS = {
    name: f"part_{name.removeprefix('in_')}" for name, columns in INPUTS.items() if name != "in_collectors"
}
"""The tables that are taken apart by circle, and what a part is called; all know the same collectors."""


def _in_parts(dialect: Dialect, made: Sweep, parts: int) -> Iterator[str]:
    """The statements of a sweep for one part of the circles after the other."""
    verdicts = (("n", "number"), ("verdict", "text"), ("rules", "text"), ("unknown", "text"))
    yield from dialect.declare(ANSWER, verdicts)
    for part in range(parts):
        for name, piece in PARTS.items():
            chosen = f"x.circle % {parts} = {part}"
            if name == "in_readings":  # known by the number of the contact
                chosen = f"x.n IN (SELECT n FROM {PARTS['in_contacts']})"
            yield from dialect.create(piece, f"SELECT x.* FROM {name} x WHERE {chosen}")
        for statement in made.statements:
            told = re.sub(r"\bin_\w+", lambda word: PARTS.get(word[0], word[0]), statement)
            yield told.replace(ANSWER, "part_verdicts")
        yield f"INSERT INTO {ANSWER} SELECT n, verdict, rules, unknown FROM part_verdicts"


def make_inputs(place: Place) -> None:
    """Empty tables of the shape that a sweep reads, in place of those that are there."""
    for name, columns in INPUTS.items():
        for statement in place.dialect.declare(name, columns):
            place.ask(statement)


def put_rows(connection: DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows into one of the input tables of a DuckDB connection."""
    kinds = ", ".join(f"{name}: '{DUCKDB.told(kind)}'" for name, kind in INPUTS[table])
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        read = f"read_json(?, format = 'newline_delimited', columns = {{{kinds}}})"
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {read}", [file.name])
