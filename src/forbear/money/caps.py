"""A rate held against the caps of the law: by how much it is above them, in points and in money.

`caps_in_force` reads the caps off the rulebooks by the day of the contract; `hold_contract` and `hold_met` hold a
rate against them. The excess in money is what the payments would overpay if the debt bore the cap and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from itertools import pairwise
from typing import Any, Final

from forbear.law.rulebook.law import Law
from forbear.money.rate import annual_rates, first_period, periods_a_year
from forbear.money.schedule import schedule
from forbear.money.terms import Every, Terms
from forbear.terms import FactMissing

_ZERO, _ONE = Decimal(0), Decimal(1)
_DIGITS: Final = 40
_EIGHT_PLACES: Final = Decimal("1e-8")
_STATED: Final = Decimal("0.0001")
_HIGHEST: Final = Decimal(10**9)
_MONTHLY: Final = Every(months=1)
CONTRACT_CAPS: Final = (
    "cn.microcost2025.24",
    "cn.microcost2025.4lpr",
    "cn.rate.36",
    "cn.rate.fin24",
    "cn.rate.private_4lpr",
    "cn.zhudai2025.cost.benchmark",
)
"""The values of the rulebooks that cap all that a contract costs a year. Others in `per_year` cap a part of it only
(penal interest, interest rolled into principal), or bind an application and not a loan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A ceiling of the yearly rate: the clause, its force, and the rate as a fraction (0.24 is 24 %).

    `draft` where the text was not read at first hand.
    """

    rule: str
    cite: str
    rate: Decimal
    force: str
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A rate held against a cap. `points` are percentage points above it, `money` what is overpaid by it.

    Both are 0 where the rate keeps within the cap. Rates are compared as they are stated, to a hundredth of a
    percentage point, so that instalments rounded to the cent are no excess.
    """

    cap: Cap
    rate: Decimal
    points: Decimal
    money: Decimal

    @property
    def above(self) -> bool:
        """Whether the rate is above the cap; a rate equal to it is not."""
        return self.points > 0


def caps_in_force(
    law: Law,
    *,
    on: date,
    region: str | None,
    lender: str | None,
    product: str | None,
    names: Sequence[str] = CONTRACT_CAPS,
) -> tuple[tuple[Cap, ...], tuple[str, ...]]:
    """The yearly caps that bind a contract made on a day, the lowest first, and what is not known of them.

    They are those of `names` that are law at that place; a lender or a product that isn't told may be bound. A cap
    that binds but is not known on that day is named, with the reason: it is never guessed. Without a region none is
    known.

    >>> from forbear.law.rulebook.law import load_law
    >>> caps, _ = caps_in_force(load_law(), on=date(2026, 2, 1), region="CN", lender="private_lender", product=None)
    >>> [(cap.rule, cap.rate) for cap in caps]
    [('cn.rate.private_4lpr', Decimal('0.1200'))]
    """
    if region is None:
        return (), ("the region is not told, so that no cap can be looked up",)
    caps, unknown = [], []
    whom = {"lender": lender, "product": product}
    for name in names:
        binding = [
            value
            for value in law.values.get(name, ())
            if law.reaches(value.book, region) and value.binds_whom(whom) and value.in_force <= on
        ]
        try:
            known = law.value(name, on) if binding else None
        except FactMissing as missing:
            if any(
                v.until is None or on <= v.until for v in binding
            ):  # it holds, but its number is not known
                unknown.append(f"{name}: {str(missing).split(';')[0]}")
            continue
        if known is not None and known.value in binding:
            value, rate = known.value, known.amount
            assert isinstance(rate, Decimal)
            caps.append(Cap(rule=name, cite=value.cite, rate=rate, force=value.force, draft=value.draft))
    return tuple(sorted(caps, key=lambda cap: (cap.rate, cap.rule))), tuple(unknown)


def hold_contract(terms: Terms, caps: Iterable[Cap]) -> tuple[Held, ...]:
    """The contract's annual percentage rate against each cap; nothing where the contract has no rate.

    The excess is in the contract's currency: the planned payments of the periods after the debt, at the cap a
    period, would have come to nil.

    >>> from forbear.money.reading import read_terms
    >>> terms = read_terms({"currency": "CNY", "principal": "12000.00", "disbursed": "2026-02-01",
    ...     "first_due": "2026-03-01", "instalments": 12, "every": {"months": 1}, "method": "equal_instalment",
    ...     "annual_rate": "0.28"})
    >>> cap = Cap(rule="cn.rate.fin24", cite="art 2", rate=Decimal("0.24"), force="regulation")
    >>> held, = hold_contract(terms, [cap])
    >>> held.above, round(held.points, 2), held.money
    (True, Decimal('4.00'), Decimal('313.26'))
    """
    rate = annual_rates(terms).annual_percentage_rate
    if rate is None:
        return ()
    return tuple(_held(cap, rate, _overpaid(terms, cap.rate), terms) for cap in caps)


