"""What a back-dated event changes: days past due that were wrong, charges to give back, contacts made in error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from forbear.money import card, loan
from forbear.money.account import ZERO
from forbear.money.ageing import Parts, age, days_past_due_on, parts_of
from forbear.money.happened import Event
from forbear.money.moves import days_between
from forbear.money.terms import EXACT, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysChanged:
    """Days in a row, both ends included, on which the days past due were not what they are now.

    On each side they either rise by one a day throughout or stay the same: `was` and `now` are those of the
    first day, `was_last` and `now_last` those of the last.
    """

    first: date
    last: date
    was: int
    now: int
    was_last: int
    now_last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongContact:
    """A day on which somebody was contacted for a debt of `was` days past due, when it was one of `now`."""

    on: date
    was: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """What an event changes, as it stands on `until`.

    `give_back` are charges made that should not have been, `charge` those that should have been and were not,
    each by part (never principal). `credit` is how much more is paid beyond all that is owed.
    """

    until: date
    days: tuple[DaysChanged, ...]
    give_back: Parts
    charge: Parts
    balance_was: Parts
    balance_now: Parts
    credit: Decimal
    contacts: tuple[WrongContact, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether no past day and no amount is other than it was."""
        return not self.days and self.balance_was == self.balance_now and not self.credit


def recompute(
    terms: Terms, events: Sequence[Event], added: Event, until: date, contacts: Iterable[date] = ()
) -> Recomputed:
    """Compares an account without and with one more event, from that event's day through `until`.

    The event is listed last. A reversal changes nothing before its own day. `contacts` are the days of past
    contacts; those on which the days past due were wrong come back. Raises `InputError` where the event cannot
    have happened.

    >>> from forbear.money import read_event, read_terms
    >>> terms = read_terms({"currency": "CNY", "principal": "100.00", "disbursed": "2026-01-01", "instalments": 1,
    ...     "first_due": "2026-02-01", "every": {"months": 1}, "method": "equal_principal"})
    >>> paid = read_event({"on": "2026-02-05", "kind": "payment", "amount": "100.00"})
    >>> found = recompute(terms, (), paid, date(2026, 2, 20), [date(2026, 2, 3), date(2026, 2, 10)])
    >>> [(span.first.day, span.was, span.now, span.last.day, span.was_last) for span in found.days]
    [(5, 4, 0, 20, 19)]
    >>> [(wrong.on.day, wrong.was) for wrong in found.contacts]
    [(10, 9)]
    """
    with_it = (*events, added)
    days = days_between(added.on, until)
    was, now = days_past_due_on(terms, events, days), days_past_due_on(terms, with_it, days)
    by_day = {day: (before, after) for day, before, after in zip(days, was, now, strict=True)}
    wrong = [
        WrongContact(on=day, was=by_day[day][0], now=by_day[day][1])
        for day in sorted(contacts)
        if day in by_day and by_day[day][0] != by_day[day][1]
    ]
    before, after = age(terms, events, until), age(terms, with_it, until)
    made, due = _charged(terms, events, until), _charged(terms, with_it, until)
    return Recomputed(
        until=until,
        days=_spans(by_day),
        give_back=parts_of([max(m - d, ZERO) for m, d in zip(made, due, strict=True)]),
        charge=parts_of([max(d - m, ZERO) for m, d in zip(made, due, strict=True)]),
        balance_was=before.balance,
        balance_now=after.balance,
        credit=after.credit - before.credit,
        contacts=tuple(wrong),
    )


def _charged(terms: Terms, events: Sequence[Event], on: date) -> list[Decimal]:
    """Interest, fees and penalties charged by a day, paid or not, by part; principal is never a charge."""
    if terms.method == "revolving":
        charges = card.tell(terms, events, on).charges
        return [ZERO, ZERO, charges["fee"], charges["penalty"]]
    account = loan.tell(terms, events, on)
    with localcontext(EXACT):
        return [ZERO] + [
            sum((row.paid[part] + row.charged_by(part, on, account.terms) for row in account.rows), ZERO)
            for part in (1, 2, 3)
        ]


def _spans(by_day: dict[date, tuple[int, int]]) -> tuple[DaysChanged, ...]:
    spans: list[DaysChanged] = []
    steps: tuple[int, int] | None = None
    for day, (was, now) in by_day.items():
        if was == now:
            steps = None
            continue
        last = spans[-1] if spans and (day - spans[-1].last).days == 1 else None
        step = (was - last.was_last, now - last.now_last) if last else None
        if last and step in ((1, 0), (0, 1), (1, 1), (0, 0)) and steps in (None, step):
            steps = step
            spans[-1] = DaysChanged(
                first=last.first, last=day, was=last.was, now=last.now, was_last=was, now_last=now
            )
        else:
            steps = None
            spans.append(DaysChanged(first=day, last=day, was=was, now=now, was_last=was, now_last=now))
    return tuple(spans)
