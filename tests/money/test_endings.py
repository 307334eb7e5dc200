"""Settlement, charge-off, recovery, and plans kept or broken."""

from __future__ import annotations

from typing import Any

import pytest
from tests.money.contracts import PLAIN, aged, answered, column, paid

THREE = PLAIN | {"principal": "3000.00", "instalments": 3, "annual_rate": "0.12"}
"""1000.00 three times, with interest of 30.00, 20.00 and 10.00."""
LATE = THREE | {"late": {"kind": "daily_rate", "rate": "0.001"}}
OFFER: dict[str, Any] = {"on": "2026-03-20", "kind": "settlement", "amount": "1500.00", "until": "2026-04-30"}


def test_a_settlement_met_in_time_waives_what_is_left() -> None:
    events = [OFFER, paid("2026-03-25", "700.00"), paid("2026-04-30", "800.00")]
    answer = answered(events, "2026-04-29", "2026-04-30", body=THREE)
    assert [s["balance"]["total"] for s in answer["as_of"].values()] == ["2360.00", "0.00"]
    assert answer["as_of"]["2026-04-30"]["days_past_due"] == 0
    assert sum(float(value) for value in column(answer, "paid")) == 1500


def test_a_settlement_met_a_day_late_changes_nothing() -> None:
    events = [OFFER, paid("2026-03-25", "700.00"), paid("2026-05-01", "800.00")]
    old = aged(events, "2026-05-02", THREE)
    assert (old.days_past_due, old.balance.total) == (48, 1560)


def test_a_settlement_counts_payments_of_its_own_day_and_none_before() -> None:
    without_end = {key: value for key, value in OFFER.items() if key != "until"}
    assert aged([paid("2026-03-20", "1500.00"), without_end], "2026-03-20", THREE).balance.total == 0
    assert aged([paid("2026-03-19", "1500.00"), without_end], "2026-03-20", THREE).balance.total > 0


def test_a_payment_that_bounced_takes_its_settlement_with_it() -> None:
    events = [
        OFFER,
        paid("2026-03-25", "1500.00", id="x"),
        {"on": "2026-03-28", "kind": "reversal", "of": "x"},
    ]
    states = answered(events, "2026-03-27", "2026-03-28", body=THREE)["as_of"].values()
    assert [(s["days_past_due"], s["overdue"]["total"]) for s in states] == [(0, "0.00"), (41, "2050.00")]


def test_nothing_accrues_after_a_charge_off_and_the_days_run_on() -> None:
    """By 1 March: 30.00 due, 14 of 28 days of 20.00, and 14 days of 1.00 late."""
    days = ("2026-03-01", "2026-03-09", "2026-06-01")
    answer = answered(
        [{"on": "2026-03-01", "kind": "charge_off"}], *days, body=LATE | {"fee_per_period": "5.00"}
    )
    states = list(answer["as_of"].values())
    assert [s["balance"]["interest"] for s in states] == ["40.00"] * 3
    assert [s["balance"]["penalty"] for s in states] == ["14.00"] * 3
    assert [s["balance"]["fee"] for s in states] == ["5.00"] * 3
    assert [s["days_past_due"] for s in states] == [14, 22, 106]


def test_a_charge_off_may_go_on_accruing() -> None:
    event = {"on": "2026-03-01", "kind": "charge_off", "accrue": True}
    assert aged([event], "2026-06-01", LATE) == aged([], "2026-06-01", LATE)


def test_what_is_recovered_pays_all_principal_before_anything_else() -> None:
    events = [
        {"on": "2026-03-01", "kind": "charge_off"},
        {"on": "2026-03-10", "kind": "recovery", "amount": "2500.00"},
    ]
    state = answered(events, "2026-03-10", body=LATE)["as_of"]["2026-03-10"]["balance"]
    assert state == {
        "principal": "500.00",
        "interest": "40.00",
        "fee": "0.00",
        "penalty": "14.00",
        "total": "554.00",
    }


def test_a_recovery_with_an_order_pays_what_is_charged_in_that_order() -> None:
    events = [{"on": "2026-03-01", "kind": "charge_off", "accrue": True},
              {"on": "2026-03-10", "kind": "recovery", "amount": "60.00",
               "order": ["interest", "penalty"]}]  # fmt: skip
    state = answered(events, "2026-03-10", body=LATE)["as_of"]["2026-03-10"]["balance"]
    assert (state["interest"], state["penalty"], state["principal"]) == ("0.00", "9.43", "3000.00")


PLAN: dict[str, Any] = {
    "on": "2026-03-20", "kind": "plan", "breach_after_days": 5,
    "instalments": [{"due": "2026-04-01", "amount": "500.00"}, {"due": "2026-05-01", "amount": "500.00"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "days"),
    [("2026-03-19", 32), ("2026-03-20", 0), ("2026-04-01", 0), ("2026-04-02", 1), ("2026-04-03", 0),
     ("2026-05-02", 1), ("2026-05-06", 5)],
)  # fmt: skip
def test_while_a_plan_is_kept_days_past_due_follow_its_dates(day: str, days: int) -> None:
    assert aged([PLAN, paid("2026-04-03", "500.00")], day, THREE).days_past_due == days


def test_a_broken_plan_is_as_if_it_had_not_been() -> None:
    events = [PLAN, paid("2026-04-03", "500.00")]
    assert aged(events, "2026-05-07", THREE).days_past_due == 81


def test_a_plan_once_broken_stays_broken() -> None:
    events = [PLAN, paid("2026-04-03", "500.00"), paid("2026-05-08", "500.00")]
    assert (
        aged(events, "2026-05-08", THREE).days_past_due
        == aged(events[1:], "2026-05-08", THREE).days_past_due
        > 0
    )


def test_paid_ahead_is_paid() -> None:
    assert aged([PLAN, paid("2026-03-21", "1000.00")], "2026-05-20", THREE).days_past_due == 0


def test_an_instalment_due_after_the_plan_ages_as_ever() -> None:
    """A plan whose last date is 1 May, on a loan that goes on: what falls due on 15 May is not in it."""
    body = PLAIN | {"principal": "6000.00", "instalments": 6}
    events = [PLAN, paid("2026-04-01", "500.00"), paid("2026-05-01", "500.00")]
    days = [aged(events, day, body).days_past_due for day in ("2026-05-15", "2026-05-16", "2026-06-16")]
    assert days == [0, 1, 32]
