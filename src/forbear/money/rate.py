"""The true rate: what borrowing costs a year, from the flows of money alone.

`annual_rates` is the contract's rate as formats.md 5.1 words it. `internal_rate` is that of any dated flows, such
as those that a customer really met, late charges included. Where no rate balances the flows, or several do,
that is said; there is never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from forbear.money.days import add_months
from forbear.money.roots import Undecided, daily_factors, sign_changes
from forbear.money.schedule import schedule
from forbear.money.terms import Every, Terms

_ZERO, _ONE = Decimal(0), Decimal(1)
_DIGITS: Final = 40
_CLOSE: Final = Decimal("1e-30")
_EIGHT_PLACES: Final = Decimal("1e-8")
_HIGHEST: Final = Decimal("1e12")
_TOO_HIGH: Final = "the yearly rate is above 10^12, beyond any meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualRates:
    """A contract's rates a year, as fractions to 8 places (0.18 is 18 %); `why` where one is None."""

    annual_percentage_rate: Decimal | None = None
    effective_annual_rate: Decimal | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRate:
    """The yearly rate at which dated flows balance, as a fraction to 8 places; `why` where there is not one."""

    rate: Decimal | None = None
    why: str | None = None


def annual_rates(terms: Terms) -> AnnualRates:
    """The nominal and the effective rate a year of the planned flows (formats.md 5.1, Rates).

    The principal goes out on disbursement, less a down payment; principal, interest and fees of the plan come
    in. Each instalment lies one period after the one before. An odd first period counts by its own length: whole
    periods, and what is left of it at simple interest, as in 12 CFR 1026 Appendix J (b)(8); where it is a whole
    period, nothing of this shows.

    >>> from forbear.money.reading import read_terms
    >>> terms = read_terms({"currency": "CNY", "principal": "3000.00", "disbursed": "2026-01-15",
    ...     "first_due": "2026-02-15", "instalments": 3, "every": {"months": 1}, "method": "per_period_fee",
    ...     "fee_per_period": "27.00"})
    >>> annual_rates(terms).annual_percentage_rate, annual_rates(terms).effective_annual_rate
    (Decimal('0.16128228'), Decimal('0.17375506'))
    """
    if terms.method == "revolving":
        return AnnualRates(why="a card has statements and no plan of instalments")
    assert terms.disbursed is not None and terms.first_due is not None
    rows = schedule(terms)
    paid = [row.principal + row.interest + row.fee for row in rows]
    lent = terms.principal
    if terms.down_payment:
        lent -= paid.pop(0)
    with localcontext() as context:
        context.prec = _DIGITS
        ahead = first_period(terms.every, terms.disbursed, terms.first_due)
        if not ahead:
            lent -= paid.pop(0)
            ahead = _ONE
        if lent <= 0 or not any(paid):
            return AnnualRates(why="nothing is lent, or nothing is paid back: no rate balances the flows")
        per_period, times = _period_rate(lent, paid, ahead), periods_a_year(terms.every)
        nominal = (per_period * times).quantize(_EIGHT_PLACES)
        effective = (_ONE + per_period) ** times - _ONE
        if effective > _HIGHEST:
            return AnnualRates(annual_percentage_rate=nominal, why=_TOO_HIGH)
        return AnnualRates(
            annual_percentage_rate=nominal, effective_annual_rate=effective.quantize(_EIGHT_PLACES)
        )


def periods_a_year(every: Every) -> Decimal:
    """How many periods make a year: 12/n months, 52/n weeks, 365/n days (formats.md 5.1).

    >>> periods_a_year(Every(months=3)), periods_a_year(Every(weeks=2)), periods_a_year(Every(days=73))
    (Decimal('4'), Decimal('26'), Decimal('5'))
    """
    if every.weeks:
        return Decimal(52) / every.weeks
    if every.days:
        return Decimal(365) / every.days
    return Decimal(12) / every.months


