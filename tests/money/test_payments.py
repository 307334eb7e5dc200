"""Where a payment goes: allocation, credit, reversal, fees, waivers, refunds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.money.contracts import LOAN, PLAIN, aged, answered, column, paid

from forbear.terms import InputError


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


def test_a_fee_belongs_to_the_next_instalment_and_is_owed_from_its_own_day() -> None:
    fee = {"on": "2026-02-20", "kind": "fee", "amount": "50.00", "due": "2026-03-01"}
    answer = answered([fee], "2026-02-28", "2026-03-01", body=PLAIN)
    assert column(answer, "fee")[:3] == ["0.00", "50.00", "0.00"]
    assert [answer["as_of"][day]["balance"]["fee"] for day in ("2026-02-28", "2026-03-01")] == [
        "0.00",
        "50.00",
    ]


def test_a_fee_after_the_last_instalment_makes_a_row_of_its_own() -> None:
    answer = answered([{"on": "2027-03-01", "kind": "fee", "amount": "50.00"}], body=PLAIN)
    assert (len(answer["schedule"]), answer["schedule"][-1]["due"]) == (13, "2027-03-01")


def test_parts_that_an_order_leaves_out_come_last() -> None:
    body = LOAN | {"allocation": ["principal"]}
    answer = answered([paid("2026-02-20", "1000.00")], "2026-02-20", body=body)
    assert answer["as_of"]["2026-02-20"]["overdue"] == {
        "principal": "0.00", "interest": "100.16", "fee": "0.00", "penalty": "0.00", "total": "100.16",
    }  # fmt: skip


def test_from_91_days_past_due_principal_comes_first_by_the_days_before_the_payment() -> None:
    """China's cards and bank loans: interest and fees first up to 90 days, principal first from day 91."""
    orders = [{"from_dpd": 0, "order": ["interest", "principal"]}, {"from_dpd": 91, "order": ["principal"]}]
    body = LOAN | {"allocation": orders}
    on_day_90, on_day_91 = (aged([paid(day, "180.00")], day, body) for day in ("2026-05-16", "2026-05-17"))
    assert aged([], "2026-05-16", body).days_past_due == 90
    assert on_day_91.overdue.principal == on_day_90.overdue.principal - 180
    assert on_day_91.overdue.interest == on_day_90.overdue.interest + 180


def test_each_part_first_across_the_instalments_due_then_across_the_others() -> None:
    body = LOAN | {"across": "component_first", "allocation": ["interest", "principal"]}
    answer = answered([paid("2026-03-15", "400.00")], "2026-03-15", body=body)
    assert column(answer, "paid")[:3] == ["233.80", "166.20", "0.00"]


def test_an_excess_pays_the_next_instalments_in_turn() -> None:
    answer = answered([paid("2026-02-15", "2300.00")], body=LOAN)
    assert column(answer, "paid")[:4] == ["1100.16", "1100.16", "99.68", "0.00"]


def test_what_is_waived_is_neither_paid_nor_outstanding() -> None:
    waiver = {"on": "2026-04-20", "kind": "waiver", "part": "interest", "amount": "200.00"}
    row, after = answered([waiver], body=LOAN)["schedule"][:2]
    assert (row["interest"], row["paid"], row["outstanding"]) == ("180.00", "0.00", "920.16")
    assert after["outstanding"] == "1080.16"


def test_all_interest_that_is_owed_is_that_of_the_running_period_up_to_the_day() -> None:
    waiver = {"on": "2026-03-01", "kind": "waiver", "part": "interest"}
    assert aged([waiver], "2026-03-01").balance.interest == 0
    assert aged([waiver], "2026-03-15").balance.interest == Decimal("83.10")
    assert aged([], "2026-03-15").balance.interest == Decimal("346.20")


def test_a_refund_gives_back_what_was_paid_in_excess() -> None:
    body = PLAIN | {"instalments": 1}
    events = [paid("2026-02-15", "12100.00"), {"on": "2026-02-20", "kind": "refund", "amount": "60.00"}]
    assert aged(events, "2026-02-20", body).credit == 40


def test_a_refund_of_more_than_the_credit_is_an_error_that_points() -> None:
    with pytest.raises(InputError, match="/events/0/amount: is above the credit"):
        aged([{"on": "2026-02-20", "kind": "refund", "amount": "60.00"}], "2026-02-21")


def test_a_reversal_lets_later_payments_fill_the_gap() -> None:
    events = [
        paid("2026-02-15", "1000.00", id="x"),
        paid("2026-03-15", "1000.00"),
        {"on": "2026-03-20", "kind": "reversal", "of": "x"},
    ]
    before, after = answered(events, "2026-03-19", "2026-03-20", body=PLAIN)["as_of"].values()
    assert (before["days_past_due"], after["days_past_due"]) == (0, 5)


def test_a_down_payment_is_a_row_due_on_the_day_of_disbursal() -> None:
    answer = answered([], "2026-01-16", body=PLAIN | {"down_payment": "3000.00"})
    assert answer["schedule"][0] == {
        "due": "2026-01-15", "principal": "3000.00", "interest": "0.00", "fee": "0.00", "penalty": "0.00",
        "paid": "0.00", "outstanding": "3000.00",
    }  # fmt: skip
    assert column(answer, "principal")[1:] == ["750.00"] * 12
    assert answer["as_of"]["2026-01-16"]["days_past_due"] == 1
