"""Days past due as formats.md 5.1 reads them, and what must never be passed over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.money import (
    age,
    bucket,
    bucket_names,
    read_event,
    read_events,
    read_terms,
    schedule,
)
from forbear.money.loan import tell
from forbear.terms import InputError

LOAN: dict[str, Any] = {
    "currency": "CNY",
    "principal": "12000.00",
    "disbursed": "2026-01-15",
    "first_due": "2026-02-15",
    "instalments": 12,
    "every": {"months": 1},
    "method": "equal_instalment",
    "annual_rate": "0.18",
}
CARD = {"currency": "CNY", "method": "revolving"}


def aged(events: list[dict[str, Any]], on: str, body: dict[str, Any] = LOAN) -> Any:
    terms = read_terms(body)
    return age(terms, read_events(events, terms), date.fromisoformat(on))


def paid(on: str, amount: str, **more: str) -> dict[str, Any]:
    return {"on": on, "kind": "payment", "amount": amount, **more}


def test_the_due_date_is_day_0_and_the_next_day_is_day_1() -> None:
    assert aged([], "2026-02-15").days_past_due == 0
    assert aged([], "2026-02-15").next_due == date(2026, 2, 15)
    assert aged([], "2026-02-16").days_past_due == 1
    assert aged([], "2026-02-16").next_due == date(2026, 3, 15)


def test_a_part_payment_does_not_reset_the_days() -> None:
    old = aged([paid("2026-03-01", "1100.15")], "2026-03-10")
    assert old.days_past_due == 23
    assert old.overdue.total == Decimal("0.01")


def test_the_last_cent_moves_the_days_to_the_next_instalment() -> None:
    events = [paid("2026-03-01", "1100.15"), paid("2026-03-20", "0.01")]
    assert aged(events, "2026-03-20").days_past_due == 5


def test_a_payment_counts_from_its_day_on() -> None:
    events = [paid("2026-02-20", "1100.16")]
    assert aged(events, "2026-02-19").days_past_due == 4
    assert aged(events, "2026-02-20").days_past_due == 0


def test_events_of_one_day_take_effect_in_the_order_listed_whatever_the_order_of_days() -> None:
    late = [paid("2026-03-15", "1100.16"), paid("2026-02-15", "1100.16")]
    assert aged(late, "2026-04-15").days_past_due == 0


def test_a_reversed_payment_ages_the_account_from_the_original_due_date() -> None:
    events = [paid("2026-02-15", "1100.16", id="p1"), {"on": "2026-03-01", "kind": "reversal", "of": "p1"}]
    assert aged(events, "2026-02-28").days_past_due == 0
    assert aged(events, "2026-03-01").days_past_due == 14


def test_a_reversed_reversal_lets_the_payment_stand() -> None:
    events = [
        paid("2026-02-15", "1100.16", id="p1"),
        {"on": "2026-03-01", "kind": "reversal", "of": "p1", "id": "r1"},
        {"on": "2026-03-02", "kind": "reversal", "of": "r1"},
    ]
    assert aged(events, "2026-03-02").days_past_due == 0


def test_a_reversal_of_nothing_is_an_error_that_points() -> None:
    with pytest.raises(InputError, match="/events/0/of"):
        aged([{"on": "2026-03-01", "kind": "reversal", "of": "p9"}], "2026-03-02")


def test_a_pause_stops_the_days_while_it_is_open_and_they_stay_out_afterwards() -> None:
    events = [{"on": "2026-02-20", "kind": "pause"}, {"on": "2026-03-02", "kind": "resume"}]
    assert aged(events, "2026-02-25").days_past_due == 5
    assert aged(events, "2026-03-02").days_past_due == 5
    assert aged(events, "2026-03-12").days_past_due == 15


def test_a_pause_before_the_due_date_counts_only_from_it() -> None:
    events = [{"on": "2026-02-01", "kind": "pause"}, {"on": "2026-02-18", "kind": "resume"}]
    assert aged(events, "2026-02-25").days_past_due == 7


def test_a_resume_without_a_pause_is_an_error() -> None:
    with pytest.raises(InputError, match="/events/0"):
        aged([{"on": "2026-02-20", "kind": "resume"}], "2026-03-01")


def test_a_fixed_late_charge_is_made_once_the_day_after_grace() -> None:
    body = LOAN | {"late": {"kind": "fixed", "amount": "30.00", "grace_days": 5}}
    assert aged([], "2026-02-20", body).overdue.penalty == 0
    assert aged([], "2026-02-21", body).overdue.penalty == 30
    assert aged([], "2026-03-10", body).overdue.penalty == 30


def test_a_late_charge_of_a_rate_bears_on_the_parts_it_names() -> None:
    once = {"kind": "once", "rate": "0.1", "on": ["principal", "interest"]}
    assert aged([], "2026-02-16", LOAN | {"late": once}).overdue.penalty == Decimal("110.02")


def test_days_of_grace_never_bear_a_late_charge() -> None:
    body = LOAN | {"method": "equal_principal", "annual_rate": "0",
                   "late": {"kind": "daily_rate", "rate": "0.001", "grace_days": 3}}  # fmt: skip
    assert aged([], "2026-02-18", body).overdue.penalty == 0
    assert aged([], "2026-02-19", body).overdue.penalty == 1


def test_what_is_paid_beyond_everything_is_credit_and_pays_a_later_fee() -> None:
    body = LOAN | {"instalments": 1, "annual_rate": "0"}
    events = [paid("2026-02-15", "12010.00"), {"on": "2026-03-01", "kind": "fee", "amount": "15.00"}]
    assert aged(events, "2026-02-20", body).credit == 10
    old = aged(events, "2026-03-02", body)
    assert (old.credit, old.overdue.fee, old.days_past_due) == (0, 5, 1)


def test_a_waived_penalty_is_neither_owed_nor_paid() -> None:
    body = LOAN | {"late": {"kind": "fixed", "amount": "30.00"}}
    waived = {"on": "2026-02-20", "kind": "waiver", "part": "penalty"}
    assert aged([waived], "2026-02-21", body).overdue.penalty == 0


def test_a_card_s_minimum_is_met_by_all_payments_since_its_statement() -> None:
    events = [
        {
            "on": "2026-02-05",
            "kind": "statement",
            "amount": "3000.00",
            "minimum": "300.00",
            "due": "2026-02-25",
        },
        paid("2026-02-10", "100.00"),
        paid("2026-03-01", "199.99"),
        paid("2026-03-02", "0.01"),
    ]
    days = [aged(events, f"2026-{day}", CARD).days_past_due for day in ("02-25", "02-26", "03-01", "03-02")]
    assert days == [0, 1, 4, 0]
    assert aged(events, "2026-03-01", CARD).overdue.total == Decimal("0.01")
    assert aged(events, "2026-03-02", CARD).balance.total == Decimal("2700.00")


def test_a_card_with_a_credit_owes_nothing() -> None:
    events = [
        {"on": "2026-02-05", "kind": "statement", "amount": "-20.00", "minimum": "0", "due": "2026-02-25"}
    ]
    old = aged(events, "2026-03-01", CARD)
    assert (old.days_past_due, old.balance.total, old.credit) == (0, 0, 20)


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "0"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (91, "91-120"),
     (121, "121-180"), (180, "121-180"), (181, "181+"), (900, "181+")],
)  # fmt: skip
def test_buckets_change_on_their_first_day(days: int, name: str) -> None:
    assert bucket(days) == name


def test_a_contract_may_have_buckets_of_its_own() -> None:
    assert bucket_names((1, 8)) == ("0", "1-7", "8+")
    assert aged([], "2026-02-22", LOAN | {"buckets": [1, 8]}).bucket == "1-7"
    assert aged([], "2026-02-23", LOAN | {"buckets": [1, 8]}).bucket == "8+"


methods = st.sampled_from(["equal_instalment", "equal_principal", "interest_only", "flat", "per_period_fee"])
contracts = st.fixed_dictionaries(
    {
        "currency": st.just("CNY"),
        "principal": st.integers(100, 10_000_000).map(lambda cents: f"{cents / 100:.2f}"),
        "disbursed": st.just("2026-01-10"),
        "first_due": st.dates(date(2026, 1, 20), date(2026, 3, 31)).map(date.isoformat),
        "instalments": st.integers(1, 36),
        "every": st.sampled_from([{"months": 1}, {"months": 3}, {"days": 10}, {"weeks": 2}]),
        "method": methods,
        "annual_rate": st.sampled_from(["0", "0.06", "0.18", "0.2399"]),
        "day_count": st.sampled_from(["30/360", "act/365", "act/360", "act/act"]),
        "late": st.sampled_from([None, {"kind": "daily_rate", "rate": "0.0005"},
                                 {"kind": "once", "rate": "0.05", "grace_days": 3}]),
        "across": st.sampled_from(["oldest_first", "component_first"]),
    }
)  # fmt: skip
payments = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 3_000_00)), max_size=12)


def told(body: dict[str, Any], flows: list[tuple[int, int]], on: date) -> tuple[Any, Any]:
    terms = read_terms(body)
    start = date.fromisoformat(body["disbursed"])
    bodies = [paid((start + timedelta(days=days)).isoformat(), f"{cents / 100:.2f}") for days, cents in flows]
    return terms, read_events(bodies, terms)


@given(contracts)
def test_the_plan_gives_back_the_principal_to_the_cent(body: dict[str, Any]) -> None:
    plan = schedule(read_terms(body))
    assert sum(row.principal for row in plan) == Decimal(body["principal"])
    assert all(row.principal >= 0 and row.interest >= 0 for row in plan)
    assert [row.due for row in plan] == sorted(row.due for row in plan)


@given(contracts, payments)
def test_money_adds_up(body: dict[str, Any], flows: list[tuple[int, int]]) -> None:
    on = date(2027, 12, 31)
    terms, events = told(body, flows, on)
    account = tell(terms, events, on)
    received = sum((event.amount for event in events), Decimal(0))
    assert sum((sum(row.paid) for row in account.rows), Decimal(0)) + account.credit == received
    assert all(sum(row.owed) == sum(row.paid) + row.left for row in account.rows)
    assert all(row.unpaid(part) >= 0 for row in account.rows for part in range(4))
    assert account.credit == 0 or not any(row.left for row in account.rows)


@given(contracts, payments, st.integers(0, 700))
def test_a_day_without_money_makes_the_debt_one_day_older_or_not_older_at_all(
    body: dict[str, Any], flows: list[tuple[int, int]], days: int
) -> None:
    on = date(2026, 1, 10) + timedelta(days=days)
    terms, events = told(body, flows, on)
    today, after = age(terms, events, on), age(terms, events, on + timedelta(days=1))
    moved = any(event.on == after.on for event in events)
    if today.days_past_due and not moved:
        assert after.days_past_due == today.days_past_due + 1
    assert today.days_past_due == 0 or today.overdue.total > 0
    assert today.overdue.principal <= today.balance.principal


@given(contracts, payments)
def test_paying_never_makes_a_debt_older(body: dict[str, Any], flows: list[tuple[int, int]]) -> None:
    on = date(2026, 11, 1)
    body = body | {"late": None, "across": "oldest_first"}
    terms, events = told(body, flows, on)
    without = age(terms, events[:-1], on).days_past_due
    assert age(terms, events, on).days_past_due <= without


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"principal": "12000.001"}, "/terms/principal"),
        ({"principal": 12000}, "/terms/principal"),
        ({"principal": "0"}, "/terms/principal"),
        ({"currency": "yuan"}, "/terms/currency"),
        ({"first_due": None}, "/terms/first_due"),
        ({"first_due": "2026-01-01"}, "/terms/first_due"),
        ({"first_due": "20260215"}, "/terms/first_due"),
        ({"instalments": 0}, "/terms/instalments"),
        ({"instalments": True}, "/terms/instalments"),
        ({"every": {"months": 1, "days": 2}}, "/terms/every"),
        ({"every": {"years": 1}}, "/terms/every/years"),
        ({"method": "balloon"}, "/terms/method"),
        ({"annual_rate": "18%"}, "/terms/annual_rate"),
        ({"annual_rate": 0.18}, "/terms/annual_rate"),
        ({"rounding": "0.005"}, "/terms/rounding"),
        ({"late": {"kind": "daily_rate"}}, "/terms/late/rate"),
        ({"late": {"kind": "once", "rate": "0.1", "on": ["penalty"]}}, "/terms/late/on"),
        ({"allocation": ["principal", "principal"]}, "/terms/allocation"),
        ({"allocation": [{"from_dpd": 5, "order": ["fee"]}]}, "/terms/allocation"),
        ({"buckets": [31, 1]}, "/terms/buckets"),
        ({"anual_rate": "0.18"}, "/terms/anual_rate"),
    ],
)
def test_terms_that_cannot_be_read_say_where(change: dict[str, Any], at: str) -> None:
    with pytest.raises(InputError) as error:
        read_terms(LOAN | change)
    assert error.value.at == at


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"on": "2026-02-30", "kind": "payment", "amount": "1"}, "/event/on"),
        ({"on": "2026-02-20", "kind": "payment", "amount": "-1"}, "/event/amount"),
        ({"on": "2026-02-20", "kind": "payment", "amount": "1e3"}, "/event/amount"),
        ({"on": "2026-02-20", "kind": "payment"}, "/event/amount"),
        ({"on": "2026-02-20", "kind": "pay", "amount": "1"}, "/event/kind"),
        ({"on": "2026-02-20", "kind": "payment", "amount": "1", "sum": "1"}, "/event/sum"),
        ({"on": "2026-02-20", "kind": "fee", "amount": "1", "part": "principal"}, "/event/part"),
        ({"kind": "pause"}, "/event/on"),
        ({"on": "2026-02-20", "kind": "statement", "amount": "1", "minimum": "-1", "due": "2026-03-01"},
         "/event/minimum"),
    ],
)  # fmt: skip
def test_events_that_cannot_be_read_say_where(body: dict[str, Any], at: str) -> None:
    with pytest.raises(InputError) as error:
        read_event(body)
    assert error.value.at == at
