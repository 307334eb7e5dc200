"""What one contact costs: bytes in each table, write-ahead log, processor time of the gate and of PostgreSQL, and what
it costs beside to be watched."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from forbear.gate.door import Door, open_door
from forbear.gate.reservation import note_result, redeem, reserve
from forbear.law.rulebook import load_law
from forbear.store import migrate, open_database
from forbear.store.evidence import integrate
from forbear.watch.steps import step
from office import STOP, Office, ask, on_the_day

PEOPLE: Final = 300
TABLES: Final = ("contacts", "evidence_entries", "evidence_contents", "evidence_nodes")
_PAST: Final = """
insert into contacts (contact, case_id, person, collector, channel, at, state, result)
select person || '-' || g, 'case-' || person, person, 'cf1', 'call',
       timestamptz '2026-05-01 10:00+08' - g * interval '6 days', 'done', 'unanswered'
  from people, generate_series(1, 20) g"""


def main() -> None:
    """Measure on an embedded PostgreSQL of its own, with a key of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FORBEAR_VAULT_KEY_FILE"] = str(Path(folder) / "vault.key")
        database = open_database(directory=Path(folder) / "pg")
        migrate(database.url)
        with database.borrow() as connection:
            office, door = Office(connection), open_door(load_law(), STOP)
            for number in range(PEOPLE):
                office.add_borrower(f"p{number}")
            office.run(_PAST)
            office.add_borrower("first")
            make(
                office, door, "first"
            )  # loads the tables by which texts are read: once a process, not once a contact
            show("made: asked with its permit, used, result", office, door, make)
            show("refused", office, door, refuse)
    taken = min(timeit.repeat(watch, number=10_000, repeat=5)) / 10_000
    print(f"\nA step that is timed, without traces: {taken * 1e6:.1f} µs of wall time.")


def make(office: Office, door: Door, person: str) -> None:
    """A call from the ask, which gets its permit at once, to its result."""
    asked = reserve(door, office.record(), ask(person), on_the_day("09:30"), with_permit=True)
    redeem(door, office.record(), asked.permit.token, on_the_day("10:01"))
    note_result(office.record(), asked.entry.contact, "unanswered", on_the_day("10:05"))


def refuse(office: Office, door: Door, person: str) -> None:
    """A call that the hours forbid."""
    reserve(
        door, office.record(), ask(person, key=f"late-{person}", at=on_the_day("23:00")), on_the_day("09:30")
    )


def watch() -> None:
    """What a step costs."""
    with step("judge", channel="call") as judged:
        judged.tell(verdict="allow")


def show(what: str, office: Office, door: Door, do: Callable[[Office, Door, str], None]) -> None:
    """Do it for everybody and print the cost of one."""
    connection = office.connection
    settle(connection)
    before, log = sizes(connection), wal(connection)
    own, server = time.process_time(), processor(connection.info.backend_pid)
    for number in range(PEOPLE):
        do(office, door, f"p{number}")
    own, server = time.process_time() - own, processor(connection.info.backend_pid) - server
    written = wal(connection) - log
    settle(connection)
    after = sizes(connection)
    print(f"\n| {what} | each |\n| --- | ---: |")
    for table in TABLES:
        print(f"| bytes in {table} | {(after[table] - before[table]) / PEOPLE:,.0f} |")
    print(f"| bytes in all | {(sum(after.values()) - sum(before.values())) / PEOPLE:,.0f} |")
    print(f"| bytes of write-ahead log | {written / PEOPLE:,.0f} |")
    print(f"| processor time here, ms | {own / PEOPLE * 1e3:.1f} |")
    print(f"| processor time of PostgreSQL, ms | {server / PEOPLE * 1e3:.1f} |")


def settle(connection: psycopg.Connection) -> None:
    """Every entry has its place, and no table a gap."""
    integrate(connection)
    connection.execute(f"vacuum full analyze {', '.join(TABLES)}".encode())


def sizes(connection: psycopg.Connection) -> dict[str, int]:
    """Bytes of each table with its indexes."""
    return {t: connection.execute("select pg_total_relation_size(%s)", [t]).fetchone()[0] for t in TABLES}


def wal(connection: psycopg.Connection) -> int:
    """Bytes of the write-ahead log so far."""
    return int(connection.execute("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')").fetchone()[0])


def processor(pid: int) -> float:
    """Seconds of processor time of a process."""
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
