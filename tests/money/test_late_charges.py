"""What it costs to be late, and what it may not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.money.contracts import LOAN, PLAIN, aged, answered, column, paid

from forbear.money.ledger import ledger, ledger_json, read_ledger


def test_a_fixed_late_charge_is_made_once_the_day_after_grace() -> None:
    body = LOAN | {"late": {"kind": "fixed", "amount": "30.00", "grace_days": 5}}
    assert aged([], "2026-02-20", body).overdue.penalty == 0
    assert aged([], "2026-02-21", body).overdue.penalty == 30
    assert aged([], "2026-03-10", body).overdue.penalty == 30


def test_a_fixed_late_charge_needs_a_part_unpaid_that_bears_it() -> None:
    body = PLAIN | {"late": {"kind": "fixed", "amount": "30.00"}}
    penalty = {"on": "2026-02-15", "kind": "fee", "amount": "10.00", "part": "penalty"}
    events = [paid("2026-02-15", "1000.00"), penalty]
    assert aged(events, "2026-03-10", body).overdue.penalty == 10
    fee = {"on": "2026-02-15", "kind": "fee", "amount": "10.00"}
    assert aged([events[0], fee], "2026-03-10", body).overdue.penalty == 0
    body = PLAIN | {"late": {"kind": "fixed", "amount": "30.00", "on": ["principal", "fee"]}}
    assert aged([events[0], fee], "2026-03-10", body).overdue.penalty == 30


def test_a_late_charge_of_a_rate_bears_on_the_parts_it_names() -> None:
    once = {"kind": "once", "rate": "0.1", "on": ["principal", "interest"]}
    assert aged([], "2026-02-16", LOAN | {"late": once}).overdue.penalty == Decimal("110.02")


def test_days_of_grace_never_bear_a_late_charge() -> None:
    body = LOAN | {"method": "equal_principal", "annual_rate": "0",
                   "late": {"kind": "daily_rate", "rate": "0.001", "grace_days": 3}}  # fmt: skip
    assert aged([], "2026-02-18", body).overdue.penalty == 0
    assert aged([], "2026-02-19", body).overdue.penalty == 1


def test_a_late_charge_is_simple_and_follows_the_principal_left() -> None:
    body = PLAIN | {"late": {"kind": "daily_rate", "rate": "0.001"}}
    events = [paid("2026-02-25", "510.00")]
    assert aged(events, "2026-02-25", body).balance.penalty == 0
    assert aged(events, "2026-03-07", body).overdue.penalty == 5
    assert aged([], "2026-03-07", body).overdue.penalty == 20


def test_a_late_charge_never_bears_a_late_charge() -> None:
    body = PLAIN | {"late": {"kind": "daily_rate", "rate": "0.001", "on": ["principal", "fee"]}}
    events = [{"on": "2026-02-15", "kind": "fee", "amount": "100.00", "part": "penalty"}]
    assert aged(events, "2026-02-25", body).overdue.penalty == 110


def test_each_instalment_is_rounded_for_itself() -> None:
    body = PLAIN | {"principal": "120.60", "late": {"kind": "daily_rate", "rate": "0.0005"}}
    answer = answered([], "2026-04-20", body=body)
    assert column(answer, "penalty")[:3] == ["0.32", "0.18", "0.03"]


def test_all_late_charges_together_never_exceed_the_cap() -> None:
    body = PLAIN | {"late": {"kind": "daily_rate", "rate": "0.001", "cap": "45.00"}}
    assert aged([], "2026-03-20", body).overdue.penalty == 33 + 5
    assert aged([], "2026-04-20", body).overdue.penalty == 45
    share = PLAIN | {"late": {"kind": "fixed", "amount": "100.00", "cap": {"rate": "0.0125"}}}
    assert aged([], "2026-06-20", share).overdue.penalty == 150


def test_a_late_charge_once_bears_on_what_is_unpaid_the_day_after_grace() -> None:
    body = PLAIN | {"late": {"kind": "once", "rate": "0.05", "grace_days": 2}}
    assert aged([paid("2026-02-17", "400.00")], "2026-02-18", body).overdue.penalty == 30
    assert aged([paid("2026-02-18", "400.00")], "2026-02-18", body).balance.total == Decimal("11650.00")


@pytest.mark.parametrize(("ties", "charged"), [("even", "0.12"), ("up", "0.13")])
def test_half_a_cent_goes_as_the_contract_says(ties: str, charged: str) -> None:
    body = PLAIN | {
        "instalments": 1,
        "principal": "25.00",
        "ties": ties,
        "late": {"kind": "once", "rate": "0.005"},
    }
    assert aged([], "2026-02-16", body).overdue.penalty == Decimal(charged)


@pytest.mark.parametrize(("cap", "charged"), [("35.00", ["21.00", "14.00"]), ("34.00", ["21.00", "13.00"])])
def test_a_cap_is_reached_on_its_own_day_whatever_days_are_looked_at_before(
    cap: str, charged: list[str]
) -> None:
    """Two instalments of 1,000, a week apart, bear 1 a day each: on 3 March they come to 21 and 14."""
    terms = {
        "currency": "CNY", "principal": "2000.00", "disbursed": "2026-01-10", "first_due": "2026-02-10",
        "instalments": 2, "every": {"days": 7}, "method": "equal_principal",
        "late": {"kind": "daily_rate", "rate": "0.001", "cap": cap},
    }  # fmt: skip
    weekly = ["2026-02-11", "2026-02-20", "2026-03-02", "2026-03-03", "2026-03-04"]
    for days in ([], weekly, weekly[2:4]):
        rows = ledger_json(ledger(read_ledger({"terms": terms, "as_of": [*days, "2026-03-31"]})))["schedule"]
        assert [row["penalty"] for row in rows] == charged
