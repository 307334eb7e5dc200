"""A card by its statements and minimums."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.money.contracts import CARD, aged, paid

from forbear.terms import InputError


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


STATEMENT: dict[str, Any] = {
    "on": "2026-02-05", "kind": "statement", "amount": "3000.00", "minimum": "300.00", "due": "2026-02-25",
}  # fmt: skip


def test_what_is_charged_after_a_statement_is_a_part_of_its_own_until_the_next_takes_it_in() -> None:
    fee = {"on": "2026-02-10", "kind": "fee", "amount": "20.00"}
    after = STATEMENT | {"on": "2026-03-05", "amount": "3060.00", "minimum": "620.00", "due": "2026-03-25"}
    assert aged([STATEMENT, fee], "2026-03-04", CARD).balance.fee == 20
    assert aged([STATEMENT, fee, after], "2026-03-05", CARD).balance.total == 3060


def test_a_card_is_settled_once_the_amount_has_come_in() -> None:
    offer = {"on": "2026-03-10", "kind": "settlement", "amount": "1200.00", "until": "2026-03-31"}
    events = [STATEMENT, offer, paid("2026-03-12", "700.00"), paid("2026-03-31", "500.00")]
    assert aged(events, "2026-03-30", CARD).balance.total == 2300
    done = aged(events, "2026-03-31", CARD)
    assert (done.days_past_due, done.balance.total, done.overdue.total) == (0, 0, 0)


def test_a_card_s_overdue_principal_waived_counts_towards_its_minimum() -> None:
    waiver = {"on": "2026-03-01", "kind": "waiver", "part": "principal", "amount": "300.00"}
    old = aged([STATEMENT, waiver], "2026-03-01", CARD)
    assert (old.days_past_due, old.balance.total) == (0, 2700)


def test_days_past_due_of_a_card_run_on_after_a_charge_off() -> None:
    events = [STATEMENT, {"on": "2026-08-25", "kind": "charge_off"}]
    assert (
        aged(
            [*events, {"on": "2026-08-26", "kind": "recovery", "amount": "100.00"}], "2026-08-27", CARD
        ).days_past_due
        == 183
    )


def test_a_plan_on_a_card_rules_its_days_while_it_is_kept() -> None:
    plan = {"on": "2026-03-10", "kind": "plan", "instalments": [{"due": "2026-04-10", "amount": "1000.00"},
            {"due": "2026-05-10", "amount": "2000.00"}], "breach_after_days": 3}  # fmt: skip
    days = [
        aged([STATEMENT, plan], day, CARD).days_past_due
        for day in ("2026-03-09", "2026-03-10", "2026-04-13", "2026-04-14")
    ]
    assert days == [12, 0, 3, 48]


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "re_amortise"},
        {"kind": "re_age", "first_due": "2026-03-20", "every": {"months": 1}, "instalments": 3},
        {"kind": "reschedule", "from": "2026-03-20", "extra_instalments": 1},
        {"kind": "payment_holiday", "from": "2026-03-20", "to": "2026-04-20"},
    ],
    ids=lambda event: event["kind"],
)
def test_what_changes_a_plan_of_instalments_is_an_error_on_a_card(event: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"/events/1/kind: is {event['kind']}, .* write a plan"):
        aged([STATEMENT, {"on": "2026-03-10"} | event], "2026-03-11", CARD)


def test_a_refund_gives_back_a_card_s_credit() -> None:
    events = [
        STATEMENT,
        paid("2026-02-20", "3100.00"),
        {"on": "2026-02-21", "kind": "refund", "amount": "100.00"},
    ]
    assert aged(events, "2026-02-20", CARD).credit == 100
    assert aged(events, "2026-02-21", CARD).credit == 0