def _held(cap: Cap, rate: Decimal, money: Decimal, terms: Terms) -> Held:
    points = (rate - cap.rate) * 100 if rate.quantize(_STATED, ROUND_HALF_EVEN) > cap.rate else _ZERO
    excess = money.quantize(terms.unit, ROUND_HALF_EVEN) if points else _ZERO
    return Held(cap=cap, rate=rate, points=points, money=excess)


def _overpaid(terms: Terms, cap: Decimal) -> Decimal:
    """What the planned payments come to beyond the debt and the cap's interest on it, period by period."""
    assert terms.disbursed is not None and terms.first_due is not None
    rows = schedule(terms)
    with localcontext() as context:
        context.prec = _DIGITS
        a_period = cap / periods_a_year(terms.every)
        whole, odd = divmod(first_period(terms.every, terms.disbursed, terms.first_due), _ONE)
        balance, over = terms.principal, _ZERO
        growth = (_ONE + a_period) ** whole * (_ONE + odd * a_period)
        for row in rows:
            down = row.due == terms.disbursed and row.start == row.due
            if not down:
                balance, growth = balance * growth, _ONE + a_period
            balance -= row.principal + row.interest + row.fee
            if balance < 0:
                over, balance = over - balance, _ZERO
        return over


def simple_rate(flows: Sequence[tuple[date, Decimal]], day_count: str = "act/365") -> Decimal | None:
    """The simple rate a year that a debt really bore: paid off by the flows, with interest never on interest.

    `flows` are (day, amount), what the borrower gets above 0 and what he pays below, the last of them settling
    the debt. Payments meet interest first (Civil Code art 561). A year has 365 days, or under `30/360` twelve
    months. None where no rate from nil up does it: more was lent than came back, or nothing was lent.

    >>> simple_rate([(date(2025, 1, 1), Decimal(1000)), (date(2026, 1, 1), Decimal(-1240))])
    Decimal('0.24000000')
    """
    with localcontext() as context:
        context.prec = _DIGITS
        steps = _steps(flows, day_count)
        if not steps or steps[0][1] <= 0 or _left(steps, _ZERO) > 0:
            return None
        low, high = _ZERO, _ONE
        while _left(steps, high) < 0:
            low, high = high, high * 2
            if high > _HIGHEST:
                return None
        while high - low > _EIGHT_PLACES / 1000:
            middle = (low + high) / 2
            low, high = (middle, high) if _left(steps, middle) <= 0 else (low, middle)
        return low.quantize(_EIGHT_PLACES)


def hold_met(flows: Sequence[tuple[date, Decimal]], caps: Iterable[Cap], terms: Terms) -> tuple[Held, ...]:
    """What a customer really met, late charges included, against each cap; flows as `simple_rate` has them.

    The excess is what the flows pay beyond the debt with simple interest at the cap.
    """
    rate = simple_rate(flows, terms.day_count)
    if rate is None:
        return ()
    with localcontext() as context:
        context.prec = _DIGITS
        steps = _steps(flows, terms.day_count)
        return tuple(_held(cap, rate, -_left(steps, cap.rate), terms) for cap in caps)


def _steps(flows: Sequence[tuple[date, Decimal]], day_count: str) -> list[tuple[Decimal, Decimal]]:
    """The flows by day, each with the years since the one before."""
    ordered = sorted(flows)
    days = [day for day, _ in ordered]
    if day_count == "30/360":
        years = [first_period(_MONTHLY, start, end) / 12 for start, end in pairwise(days)]
    else:
        years = [Decimal((end - start).days) / 365 for start, end in pairwise(days)]
    return [(gap, amount) for gap, (_, amount) in zip((_ZERO, *years), ordered, strict=False)]


def _left(steps: Sequence[tuple[Decimal, Decimal]], rate: Decimal) -> Decimal:
    """What is left of a debt at a simple rate after the flows; below 0, what was paid too much."""
    principal = interest = _ZERO
    for years, amount in steps:
        if principal > 0:
            interest += principal * rate * years
        if amount < 0:
            met = min(interest, -amount)
            interest -= met
            amount += met
        principal += amount
    return principal + interest


def caps_json(contract: Iterable[Held], met: Iterable[Held] = ()) -> list[dict[str, Any]]:
    """Each cap once as JSON, with what of the contract's rate and of the one met lies above it.

    >>> cap = Cap(rule="cn.rate.fin24", cite="art 2", rate=Decimal("0.24"), force="regulation")
    >>> held = Held(cap=cap, rate=Decimal("0.25"), points=Decimal(1), money=Decimal("12.30"))
    >>> caps_json([held])[0]["contract"]
    {'above': True, 'points': '1', 'money': '12.30'}
    """
    by_rule: dict[str, dict[str, Any]] = {}
    for name, held in (*(("contract", one) for one in contract), *(("met", one) for one in met)):
        cap = held.cap
        told = {
            "rule": cap.rule,
            "cite": cap.cite,
            "force": cap.force,
            "draft": cap.draft,
            "rate": f"{cap.rate:f}",
        }
        entry = by_rule.setdefault(cap.rule, {**told, "contract": None, "met": None})
        entry[name] = {"above": held.above, "points": f"{held.points:f}", "money": f"{held.money:f}"}
    return list(by_rule.values())
