"""A folder of files becomes cases; what belongs to no party of a case stays outside, and is named."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from forbear.store.portfolio import ImportReport, import_portfolio
from forbear.store.portfolio.parquet import write_as_csv
from forbear.terms import InputError
from office import plain_addresses

Files = dict[str, str]
Take = Callable[..., tuple[ImportReport, list[dict[str, str]]]]

FILES: Files = {
    "agencies.csv": (
        "collector,kind,acts_for,registered_name,public_number,from,to\n"
        "b1,bank,,Example Bank,+86 100 0000 9001,,\n"
        "k1,agency,b1,Example Agency,,2026-01-01,\n"
    ),
    "people.csv": (
        "person,name,role_default,language,zone,region,birth_year\n"
        "p1,李示例,borrower,zh-CN,Asia/Shanghai,CN-31,1990\n"
        "p2,Ada Example,guarantor,en,Asia/Shanghai,CN-44,\n"
    ),
    "cases.csv": (
        "case,lender,debtor,product,currency,opened,status\nc1,b1,p1,credit_card,CNY,2024-01-05,overdue\n"
    ),
    "parties.csv": "case,person,role,authority\nc1,p1,borrower,contract\nc1,p2,guarantor,guarantee\n",
    "addresses.csv": (
        "address,person,kind,value,verified_on,source\n"
        "a1,p1,mobile,+86 100 0000 0001,2026-01-05,contract\n"
        "a2,p1,email,p1@borrower.example,,contract\n"
        "a3,p2,mobile,+86 100 0000 0002,2026-01-05,authorised\n"
    ),
    "terms.csv": "case,currency,method\nc1,CNY,revolving\n",
    "events.csv": (
        "case,on,kind,amount,minimum,due,id\n"
        "c1,2026-02-05,statement,3000.00,300.00,2026-02-25,s1\n"
        "c1,2026-03-01,payment,50.00,,,\n"
        "c1,2026-03-01,payment,50.00,,,\n"
    ),
    "statements.csv": (
        "id,at,person,kind,debts,medium,days,from,to,until\n"
        "s1,2026-03-01T10:00:00+08:00,p1,inconvenient,,oral,tue;thu,08:00,12:00,\n"
    ),
    "contacts.csv": (
        "id,at,channel,person,debts,purpose,address,result,style\n"
        "k1,2026-03-02T10:00:00+08:00,call,p1,c1,collect,a1,unanswered,interactive\n"
    ),
    "promises.csv": (
        "promise,case,person,amount,due,made_at,status\n"
        "m1,c1,p1,100.00,2026-03-20,2026-03-05T10:00:00+08:00,open\n"
    ),
}
TABLES = ("collectors", "people", "cases", "parties", "addresses", "terms", "ledger_events", "statements",
          "contacts", "promises", "unread_rows")  # fmt: skip


@pytest.fixture
def connection(database_url: str) -> Any:
    with psycopg.connect(database_url) as connection:
        yield connection


@pytest.fixture
def take(connection: psycopg.Connection[Any], tmp_path: Path) -> Take:
    """Imports FILES with some of them changed (None takes one away): the report, and the rejects' rows."""

    def import_files(**changed: str | None) -> tuple[ImportReport, list[dict[str, str]]]:
        folder = tmp_path / "folder"
        for name, text in (FILES | {f"{stem}.csv": text for stem, text in changed.items()}).items():
            path = folder / name
            folder.mkdir(exist_ok=True)
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        report = import_portfolio(connection, folder, tmp_path / "rejects.csv")
        with report.rejects.open(encoding="utf-8", newline="") as handle:
            return report, list(csv.DictReader(handle))

    return import_files


