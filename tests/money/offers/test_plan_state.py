"""A signed plan: kept, late within grace, broken for good, completed, replaced; and the ledger says the same."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from forbear.money.happened import Plan
from forbear.money.offers import SignedPlan, plan_state
from forbear.money.plans import plan_age

SIGNED = date(2026, 6, 1)
PLAN = Plan(
    instalments=tuple((date(2026, month, 15), Decimal(100)) for month in (6, 7, 8)), breach_after_days=10
)
KEPT = [(date(2026, month, 15), Decimal(100)) for month in (6, 7, 8)]


def state(on: date, payments: list[tuple[date, Decimal]] = KEPT, replaced: date | None = None) -> str:
    return plan_state(SignedPlan(signed=SIGNED, plan=PLAN, replaced=replaced), payments, on).state


def test_before_the_signature_it_is_only_offered_and_collection_goes_on() -> None:
    told = plan_state(SignedPlan(signed=SIGNED, plan=PLAN), [], date(2026, 5, 31))
    assert told.state == "offered" and not told.collection_stops and told.statement is None


def test_from_the_signature_on_collection_stops() -> None:
    told = plan_state(SignedPlan(signed=SIGNED, plan=PLAN), [], SIGNED)
    assert told.state == "in_force" and told.collection_stops and told.statement == "plan_signed"
    assert (told.next_due, told.next_amount) == (date(2026, 6, 15), Decimal(100))


def test_a_missed_payment_may_be_made_up_within_the_days_of_grace() -> None:
    late = [(date(2026, 6, 25), Decimal(100))]
    assert state(date(2026, 6, 24), late) == "late"
    assert state(date(2026, 6, 25), late) == "in_force"


def test_on_the_day_after_the_last_day_of_grace_it_is_broken_and_collection_may_resume() -> None:
    told = plan_state(SignedPlan(signed=SIGNED, plan=PLAN), [], date(2026, 6, 26))
    assert told.state == "broken" and told.broken_on == date(2026, 6, 26)
    assert not told.collection_stops and told.statement == "plan_breached"
    assert (told.lacking, told.days_late) == (Decimal(100), 11)


def test_a_payment_after_the_break_does_not_mend_it() -> None:
    assert state(date(2026, 7, 1), [(date(2026, 6, 27), Decimal(300))]) == "broken"


def test_a_part_payment_leaves_the_rest_lacking() -> None:
    told = plan_state(
        SignedPlan(signed=SIGNED, plan=PLAN), [(date(2026, 6, 10), Decimal(60))], date(2026, 6, 20)
    )
    assert (told.state, told.lacking, told.days_late) == ("late", Decimal(40), 5)


def test_paying_ahead_counts() -> None:
    ahead = [(date(2026, 6, 2), Decimal(250))]
    told = plan_state(SignedPlan(signed=SIGNED, plan=PLAN), ahead, date(2026, 7, 30))
    assert (told.state, told.next_due, told.next_amount) == ("in_force", date(2026, 8, 15), Decimal(50))


def test_what_was_paid_before_the_signature_is_not_the_plans() -> None:
    assert state(date(2026, 6, 16), [(date(2026, 5, 31), Decimal(300))]) == "late"


def test_paid_in_full_it_is_completed() -> None:
    assert state(date(2026, 8, 14)) == "in_force"
    assert state(date(2026, 8, 15)) == "completed"


def test_renegotiated_in_time_it_is_replaced_and_never_broken() -> None:
    replaced = date(2026, 6, 20)
    assert state(date(2026, 6, 19), [], replaced) == "late"
    assert state(date(2026, 6, 20), [], replaced) == "replaced"
    told = plan_state(SignedPlan(signed=SIGNED, plan=PLAN, replaced=replaced), [], date(2026, 9, 1))
    assert told.broken_on is None


@given(
    st.lists(st.tuples(st.integers(-5, 120), st.integers(1, 200)), max_size=6),
    st.integers(0, 130),
    st.integers(0, 30),
)
def test_the_ledger_and_the_state_agree_on_when_a_plan_is_broken_and_how_late_it_is(
    paid: list[tuple[int, int]], after: int, grace: int
) -> None:
    payments = [(SIGNED + timedelta(days=days), Decimal(amount)) for days, amount in paid]
    plan, on = Plan(instalments=PLAN.instalments, breach_after_days=grace), SIGNED + timedelta(days=after)
    told = plan_state(SignedPlan(signed=SIGNED, plan=plan), payments, on)
    aged = plan_age([(SIGNED, plan)], payments, [], on)
    assert (told.state == "broken") == (aged is None)
    assert aged is None or told.days_late == aged[0]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 200)), max_size=6), st.integers(0, 120))
def test_a_further_payment_never_makes_a_plan_worse(paid: list[tuple[int, int]], after: int) -> None:
    order = ["completed", "in_force", "late", "broken"]
    payments = [(SIGNED + timedelta(days=days), Decimal(amount)) for days, amount in paid]
    on = SIGNED + timedelta(days=after)
    for without in range(len(payments)):
        fewer = payments[:without] + payments[without + 1 :]
        assert order.index(state(on, payments)) <= order.index(state(on, fewer))
