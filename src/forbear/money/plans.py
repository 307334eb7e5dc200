"""Whether a repayment plan is kept on a day, and how old the debt is by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from forbear.money.events import paused_days
from forbear.money.happened import Plan

Received = Sequence[tuple[date, Decimal]]


def plan_age(
    plans: Sequence[tuple[date, Plan]],
    received: Received,
    pauses: Sequence[tuple[date, date | None]],
    on: date,
) -> tuple[int, date] | None:
    """Days past due by the latest plan that is kept, and that plan's last date; None where all are broken.

    >>> plan = Plan(instalments=((date(2026, 6, 1), Decimal(100)), (date(2026, 7, 1), Decimal(100))),
    ...     breach_after_days=7)
    >>> [plan_age([(date(2026, 5, 20), plan)], [], [], date(2026, 6, day)) for day in (1, 8, 9)]
    [(0, datetime.date(2026, 7, 1)), (7, datetime.date(2026, 7, 1)), None]
    """
    for signed, plan in reversed(plans):
        if breached(plan, signed, received, on) is None:
            due = _oldest_unmet(plan, signed, received, on)
            days = 0 if due is None or due >= on else (on - due).days - paused_days(pauses, due, on)
            return days, plan.instalments[-1][0]
    return None


def breached(plan: Plan, signed: date, received: Received, on: date) -> date | None:
    """The day on which a plan was broken, where that lies not after `on`.

    What comes in after that day doesn't mend it.
    """
    owed = Decimal(0)
    for due, amount in plan.instalments:
        owed += amount
        last = due + timedelta(days=plan.breach_after_days)
        if last >= on:
            return None
        if _paid(signed, received, last) < owed:
            return last + timedelta(days=1)
    return None


def _oldest_unmet(plan: Plan, signed: date, received: Received, on: date) -> date | None:
    paid, owed = _paid(signed, received, on), Decimal(0)
    for due, amount in plan.instalments:
        owed += amount
        if paid < owed:
            return due
    return None


def _paid(signed: date, received: Received, until: date) -> Decimal:
    return sum((amount for day, amount in received if signed <= day <= until), Decimal(0))
