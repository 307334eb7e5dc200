"""Invented debts of a wanted age: cards with statements and minimums, loans and instalments with a schedule.

A debt is built backwards: the due date of the oldest payment not met is laid as many days before the night as
wanted, and everything earlier is paid.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from forbear.money import read_terms, schedule
from forbear.money.days import add_months

BANK, FINANCE, SHOP, AGENCY, BUYER = "demo-bank", "demo-finance", "demo-shop", "demo-agency", "demo-buyer"

_AGES: Final = (((-30, -8), 22), ((-7, 0), 18), ((1, 30), 24), ((31, 60), 12), ((61, 90), 8),
                ((91, 120), 6), ((121, 180), 5), ((181, 540), 5))  # fmt: skip
"""Days past due (below 0: days until the next due date) with their weights; 40 % owe nothing yet."""
_CENT: Final = Decimal("0.01")


@dataclass(slots=True, kw_only=True)
class Debt:
    """An invented debt: `terms` and `events` are rows of terms.csv and events.csv without the case."""

    lender: str
    product: str
    opened: date
    days: int
    due: Decimal
    terms: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)


def owe(random: Random, on: date) -> Debt:
    """A debt of a random lender and age, as it stands on a day.

    >>> owe(Random(3), date(2026, 5, 12)).lender in (BANK, FINANCE, SHOP, BUYER)
    True
    """
    spans, weights = zip(*_AGES, strict=True)
    low, high = random.choices(spans, weights)[0]
    oldest = on - timedelta(days=random.randint(low, high))
    if oldest.day > 28:  # so that every month has that day
        oldest = oldest.replace(day=28)
    lender = random.choices((BANK, FINANCE, SHOP), (50, 35, 15))[0]
    if lender == BANK:
        debt = _card(random, on, oldest)
    else:
        debt = _loan(random, on, oldest, lender)
    if debt.days == 0 and random.random() < 0.35:
        _pay_late(random, debt, on)
    if lender == FINANCE and debt.days > 90 and random.random() < 0.3:
        debt.lender = BUYER
    if debt.days > 0 and random.random() < 0.15:
        part = (debt.due * random.randint(10, 60) / 100).quantize(_CENT)
        day = on - timedelta(days=random.randint(1, min(debt.days, 20)))
        if part > 0:
            debt.events.append({"on": day, "kind": "payment", "amount": part})
            debt.due -= part
    return debt


def _pay_late(random: Random, debt: Debt, on: date) -> None:
    """The payment of a month ago came three to five weeks late: the case was overdue then and is not now."""
    paid = [e for e in debt.events if e["kind"] == "payment" and 31 <= (on - e["on"]).days <= 62]
    if paid:
        paid[-1]["on"] = on - timedelta(days=random.randint(1, 20))


def _amount(random: Random, median: int, least: int, most: int) -> Decimal:
    return Decimal(int(min(max(random.lognormvariate(0, 0.8) * median, least), most)))


def _card(random: Random, on: date, oldest: date) -> Debt:
    bill = _amount(random, 6_000, 300, 80_000) + Decimal(random.randint(0, 99)) / 100
    months = 3
    while add_months(oldest, months - 2) - timedelta(days=20) < on:
        months += 1
    arrears, events, due_now = Decimal(0), [], Decimal(0)
    for i in range(months):
        due = add_months(oldest, i - 2)
        stated = due - timedelta(days=20)
        if stated >= on:
            break
        missed = due >= oldest
        minimum = min(bill, max(bill / 10, Decimal(100)) + arrears).quantize(_CENT)
        events.append({"on": stated, "kind": "statement", "amount": bill, "minimum": minimum, "due": due})
        if missed:
            arrears, bill = minimum, bill + (bill * Decimal("0.015")).quantize(_CENT)
            due_now = minimum if due < on else due_now
            continue
        paid = minimum if random.random() < 0.7 else bill.quantize(_CENT)
        day = due - timedelta(days=random.randint(0, 12))
        if day > stated:
            events.append({"on": day, "kind": "payment", "amount": paid})
        bill = max(bill - paid + _amount(random, 1_500, 50, 9_000), Decimal(300))
    first = add_months(oldest, -random.randint(12, 90))
    return Debt(
        lender=BANK,
        product="credit_card",
        opened=first,
        days=max((on - oldest).days, 0),
        due=due_now,
        terms={"currency": "CNY", "method": "revolving"},
        events=events,
    )


def _loan(random: Random, on: date, oldest: date, lender: str) -> Debt:
    number = random.choice((3, 6, 9, 12) if lender == SHOP else (6, 9, 12, 18, 24))
    paid_before = random.randrange(number) if random.random() < 0.9 else 0
    first_due = add_months(oldest, -paid_before)
    terms: dict[str, Any] = {
        "currency": "CNY",
        "disbursed": add_months(first_due, -1).isoformat(),
        "first_due": first_due.isoformat(),
        "instalments": number,
        "every": {"months": 1},
        "rounding": "0.01",
    }
    if lender == SHOP:
        product, principal = "instalment_purchase", _amount(random, 2_400, 600, 12_000)
        fee = (principal * random.choice((0, 5, 7, 9)) / 1000).quantize(_CENT)
        terms |= (
            {"method": "per_period_fee", "fee_per_period": str(fee)} if fee else {"method": "equal_principal"}
        )
    else:
        product = random.choice(("online_consumer_loan", "online_consumer_loan", "personal_loan"))
        principal = _amount(random, 9_000, 1_000, 200_000)
        method = random.choice(("equal_instalment", "equal_instalment", "equal_instalment", "equal_principal",
                                "interest_only"))  # fmt: skip
        rate = random.choice(("0.0798", "0.108", "0.144", "0.18", "0.2398"))
        terms |= {"method": method, "annual_rate": rate}
        terms["late"] = {"kind": "daily_rate", "rate": "0.0005", "grace_days": 3}
    terms["principal"] = f"{principal:.2f}"
    debt = Debt(lender=lender, product=product, opened=add_months(first_due, -1),
                days=max((on - oldest).days, 0), due=Decimal(0), terms=terms)  # fmt: skip
    _repay(random, debt, paid_before, on)
    return debt


def _repay(random: Random, debt: Debt, paid_before: int, on: date) -> None:
    """Pays the first instalments, mostly in time, some within the days of grace; adds up what is overdue."""
    grace = debt.terms.get("late", {}).get("grace_days", 0)
    for i, row in enumerate(schedule(read_terms(debt.terms))):
        asked = row.principal + row.interest + row.fee
        if i < paid_before:
            late = random.randint(1, grace) if grace and random.random() < 0.1 else -random.randint(0, 4)
            day = min(row.due + timedelta(days=late), on - timedelta(days=1))
            debt.events.append({"on": day, "kind": "payment", "amount": asked})
        elif row.due < on:
            debt.due += asked
