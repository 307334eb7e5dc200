"""The journal of a contract in double entry, derived from its terms and events: what each amount came from.

A debit is positive, a credit negative; the postings of an entry sum to nothing. The balances of `principal`,
`interest`, `fee` and `penalty` are what `age` calls the balance, on every day on which the journal ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from forbear.money.account import ZERO
from forbear.money.books import Books, Told, open_books
from forbear.money.events import standing
from forbear.money.happened import Event
from forbear.money.terms import EXACT, PARTS, Terms

ACCOUNTS: Final = (
    *PARTS, "cash", "credit", "paid_ahead", "interest_income", "fee_income", "penalty_income", "billed", "waived",
    "written_off", "reserve", "recovered",
)  # fmt: skip
"""`principal` to `penalty` are what the borrower owes, `credit` is what was paid beyond it, `paid_ahead` what was
paid of charges not yet made; `billed` is what a card's statements add; `reserve` is held against what is
`written_off` and still owed; `recovered` is what came in of it after all."""
_OF_TIME: Final = {
    "principal": "lent",
    "interest": "interest",
    "fee": "instalment_fee",
    "penalty": "late_charge",
}
_LESS: Final = frozenset({"waiver", "settlement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, with the day from which it counts. `kind` is that of its event, or what time brought: `lent`,
    `interest`, `instalment_fee`, `late_charge`.

    `events` is what it came from: none for time, one for an event, the reversals of a day together. Of a payment
    on a loan, `order` is the order in which it met the parts, and `days_past_due` those of the contract before
    it, which chose the order.
    """

    on: date
    kind: str
    postings: tuple[tuple[str, Decimal], ...]
    events: tuple[Event, ...] = ()
    order: tuple[str, ...] = ()
    days_past_due: int | None = None

    @property
    def event(self) -> str | None:
        """The id of the event, the first where there are several; None for what time brought."""
        return self.events[0].id if self.events else None

    def of(self, account: str) -> Decimal:
        """What the entry posts to an account; 0 where nothing."""
        return sum((amount for name, amount in self.postings if name == account), ZERO)


def journal(terms: Terms, events: Sequence[Event], days: Sequence[date]) -> list[Entry]:
    """The entries of a contract through the last of some rising days; interest and late charges are told up to
    each due date, each event and each of the days.

    An event that a later day reverses has its entry, and the reversals of that day have one that undoes it; what
    is reversed on its own day has none. Raises `InputError` for an event that cannot have happened, and names it.

    >>> from forbear.money import read_events, read_terms
    >>> terms = read_terms({"currency": "CNY", "principal": "100.00", "disbursed": "2026-01-01", "instalments": 1,
    ...     "first_due": "2026-02-01", "every": {"months": 1}, "method": "equal_principal", "annual_rate": "0.12"})
    >>> paid = read_events([{"on": "2026-02-01", "kind": "payment", "amount": "60.00"}], terms)
    >>> for entry in journal(terms, paid, [date(2026, 2, 1)]):
    ...     print(entry.kind, *(f"{name} {amount}" for name, amount in entry.postings))
    lent principal 100.00 cash -100.00
    interest interest 1.00 interest_income -1.00
    payment principal -59.00 interest -1.00 cash 60.00
    """
    last = max(days)
    entries: list[Entry] = []
    done: list[tuple[int, Event]] = []
    with localcontext(EXACT):
        books = open_books(terms)
        for day in sorted({*days, *(event.on for event in events if event.on <= last)}):
            for due in [*books.dues(day), day]:
                before = books.told
                books.reach(due)
                entries += _by_time(before, books.told, due)
            told = standing(events, day)
            earlier = [pair for pair in told if pair[1].on < day]
            if earlier != done:
                back = tuple(event for event in events if event.on == day and event.kind == "reversal")
                before, books = books.told, _told_anew(terms, earlier, day)
                of = next(event for event in events if event.id is not None and event.id == back[0].of)
                postings = _postings(terms, before, books.told, of, less=of.kind in _LESS)
                entries.append(Entry(on=day, kind="reversal", postings=postings, events=back))
            entries += [_by_event(books, terms, i, event) for i, event in told[len(earlier) :]]
            done = told
    return [entry for entry in entries if entry.postings]


def _told_anew(terms: Terms, told: Sequence[tuple[int, Event]], on: date) -> Books:
    """The books on a day on which something was taken out of the story."""
    books = open_books(terms)
    for i, event in told:
        books.reach(event.on)
        books.take(i, event)
    books.reach(on)
    return books


def _by_time(before: Told, after: Told, on: date) -> list[Entry]:
    """What time brought: what was lent, interest, fees of instalments, late charges."""
    entries = []
    for i, part in enumerate(PARTS):
        owed, ahead = after.owed[i] - before.owed[i], before.ahead[i] - after.ahead[i]
        source = "cash" if part == "principal" else f"{part}_income"
        postings = _kept({part: owed, "paid_ahead": ahead, source: -owed - ahead})
        if postings:
            entries.append(Entry(on=on, kind=_OF_TIME[part], postings=postings))
    return entries


def _by_event(books: Books, terms: Terms, index: int, event: Event) -> Entry:
    """Tells one event."""
    before = books.told
    order: tuple[str, ...] = ()
    days: int | None = None
    if event.kind == "payment":
        order, days = books.order(event.on)
    settled = books.take(index, event)
    postings = _postings(terms, before, books.told, event, less=settled or event.kind in _LESS)
    return Entry(
        on=event.on, kind=event.kind, postings=postings, events=(event,), order=order, days_past_due=days
    )


def _postings(
    terms: Terms, before: Told, after: Told, of: Event, *, less: bool
) -> tuple[tuple[str, Decimal], ...]:
    """The postings of an event, or of its reversal: what moved, and on the other side what it came from."""
    moved: dict[str, Decimal] = dict.fromkeys(ACCOUNTS, ZERO)
    moved["cash"] = after.cash - before.cash
    moved["credit"] = before.credit - after.credit
    moved["paid_ahead"] = sum(before.ahead, ZERO) - sum(after.ahead, ZERO)
    for i, part in enumerate(PARTS):
        moved[part] = after.owed[i] - before.owed[i]
        source = "waived" if less else f"{part}_income"
        if part == "principal":
            source = "billed" if terms.method == "revolving" and not less else "waived"
        moved[source] -= after.came[i] - before.came[i]
    reserved = after.reserve - before.reserve
    moved["reserve"] -= reserved
    other = "written_off" if of.kind == "charge_off" else "waived" if less else "recovered"
    moved[other] += reserved
    return _kept(moved)


def _kept(moved: Mapping[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((account, amount) for account, amount in moved.items() if amount)
