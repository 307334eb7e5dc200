"""From what the files show to contacts about the debt: who called, who was reached, and what stays private."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from forbear.review.check.case import DEBT, ME, UNLISTED, Case, Party, by_name
from forbear.review.check.numbers import key_of
from forbear.review.check.record import Record, Source
from forbear.review.texts import read_text
from forbear.terms import Contact, Findings, Person

ABOUT_MONEY: Final = frozenset(
    "asks_payment tells_debt tells_details threatens_action threatens_arrest threatens_exposure announces_suit"
    " asks_other_to_pay invents_consequence poses_as_authority pushes_borrowing seizes_property".split()
)
"""What a message does that shows it to be about a debt, whoever sent it."""
_MOBILE: Final = frozenset({"call", "sms"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contact about the debt, where it stands in the evidence, and what about it is not certain.

    `doubts` are those of the record, and `words` (only its words say that it belongs here), `purpose` (a third
    person was called, and nobody says what was said) and `result` (whether the call was answered is not told).
    """

    number: int
    contact: Contact
    record: Record
    source: int
    doubts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The contacts in order of time; who was reached and is not told of; numbers that nobody placed.

    `private` counts entries with people whom the borrower told of, and with nobody to do with the debt: their
    words are not read on.
    """

    shown: tuple[Shown, ...]
    strangers: tuple[Party, ...]
    unplaced: Mapping[str, int]
    private: int


def place(case: Case, sources: Iterable[Source]) -> Placed:
    """Find the contacts about the debt among everything that the files hold."""
    known = by_name(case)
    entries = sorted(
        ((source, record) for source, item in enumerate(sources) for record in item.records),
        key=lambda pair: (pair[1].at, pair[0], pair[1].line),
    )
    collectors = {c.id for c in case.collectors}
    writers = _writers(case, known, (record for _, record in entries))
    strangers: dict[str, Party] = {}
    unplaced: Counter[str] = Counter()
    shown: list[Shown] = []
    private = 0
    for source, record in entries:
        other = known.get(key_of(record.other))
        if other is not None and other.id not in collectors:
            private += 1
            continue
        if other is None and key_of(record.other) not in writers:
            unplaced[record.other] += record.channel == "call" and record.incoming
            private += not (record.channel == "call" and record.incoming)
            continue
        who = _reached(record, known, strangers)
        shown.append(_show(len(shown) + 1, source, record, other.id if other else UNLISTED, who, case))
    counts = {number: n for number, n in unplaced.most_common() if n}
    return Placed(shown=tuple(shown), strangers=tuple(strangers.values()), unplaced=counts, private=private)


def _writers(case: Case, known: Mapping[str, Party], records: Iterable[Record]) -> frozenset[str]:
    """The keys of numbers that nobody told of, whose own words show that they write about this debt."""
    names = tuple(n.casefold() for c in case.collectors for n in (c.who,) if len(n) >= 2)
    found: set[str] = set()
    for record in records:
        key = key_of(record.other)
        if not record.incoming or not record.text or key in known or key in found:
            continue
        text = record.text.casefold()
        if any(name in text for name in names) and read_text(record.text).acts & ABOUT_MONEY:
            found.add(key)
    return frozenset(found)


def _reached(record: Record, known: Mapping[str, Party], strangers: dict[str, Party]) -> Party | None:
    """Who was reached; None is the borrower. Somebody who is named and not told of is a person without a role."""
    if record.owner is None:
        return None
    found = known.get(key_of(record.owner))
    if found is not None:
        return None if found.id == ME else found
    if "phone" in record.doubts:
        return None
    key = key_of(record.owner)
    return strangers.setdefault(key, Party(id=f"someone{len(strangers) + 1}", who=record.owner, role=""))


def _show(number: int, source: int, record: Record, collector: str, who: Party | None, case: Case) -> Shown:
    doubts = set(record.doubts) - {"phone"}
    doubts |= {"words"} if collector == UNLISTED else set()
    doubts |= {"purpose"} if who is not None and record.text is None else set()
    doubts |= {"result"} if record.channel == "call" and record.result is None else set()
    person = who.id if who is not None else ME
    contact = Contact(
        id=f"c{number}", at=record.at, channel=record.channel, person=person, debts=(DEBT,), collector=collector,
        direction="outbound" if record.incoming else "inbound", result=record.result, text=record.text,
        address=f"{person}/{record.channel if record.channel not in _MOBILE else 'phone'}",
        address_kind="mobile" if record.channel in _MOBILE else "unknown",
    )  # fmt: skip
    if record.incoming and record.text is not None:
        contact = _read(contact, who is not None)
    return Shown(number=number, contact=contact, record=record, source=source, doubts=frozenset(doubts))


def _read(contact: Contact, third: bool) -> Contact:
    """The contact with what its words say of its purpose and whether they tell of the debt."""
    found: Findings = read_text(contact.text or "", channel=contact.channel, to_third_person=third)
    tells = True if "tells_debt" in found.acts else None if found.unsure else False
    relays = third and "relays_only" in found.acts
    return replace(contact, conveys_debt=tells, purpose="relay" if relays else contact.purpose)


def people(case: Case, placed: Placed) -> tuple[Person, ...]:
    """Everybody who was reached, as the judge knows people: who was named without a role has none."""
    me = case.base.people[0]
    unknown = (Person(id=s.id, zones=me.zones, region=me.region) for s in placed.strangers)
    return (*case.base.people, *unknown)


def third_persons(placed: Placed) -> Iterator[Shown]:
    """The contacts that reached, or tried to reach, somebody other than the borrower."""
    return (s for s in placed.shown if s.contact.person != ME and s.contact.direction == "outbound")


def span(placed: Placed) -> tuple[datetime, datetime] | None:
    """The first and the last contact; None where there is none."""
    return (placed.shown[0].contact.at, placed.shown[-1].contact.at) if placed.shown else None
