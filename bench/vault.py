"""What the vault costs: an import of 300,000 addresses with and without sealing, a rotation, one address opened, and
what the pages' role pays for seeing a lender's rows alone.

    python bench/vault.py [addresses]
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from forbear.store import Database, migrate, open_database
from forbear.store.gate import ContactRecord
from forbear.store.portfolio import import_portfolio, importing
from forbear.store.rotation import rotate
from forbear.store.walls import GATE, WEB, WORKER

PAGE = """
select c.case_id, p.name, k.at from contacts k join cases c using (case_id) join people p on p.person = k.person
 where k.person = %s"""


def write_portfolio(folder: Path, addresses: int) -> None:
    """People with three addresses and a case each, of two lenders."""
    with (
        (folder / "people.csv").open("w", newline="") as people,
        (folder / "cases.csv").open("w", newline="") as cases,
        (folder / "addresses.csv").open("w", newline="") as sheet,
        (folder / "contacts.csv").open("w", newline="") as contacts,
    ):
        (folder / "agencies.csv").write_text(
            "collector,kind,acts_for,registered_name,public_number,from,to\nb1,bank,,Bank,,,\nb2,bank,,Other,,,\n"
            "ag,agency,b1,Agency,,,\n"
        )
        out = [csv.writer(handle) for handle in (people, cases, sheet, contacts)]
        out[0].writerow("person name role_default language zone region birth_year".split())
        out[1].writerow("case lender debtor product currency opened status".split())
        out[2].writerow("address person kind value verified_on source".split())
        out[3].writerow("id at channel person debts purpose result".split())
        for n in range(addresses // 3):
            out[0].writerow([f"p{n}", "某某", "borrower", "zh-CN", "Asia/Shanghai", "CN", "1990"])
            out[1].writerow(
                [f"c{n}", f"b{n % 2 + 1}", f"p{n}", "credit_card", "CNY", "2024-01-05", "overdue"]
            )
            out[2].writerow([f"m{n}", f"p{n}", "mobile", f"+86 138 {n:08d}", "2026-01-05", "contract"])
            out[2].writerow([f"l{n}", f"p{n}", "landline", f"010 6{n:07d}", "2026-01-05", "contract"])
            out[2].writerow([f"e{n}", f"p{n}", "email", f"p{n}@mail.example", "2026-01-05", "contract"])
            out[3].writerow(
                [f"k{n}", "2026-03-02T10:00:00+08:00", "call", f"p{n}", f"c{n}", "collect", "unanswered"]
            )


def taken(what: Callable[[], object]) -> float:
    """Seconds."""
    begin = time.perf_counter()
    what()
    return time.perf_counter() - begin


@contextmanager
def unsealed() -> Iterator[None]:
    """The import as it would be without cryptography: the same columns, copied as they are."""
    sealing = importing.sealing

    def plain(connection: psycopg.Connection[Any], layout: Any) -> Any:
        from dataclasses import replace

        from forbear.store.vault import open_vault

        key, shape = open_vault(connection).current, layout.shape

        def bare(row: Any) -> tuple[Any, ...]:
            address, person, kind, value, verified_on, source = shape(row)
            text = value.encode()
            return address, person, kind, text, key, text, value, verified_on, source

        return replace(layout, shape=bare)

    importing.sealing = plain
    try:
        yield
    finally:
        importing.sealing = sealing


def fresh(database: Database, name: str) -> Database:
    with database.connect(autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    other = Database(database.url.replace("/forbear?", f"/{name}?"))
    migrate(other.url)
    return other


def take(database: Database, folder: Path) -> None:
    with database.acting_as(WORKER).connect() as connection:
        import_portfolio(connection, folder, folder.parent / "rejects.csv")


def look(database: Database, collector: str | None) -> float:
    """Milliseconds a page's look at one person, of 2,000."""
    with database.acting_as(WEB).borrow_for(collector) as connection:
        return taken(lambda: [connection.execute(PAGE, [f"p{n}"]).fetchall() for n in range(2_000)]) / 2


def main() -> None:
    addresses = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["FORBEAR_VAULT_KEY_FILE"] = str(Path(scratch, "vault.key"))
        folder = Path(scratch, "portfolio")
        folder.mkdir()
        write_portfolio(folder, addresses)
        server = open_database(directory=Path(scratch) / "pg")
        with unsealed():
            bare = fresh(server, "bare")
            plain = taken(lambda: take(bare, folder))
        database = fresh(server, "sealed")
        sealed = taken(lambda: take(database, folder))
        print(f"import of {addresses:,} addresses: {sealed:.1f} s; without sealing {plain:.1f} s"
              f" ({sealed / plain:.2f} times)")  # fmt: skip
        again = taken(lambda: take(database, folder))
        print(f"the same import again: {again:.1f} s")
        with database.acting_as(GATE).connect(autocommit=True) as connection:
            seconds = taken(lambda: rotate(connection))
            print(f"rotation: {seconds:.1f} s, {addresses / seconds:,.0f} boxes a second")
            record = ContactRecord(connection)
            record.value_of("m0", "p0")
            ms = taken(lambda: [record.value_of(f"m{n}", f"p{n}") for n in range(2_000)]) / 2
            print(f"an address opened to be sent to: {ms:.2f} ms")
        with database.acting_as(GATE).borrow() as connection:
            past = taken(lambda: [connection.execute(PAGE, [f"p{n}"]).fetchall() for n in range(2_000)]) / 2
        for who, collector in (("the house", None), ("a lender", "b1"), ("an agency", "ag")):
            ms = look(database, collector)
            print(f"a person looked up by the pages' role for {who}: {ms:.2f} ms"
                  f" ({ms / past:.2f} times the gate's {past:.2f})")  # fmt: skip


if __name__ == "__main__":
    main()
