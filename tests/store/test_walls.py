"""What each role of the database may do, and whose rows whoever only reads may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from forbear.gate.vault import VaultClosed
from forbear.store import Database
from forbear.store.staff.tenancy import is_theirs
from forbear.store.vault import open_vault
from forbear.store.walls import AUDITOR, GATE, PAGES, WEB, WORKER
from office import Office, on_the_day

TABLES = ("cases", "parties", "people", "addresses", "contacts", "statements", "promises", "terms", "ledger_events",
          "ageings", "decisions", "placements", "unread_rows", "evidence_contents")  # fmt: skip
FORBIDDEN = {
    WEB: ("select box from addresses", "select fingerprint from addresses", "select * from addresses",
          "select * from vault_keys", "select * from silenced", "select * from api_keys",
          "update contacts set state = 'void'", "insert into statements (statement) values ('s')",
          "delete from evidence_contents", "update addresses set masked = ''"),
    AUDITOR: ("select box from addresses", "select * from vault_keys", "delete from contacts"),
    WORKER: ("select box from addresses", "delete from vault_keys", "update evidence_contents set content = ''",
             "insert into evidence_entries (leaf) values ('{}')"),
    PAGES: ("select box from addresses", "select * from addresses", "delete from vault_keys",
            "delete from evidence_contents", "insert into evidence_entries (leaf) values ('{}')"),
    GATE: ("delete from evidence_contents", "update evidence_contents set content = ''",
           "insert into evidence_entries (leaf) values ('{}')", "delete from evidence_checkpoints"),
}  # fmt: skip


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Two lenders with a case each of one borrower, a borrower of each alone, and the first one's two agencies."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        office.run(
            """insert into collectors (collector, kind, acts_for, registered_name)
               values ('ag2', 'agency', 'cf1', 'Second Agency'), ('bank', 'bank', null, 'Bank'),
                      ('ag3', 'agency', 'bank', 'Agency of the bank')"""
        )
        for person, case, lender in (("li", "li-1", "cf1"), ("li", "li-2", "bank"), ("wu", "wu-1", "cf1"),
                                     ("ma", "ma-1", "bank")):  # fmt: skip
            office.add_borrower(person, case, lender=lender)
            office.add_call(f"call-{case}", person, case, on_the_day("10:00"), "conversation")
            office.run("update contacts set collector = %s where contact = %s", lender, f"call-{case}")
            office.run(
                "insert into promises (promise, case_id, person, amount, made_at, due) "
                "values (%s, %s, %s, 5, now(), '2026-06-01')",
                f"m-{case}", case, person,
            )  # fmt: skip
        office.add_call("call-ag1", "li", "li-1", on_the_day("11:00"), "unanswered")
        office.run("update contacts set collector = 'ag1' where contact = 'call-ag1'")
        office.say("li", "hardship", on_the_day("09:00"), debts=["li-1"])
        office.say("ma", "dispute", on_the_day("09:00"))
        yield office


def place(office: Office, case: str, agency: str, begin: str = "current_date", end: str = "null") -> None:
    office.run(
        f"insert into placements select case_id, %s, lender, {begin}, {end} from cases where case_id = %s",
        agency,
        case,
    )


def seen(database_url: str, collector: str | None, role: str = WEB) -> dict[str, list[Any]]:
    """What somebody sees: the first column of every row of each table."""
    first = {"addresses": "address", "people": "person", "parties": "case_id || '/' || person"}
    with Database(database_url).acting_as(role).borrow_for(collector) as connection:
        return {
            table: sorted(
                str(row[0])
                for row in connection.execute(f"select {first.get(table, 't.*')} from {table} t".encode())
            )
            for table in TABLES
        }


@pytest.mark.parametrize("role", [WEB, AUDITOR, WORKER, GATE])
def test_a_role_may_not_do_what_is_not_its_work(office: Office, database_url: str, role: str) -> None:
    with Database(database_url).acting_as(role).connect(autocommit=True) as connection:
        for query in FORBIDDEN[role]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(query.encode())


def test_the_pages_cannot_open_the_vault_and_the_gate_can(office: Office, database_url: str) -> None:
    database = Database(database_url)
    with database.acting_as(WEB).connect(autocommit=True) as connection:
        with pytest.raises(VaultClosed, match="may not open"):
            open_vault(connection)
        assert connection.execute("select masked from addresses").fetchall()
    with database.acting_as(GATE).connect(autocommit=True) as connection:
        assert open_vault(connection).keys


def test_a_lender_sees_its_own_cases_and_people_alone(office: Office, database_url: str) -> None:
    told = seen(database_url, "cf1")
    assert told["cases"] == told["terms"] == told["ageings"] == ["li-1", "wu-1"]
    assert told["people"] == ["li", "wu"]
    assert told["parties"] == ["li-1/li", "wu-1/wu"]
    assert told["contacts"] == ["call-ag1", "call-li-1", "call-wu-1"]
    assert told["promises"] == ["m-li-1", "m-wu-1"]
    assert told["statements"] == ["s-li-hardship-130900"]
    assert not any(address.startswith("ma") for address in told["addresses"])
    bank = seen(database_url, "bank")
    assert bank["cases"] == ["li-2", "ma-1"]
    assert bank["statements"] == ["s-ma-dispute-130900"]
    assert not set(bank["evidence_contents"]) & set(told["evidence_contents"])
    assert len(told["evidence_contents"]) > 5
    assert seen(database_url, "nobody") == {table: [] for table in TABLES}
    assert len(seen(database_url, None)["cases"]) == 4


def test_an_agency_sees_what_is_placed_with_it_and_nothing_of_another_agency(
    office: Office, database_url: str
) -> None:
    assert seen(database_url, "ag1")["cases"] == ["li-1", "wu-1"]  # its lender places none: all are shared
    place(office, "wu-1", "ag2")
    place(office, "ma-1", "ag3", "current_date - 20", "current_date - 1")
    assert seen(database_url, "ag1")["cases"] == []
    assert seen(database_url, "ag1")["contacts"] == ["call-ag1"]  # what it made stays its own
    told = seen(database_url, "ag2")
    assert told["cases"] == ["wu-1"] and told["people"] == ["wu"] and told["contacts"] == []
    assert seen(database_url, "ag3")["cases"] == []  # it was placed until yesterday
    place(office, "li-1", "ag1")
    one = seen(database_url, "ag1")
    assert one["cases"] == ["li-1"] and one["contacts"] == ["call-ag1"]
    assert {row.split("-")[0] for row in one["addresses"]} == {"li"}


def test_the_table_of_whose_case_it_is_says_what_the_policies_say(office: Office, database_url: str) -> None:
    place(office, "wu-1", "ag2")
    for collector in ("cf1", "bank", "ag1", "ag2", "ag3", "nobody"):
        told = seen(database_url, collector)
        for kind, table, names in (("case", "cases", ("li-1", "li-2", "wu-1", "ma-1")),
                                   ("person", "people", ("li", "wu", "ma")),
                                   ("contact", "contacts", ("call-ag1", "call-li-1", "call-ma-1"))):  # fmt: skip
            for name in names:
                assert is_theirs(office.connection, collector, kind, name) == (name in told[table])


def test_the_gate_and_the_worker_count_everything_whoever_they_work_for(
    office: Office, database_url: str
) -> None:
    for role in (GATE, WORKER):
        with Database(database_url).acting_as(role).borrow_for("ag2") as connection:
            assert connection.execute("select count(*) from contacts").fetchone() == (5,)


def test_a_borrowed_connection_keeps_nothing_of_whom_it_worked_for(office: Office, database_url: str) -> None:
    pages = Database(database_url).acting_as(WEB)
    with pytest.raises(psycopg.errors.UndefinedTable), pages.borrow_for("cf1") as connection:
        connection.execute("select * from nowhere")
    with pages.borrow() as connection:
        assert connection.execute("select count(*) from cases").fetchone() == (4,)
