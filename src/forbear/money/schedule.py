"""The plan of instalments: due dates, what each period's interest is, how the principal comes back.

Fractions of a year are kept as whole numerator and denominator and divided last, so that a half cent is
really a half cent when it is rounded.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from forbear.money.terms import Every, Terms
from forbear.terms import InputError

Fraction = tuple[int, int]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One planned instalment: its period runs from `start` (included) to `due`."""

    start: date
    due: date
    principal: Decimal
    interest: Decimal
    fee: Decimal


def schedule(terms: Terms) -> tuple[Instalment, ...]:
    """The planned instalments of a contract, oldest first; a down payment is a row due on disbursement.

    Raises `InputError` for a card (it has statements, no plan) and for a reckoning of interest that this
    version doesn't know.

    >>> from forbear.money.reading import read_terms
    >>> plan = schedule(read_terms({"currency": "CNY", "principal": "12000.00", "disbursed": "2026-01-15",
    ...     "first_due": "2026-02-15", "instalments": 12, "every": {"months": 1},
    ...     "method": "equal_instalment", "annual_rate": "0.18"}))
    >>> plan[0].principal + plan[0].interest, plan[0].interest
    (Decimal('1100.16'), Decimal('180.00'))
    """
    if terms.method == "revolving":
        raise InputError("/terms/method", "is revolving: a card has statements and no plan of instalments")
    if terms.recalculate != "none":
        raise InputError("/terms/recalculate", 'is not handled by this version; only "none" is')
    assert terms.disbursed is not None and terms.first_due is not None
    dues = due_dates(terms)
    starts = (terms.disbursed, *dues[:-1])
    years = [year_fraction(terms, i, starts[i], dues[i]) for i in range(len(dues))]
    years[: terms.interest_free] = [(0, 1)] * min(terms.interest_free, len(years))
    financed = terms.principal - terms.down_payment
    split = {"flat": _flat, "equal_instalment": _annuity, "interest_only": _bullet}.get(terms.method, _linear)
    fee = terms.fee_per_period
    rows = [
        Instalment(start, due, principal, interest, fee)
        for start, due, (principal, interest) in zip(starts, dues, split(terms, financed, years), strict=True)
    ]
    if terms.down_payment:
        rows.insert(0, Instalment(terms.disbursed, terms.disbursed, terms.down_payment, _ZERO, _ZERO))
    return tuple(rows)


def due_dates(terms: Terms) -> tuple[date, ...]:
    """The due dates: by months they keep the day of the first, or take a shorter month's last day.

    >>> terms = Terms(currency="CNY", method="flat", first_due=date(2026, 1, 31), instalments=3)
    >>> [due.isoformat() for due in due_dates(terms)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    first, every = terms.first_due, terms.every
    assert first is not None
    if every.days:
        return tuple(first + timedelta(days=every.days * i) for i in range(terms.instalments))
    return tuple(add_months(first, every.months * i) for i in range(terms.instalments))


def add_months(start: date, months: int) -> date:
    """The same day some months on, or that month's last day where it has none.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    if day > 28:
        day = min(day, monthrange(year, month0 + 1)[1])
    return date(year, month0 + 1, day)


def year_fraction(terms: Terms, period: int, start: date, due: date) -> Fraction:
    """The length of a period in years, by the contract's day count, as a numerator and a denominator."""
    if terms.day_count == "30/360":
        return _thirty_360(terms.every, period, start, due)
    days = (due - start).days
    if terms.day_count == "act/365":
        return days, 365
    if terms.day_count == "act/360":
        return days, 360
    return _act_act(start, due)


def _thirty_360(every: Every, period: int, start: date, due: date) -> Fraction:
    if every.days:
        return (due - start).days, 360
    if period > 0:
        return every.months, 12
    months = (due.year - start.year) * 12 + due.month - start.month
    if add_months(start, months) == due or add_months(due, -months) == start:
        return months, 12
    return months * 30 + min(due.day, 30) - min(start.day, 30), 360


def _act_act(start: date, due: date) -> Fraction:
    common = leap = 0
    at = start
    while at < due:
        until = min(date(at.year + 1, 1, 1), due)
        if monthrange(at.year, 2)[1] == 29:
            leap += (until - at).days
        else:
            common += (until - at).days
        at = until
    return common * 366 + leap * 365, 365 * 366


def _interest(terms: Terms, balance: Decimal, years: Fraction) -> Decimal:
    return terms.round(balance * terms.annual_rate * years[0] / years[1])


def _linear(terms: Terms, financed: Decimal, years: list[Fraction]) -> list[tuple[Decimal, Decimal]]:
    """Equal principal, interest on what is still out."""
    free, last = terms.principal_free, len(years) - 1
    share = terms.round_level(financed / (len(years) - free))
    rows, balance = [], financed
    for i, fraction in enumerate(years):
        principal = balance if i == last else _ZERO if i < free else min(share, balance)
        rows.append((principal, _interest(terms, balance, fraction)))
        balance -= principal
    return rows


def _bullet(terms: Terms, financed: Decimal, years: list[Fraction]) -> list[tuple[Decimal, Decimal]]:
    """Interest each period, the whole principal with the last."""
    interests = [_interest(terms, financed, fraction) for fraction in years]
    return [(_ZERO, interest) for interest in interests[:-1]] + [(financed, interests[-1])]


def _annuity(terms: Terms, financed: Decimal, years: list[Fraction]) -> list[tuple[Decimal, Decimal]]:
    """A level instalment: the one that, with each period's own interest, brings the balance to nil."""
    rate, free, last = terms.annual_rate, terms.principal_free, len(years) - 1
    discount, worth = Decimal(1), _ZERO
    for over, under in years[free:]:
        discount = discount * under / (under + rate * over)
        worth += discount
    level = terms.round_level(financed / worth)
    rows, balance = [], financed
    for i, fraction in enumerate(years):
        interest = _interest(terms, balance, fraction)
        if i == last:
            principal = balance
        else:
            principal = _ZERO if i < free else min(max(level - interest, _ZERO), balance)
        rows.append((principal, interest))
        balance -= principal
    return rows


def _flat(terms: Terms, financed: Decimal, years: list[Fraction]) -> list[tuple[Decimal, Decimal]]:
    """Interest of the whole term on the original principal, in equal shares; the last takes the rest."""
    bearing = [i for i, (over, _) in enumerate(years) if over]
    if not bearing:
        years, bearing = [(0, 1)] * len(years), [len(years) - 1]
    under = years[bearing[0]][1]
    weight = sum(Decimal(over) * under / other for over, other in years)
    total = terms.round(financed * terms.annual_rate * weight / under)
    free, last = terms.principal_free, len(years) - 1
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
