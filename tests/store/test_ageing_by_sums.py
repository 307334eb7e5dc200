"""Ageing by sums, in PostgreSQL and in DuckDB, says of every case what the pure code says, or leaves it alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from forbear.money import age, read_events, read_terms
from forbear.store.ageing import Sums, age_by_sums, lay_out_terms
from forbear.store.ageing.duck import add_cases, age_all, prepare
from forbear.terms import ForbearError

START = date(2026, 1, 10)
Case = tuple[dict[str, Any], list[dict[str, Any]]]


def day(days: int) -> str:
    return (START + timedelta(days=days)).isoformat()


def yuan(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"


days = st.integers(-3, 200).map(day)
amounts = st.one_of(st.integers(1, 60_000), st.sampled_from([10_000, 20_000, 50_000])).map(yuan)
loans = st.fixed_dictionaries(
    {
        "currency": st.just("CNY"),
        "principal": st.sampled_from(["1200.00", "1000.01", "999.99"]),
        "disbursed": st.just(START.isoformat()),
        "first_due": st.sampled_from([day(20), day(31), day(36)]),
        "instalments": st.integers(1, 12),
        "every": st.sampled_from([{"months": 1}, {"weeks": 2}]),
        "method": st.sampled_from(["equal_instalment", "equal_principal", "interest_only", "flat"]),
        "annual_rate": st.sampled_from(["0", "0.18", "0.2399"]),
    },
    optional={
        "ties": st.just("up"),
        "fee_per_period": st.just("5.00"),
        "down_payment": st.just("100.00"),
        "buckets": st.just([1, 8, 31]),
        "late": st.sampled_from(
            [
                {"kind": "daily_rate", "rate": "0.0005"},
                {"kind": "daily_rate", "rate": "0.001", "grace_days": 5},
                {"kind": "fixed", "amount": "30.00"},
                {"kind": "daily_rate", "rate": "0.001", "cap": "3.00"},
            ]
        ),
        "allocation": st.sampled_from(
            [
                ["principal", "interest"],
                [{"from_dpd": 0, "order": ["interest"]}, {"from_dpd": 31, "order": ["principal"]}],
            ]
        ),
        "across": st.sampled_from(["oldest_first", "component_first"]),
        "holidays": st.just({"calendar": "au.national"}),
    },
)
payments = st.fixed_dictionaries({"kind": st.just("payment"), "on": days, "amount": amounts})
others = st.one_of(
    st.fixed_dictionaries({"kind": st.sampled_from(["pause", "resume"]), "on": days}),
    st.fixed_dictionaries({"kind": st.just("fee"), "on": days, "amount": amounts},
                          optional={"part": st.just("penalty"), "due": days}),
    st.fixed_dictionaries({"kind": st.just("recovery"), "on": days, "amount": amounts}),
)  # fmt: skip
statements = st.fixed_dictionaries(
    {"kind": st.just("statement"), "on": days, "amount": amounts, "minimum": amounts, "due": days}
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A loan or a card, with payments, and with pauses, fees and reversals now and then."""
    card = draw(st.integers(0, 2)) == 0
    body = {"currency": "CNY", "method": "revolving"} if card else draw(loans)
    kinds = [payments, payments, payments, statements if card else payments]
    if draw(st.booleans()):
        kinds.append(others)
    events = draw(st.lists(st.one_of(*kinds), max_size=8))
    told = [event | {"id": f"e{i}"} for i, event in enumerate(events)]
    for i in draw(st.lists(st.integers(0, 7), max_size=1)):
        if i < len(told):
            later = date.fromisoformat(told[i]["on"]) + timedelta(days=draw(st.integers(0, 30)))
            told.append({"kind": "reversal", "on": later.isoformat(), "of": told[i]["id"], "id": "r"})
    terms = read_terms(body)
    try:
        read_events(told, terms)
    except ForbearError:
        told = [event for event in told if event["kind"] not in ("resume", "reversal")]
    return body, sorted(told, key=lambda event: event["on"])


def by_hand(case: Case, on: date) -> Sums:
    terms = read_terms(case[0])
    told = age(terms, [e for e in read_events(case[1], terms) if e.on <= on], on)
    return Sums(told.days_past_due, told.bucket, told.overdue.total, told.balance.total, told.next_due)


def in_postgres(connection: psycopg.Connection[Any], some: list[Case], on: date) -> list[Sums | str]:
    connection.execute("delete from cases; delete from people; delete from collectors")
    connection.execute(
        "insert into collectors (collector, kind, registered_name) values ('b', 'bank', 'Bank')"
    )
    connection.execute("insert into people (person, name) values ('p', 'A')")
    with connection.cursor() as cursor:
        for i, (body, events) in enumerate(some):
            case = f"c{i:03}"
            cursor.execute(
                "insert into cases (case_id, lender, debtor, product, currency, opened)"
                " values (%s, 'b', 'p', 'other', 'CNY', %s)", [case, START])  # fmt: skip
            cursor.execute("insert into terms values (%s, %s)", [case, Jsonb(body)])
            cursor.executemany(
                "insert into ledger_events values (%s, %s, %s, %s, %s)",
                [(case, e["id"], n, e["on"], Jsonb(e)) for n, e in enumerate(events)],
            )
    lay_out_terms(connection)
    found = age_by_sums(connection, [f"c{i:03}" for i in range(len(some))], on)
    return [found[f"c{i:03}"] for i in range(len(some))]


