"""How old a debt is on a day: days past due, bucket, what is overdue, what is owed, what falls due next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from forbear.money import card, loan
from forbear.money.account import Account
from forbear.money.happened import Event
from forbear.money.terms import BUCKETS, Terms

_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An amount by its four parts."""

    principal: Decimal = _ZERO
    interest: Decimal = _ZERO
    fee: Decimal = _ZERO
    penalty: Decimal = _ZERO

    @property
    def total(self) -> Decimal:
        """The four parts together."""
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """A debt at the end of a day (formats.md 5.1), amounts in its currency.

    `credit` is what was paid beyond all that is owed.
    """

    on: date
    days_past_due: int
    bucket: str
    overdue: Parts
    balance: Parts
    next_due: date | None
    credit: Decimal = _ZERO


def age(terms: Terms, events: Sequence[Event], on: date) -> Age:
    """Ages a debt: 0 days on the due date, 1 the day after, from the oldest instalment not paid in full.

    A part payment doesn't reset the days. Raises `InputError` naming an event that cannot have happened;
    nothing is passed over.

    >>> from forbear.money import read_events, read_terms
    >>> terms = read_terms({"currency": "CNY", "method": "revolving"})
    >>> events = read_events([{"on": "2026-02-05", "kind": "statement", "amount": "3000.00",
    ...     "minimum": "300.00", "due": "2026-02-25"}], terms)
    >>> old = age(terms, events, date(2026, 2, 26))
    >>> old.days_past_due, old.bucket, old.overdue.total
    (1, '1-30', Decimal('300.00'))
    """
    if terms.method == "revolving":
        return _age_card(terms, card.tell(terms, events, on), on)
    return age_account(loan.tell(terms, events, on), on)


def ages(terms: Terms, events: Sequence[Event], days: Sequence[date]) -> list[Age]:
    """The age of a debt on each of some rising days; as `age` says each, told once where it can be.

    >>> from forbear.money import read_events, read_terms
    >>> card = read_terms({"currency": "CNY", "method": "revolving"})
    >>> [old.days_past_due for old in ages(card, (), [date(2026, 5, 12), date(2026, 5, 13)])]
    [0, 0]
    """
    if terms.method == "revolving":
        return [_age_card(terms, card.tell(terms, events, day), day) for day in days]
    return loan.follow(terms, events, days, age_account)


def days_past_due_on(terms: Terms, events: Sequence[Event], days: Sequence[date]) -> list[int]:
    """The days past due alone, on each of some rising days.

    >>> days_past_due_on(Terms(currency="CNY", method="revolving"), (), [date(2026, 5, 12)])
    [0]
    """
    if terms.method == "revolving":
        return [card.tell(terms, events, day).days_past_due(day) for day in days]
    return loan.follow(terms, events, days, Account.days_past_due)


def age_account(account: Account, on: date) -> Age:
    """The age of a loan whose account is told through a day."""
    days = account.days_past_due(on)
    return Age(
        on=on,
        days_past_due=days,
        bucket=bucket(days, account.terms.buckets),
        overdue=parts_of(loan.overdue(account, on)),
        balance=parts_of(loan.balance(account, on)),
        next_due=loan.next_due(account, on),
        credit=account.credit,
    )


def _age_card(terms: Terms, told: card.Card, on: date) -> Age:
    days = told.days_past_due(on)
    charges = told.charges
    return Age(
        on=on,
        days_past_due=days,
        bucket=bucket(days, terms.buckets),
        overdue=Parts(principal=told.overdue(on)),
        balance=Parts(principal=max(told.balance, _ZERO), fee=charges["fee"], penalty=charges["penalty"]),
        next_due=told.next_due(on),
        credit=max(-told.balance, _ZERO),
    )


def parts_of(amounts: list[Decimal]) -> Parts:
    """An amount by its parts, out of a list in the order of `PARTS`."""
    principal, interest, fee, penalty = amounts
    return Parts(principal=principal, interest=interest, fee=fee, penalty=penalty)


def bucket(days: int, bounds: Sequence[int] = BUCKETS) -> str:
    """The bucket that a number of days past due falls into; `bounds` are the lower bounds, rising.

    >>> [bucket(days) for days in (0, 1, 30, 31, 181)]
    ['0', '1-30', '1-30', '31-60', '181+']
    """
    return bucket_names(tuple(bounds))[sum(1 for bound in bounds if bound <= days)]


def bucket_names(bounds: Sequence[int] = BUCKETS) -> tuple[str, ...]:
    """The names of the buckets, youngest first.

    >>> bucket_names()
    ('0', '1-30', '31-60', '61-90', '91-120', '121-180', '181+')
    """
    starts = (0, *bounds)
    spans = pairwise(starts)
    names = [str(first) if after - first == 1 else f"{first}-{after - 1}" for first, after in spans]
    return (*names, f"{starts[-1]}+")


def classify(days_past_due: int, bands: Sequence[tuple[int, str]]) -> str | None:
    """The class of a debt by bands of days past due: that of the greatest lower bound not above them.

    None below the first band. Which bands a regulator uses on a date is law, and comes from there.

    >>> classify(91, [(0, "pass"), (1, "special mention"), (91, "substandard")])
    'substandard'
    """
    found = [(first, name) for first, name in bands if first <= days_past_due]
    return max(found)[1] if found else None
