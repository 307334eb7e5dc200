"""How a row of instalments pays a debt off, and the least that does so in time.

While a plan is kept nothing new is charged but, where the lender's policy says so, the contract's interest on the
principal still owed. A payment meets that interest first, then the principal, then the rest: so the principal falls
fastest, and what was charged before bears nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal, localcontext
from functools import lru_cache
from typing import Final

from forbear.money.days import add_months
from forbear.money.rate import first_period
from forbear.money.terms import Every

_ZERO, _ONE = Decimal(0), Decimal(1)
_DIGITS: Final = 40
_MONTH: Final = Every(months=1)
STEP_DAYS: Final = {"week": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is owed on the day of the signature: `principal`, all the rest (`other`), and the interest that runs.

    `rate` is a yearly fraction on the principal, nil where interest stops. `unit` is the currency's smallest.
    """

    on: date
    principal: Decimal
    other: Decimal
    rate: Decimal
    unit: Decimal

    @property
    def total(self) -> Decimal:
        """All that is owed on that day."""
        return self.principal + self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Instalments that pay a debt off, and the interest that ran meanwhile: their sum is what was owed and that."""

    instalments: tuple[tuple[date, Decimal], ...]
    interest: Decimal


def due_days(first: date, every: str, last: date, day: int | None = None) -> Iterator[date]:
    """The due dates from the first to the last day allowed; by months they keep `day`, or the month's last.

    >>> [str(due) for due in due_days(date(2026, 11, 30), "month", date(2027, 2, 28), 31)]
    ['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28']
    """
    kept, due, step = first.replace(day=1), first, 0
    while due <= last:
        yield due
        step += 1
        if every in STEP_DAYS:
            due = first + timedelta(days=STEP_DAYS[every] * step)
        else:
            due = on_day(add_months(kept, step), day or first.day)


def on_day(month: date, day: int) -> date:
    """A day of a month (told by its first day), or the month's last where it has none.

    >>> on_day(date(2027, 2, 1), 30)
    datetime.date(2027, 2, 28)
    """
    return month.replace(day=min(day, (add_months(month, 1) - timedelta(days=1)).day))


def pay_off(owed: Owed, days: Sequence[date], amounts: Sequence[Decimal]) -> Paid | None:
    """Pays a debt off with the amounts, the last one needed being the rest; None where they don't suffice.

    >>> owed = Owed(on=date(2026, 1, 1), principal=Decimal(250), other=Decimal(0), rate=Decimal(0),
    ...     unit=Decimal("0.01"))
    >>> days = [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
    >>> [str(amount) for _, amount in pay_off(owed, days, [Decimal(100)] * 3).instalments]
    ['100', '100', '50']
    """
    principal, other, interest, at = owed.principal, owed.other, _ZERO, owed.on
    rows: list[tuple[date, Decimal]] = []
    with localcontext() as context:
        context.prec = _DIGITS
        accrued = _ZERO
        for due, amount in zip(days, amounts, strict=True):
            if owed.rate:
                new = principal * owed.rate * _years(at, due)
                new, at = new.quantize(owed.unit, ROUND_HALF_EVEN), due
                accrued, interest = accrued + new, interest + new
            left = principal + accrued + other
            if amount >= left:
                rows.append((due, left))
                return Paid(instalments=tuple(rows), interest=interest)
            if amount:
                rows.append((due, amount))
            met = min(accrued, amount)
            accrued, amount = accrued - met, amount - met
            met = min(principal, amount)
            principal, other = principal - met, other - (amount - met)
    return None


@lru_cache(maxsize=1024)
def _years(start: date, end: date) -> Decimal:
    """The part of a year between two days: whole months are twelfths. Remembered, since one row is tried often."""
    return first_period(_MONTH, start, end) / 12


def least(owed: Owed, days: Sequence[date], weights: Sequence[Decimal]) -> Decimal | None:
    """The smallest amount which, times the weights, pays a debt off on the days; None where none does.

    >>> owed = Owed(on=date(2026, 1, 1), principal=Decimal(250), other=Decimal(0), rate=Decimal(0),
    ...     unit=Decimal("0.01"))
    >>> least(owed, [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)], [Decimal(1)] * 3)
    Decimal('83.34')
    """
    if not any(weights):
        return None
    # without interest, and with every amount rounded up by a whole unit, this would still be too little
    low = max(int((owed.total / owed.unit - len(days)) / sum(weights)) - 1, 0)
    gap = 1
    while pay_off(owed, days, weighted(owed, low + gap, weights)) is None:
        low, gap = low + gap, gap * 2
    high = low + gap
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if pay_off(owed, days, weighted(owed, middle, weights)) else (middle, high)
    return high * owed.unit


def weighted(owed: Owed, units: int, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount, told in smallest units, times each weight, rounded up to the unit."""
    return [(weight * units).quantize(_ONE, ROUND_CEILING) * owed.unit for weight in weights]
