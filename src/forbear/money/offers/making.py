"""The offers that a desk may put side by side: longer, lower, rising, later, less.

Each pays off exactly what is owed, and the interest that the policy lets run; a settlement less. None runs longer than
the policy and the law allow. One that asks for more than is affordable says from which day on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from forbear.money.afford import Means, a_month
from forbear.money.days import add_months
from forbear.money.offers.paying import Owed, Paid, due_days, least, pay_off, weighted
from forbear.money.offers.policy import OFFER_KINDS, Policy

_ONE: Final = Decimal(1)
_STEPS: Final = (Decimal("0.5"), Decimal("0.75"), _ONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What offers are made from. `usual` is the contract's own instalment, None where it has none to go on with.

    `first` is the first due date, `day` its day of the month, `last` the latest that policy and law allow.
    """

    owed: Owed
    currency: str
    days_past_due: int
    usual: Decimal | None
    means: Means | None
    policy: Policy
    first: date
    day: int
    last: date

    def days(self, months_later: int = 0) -> list[date]:
        """The due dates that there are, from the first, or some months after it."""
        return list(due_days(add_months(self.first, months_later), "month", self.last, self.day))

    @property
    def smallest(self) -> Decimal:
        """The smallest instalment a month that the policy takes."""
        return self.policy.smallest(self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A plan that can be signed. The instalments sum to `owed` and `interest`, less what is `waived`.

    `above_means_from` is the first due date that asks for more than is affordable; None where none does, or where
    no form was filled in (`means_known`). `approve` says who may agree to it.
    """

    kind: str
    instalments: tuple[tuple[date, Decimal], ...]
    owed: Decimal
    interest: Decimal
    waived: Decimal
    breach_after_days: int
    approve: str
    means_known: bool
    above_means_from: date | None

    @property
    def total(self) -> Decimal:
        """All that is paid."""
        return sum((amount for _, amount in self.instalments), Decimal(0))

    @property
    def ends(self) -> date:
        """The last due date."""
        return self.instalments[-1][0]

    @property
    def highest(self) -> Decimal:
        """The largest instalment."""
        return max(amount for _, amount in self.instalments)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """A kind of offer that can't be made, and why (`forbear.money.offers.words` says it in zh and en)."""

    kind: str
    why: str


def make_offers(case: Case) -> tuple[tuple[Offer, ...], tuple[NotOffered, ...]]:
    """Every offer that policy and law allow for a case, and those that can't be made, with the reason."""
    made = [_MAKERS[kind](case) for kind in OFFER_KINDS]
    return (
        tuple(one for one in made if isinstance(one, Offer)),
        tuple(one for one in made if isinstance(one, NotOffered)),
    )


def offer(
    case: Case,
    kind: str,
    paid: Paid,
    *,
    waived: Decimal = Decimal(0),
    grace: int | None = None,
    every: str = "month",
) -> Offer:
    """An offer of what was reckoned, each instalment held against what is affordable in such a step."""
    means, unit = case.means, case.owed.unit
    above = None
    if means is not None:
        above = next(
            (due for due, paid_ in paid.instalments if a_month(paid_, every, unit) > means.affordable), None
        )
    return Offer(
        kind=kind,
        instalments=paid.instalments,
        owed=case.owed.total,
        interest=paid.interest,
        waived=waived,
        breach_after_days=case.policy.breach_after_days if grace is None else grace,
        approve=case.policy.approve[kind],
        means_known=means is not None,
        above_means_from=above,
    )


def _extension(case: Case) -> Offer | NotOffered:
    """The contract's own instalment, for as long as it takes."""
    days = case.days()
    if case.usual is None:
        return NotOffered(kind="extension", why="no_usual_instalment")
    paid = pay_off(case.owed, days, [case.usual] * len(days))
    return offer(case, "extension", paid) if paid else NotOffered(kind="extension", why="too_long")


def _lower(case: Case) -> Offer | NotOffered:
    days = case.days()
    level = level_amount(case, days)
    if level is None:
        return NotOffered(kind="lower_instalments", why="too_long")
    if case.usual is not None and level >= case.usual:
        return NotOffered(kind="lower_instalments", why="not_lower")
    return _level(case, "lower_instalments", days, level)


def _level(case: Case, kind: str, days: Sequence[date], level: Decimal) -> Offer:
    paid = pay_off(case.owed, days, [level] * len(days))
    assert paid is not None
    return offer(case, kind, paid)


def level_amount(case: Case, days: Sequence[date]) -> Decimal | None:
    """The level instalment: what is affordable, where it pays off in time and is below the usual; else the least.

    None where the days are too few to pay anything off.
    """
    lowest = least(case.owed, days, [_ONE] * len(days))
    if lowest is None:
        return None
    lowest = max(lowest, min(case.smallest, case.owed.total))
    means = case.means
    below_usual = means is not None and (case.usual is None or means.affordable < case.usual)
    return max(lowest, means.affordable) if means is not None and below_usual else lowest


def _step_up(case: Case) -> Offer | NotOffered:
    """Half for the first third of the time, three quarters for the second, then the whole instalment."""
    days = case.days()
    if len(days) < len(_STEPS):
        return NotOffered(kind="step_up", why="too_few_instalments")
    low, high = len(_STEPS) - 1, len(days)
    while case.means is not None and high - low > 1:  # the shortest of which the last step is affordable
        middle = (low + high) // 2
        top = least(case.owed, days[:middle], _rising(middle))
        low, high = (low, middle) if top is not None and top <= case.means.affordable else (middle, high)
    top = least(case.owed, days[:high], _rising(high))
    assert top is not None
    top = max(top, 2 * case.smallest)
    units = int(top / case.owed.unit)
    paid = pay_off(case.owed, days[:high], weighted(case.owed, units, _rising(high)))
    assert paid is not None
    if len(paid.instalments) < len(_STEPS):
        return NotOffered(kind="step_up", why="too_few_instalments")
    return offer(case, "step_up", paid)


def _rising(count: int) -> list[Decimal]:
    return [_STEPS[i * len(_STEPS) // count] for i in range(count)]


def _holiday(case: Case) -> Offer | NotOffered:
    """Nothing for some months, then level instalments."""
    months = case.policy.holiday_months
    if not months:
        return NotOffered(kind="payment_holiday", why="not_in_the_policy")
    days = case.days(months)
    level = level_amount(case, days)
    if level is None:
        return NotOffered(kind="payment_holiday", why="too_long")
    return _level(case, "payment_holiday", days, level)


def _settlement(case: Case) -> Offer | NotOffered:
    """Less than is owed, at once."""
    terms, owed = case.policy.settlement, case.owed
    if terms is None:
        return NotOffered(kind="settlement", why="not_in_the_policy")
    if case.days_past_due < terms.from_days_past_due:
        return NotOffered(kind="settlement", why="not_old_enough")
    units = (owed.total * terms.share / owed.unit).quantize(_ONE, ROUND_CEILING)
    amount = max(units * owed.unit, owed.principal if terms.principal_whole else owed.unit)
    if amount >= owed.total:
        return NotOffered(kind="settlement", why="saves_nothing")
    until = owed.on + timedelta(days=terms.within_days)
    paid = Paid(instalments=((until, amount),), interest=Decimal(0))
    return offer(case, "settlement", paid, waived=owed.total - amount, grace=0)


_MAKERS: Final[Mapping[str, Callable[[Case], Offer | NotOffered]]] = {
    "extension": _extension,
    "lower_instalments": _lower,
    "step_up": _step_up,
    "payment_holiday": _holiday,
    "settlement": _settlement,
}
