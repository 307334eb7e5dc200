"""The words of a contract: terms, late charges, allocation, the calendar of its due dates.

Amounts are decimals of the contract's currency, dates are plain days of the lender's books. Nothing here is
read from outside: `reading` does that, and says what is wrong where.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Final

from forbear.money.currency import smallest_unit

PARTS: Final = ("principal", "interest", "fee", "penalty")
"""The four parts of what is owed, in the order in which amounts are listed."""

METHODS: Final = frozenset(
    {"equal_instalment", "equal_principal", "interest_only", "flat", "per_period_fee", "revolving"}
)
DAY_COUNTS: Final = frozenset({"30/360", "act/365", "act/360", "act/act"})
LATE_KINDS: Final = frozenset({"daily_rate", "once", "fixed"})
ACROSS: Final = frozenset({"oldest_first", "component_first"})
SHIFTS: Final = frozenset({"next", "previous"})
BUCKETS: Final = (1, 31, 61, 91, 121, 181)
"""Lower bounds, in days past due, of the buckets used where a contract lists none."""
MOST_INSTALMENTS: Final = 1200

EXACT: Final = Context(prec=80)
"""The context in which money is reckoned, whatever the host's own: no product of the format's widest amount,
rate and number of days needs rounding in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """The step from one due date to the next: whole months, days, or weeks."""

    months: int = 0
    days: int = 0
    weeks: int = 0

    @property
    def in_days(self) -> int:
        """The step in days; 0 where it is one of months.

        >>> Every(weeks=2).in_days, Every(months=1).in_days
        (14, 0)
        """
        return self.days + 7 * self.weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The price of being late: `daily_rate`, `once` (a rate) or `fixed` (an amount), after days of grace.

    `cap`, where there is one, is what all late charges of the contract together never exceed.
    """

    kind: str
    rate: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    grace_days: int = 0
    on: tuple[str, ...] = ("principal",)
    cap: Decimal | None = None

    def starts(self, due: date) -> date:
        """The last day without a late charge: the due date and its days of grace."""
        return due + timedelta(days=self.grace_days) if self.grace_days else due


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The order in which a payment meets the parts, from `from_dpd` days past due on."""

    from_dpd: int = 0
    parts: tuple[str, ...] = ("penalty", "fee", "interest", "principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """Where a due date goes that falls on a weekend or a holiday of `calendar`: to the `next` or `previous`
    business day. The periods, and so the interest, stay as they are.
    """

    calendar: str
    shift: str = "next"


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
    holidays: Holidays | None = None

    @property
    def unit(self) -> Decimal:
        """The currency's smallest unit: 0.01 of a yuan, 1 yen."""
        return smallest_unit(self.currency)

    @property
    def half(self) -> str:
        """What `decimal` calls the way in which this contract rounds a half."""
        return ROUND_HALF_EVEN if self.ties == "even" else ROUND_HALF_UP

    def round(self, amount: Decimal) -> Decimal:
        """An amount to the currency's smallest unit, ties by the contract."""
        return amount.quantize(self.unit, self.half)

    def round_level(self, amount: Decimal) -> Decimal:
        """An instalment to the contract's `rounding`: the nearest multiple of it."""
        return ((amount / self.rounding).quantize(Decimal(1), self.half) * self.rounding).quantize(self.unit)
