"""Promises to pay: kept when the money came in time, broken when the day has passed without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from forbear.desk.dossier import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came in on a day. A reversed payment is none: leave it out."""

    on: date
    amount: Decimal


def settle_promise(promise: Promise, made_on: date, payments: Iterable[Payment], on: date) -> str:
    """`kept`, `broken` or `open`, as of the end of `on`.

    A promise is kept once the payments from the day it was made (`made_on`, in the borrower's zone) to its
    due day, both included, reach its amount. It is broken on the day after its due day, not before: what was
    paid on the last day may be booked in the night.

    >>> from datetime import UTC, datetime
    >>> made = datetime(2026, 5, 1, 3, tzinfo=UTC)
    >>> promise = Promise(id="m1", case="c1", person="p1", amount=Decimal("300"), made_at=made,
    ...                   due=date(2026, 5, 10))
    >>> paid = [Payment(on=date(2026, 5, 4), amount=Decimal("100")),
    ...         Payment(on=date(2026, 5, 10), amount=Decimal("200"))]
    >>> settle_promise(promise, date(2026, 5, 1), paid, date(2026, 5, 10))
    'kept'
    >>> settle_promise(promise, date(2026, 5, 1), paid[:1], date(2026, 5, 10))
    'open'
    >>> settle_promise(promise, date(2026, 5, 1), paid[:1], date(2026, 5, 11))
    'broken'
    """
    last = min(promise.due, on)
    paid = sum((p.amount for p in payments if made_on <= p.on <= last), Decimal(0))
    if paid >= promise.amount:
        return "kept"
    return "broken" if on > promise.due else "open"