def first_period(every: Every, start: date, due: date) -> Decimal:
    """The length of the first period, in periods: whole months back from the due date, odd days as thirtieths.

    Odd days are real days (12 CFR 1026 Appendix J (b)(5)).

    >>> first_period(Every(months=1), date(2026, 1, 31), date(2026, 2, 28))
    Decimal('1')
    >>> round(first_period(Every(months=3), date(1978, 5, 23), date(1978, 10, 1)) * 90)
    129
    """
    if every.in_days:
        return Decimal((due - start).days) / every.in_days
    months = (due.year - start.year) * 12 + due.month - start.month
    if add_months(start, months) == due:
        return Decimal(months) / every.months
    if add_months(due, -months) < start:
        months -= 1
    odd = (add_months(due, -months) - start).days
    return (months + Decimal(odd) / 30) / every.months


def _period_rate(lent: Decimal, paid: Sequence[Decimal], ahead: Decimal) -> Decimal:
    """The rate per period: what is paid is worth less the higher the rate, so there is one, and only one.

    The worth falls and is convex: Newton's steps from its left never pass the root. The result is held between
    two rates, the worth above what was lent at one and below it at the other.
    """
    whole, odd = divmod(ahead, _ONE)
    rate = _ZERO
    while _worth(paid, whole, odd, rate)[0] < lent:  # less comes back than went out: a rate below nil
        rate = (rate - _ONE) / 2
    while True:
        worth, fall = _worth(paid, whole, odd, rate)
        step = (lent - worth) / fall
        rate += step
        if step <= _CLOSE * (_ONE + rate):
            break
    near = _CLOSE * (_ONE + rate) * 2
    if not _worth(paid, whole, odd, rate + near)[0] < lent < _worth(paid, whole, odd, rate - near)[0]:
        raise ArithmeticError("the rate per period could not be enclosed")
    return rate


def _worth(paid: Sequence[Decimal], whole: Decimal, odd: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """What the payments are worth on disbursement, and how fast that changes with the rate."""
    shrink = _ONE / (_ONE + rate)
    sum_, moment = _ZERO, _ZERO  # of amounts, and of amounts times their place, each discounted to the first
    for amount in reversed(paid):
        moment = (moment + sum_) * shrink
        sum_ = sum_ * shrink + amount
    simple = _ONE + odd * rate
    lead = shrink**whole / simple
    return lead * sum_, -lead * ((whole * shrink + odd / simple) * sum_ + moment * shrink)


def internal_rate(flows: Iterable[tuple[date, Decimal]]) -> InternalRate:
    """The effective yearly rate of dated flows, a year being 365 days (what spreadsheets call XIRR).

    Amounts out and in have opposite signs; those of one day are added up. Every rate above -100 % is sought:
    where none balances the flows, or more than one does, or two lie too close to tell apart, the rate is None
    and `why` says which.

    >>> internal_rate([(date(2025, 1, 1), Decimal(-100)), (date(2026, 1, 1), Decimal(110))]).rate
    Decimal('0.10000000')
    >>> internal_rate([(date(2025, 1, 1), Decimal(-100)), (date(2026, 1, 1), Decimal(230)),
    ...     (date(2027, 1, 1), Decimal(-132))]).why
    'several yearly rates balance these flows: 0.10000000, 0.20000000'
    """
    sums: dict[date, Decimal] = {}
    for on, amount in flows:
        sums[on] = sums.get(on, _ZERO) + amount
    days = [((on - min(sums)).days, amount) for on, amount in sorted(sums.items()) if amount]
    if not sign_changes(days):
        return InternalRate(why="the money goes one way only: no rate balances the flows")
    try:
        factors = daily_factors(days)
    except Undecided:
        return InternalRate(why="it can't be told for certain how many rates balance these flows")
    with localcontext() as context:
        context.prec = _DIGITS
        rates = sorted(factor**-365 - _ONE for factor in factors)
        if len(rates) > 1:
            listed = ", ".join(f"{rate:.8f}" if rate < _HIGHEST else f"{rate:.3e}" for rate in rates)
            return InternalRate(why=f"several yearly rates balance these flows: {listed}")
        if not rates:
            return InternalRate(why="no yearly rate balances these flows")
        if rates[0] > _HIGHEST:
            return InternalRate(why=_TOO_HIGH)
        return InternalRate(rate=rates[0].quantize(_EIGHT_PLACES))