def stored(connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    return {
        table: connection.execute(f"select to_jsonb(t) - 'changed_at' from {table} t order by 1").fetchall()
        for table in TABLES
    }


def count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


def everything(connection: psycopg.Connection[Any]) -> str:
    return repr(stored(connection))


def test_a_clean_folder_is_taken_in_whole(take: Take, connection: psycopg.Connection[Any]) -> None:
    report, rejects = take()
    assert rejects == []
    assert report.fresh == {
        "agencies.csv": 2, "people.csv": 2, "cases.csv": 1, "parties.csv": 2, "addresses.csv": 3,
        "terms.csv": 1, "events.csv": 3, "statements.csv": 1, "contacts.csv": 1, "promises.csv": 1,
    }  # fmt: skip
    contact = connection.execute("select case_id, collector, state, address, body from contacts").fetchone()
    assert contact == ("c1", "b1", "done", "a1", {"style": "interactive"})
    said = connection.execute("select body from statements").fetchone()
    assert said is not None
    assert said[0]["days"] == ["tue", "thu"]


def test_importing_twice_changes_nothing(take: Take, connection: psycopg.Connection[Any]) -> None:
    take()
    before = stored(connection)
    report, rejects = take()
    assert stored(connection) == before
    assert rejects == []
    assert set(report.fresh.values()) | set(report.changed.values()) == {0}


def test_two_equal_payments_of_one_day_are_two(take: Take, connection: psycopg.Connection[Any]) -> None:
    take()
    take()
    paid = connection.execute("select count(*) from ledger_events where body->>'kind' = 'payment'").fetchone()
    assert paid == (2,)


def test_events_keep_the_order_of_the_file_also_when_more_come(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    take()
    take(events=FILES["events.csv"] + "c1,2026-03-01,pause,,,,\n")
    kinds = connection.execute("select body->>'kind' from ledger_events order by on_day, seq").fetchall()
    assert [kind for (kind,) in kinds] == ["statement", "payment", "payment", "pause"]


def test_a_changed_file_updates_what_may_change_and_leaves_history_alone(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    take()
    report, rejects = take(
        cases=FILES["cases.csv"].replace("overdue", "settled"),
        contacts=FILES["contacts.csv"].replace("unanswered", "conversation"),
    )
    assert report.changed["cases.csv"] == 1
    assert connection.execute("select status from cases").fetchone() == ("settled",)
    assert connection.execute("select result from contacts").fetchone() == ("unanswered",)
    assert [(row["file"], row["id"]) for row in rejects] == [("contacts.csv", "k1")]


def test_a_death_that_is_known_is_not_undone_by_a_file_that_does_not_know_it(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    header = "person,name,language,zone,region,deceased\n"
    take(people=header + "p1,李示例,zh-CN,Asia/Shanghai,CN-31,true\np2,Ada,en,Asia/Shanghai,CN-44,\n")
    take(people=header + "p1,李示例,zh-CN,Asia/Shanghai,CN-31,false\np2,Ada,en,Asia/Shanghai,CN-44,\n")
    dead = connection.execute("select deceased from people order by person").fetchall()
    assert dead == [(True,), (None,)]


STRANGER = "+86 100 9900 1234"


@pytest.mark.parametrize(
    "column",
    ["emergency_contact", "reference", "Referee", "guarantor_phone", "relativePhone", "contact1_phone",
     "contact 2", "spouse_phone", "next-of-kin", "work_phone", "phonebook", "联系人", "紧急联系人", "通讯录",
     "亲属电话", "第二联系人手机", "配偶电话", "单位电话", "緊急聯絡人"],
)  # fmt: skip
def test_a_column_with_someone_else_s_number_is_dropped_and_the_row_is_taken(
    column: str, take: Take, connection: psycopg.Connection[Any]
) -> None:
    lines = FILES["people.csv"].splitlines()
    lines = [f"{lines[0]},{column}", *(f"{line},{STRANGER}" for line in lines[1:])]
    report, rejects = take(people="\n".join(lines) + "\n")
    assert report.fresh["people.csv"] == 2
    assert STRANGER not in everything(connection)
    assert [(row["file"], row["what"]) for row in rejects] == [("people.csv", f"column {column}")]
    assert "no party to the case" in rejects[0]["why"]


def test_an_unknown_column_is_ignored_and_named(take: Take) -> None:
    _, rejects = take(terms="case,currency,method,anual_rate\nc1,CNY,revolving,0.18\n")
    assert [(row["what"], row["why"][:10]) for row in rejects] == [("column anual_rate", "is unknown")]


@pytest.mark.parametrize("role", ["family", "friend", "colleague", "employer", "phonebook", "other"])
def test_a_role_that_is_no_party_is_refused_with_the_person_and_the_address(
    role: str, take: Take, connection: psycopg.Connection[Any]
) -> None:
    _, rejects = take(
        people=FILES["people.csv"] + "p9,二舅妈,family,zh-CN,Asia/Shanghai,CN-31,\n",
        parties=FILES["parties.csv"] + f"c1,p9,{role},phone book\n",
        addresses=FILES["addresses.csv"] + f"a9,p9,mobile,{STRANGER},,borrower\n",
    )
    assert "p9" not in everything(connection)
    assert {(row["file"], row["id"]) for row in rejects} == {
        ("people.csv", "p9"), ("parties.csv", "p9"), ("addresses.csv", "a9"),
    }  # fmt: skip
    assert STRANGER not in repr(rejects)
    assert "二舅妈" not in repr(rejects)


def test_the_ninth_phone_number_of_one_person_is_refused(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    more = "".join(f"n{i},p1,mobile,+86 100 01{i:02d} 0001,,borrower\n" for i in range(10))
    for _ in range(2):
        _, rejects = take(addresses=FILES["addresses.csv"] + more)
        phones = connection.execute(
            "select count(*) from addresses where person = 'p1' and kind = 'mobile'"
        ).fetchone()
        assert phones == (8,)
        assert [row["id"] for row in rejects] == ["n7", "n8", "n9"]


def test_numbers_already_stored_count_towards_the_eight(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    take()
    more = "".join(f"n{i},p1,landline,+86 100 01{i:02d} 0001,,borrower\n" for i in range(9))
    _, rejects = take(addresses="address,person,kind,value,verified_on,source\n" + more)
    assert [row["id"] for row in rejects] == ["n7", "n8"]


@pytest.mark.parametrize(
    "name", ["phonebook.csv", "contacts_list.csv", "通讯录.csv", "紧急联系人.csv", "call_log.csv"]
)
def test_a_phone_book_is_not_even_opened(
    name: str, take: Take, connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / name).write_bytes(b"\xff\xfe" + STRANGER.encode())
    report, rejects = take()
    assert report.files_refused == (name,)
    assert rejects[0]["file"] == name
    assert "party to no case" in rejects[0]["why"]
    assert count(connection, "cases") == 1


def test_other_files_are_named_and_left_alone(take: Take, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "people.parquet").write_bytes(b"PAR1")
    (tmp_path / "folder" / "notes.txt").write_text("hello")
    report, rejects = take()
    assert report.files_refused == ("notes.txt", "people.parquet")
    assert "keep one of the two" in rejects[1]["why"]


def test_parquet_files_are_taken_like_csv(
    take: Take, connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with duckdb.connect() as database:
        for name, text in FILES.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            source = f"read_csv('{tmp_path / name}', all_varchar = true)"
            out = (folder / name).with_suffix(".parquet")
            database.execute(f"copy (select * from {source}) to '{out}' (format parquet)")
    report = import_portfolio(connection, folder, tmp_path / "rejects.csv")
    assert report.files_refused == () and report.fresh["cases.csv"] == 1
    for path in folder.iterdir():
        path.unlink()
    again, rejects = take()
    assert rejects == [] and sum(again.fresh.values()) + sum(again.changed.values()) == 0


@pytest.mark.parametrize("typed", [True, False])
def test_parquet_keeps_its_days_and_instants(tmp_path: Path, typed: bool) -> None:
    kinds = ("timestamptz", "date", "decimal(12, 2)", "varchar[]", "boolean")
    values = ("2026-03-01T10:00:00+08:00", "2026-03-01", "1100.16", "[c1, c2]", "true")
    cells = ", ".join(
        f"'{v}'::{k if typed else 'varchar'} as c{i}"
        for i, (v, k) in enumerate(zip(values, kinds, strict=True))
    )
    with duckdb.connect() as database:
        database.execute(f"copy (select {cells}) to '{tmp_path / 'x.parquet'}' (format parquet)")
    (tmp_path / "out").mkdir()
    text = write_as_csv(tmp_path / "x.parquet", tmp_path / "out").read_text("utf-8")
    rows = list(csv.reader(text.splitlines()))
    wanted = ["2026-03-01T02:00:00.000000Z", "2026-03-01", "1100.16", "c1;c2", "true"]
    assert rows[1] == (wanted if typed else list(values))


def test_of_rows_with_one_id_the_first_stays_and_equal_ones_are_no_matter(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    twice = FILES["addresses.csv"] + FILES["addresses.csv"].splitlines()[1] + "\n"
    _, rejects = take(addresses=twice + "a1,p1,mobile,+86 100 0000 0009,,borrower\n")
    assert [(row["line"], row["id"]) for row in rejects] == [("6", "a1")]
    assert plain_addresses(connection)["a1"] == "+86 100 0000 0001"


def test_an_address_never_passes_to_another_person(take: Take, connection: psycopg.Connection[Any]) -> None:
    take()
    _, rejects = take(addresses=FILES["addresses.csv"].replace("a1,p1", "a1,p2"))
    assert [row["id"] for row in rejects] == ["a1"]
    assert connection.execute("select person from addresses where address = 'a1'").fetchone() == ("p1",)


BROKEN = [
    ("cases", "c2,b9,p1,credit_card,CNY,2024-01-05,overdue", "lender"),
    ("cases", "c2,b1,p9,credit_card,CNY,2024-01-05,overdue", "debtor"),
    ("cases", "c2,b1,p1,pawn,CNY,2024-01-05,overdue", "product"),
    ("cases", "c2,b1,p1,credit_card,yuan,2024-01-05,overdue", "currency"),
    ("cases", "c2,b1,p1,credit_card,CNY,05/01/2024,overdue", "opened"),
    ("cases", "c2,b1,p1,credit_card,CNY", "row"),
    ("people", "p3,N,borrower,zh-CN,Asia/Peking,CN-31,", "zone"),
    ("people", "p3,N,borrower,zh-CN,,CN-31,80", "birth_year"),
    ("addresses", "a9,p1,fax,+86 100 0000 0003,,contract", "kind"),
    ("addresses", f"a9,p1,mobile,{STRANGER};{STRANGER},,contract", "value"),
    ("addresses", f"a9,p1,email,{STRANGER},,contract", "value"),
    ("terms", "c9,CNY,revolving", "case"),
    ("terms", "c1,CNY,flat", "principal"),
    ("events", "c9,2026-03-01,payment,50.00,,,", "case"),
    ("events", "c1,2026-02-30,payment,50.00,,,", "on"),
    ("events", "c1,2026-03-01,payment,fifty,,,", "amount"),
    ("events", "c1,2026-03-01,gift,50.00,,,", "kind"),
    ("statements", "s2,2026-03-01T10:00:00,p1,cease,,,,,,", "at"),
    ("statements", "s2,2026-03-01T10:00:00+08:00,p9,cease,,,,,,", "person"),
    ("statements", "s2,2026-03-01T10:00:00+08:00,p1,lifted,,,,,,", "of"),
    ("statements", "s2,2026-03-01T10:00:00+08:00,p1,opt_out,,,,,,", "channel"),
    ("contacts", "k2,2026-03-02T10:00:00+08:00,pigeon,p1,c1,collect,a1,unanswered,", "channel"),
    ("contacts", "k2,2026-03-02T10:00:00+08:00,call,p9,c1,collect,a1,unanswered,", "person"),
    ("contacts", "k2,2026-03-02T10:00:00+08:00,call,p1,c9,collect,a1,unanswered,", "debts"),
    ("contacts", "k2,2026-03-02T10:00:00+08:00,call,p1,c1,collect,a1,,", "result"),
    ("promises", "m2,c1,p1,0.00,2026-03-20,2026-03-05T10:00:00+08:00,open", "amount"),
    ("agencies", "k2,agency,b9,Another,,,", "acts_for"),
]


@pytest.mark.parametrize(("file", "row", "what"), BROKEN)
def test_a_broken_row_is_named_and_costs_no_other(
    file: str, row: str, what: str, take: Take, connection: psycopg.Connection[Any]
) -> None:
    lines = FILES[f"{file}.csv"].splitlines()
    broken = "\n".join([lines[0], row, *lines[1:]]) + "\n"
    report, rejects = take(**{file: broken})
    assert [(r["file"], r["line"], r["what"]) for r in rejects] == [(f"{file}.csv", "2", what)]
    assert report.fresh[f"{file}.csv"] == len(lines) - 1
    assert STRANGER not in repr(rejects)


def test_a_quote_left_open_costs_its_own_row_only(take: Take, connection: psycopg.Connection[Any]) -> None:
    lines = FILES["addresses.csv"].splitlines()
    text = "\n".join([lines[0], 'a7,p1,post,"an open quote,,contract', *lines[1:]]) + "\n"
    _, rejects = take(addresses=text)
    assert [(row["line"], row["what"]) for row in rejects] == [("2", "row")]
    assert count(connection, "addresses") == 3


def test_a_cell_may_have_quotes_commas_and_line_breaks(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    take(addresses=FILES["addresses.csv"] + 'a7,p1,post,"1 ""Example"" Road,\nSampletown",,contract\n')
    assert plain_addresses(connection)["a7"] == '1 "Example" Road,\nSampletown'


def test_bytes_that_are_no_utf8_cost_their_row_only(
    take: Take, connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    take()
    path = tmp_path / "folder" / "people.csv"
    path.write_bytes(path.read_bytes().replace("李示例".encode(), "李示例".encode("gbk")))
    report = import_portfolio(connection, tmp_path / "folder", tmp_path / "rejects.csv")
    assert "UTF-8" in report.rejects.read_text("utf-8")
    assert report.refused == 1


def test_a_file_without_its_header_is_refused_whole_and_shows_nothing_of_it(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    report, rejects = take(addresses=f"a1,p1,mobile,{STRANGER},,contract\n")
    assert report.files_refused == ("addresses.csv",)
    assert STRANGER not in repr(rejects)
    assert count(connection, "cases") == 1


def test_a_payment_that_cannot_be_read_leaves_its_case_to_a_person_until_it_can(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    report, _ = take(events=FILES["events.csv"] + "c1,2026-03-09,payment,all of it,,,\n")
    assert report.unread == 1
    unread = connection.execute("select case_id, file, line from unread_rows").fetchall()
    assert unread == [("c1", "events.csv", 5)]
    report, _ = take(events=FILES["events.csv"] + "c1,2026-03-09,payment,250.00,,,\n")
    assert report.unread == 0


def test_a_statement_that_cannot_be_read_leaves_all_cases_of_its_person_to_a_person(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    take(statements=FILES["statements.csv"] + "s2,yesterday,p1,cease,,,,,,\n")
    assert connection.execute("select case_id, why from unread_rows").fetchall() == [
        ("c1", "at: is no instant; write 2026-05-12T10:00:00+08:00")
    ]
    take()
    assert count(connection, "unread_rows") == 0


def test_a_contact_counts_although_its_number_is_none_that_we_may_keep(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    _, rejects = take(contacts=FILES["contacts.csv"].replace(",a1,", ",x9,"))
    assert connection.execute("select address, result from contacts").fetchall() == [(None, "unanswered")]
    assert [(row["id"], row["what"]) for row in rejects] == [("k1", "address")]


def test_a_case_is_placed_with_an_agency_of_its_lender_alone(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    agencies = FILES["agencies.csv"] + "x1,agency,,Nobody's Agency,,,\n"
    rows = ["c1,k1,2026-05-01,", "c1,k1,2026-06-01,2026-05-01", "c1,x1,2026-05-01,", "c9,k1,2026-05-01,"]
    placements = "case,agency,from,to\n" + "\n".join(rows) + "\n"
    _, rejects = take(agencies=agencies, placements=placements)
    assert [(row["line"], row["what"]) for row in rejects] == [("3", "to"), ("4", "agency"), ("5", "case")]
    query = "select case_id, agency, lender, to_day::text from placements"
    assert connection.execute(query).fetchall() == [("c1", "k1", "b1", None)]
    take(agencies=agencies, placements="case,agency,from,to\nc1,k1,2026-05-01,2026-05-20\n")
    assert connection.execute(query).fetchall() == [("c1", "k1", "b1", "2026-05-20")]


@pytest.mark.parametrize("name", [STRANGER, "13800138000", "someone@mail.example", "100 0000 0001"])
def test_an_address_whose_id_is_the_number_itself_is_refused(
    take: Take, connection: psycopg.Connection[Any], name: str
) -> None:
    kind, value = ("email", name) if "@" in name else ("mobile", name)
    _, rejects = take(addresses=FILES["addresses.csv"] + f"{name},p1,{kind},{value},,contract\n")
    assert [(row["what"], row["id"][:6]) for row in rejects] == [("address", "(looks")]
    assert count(connection, "addresses") == 3


def test_a_number_in_what_was_said_is_hidden(take: Take, connection: psycopg.Connection[Any]) -> None:
    head, row = FILES["contacts.csv"].splitlines()[:2]
    take(contacts=f"{head},text\n{row},他说打 138 0013 8000 或 a.b@mail.example\n")
    assert connection.execute("select body ->> 'text' from contacts").fetchone() == ("他说打 •••00 或 •••",)


def test_an_id_that_is_a_number_is_not_shown(take: Take) -> None:
    _, rejects = take(addresses=FILES["addresses.csv"] + f"{STRANGER},p9,mobile,{STRANGER},,borrower\n")
    assert [row["id"] for row in rejects] == ["(looks like a number)"]


def test_the_debtor_is_a_party_although_no_file_says_so(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    take(parties=None, people=FILES["people.csv"].replace("p2,Ada", "px,Ada"))
    assert connection.execute("select person, role from parties").fetchall() == [("p1", "borrower")]


def test_nested_terms_are_read_from_columns_with_dots(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    take(terms=(
        "case,currency,method,principal,disbursed,first_due,instalments,every.months,late.kind,late.rate,"
        "late.grace_days,allocation\n"
        "c1,CNY,flat,1200.00,2026-01-05,2026-02-05,12,1,daily_rate,0.0005,3,interest;principal\n"
    ))  # fmt: skip
    row = connection.execute("select body from terms").fetchone()
    assert row is not None
    assert row[0]["every"] == {"months": 1}
    assert row[0]["late"] == {"kind": "daily_rate", "rate": "0.0005", "grace_days": 3}
    assert row[0]["allocation"] == ["interest", "principal"]


def test_an_event_of_a_rarer_kind_is_stored_for_later(
    take: Take, connection: psycopg.Connection[Any]
) -> None:
    _, rejects = take(events="case,on,kind,amount,until\nc1,2026-03-01,settlement,100.00,2026-04-01\n")
    assert rejects == []
    assert connection.execute("select body->>'until' from ledger_events").fetchone() == ("2026-04-01",)


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()])
def test_a_folder_that_is_missing_or_empty_says_so(
    make: Callable[[Path], None], connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    make(tmp_path / "nothing")
    with pytest.raises(InputError, match=r"cases\.csv"):
        import_portfolio(connection, tmp_path / "nothing", tmp_path / "rejects.csv")


def test_an_import_that_fails_leaves_nothing_behind(
    connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def stop(file: str, rows: int) -> None:
        if file == "events.csv":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_portfolio(connection, tmp_path, tmp_path / "out" / "rejects.csv", stop)
    assert count(connection, "people") == 0
    assert list((tmp_path / "out").iterdir()) == []
