"""The plan of instalments: what each period's interest is, and how the principal comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from forbear.money.days import Fraction, shifted, step, year_fraction
from forbear.money.terms import EXACT, Terms
from forbear.terms import InputError

_ZERO: Final = Decimal(0)
Share = tuple[Decimal, Decimal]
"""The principal and the interest of one instalment."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One planned instalment: its period runs from `start` (included) to `end`; it falls due on `due`.

    `due` is `end`, moved off a holiday where the contract says so. `years` is the period's length.
    """

    start: date
    end: date
    due: date
    principal: Decimal
    interest: Decimal
    fee: Decimal
    years: Fraction


def schedule(terms: Terms) -> tuple[Instalment, ...]:
    """The planned instalments of a contract, oldest first; a down payment is a row due on disbursement.

    Raises `InputError` for a card: it has statements, no plan.

    >>> from forbear.money.reading import read_terms
    >>> plan = schedule(read_terms({"currency": "CNY", "principal": "12000.00", "disbursed": "2026-01-15",
    ...     "first_due": "2026-02-15", "instalments": 12, "every": {"months": 1},
    ...     "method": "equal_instalment", "annual_rate": "0.18"}))
    >>> plan[0].principal + plan[0].interest, plan[0].interest
    (Decimal('1100.16'), Decimal('180.00'))
    """
    if terms.method == "revolving":
        raise InputError("/terms/method", "is revolving: a card has statements and no plan of instalments")
    with localcontext(EXACT):
        return planned(terms)


def planned(terms: Terms) -> tuple[Instalment, ...]:
    """`schedule`, within a context that is exact already."""
    assert terms.disbursed is not None
    ends = due_dates(terms)
    starts = (terms.disbursed, *ends[:-1])
    years = fractions(terms, starts, ends, odd_first=True)
    years[: terms.interest_free] = [(0, 1)] * min(terms.interest_free, len(years))
    financed = terms.principal - terms.down_payment
    rows = instalments(terms, starts, ends, years, split(terms, financed, years, terms.principal_free))
    if terms.down_payment:
        paid = terms.disbursed
        rows.insert(0, Instalment(paid, paid, paid, terms.down_payment, _ZERO, _ZERO, (0, 1)))
    return tuple(rows)


def instalments(
    terms: Terms, starts: Sequence[date], ends: Sequence[date], years: Sequence[Fraction], shares: list[Share]
) -> list[Instalment]:
    """Instalments from their periods and shares, each with the contract's fee and its own business day."""
    fee, holidays = terms.fee_per_period, terms.holidays
    return [
        Instalment(start, end, shifted(end, holidays), principal, interest, fee, fraction)
        for start, end, fraction, (principal, interest) in zip(starts, ends, years, shares, strict=True)
    ]


def fractions(
    terms: Terms, starts: Sequence[date], ends: Sequence[date], *, odd_first: bool
) -> list[Fraction]:
    """The length of each period in years; `odd_first` where the first need not be as long as the others."""
    count, every = terms.day_count, terms.every
    return [
        year_fraction(count, every, start, end, regular=i > 0 or not odd_first)
        for i, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def due_dates(terms: Terms) -> tuple[date, ...]:
    """The ends of the periods: by months they keep the day of the first, or take a shorter month's last day.

    >>> terms = Terms(currency="CNY", method="flat", first_due=date(2026, 1, 31), instalments=3)
    >>> [due.isoformat() for due in due_dates(terms)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    assert terms.first_due is not None
    return tuple(step(terms.every, terms.first_due, i) for i in range(terms.instalments))


def split(
    terms: Terms, financed: Decimal, years: list[Fraction], free: int, original: Decimal | None = None
) -> list[Share]:
    """Principal and interest of each period by the contract's method; the first `free` have no principal.

    `original` is the principal that a flat interest is reckoned on, where it is more than `financed`.
    """
    if terms.method == "equal_instalment":
        return _annuity(terms, financed, years, free)
    if terms.method == "interest_only":
        return _bullet(terms, financed, years)
    if terms.method == "flat":
        return _flat(terms, financed, years, free, financed if original is None else original)
    return _linear(terms, financed, years, free)


def interest_of(terms: Terms, balance: Decimal, years: Fraction) -> Decimal:
    """A period's interest on a balance, to the currency's smallest unit."""
    return terms.round(balance * terms.annual_rate * years[0] / years[1])


def _linear(terms: Terms, financed: Decimal, years: list[Fraction], free: int) -> list[Share]:
    """Equal principal, interest on what is still out."""
    last = len(years) - 1
    share = terms.round_level(financed / (len(years) - free))
    rows, balance = [], financed
    for i, fraction in enumerate(years):
        principal = balance if i == last else _ZERO if i < free else min(share, balance)
        rows.append((principal, interest_of(terms, balance, fraction)))
        balance -= principal
    return rows


def _bullet(terms: Terms, financed: Decimal, years: list[Fraction]) -> list[Share]:
    """Interest each period, the whole principal with the last."""
    interests = [interest_of(terms, financed, fraction) for fraction in years]
    return [(_ZERO, interest) for interest in interests[:-1]] + [(financed, interests[-1])]


def level_instalment(terms: Terms, financed: Decimal, years: Sequence[Fraction]) -> Decimal:
    """The level instalment: the one that, with each period's own interest, brings the balance to nil."""
    rate, discount, worth = terms.annual_rate, Decimal(1), _ZERO
    for over, under in years:
        discount = discount * under / (under + rate * over)
        worth += discount
    return terms.round_level(financed / worth)


def _annuity(terms: Terms, financed: Decimal, years: list[Fraction], free: int) -> list[Share]:
    last, level = len(years) - 1, level_instalment(terms, financed, years[free:])
    rate, unit, half = terms.annual_rate, terms.unit, terms.half
    rows, balance = [], financed
    for i, (over, under) in enumerate(years):
        interest = (balance * rate * over / under).quantize(unit, half)
        if i == last:
            principal = balance
        else:
            principal = _ZERO if i < free else min(max(level - interest, _ZERO), balance)
        rows.append((principal, interest))
        balance -= principal
    return rows


def _flat(
    terms: Terms, financed: Decimal, years: list[Fraction], free: int, original: Decimal
) -> list[Share]:
    """Interest of the whole term on the original principal, in equal shares; the last takes the rest."""
    bearing = [i for i, (over, _) in enumerate(years) if over]
    if not bearing:
        years, bearing = [(0, 1)] * len(years), [len(years) - 1]
    under = years[bearing[0]][1]
    weight = sum(Decimal(over) * under / other for over, other in years)
    total = terms.round(original * terms.annual_rate * weight / under)
    last = len(years) - 1
    level = terms.round_level((financed + total) / len(years))
    each = terms.round(total / len(bearing))
    plain = terms.round_level(financed / (len(years) - free)) if free else None
    rows, balance, interest_left = [], financed, total
    for i in range(len(years)):
        if i == last:
            rows.append((balance, interest_left))
            break
        interest = min(each, interest_left) if i in bearing else _ZERO
        principal = min(max((level if plain is None else plain + interest) - interest, _ZERO), balance)
        principal = _ZERO if i < free else principal
        rows.append((principal, interest))
        balance, interest_left = balance - principal, interest_left - interest
    return rows
