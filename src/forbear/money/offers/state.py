"""A signed plan on a day: in force, late, broken, completed, or replaced by a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from forbear.money.happened import Plan
from forbear.money.plans import breached


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPlan:
    """A plan and the day of its signature. `replaced` is the day on which a new plan took its place."""

    signed: date
    plan: Plan
    replaced: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """How a plan stands at the end of a day.

    `state` is `offered` (not signed yet), `in_force`, `late` (a payment lacks, and may still be made up), `broken`
    (from `broken_on` on, for good), `completed` or `replaced`. `lacking` is what is due and unpaid.
    """

    state: str
    paid: Decimal
    lacking: Decimal
    days_late: int
    next_due: date | None
    next_amount: Decimal
    broken_on: date | None

    @property
    def collection_stops(self) -> bool:
        """Whether the plan holds off collection: while it is kept or can still be mended."""
        return self.state in ("in_force", "late", "completed")

    @property
    def statement(self) -> str | None:
        """The statement (formats.md 2) that the plan's state amounts to."""
        if self.state == "broken":
            return "plan_breached"
        return "plan_signed" if self.state in ("in_force", "late") else None


def plan_state(signed: SignedPlan, payments: Sequence[tuple[date, Decimal]], on: date) -> PlanState:
    """How a plan stands, from the payments since its signature (those that were not taken back).

    Payments fill the instalments in order, so that paying ahead counts. A plan is broken on the day after a payment's
    due date and its days of grace, and no later payment mends it: only a new plan does.

    >>> plan = Plan(instalments=((date(2026, 6, 15), Decimal(100)), (date(2026, 7, 15), Decimal(100))),
    ...     breach_after_days=10)
    >>> signed = SignedPlan(signed=date(2026, 6, 1), plan=plan)
    >>> [plan_state(signed, [], date(2026, 6, day)).state for day in (15, 16, 25, 26)]
    ['in_force', 'late', 'late', 'broken']
    """
    paid = sum((amount for day, amount in payments if signed.signed <= day <= on), Decimal(0))
    owed = lacking = next_amount = Decimal(0)
    oldest = next_due = None
    for due, amount in signed.plan.instalments:
        owed += amount
        unpaid = min(max(owed - paid, Decimal(0)), amount)
        if unpaid and due < on:
            oldest, lacking = oldest or due, lacking + unpaid
        elif unpaid and next_due is None:
            next_due, next_amount = due, unpaid
    until = on if signed.replaced is None else min(on, signed.replaced)
    broken_on = breached(signed.plan, signed.signed, payments, until)
    return PlanState(
        state=_word(signed, on, broken=broken_on is not None, paid_off=paid >= owed, late=oldest is not None),
        paid=paid,
        lacking=lacking,
        days_late=0 if oldest is None else (on - oldest).days,
        next_due=next_due,
        next_amount=next_amount,
        broken_on=broken_on,
    )


def _word(signed: SignedPlan, on: date, *, broken: bool, paid_off: bool, late: bool) -> str:
    if on < signed.signed:
        return "offered"
    if signed.replaced is not None and on >= signed.replaced:
        return "replaced"
    if broken:
        return "broken"
    if paid_off:
        return "completed"
    return "late" if late else "in_force"
