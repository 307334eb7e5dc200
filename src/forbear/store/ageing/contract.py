"""A contract as the set-based ageing reads it: its planned rows in whole smallest units, or why it can't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from forbear.money import Terms, bucket_names, schedule, smallest_unit
from forbear.money.terms import Late
from forbear.terms import InputError

MOST: Final = 10**15
"""Amounts of a contract, in smallest units, above which whole-number sums might not fit."""
_FINEST: Final = 10**12


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """An instalment in smallest units: `reached` is what it and all before it come to."""

    n: int
    starts: date
    ends: date
    due: date
    principal: int
    interest: int
    fee: int
    owed: int
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What ageing by SQL needs of the terms. `why` is set where only the pure code can age the contract.

    `grace` is None without late charges; `late_rate` over `late_unit` is a day's rate on unpaid principal,
    None where late charges are of another kind. The three orders say which part a payment meets first; they
    hold only where `order_known`.
    """

    kind: str
    why: str | None = None
    digits: int = 2
    bounds: str = ""
    opened: date | None = None
    principal: int = 0
    grace: int | None = None
    late_rate: int | None = None
    late_unit: int = 1
    even: bool = True
    order_known: bool = True
    fee_first: bool = True
    interest_first: bool = True
    fee_before_interest: bool = True
    rows: tuple[PlannedRow, ...] = ()


def lay_out(terms: Terms) -> Contract:
    """Lays a contract out for the set-based ageing. The plan is reckoned here, once, by `money`.

    >>> terms = Terms(currency="CNY", method="equal_principal", principal=Decimal(100), instalments=2,
    ...     disbursed=date(2026, 1, 5), first_due=date(2026, 2, 5))
    >>> [(row.due.month, row.owed, row.reached) for row in lay_out(terms).rows]
    [(2, 5000, 5000), (3, 5000, 10000)]
    """
    digits = -int(smallest_unit(terms.currency).adjusted())
    bounds = ",".join(map(str, terms.buckets))
    if terms.method == "revolving":
        return Contract(kind="card", digits=digits, bounds=bounds, principal=_whole(terms.principal, digits))
    why = _why(terms)
    try:
        rows = () if why else _rows(terms, digits)
    except InputError:
        why, rows = "terms that cannot be planned", ()
    if rows and rows[-1].reached > MOST:
        why, rows = "amounts of more than fifteen digits", ()
    if any(one.due > other.due for one, other in pairwise(rows)):
        why, rows = "due dates out of order", ()
    rate, unit = _late_rate(terms.late)
    order = terms.allocation[0].parts
    return Contract(
        kind="loan",
        why=why,
        digits=digits,
        bounds=bounds,
        opened=terms.disbursed,
        grace=None if terms.late is None else terms.late.grace_days,
        late_rate=rate,
        late_unit=unit,
        even=terms.ties == "even",
        order_known=len(terms.allocation) == 1,
        fee_first=order.index("fee") < order.index("principal"),
        interest_first=order.index("interest") < order.index("principal"),
        fee_before_interest=order.index("fee") < order.index("interest"),
        rows=rows,
    )


def buckets(bounds: str) -> list[tuple[str, int, int, str]]:
    """The buckets of some lower bounds: the bounds, the least and the most days of each, its name.

    >>> buckets("1,31")
    [('1,31', 0, 0, '0'), ('1,31', 1, 30, '1-30'), ('1,31', 31, 1000000, '31+')]
    """
    lower = [int(bound) for bound in bounds.split(",")]
    least, most = [0, *lower], [bound - 1 for bound in lower] + [1_000_000]
    return [(bounds, a, b, name) for a, b, name in zip(least, most, bucket_names(lower), strict=True)]


def _why(terms: Terms) -> str | None:
    if terms.recalculate == "daily":
        return "interest on what is really out"
    if terms.across == "component_first":
        return "parts across instalments"
    return None


def _late_rate(late: Late | None) -> tuple[int | None, int]:
    """A daily rate on unpaid principal as a fraction of whole numbers; None for any other late charge."""
    if late is None or late.kind != "daily_rate" or late.cap is not None or late.on != ("principal",):
        return None, 1
    over, under = late.rate.as_integer_ratio()
    return (over, under) if under <= _FINEST else (None, 1)


def _rows(terms: Terms, digits: int) -> tuple[PlannedRow, ...]:
    rows, reached = [], 0
    for n, plan in enumerate(schedule(terms)):
        principal, interest, fee = (
            _whole(amount, digits) for amount in (plan.principal, plan.interest, plan.fee)
        )
        owed = principal + interest + fee
        reached += owed
        rows.append(PlannedRow(n, plan.start, plan.end, plan.due, principal, interest, fee, owed, reached))
    return tuple(rows)


def _whole(amount: Decimal, digits: int) -> int:
    return int(amount.scaleb(digits))
