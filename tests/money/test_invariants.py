"""What holds of any contract whatever happens to it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.money.contracts import contracts, histories, payments

from forbear.money import Event, Terms, age, ages, read_events, read_terms, schedule
from forbear.money.account import Account
from forbear.money.ageing import days_past_due_on
from forbear.money.events import standing
from forbear.money.loan import tell
from forbear.terms import InputError

EXAMPLES = int(os.environ.get("FORBEAR_EXAMPLES", "60"))  # `make prove` asks for more
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
END = date(2027, 12, 31)
WEEKS = [date(2026, 1, 10) + timedelta(days=days) for days in range(0, 720, 45)]


def told(
    body: dict[str, Any], bodies: list[dict[str, Any]], days: Sequence[date] = ()
) -> tuple[Terms, Sequence[Event], Account]:
    """The account at the end, and one that can be told on some days before; what cannot have happened (a refund
    without credit, no due date to move) is passed over."""
    terms = read_terms(body)
    events = read_events(bodies, terms)
    try:
        ages(terms, events, days)
        return terms, events, tell(terms, events, END)
    except InputError:
        assume(False)
        raise


@given(contracts)
@MANY
def test_the_plan_gives_back_the_principal_to_the_cent(body: dict[str, Any]) -> None:
    plan = schedule(read_terms(body))
    assert sum(row.principal for row in plan) == Decimal(body["principal"])
    assert all(row.principal >= 0 and row.interest >= 0 for row in plan)
    assert [row.due for row in plan] == sorted(row.due for row in plan)


@given(histories())
@MANY
def test_what_is_allocated_is_what_was_paid(history: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    _, events, account = told(*history)
    kept = [event for _, event in standing(events, END)]
    received = sum((e.amount for e in kept if e.kind in ("payment", "recovery") and e.amount), Decimal(0))
    assert sum((sum(row.paid) for row in account.rows), Decimal(0)) + account.credit == received
    assert all(sum(row.owed) == sum(row.paid) + row.left for row in account.rows)


@given(histories())
@MANY
def test_nothing_is_ever_less_than_nothing(history: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    days = (date(2026, 5, 20), date(2026, 12, 1))
    terms, events, account = told(*history, days)
    assert all(row.unpaid(part) >= 0 for row in account.rows for part in range(4))
    assert account.credit >= 0
    assert account.credit == 0 or not any(row.left for row in account.rows)
    for state in ages(terms, events, days):
        for parts in (state.balance, state.overdue):
            assert min(parts.principal, parts.interest, parts.fee, parts.penalty) >= 0
        assert state.overdue.principal <= state.balance.principal
        assert state.overdue.total <= state.balance.total


@given(histories())
@MANY
def test_principal_is_what_was_lent_and_no_arrangement_adds_to_it(
    history: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    terms, _, account = told(*history)
    waived = sum((row.waived[0] for row in account.rows if row.waived), Decimal(0))
    assert sum((row.owed[0] for row in account.rows), Decimal(0)) + waived == terms.principal


@given(histories())
@MANY
def test_an_account_that_goes_on_is_the_one_told_from_the_beginning(
    history: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    terms, events, _ = told(*history, WEEKS)
    assert ages(terms, events, WEEKS) == [age(terms, events, day) for day in WEEKS]


@given(histories())
@MANY
def test_rows_are_in_order_and_the_oldest_open_one_counts(
    history: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    _, events, account = told(*history)
    dues = [row.due for row in account.rows]
    assert dues == sorted(dues)
    assert account.days_past_due(END) >= 0
    if not any(event.kind in ("plan", "pause") for event in events):
        oldest = min((row.due for row in account.rows if row.left and row.due < END), default=END)
        assert account.days_past_due(END) == (END - oldest).days


@given(contracts, payments, payments)
@MANY
def test_paying_never_makes_a_debt_older(
    body: dict[str, Any], flows: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    """Of one order of parts and no cap: a payment that turns the order, or leaves room under a cap, may shift a
    late charge from one instalment to another."""
    assume("cap" not in (body.get("late") or {}))
    body = body | {"allocation": ["penalty", "fee", "interest", "principal"]}
    terms, events, _ = told(body, flows)
    richer = read_events([*flows, *more[:1]], terms)
    days = zip(days_past_due_on(terms, richer, WEEKS), days_past_due_on(terms, events, WEEKS), strict=True)
    assert all(with_it <= without for with_it, without in days)


@given(histories())
@MANY
def test_the_order_in_which_events_are_listed_matters_within_a_day_only(
    history: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    body, bodies = history
    terms, events, _ = told(body, bodies, WEEKS)
    by_day = tuple(sorted(events, key=lambda event: event.on))
    assert ages(terms, by_day, WEEKS) == ages(terms, events, WEEKS)


@given(contracts, payments, st.integers(0, 700))
@MANY
def test_a_day_without_money_makes_the_debt_one_day_older_or_not_older_at_all(
    body: dict[str, Any], flows: list[dict[str, Any]], days: int
) -> None:
    on = date(2026, 1, 10) + timedelta(days=days)
    terms, events, _ = told(body, flows)
    today, after = ages(terms, events, [on, on + timedelta(days=1)])
    if today.days_past_due and not any(event.on == after.on for event in events):
        assert after.days_past_due == today.days_past_due + 1
    assert today.days_past_due == 0 or today.overdue.total > 0
