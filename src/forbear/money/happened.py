"""What happened to a contract: the kinds of events, and what each carries (formats.md 5 and 5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from forbear.money.terms import Every

EVENT_FIELDS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    kind: (frozenset(needed.split()), frozenset(optional.split()))
    for kind, needed, optional in (
        ("payment", "amount", ""),
        ("statement", "amount minimum due", ""),
        ("reversal", "of", ""),
        ("fee", "amount", "part due"),
        ("waiver", "part", "amount"),
        ("pause", "", ""),
        ("resume", "", ""),
        ("re_age", "first_due every instalments", ""),
        ("re_amortise", "", ""),
        ("reschedule", "from", "new_due extra_instalments annual_rate principal_free interest_free"),
        ("payment_holiday", "from to", "interest"),
        ("plan", "instalments", "breach_after_days"),
        ("settlement", "amount", "until"),
        ("charge_off", "", "accrue"),
        ("recovery", "amount", "order"),
        ("refund", "amount", ""),
    )
}
"""Every kind of event: the fields it needs, and those it may carry besides `on` and `id`."""

HOLIDAY_INTEREST: Final = frozenset({"next", "spread", "end", "none"})
"""When the interest of a payment holiday falls due: with the next instalment, spread over all that follow,
with the last, or never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReAge:
    """The rows over which unpaid principal is spread anew."""

    first_due: date
    every: Every
    instalments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule:
    """A change of the plan from the due date `start` on; what is None stays as it is."""

    start: date
    new_due: date | None = None
    extra_instalments: int = 0
    annual_rate: Decimal | None = None
    principal_free: int = 0
    interest_free: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHoliday:
    """Days, both included, within which nothing falls due, and when their interest does."""

    start: date
    end: date
    interest: str = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A signed repayment plan: what is to be paid by when, in order of days.

    It is broken once a payment lacks more than `breach_after_days` days after its due date.
    """

    instalments: tuple[tuple[date, Decimal], ...]
    breach_after_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to the contract on a day (formats.md 5.1). `detail` belongs to an arrangement."""

    on: date
    kind: str
    id: str | None = None
    amount: Decimal | None = None
    minimum: Decimal | None = None
    due: date | None = None
    of: str | None = None
    part: str | None = None
    until: date | None = None
    accrue: bool = False
    order: tuple[str, ...] = ()
    detail: ReAge | Reschedule | PaymentHoliday | Plan | None = None
