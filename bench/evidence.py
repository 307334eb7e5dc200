"""What sealing costs: contacts written with and without the triggers of the evidence log, then given their places."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import psycopg

from forbear.evidence import Signer
from forbear.store import migrate, open_database
from forbear.store.evidence import integrate, publish
from forbear.store.fsck import check_log

ROWS = 50_000
_INSERT = """
insert into contacts (contact, case_id, person, collector, channel, at, state, verdict)
select %s || i, 'c', 'p', 'k', 'call', now(), 'done', '{"verdict": "allow", "books": {"cn.gbt45251": "2026-11-23:0"}}'
  from generate_series(1, %s) i"""


def main() -> None:
    """Measure on an embedded PostgreSQL of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(directory=Path(folder) / "pg")
        migrate(database.url)
        with database.connect(autocommit=True) as connection:
            connection.execute(
                "insert into collectors values ('k', 'bank', null, 'a bank', null, null, null)"
            )
            connection.execute("insert into people (person, name) values ('p', '-')")
            connection.execute("insert into cases values ('c', 'k', 'p', 'credit_card', 'CNY', '2026-01-01')")
            measure(connection)


def measure(connection: psycopg.Connection) -> None:
    """Print the seconds of each step and their ratio."""
    sealed = timed(lambda: connection.execute(_INSERT, ["a", ROWS]))
    connection.execute("alter table contacts disable trigger seal_contact")
    bare = timed(lambda: connection.execute(_INSERT, ["b", ROWS]))
    placed = timed(lambda: integrate(connection))
    key = Signer.new("bench")
    publish(connection, key)
    checked = timed(lambda: check_log(connection, [key.verifier]))
    print(f"| {ROWS:,} contacts | seconds | µs each |")
    print("| --- | ---: | ---: |")
    for what, seconds in (("written bare", bare), ("written and sealed", sealed), ("given their places", placed),
                          ("checked", checked)):  # fmt: skip
        print(f"| {what} | {seconds:.2f} | {seconds / ROWS * 1e6:.0f} |")
    print(f"\nSealing takes {sealed / bare:.1f} times the bare write.")


def timed(step) -> float:
    """The seconds that a step takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
