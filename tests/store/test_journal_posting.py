"""The journal in PostgreSQL: it balances, it is only added to, and it says what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb
from tests.money.contracts import LOAN, histories, paid

from forbear.money import age, ages
from forbear.store.journal import Posted, balances, post_journal, read_case
from forbear.terms import Conflict, InputError, NotFound

LATE = LOAN | {"late": {"kind": "daily_rate", "rate": "0.0005"}}
numbers = count(1)


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "insert into collectors (collector, kind, registered_name) values ('b', 'bank', 'Bank')"
        )
        connection.execute("insert into people (person, name) values ('p', 'A')")
        yield connection


def add_case(connection: psycopg.Connection[Any], terms: dict[str, Any]) -> str:
    case = f"c{next(numbers)}"
    connection.execute(
        "insert into cases (case_id, lender, debtor, product, currency, opened)"
        " values (%s, 'b', 'p', 'other', 'CNY', '2026-01-15')", [case])  # fmt: skip
    connection.execute("insert into terms values (%s, %s)", [case, Jsonb(terms)])
    return case


def add_events(connection: psycopg.Connection[Any], case: str, *events: dict[str, Any]) -> None:
    for event in events:
        place = next(numbers)
        connection.execute(
            "insert into ledger_events values (%s, %s, %s, %s, %s)",
            [case, event.get("id", f"n{place}"), place, event["on"], Jsonb(event)],
        )


def says_what_the_ledger_says(connection: psycopg.Connection[Any], case: str, on: date) -> None:
    told = age(*read_case(connection, case, on), on)
    accounts = balances(connection, case, on)
    for part in ("principal", "interest", "fee", "penalty"):
        assert accounts.get(part, Decimal(0)) == getattr(told.balance, part), part
    assert accounts.get("credit", Decimal(0)) == -told.credit
    assert sum(accounts.values()) == 0


def could_happen(connection: psycopg.Connection[Any], case: str, on: date) -> None:
    """InputError where an event could not happen on its day, if only until it was reversed."""
    terms, events = read_case(connection, case, on)
    ages(terms, events, sorted({event.on for event in events}))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=histories(), first=st.integers(0, 300), later=st.integers(0, 200), known=st.integers(0, 8))
def test_whatever_became_known_late_the_journal_says_what_the_ledger_says(
    connection: psycopg.Connection[Any],
    history: tuple[dict[str, Any], list[dict[str, Any]]],
    first: int,
    later: int,
    known: int,
) -> None:
    body, events = history
    case = add_case(connection, body)
    add_events(connection, case, *events[:known])
    on = date(2026, 1, 10) + timedelta(days=first)
    try:
        could_happen(connection, case, on)
        post_journal(connection, case, on)
        says_what_the_ledger_says(connection, case, on)
        add_events(connection, case, *events[known:])
        on += timedelta(days=later)
        could_happen(connection, case, on)
    except InputError:
        return
    post_journal(connection, case, on)
    says_what_the_ledger_says(connection, case, on)
    assert post_journal(connection, case, on) == Posted(added=0, undone=0)


def test_a_payment_known_late_is_booked_today_with_the_day_from_which_it_counts(
    connection: psycopg.Connection[Any],
) -> None:
    case = add_case(connection, LATE)
    post_journal(connection, case, date(2026, 3, 1))
    add_events(connection, case, paid("2026-02-15", "1100.16"))
    done = post_journal(connection, case, date(2026, 3, 5))
    rows = connection.execute(
        "select booked_on, value_on, kind, reverses is null from journal_entries where case_id = %s"
        " and (kind = 'payment' or reverses is not null) order by entry", [case]).fetchall()  # fmt: skip
    late = (date(2026, 3, 5), date(2026, 3, 1), "late_charge", False)
    assert late in rows
    assert (date(2026, 3, 5), date(2026, 2, 15), "payment", True) in rows
    assert done.undone == sum(1 for row in rows if not row[3])


def test_an_entry_that_does_not_balance_is_not_committed(connection: psycopg.Connection[Any]) -> None:
    case = add_case(connection, LOAN)
    with (
        pytest.raises(psycopg.errors.CheckViolation, match="does not balance: off by CNY 1"),
        connection.transaction(),
    ):
        row = connection.execute(
            "insert into journal_entries (case_id, booked_on, value_on, kind) values (%s, now(), '2026-01-15', 'lent')"
            " returning entry", [case]).fetchone()  # fmt: skip
        assert row is not None
        for account, amount in (("principal", 100), ("cash", -99)):
            connection.execute(
                "insert into journal_postings values (%s, %s, 'CNY', %s)", [row[0], account, amount]
            )


@pytest.mark.parametrize(
    "change", ["update journal_postings set amount = 2 * amount", "delete from journal_entries",
               "truncate journal_postings"]
)  # fmt: skip
def test_the_journal_is_only_added_to(connection: psycopg.Connection[Any], change: str) -> None:
    post_journal(connection, add_case(connection, LOAN), date(2026, 3, 1))
    with pytest.raises(psycopg.errors.CheckViolation, match="only added to"):
        connection.execute(change)  # type: ignore[arg-type]


def test_a_day_before_the_last_posting_is_refused(connection: psycopg.Connection[Any]) -> None:
    case = add_case(connection, LOAN)
    post_journal(connection, case, date(2026, 3, 1))
    with pytest.raises(Conflict, match="was posted on 2026-03-01"):
        post_journal(connection, case, date(2026, 2, 1))


def test_a_case_without_terms_is_named(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(NotFound, match="case nowhere"):
        post_journal(connection, "nowhere", date(2026, 3, 1))
