"""The demo portfolio and the real card data: the same for the same seed, taken in, and no stranger in it."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from examples.uci.portfolio import write_portfolio

from forbear.desk.portfolio import STRANGERS_NUMBERS, write_demo_portfolio
from forbear.money import age, read_events, read_terms
from forbear.store.portfolio import import_portfolio
from office import plain_addresses

ON = date(2026, 5, 12)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def buckets(connection: psycopg.Connection[Any], on: date) -> Counter[str]:
    events = defaultdict(list)
    for case, body in connection.execute(
        "select case_id, body from ledger_events order by case_id, on_day, seq"
    ):
        events[case].append(body)
    found: Counter[str] = Counter()
    for case, body in connection.execute("select case_id, body from terms"):
        terms = read_terms(body)
        found[age(terms, read_events(events[case], terms), on).bucket] += 1
    return found


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_demo_portfolio(tmp_path / name, cases=60, seed=seed, on=ON)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_the_demo_portfolio_is_believable_and_holds_no_stranger_once_it_is_in(
    tmp_path: Path, database_url: str
) -> None:
    written = write_demo_portfolio(tmp_path / "demo", cases=600, seed=5, on=ON)
    assert any(STRANGERS_NUMBERS.encode() in content for content in contents(tmp_path / "demo").values())
    with psycopg.connect(database_url) as connection:
        report = import_portfolio(connection, tmp_path / "demo", tmp_path / "rejects.csv")
        assert report.fresh["cases.csv"] == 600
        assert report.fresh["contacts.csv"] == written.rows["contacts"]
        assert report.files_refused == ("phonebook.csv", "通讯录.csv")
        numbers = plain_addresses(connection).values()
        assert numbers and not any(number.startswith(STRANGERS_NUMBERS) for number in numbers)
        found = buckets(connection, ON)
        assert 0.33 <= found["0"] / 600 <= 0.47
        assert set(found) == {"0", "1-30", "31-60", "61-90", "91-120", "121-180", "181+"}
        lenders = connection.execute("select count(distinct lender) from cases").fetchone()
        assert lenders == (4,), "with the buyer of old debts"
        again = import_portfolio(connection, tmp_path / "demo", tmp_path / "rejects.csv")
        assert sum(again.fresh.values()) + sum(again.changed.values()) == 0
    assert STRANGERS_NUMBERS not in (tmp_path / "rejects.csv").read_text("utf-8")


HEADER = [
    *("ID", "LIMIT_BAL", "SEX", "EDUCATION", "MARRIAGE", "AGE", "PAY_0"),
    *(f"PAY_{month}" for month in range(2, 7)),
    *(f"BILL_AMT{month}" for month in range(1, 7)),
    *(f"PAY_AMT{month}" for month in range(1, 7)),
    "default.payment.next.month",
]


def account(number: int, code: int, bills: list[object], payments: list[object]) -> list[object]:
    return [number, 20000, 2, 6, 0, 24, code, 0, 0, 0, 0, 0, *bills, *payments, 0]


def uci(folder: Path, rows: list[list[object]]) -> Path:
    data = folder / "data.csv"
    with data.open("w", newline="") as handle:
        csv.writer(handle).writerows([HEADER, *rows])
    return data


@pytest.mark.parametrize(
    ("code", "bucket"), [(-2, "0"), (-1, "0"), (0, "0"), (1, "1-30"), (2, "31-60"), (3, "61-90")]
)
def test_a_card_is_as_late_as_its_bank_said(
    code: int, bucket: str, tmp_path: Path, database_url: str
) -> None:
    data = uci(tmp_path, [account(1, code, [9000, 8000, 7000, 6000, 5000, 4000], [500] * 6)])
    told = write_portfolio(data, tmp_path / "uci", ON)
    assert (told.accounts, told.disagree, told.refused) == (1, 0, [])
    with psycopg.connect(database_url) as connection:
        import_portfolio(connection, tmp_path / "uci", tmp_path / "rejects.csv")
        assert buckets(connection, ON) == {bucket: 1}
        assert connection.execute("select currency from cases").fetchone() == ("TWD",)


def test_where_code_and_money_disagree_the_money_is_believed_and_counted(
    tmp_path: Path, database_url: str
) -> None:
    data = uci(tmp_path, [account(1, 2, [0] * 6, [0] * 6)])
    told = write_portfolio(data, tmp_path / "uci", ON)
    assert told.disagree == 1
    with psycopg.connect(database_url) as connection:
        import_portfolio(connection, tmp_path / "uci", tmp_path / "rejects.csv")
        assert buckets(connection, ON) == {"0": 1}


def test_codes_that_nobody_documents_are_refused_with_their_line(tmp_path: Path) -> None:
    rows = [
        account(1, -3, [0] * 6, [0] * 6),
        account(2, 0, ["x"] * 6, [0] * 6),
        account(3, 0, [0] * 6, [0] * 6),
    ]
    told = write_portfolio(uci(tmp_path, rows), tmp_path / "uci", ON)
    assert told.accounts == 1
    assert [line for line, _ in told.refused] == [2, 3]


def test_accounts_can_be_repeated_under_other_ids(tmp_path: Path) -> None:
    data = uci(tmp_path, [account(1, 0, ["1.00E+05"] * 6, [0] * 6)])
    told = write_portfolio(data, tmp_path / "uci", ON, repeat=3)
    cases = (tmp_path / "uci" / "cases.csv").read_text("utf-8").splitlines()[1:]
    assert (told.accounts, told.rounded, len({line.split(",")[0] for line in cases})) == (3, 1, 3)