def in_duckdb(some: list[Case], on: date) -> list[Sums | str]:
    connection = duckdb.connect()
    prepare(connection)
    read = [(f"c{i:03}", read_terms(body), events) for i, (body, events) in enumerate(some)]
    add_cases(connection, [(case, terms, read_events(events, terms)) for case, terms, events in read])
    age_all(connection, on)
    rows = connection.execute(
        "select why, days_past_due, bucket, overdue, balance, next_due from aged order by case_id"
    ).fetchall()
    return [
        why or Sums(days, name, Decimal(overdue) / 100, Decimal(balance) / 100, due)
        for why, days, name, overdue, balance, due in rows
    ]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(some=st.lists(cases(), min_size=1, max_size=30), on=st.integers(-2, 260))
def test_both_databases_say_what_the_pure_code_says(database_url: str, some: list[Case], on: int) -> None:
    today = START + timedelta(days=on)
    with psycopg.connect(database_url) as connection:
        stored = in_postgres(connection, some, today)
    assert in_duckdb(some, today) == stored
    for case, told in zip(some, stored, strict=True):
        if isinstance(told, Sums):
            assert told == by_hand(case, today), case


LOAN: dict[str, Any] = {
    "currency": "CNY", "principal": "1200.00", "disbursed": "2026-01-10", "first_due": "2026-02-10", "instalments": 12,
    "every": {"months": 1}, "method": "equal_principal",
}  # fmt: skip
LATE = LOAN | {"late": {"kind": "daily_rate", "rate": "0.001"}}
ON = date(2026, 5, 20)


def happened(kind: str, on: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "on": on, "id": f"{kind}{on}"} | more


def paid(on: str, amount: str = "100.00") -> dict[str, Any]:
    return happened("payment", on, amount=amount)


@pytest.mark.parametrize(
    "case",
    [
        (LOAN, []),
        (LOAN, [paid("2026-02-10"), paid("2026-03-01", "130.00")]),
        (LOAN, [paid("2026-02-10"), happened("reversal", "2026-03-01", of="payment2026-02-10")]),
        (LOAN, [happened("pause", "2026-03-01"), happened("resume", "2026-03-15")]),
        (LOAN, [happened("fee", "2026-03-01", amount="15.00"), paid("2026-04-01")]),
        (LATE, [paid("2026-02-10")]),
        (LATE, [paid("2026-02-10", "150.00")]),
        ({"currency": "CNY", "method": "revolving"},
         [happened("statement", "2026-02-05", amount="900.00", minimum="90.00", due="2026-02-25"),
          paid("2026-03-01", "20.00"), happened("recovery", "2026-03-02", amount="20.00")]),
    ],
)  # fmt: skip
def test_sums_alone_age_what_is_ordinary(database_url: str, case: Case) -> None:
    with psycopg.connect(database_url) as connection:
        assert in_postgres(connection, [case], ON) == [by_hand(case, ON)]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ((LATE, [paid("2026-02-20")]), "late charges paid"),
        ((LOAN | {"across": "component_first"}, []), "parts across instalments"),
        ((LOAN | {"recalculate": "daily"}, []), "interest on what is really out"),
        ((LOAN, [happened("waiver", "2026-03-01", part="interest")]), "event waiver"),
        ((LOAN, [happened("fee", "2027-03-01", amount="15.00")]), None),
        ((LOAN, [paid("2026-02-09", "400.00"), happened("fee", "2026-02-09", amount="15.00")]),
         "fee on a paid instalment"),
        ((LOAN, [paid("2026-02-09", "1.005")]), "amount finer than the currency"),
    ],
)  # fmt: skip
def test_what_sums_cannot_tell_is_left_to_the_pure_code_and_named(
    database_url: str, case: Case, why: str | None
) -> None:
    with psycopg.connect(database_url) as connection:
        (told,) = in_postgres(connection, [case], ON)
    assert told == (by_hand(case, ON) if why is None else why)


def test_terms_that_change_are_laid_out_anew(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        (before,) = in_postgres(connection, [(LOAN, [])], ON)
        connection.execute("update terms set body = %s", [Jsonb(LOAN | {"principal": "2400.00"})])
        assert age_by_sums(connection, ["c000"], ON) == {}
        assert lay_out_terms(connection) == 1
        (after,) = age_by_sums(connection, ["c000"], ON).values()
    assert isinstance(before, Sums) and isinstance(after, Sums)
    assert after.overdue == 2 * before.overdue
