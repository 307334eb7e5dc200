"""The words of a contract and of what happened to it: terms, late charges, allocation, events.

Amounts are decimals of the contract's currency, dates are plain days of the lender's books. Nothing here is
read from outside: `reading` does that, and says what is wrong where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, Final

PARTS: Final = ("principal", "interest", "fee", "penalty")
"""The four parts of what is owed, in the order in which amounts are listed."""

METHODS: Final = frozenset(
    {"equal_instalment", "equal_principal", "interest_only", "flat", "per_period_fee", "revolving"}
)
DAY_COUNTS: Final = frozenset({"30/360", "act/365", "act/360", "act/act"})
LATE_KINDS: Final = frozenset({"daily_rate", "once", "fixed"})
ACROSS: Final = frozenset({"oldest_first", "component_first"})
BUCKETS: Final = (1, 31, 61, 91, 121, 181)
"""Lower bounds, in days past due, of the buckets used where a contract lists none."""

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
"""Every kind of event (formats.md 5): the fields it needs, and those it may carry besides `on` and `id`."""

_NO_DIGITS: Final = (
    "JPY",
    "KRW",
    "VND",
    "CLP",
    "ISK",
    "PYG",
    "UGX",
    "RWF",
    "XAF",
    "XOF",
    "XPF",
    "KMF",
    "GNF",
)
_THREE_DIGITS: Final = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
MINOR_DIGITS: Final[Mapping[str, int]] = {**dict.fromkeys(_NO_DIGITS, 0), **dict.fromkeys(_THREE_DIGITS, 3)}
"""Digits after the point of a currency's smallest unit (ISO 4217), where they are not two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """The step from one due date to the next: whole months, or days (a week is seven)."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The price of being late: `daily_rate`, `once` (a rate) or `fixed` (an amount), after days of grace."""

    kind: str
    rate: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    grace_days: int = 0
    on: tuple[str, ...] = ("principal",)

    def starts(self, due: date) -> date:
        """The last day without a late charge: the due date and its days of grace."""
        return due + timedelta(days=self.grace_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The order in which a payment meets the parts, from `from_dpd` days past due on."""

    from_dpd: int = 0
    parts: tuple[str, ...] = ("penalty", "fee", "interest", "principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed (formats.md 5). Of a card (`revolving`) the plan of instalments is left out."""

    currency: str
    method: str
    principal: Decimal = Decimal(0)
    disbursed: date | None = None
    first_due: date | None = None
    instalments: int = 0
    every: Every = field(default_factory=lambda: Every(months=1))
    annual_rate: Decimal = Decimal(0)
    day_count: str = "30/360"
    rounding: Decimal = Decimal("0.01")
    ties: str = "even"
    fee_per_period: Decimal = Decimal(0)
    late: Late | None = None
    allocation: tuple[Order, ...] = (Order(),)
    across: str = "oldest_first"
    buckets: tuple[int, ...] = BUCKETS
    down_payment: Decimal = Decimal(0)
    principal_free: int = 0
    interest_free: int = 0
    recalculate: str = "none"

    @property
    def unit(self) -> Decimal:
        """The currency's smallest unit: 0.01 of a yuan, 1 yen."""
        return smallest_unit(self.currency)

    def round(self, amount: Decimal) -> Decimal:
        """An amount to the currency's smallest unit, ties by the contract."""
        return amount.quantize(self.unit, ROUND_HALF_EVEN if self.ties == "even" else ROUND_HALF_UP)

    def round_level(self, amount: Decimal) -> Decimal:
        """An instalment to the contract's `rounding`: the nearest multiple of it."""
        ties = ROUND_HALF_EVEN if self.ties == "even" else ROUND_HALF_UP
        return ((amount / self.rounding).quantize(Decimal(1), ties) * self.rounding).quantize(self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to the contract on a day (formats.md 5.1). `more` holds the fields of rarer kinds."""

    on: date
    kind: str
    id: str | None = None
    amount: Decimal | None = None
    minimum: Decimal | None = None
    due: date | None = None
    of: str | None = None
    part: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


_UNITS: Final = {digits: Decimal(1).scaleb(-digits) for digits in (0, 2, 3)}


def smallest_unit(currency: str) -> Decimal:
    """The smallest unit of a currency (ISO 4217 alphabetic code).

    >>> smallest_unit("CNY"), smallest_unit("JPY")
    (Decimal('0.01'), Decimal('1'))
    """
    return _UNITS[MINOR_DIGITS.get(currency, 2)]
