"""A debt's way through the buckets: when it rolled into an older one, when it got better, when it was cured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from forbear.money.ageing import bucket, days_past_due_on
from forbear.money.happened import Event
from forbear.money.terms import Terms

Direction = Literal["roll", "better", "cure"]
"""Into an older bucket, into a younger one that is still past due, or to nothing past due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A day at whose end a debt stood in another bucket than at the end of the day before."""

    on: date
    days_past_due: int
    left: str
    entered: str
    direction: Direction


def days_between(first: date, last: date) -> list[date]:
    """Every day from one to another, both included; none where the second lies before the first.

    >>> len(days_between(date(2026, 2, 27), date(2026, 3, 1)))
    3
    """
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def moves(terms: Terms, events: Sequence[Event], first: date, last: date) -> tuple[Move, ...]:
    """The moves between buckets from a day to another, both included, as the account stood on each day.

    A reversal shows on its own day: until then the payment had stood. Raises `InputError` as `age` does.

    >>> from forbear.money import read_terms
    >>> terms = read_terms({"currency": "CNY", "principal": "100.00", "disbursed": "2026-01-01", "instalments": 1,
    ...     "first_due": "2026-02-01", "every": {"months": 1}, "method": "equal_principal"})
    >>> [(move.on.isoformat(), move.entered) for move in moves(terms, (), date(2026, 1, 1), date(2026, 3, 10))]
    [('2026-02-02', '1-30'), ('2026-03-04', '31-60')]
    """
    days = days_between(first - timedelta(days=1), last)
    aged = list(zip(days, days_past_due_on(terms, events, days), strict=True))
    found = []
    for (_, before), (day, after) in pairwise(aged):
        left, entered = bucket(before, terms.buckets), bucket(after, terms.buckets)
        if left != entered:
            direction: Direction = "roll" if after > before else "better" if after else "cure"
            found.append(Move(on=day, days_past_due=after, left=left, entered=entered, direction=direction))
    return tuple(found)
