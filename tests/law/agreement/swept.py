"""A log swept on an engine, and each of its contacts judged alone: what both say, compared whole."""

import json
from collections import Counter
from pathlib import Path

import duckdb
from circles import answer_of

from forbear.law.rulebook import load_law
from forbear.law.sweep import SPARK
from forbear.law.sweep.inputs import INPUTS
from forbear.review.sweeping import make_inputs, on_duckdb, on_postgres, on_spark, put_rows, sweep

LAW = load_law((Path(__file__).parent / "odd.md",))


def sweep_on_duckdb(tables, **how):
    """The verdict of each contact on DuckDB, by circle and id."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        make_inputs(on_duckdb(connection))
        for name, rows in tables.items():
            put_rows(connection, name, rows)
        return verdicts(on_duckdb(connection), **how)


def sweep_on_postgres(connection, tables, **how):
    """The same in PostgreSQL."""
    place = on_postgres(connection)
    make_inputs(place)
    for name, rows in tables.items():
        names = [column for column, _ in INPUTS[name]]
        with connection.cursor().copy(f"COPY {name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[column] for column in names])
    return verdicts(place, **how)


def sweep_on_spark(session, folder, tables, **how):
    """The same on Spark."""
    for name, rows in tables.items():
        file = folder / f"{name}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        schema = ", ".join(f"{column} {SPARK.types[kind]}" for column, kind in INPUTS[name])
        session.read.schema(schema).json(str(file)).createOrReplaceTempView(name)
    return verdicts(on_spark(session), **how)


def verdicts(place, **how):
    """The verdicts of a sweep, by circle and id."""
    sweep(place, LAW, **how)
    found = place.ask(
        "SELECT c.circle, c.id, s.verdict, s.rules, s.unknown FROM sweep_verdicts s JOIN in_contacts c ON c.n = s.n"
    )
    return {
        (circle, name): (verdict, set(filter(None, rules.split(";"))), set(filter(None, unknown.split(";"))))
        for circle, name, verdict, rules, unknown in found
    }


def compare(circles, swept, read, **how):
    """Every contact of every circle, judged alone and as it was swept; what was said how often."""
    said = Counter()
    for number, circle in enumerate(circles):
        for contact in circle.contacts:
            alone = answer_of(LAW, circle.request(contact, **how), read)
            assert swept[number, contact.id] == alone, (number, contact, alone)
            said[alone[0]] += 1
    assert len(swept) == said.total()
    return said
