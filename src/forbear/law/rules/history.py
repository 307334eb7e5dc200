"""The past contacts before the one under judgement, and the statements that bind at that moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from math import floor
from operator import attrgetter, or_

from forbear.law.clock import Zone
from forbear.law.rules.registry import masks_of
from forbear.terms import Contact, Findings, Request, Statement

Reader = Callable[[Contact, Request], Findings]
"""Reads what a contact's text does; given by the room `review`, so that `law` needs no text reading of its own."""


class History:
    """The past contacts before the one under judgement, and the statements that bind at that moment."""

    __slots__ = ("_days", "_findings", "collectors", "events", "masks", "now", "people", "reader",
                 "request", "said", "seen", "stamps", "wrong_numbers")  # fmt: skip

    def __init__(self, request: Request, reader: Reader | None) -> None:
        self.request = request
        self.reader = reader
        contact = request.contact
        self.now = now = contact.stamp
        events: Sequence[Contact] = request.history
        stamps = list(map(_stamp, events))
        if stamps and max(stamps) >= now:
            events = [e for e, t in zip(events, stamps, strict=True) if t < now]
            stamps = [t for t in stamps if t < now]
        if len(set(map(_id, events))) < len(events):  # the same contact told twice is one contact
            once: set[Contact] = set()
            told = [(e, t) for e, t in zip(events, stamps, strict=True) if _first_time(e, once)]
            events, stamps = [e for e, _ in told], [t for _, t in told]
        self.events = events
        self.stamps = list(map(floor, stamps))
        self.masks = masks = masks_of(events)
        self.seen = seen = reduce(or_, masks, 0)
        self.wrong_numbers = _wrong_numbers(events) if seen & WRONG_NUMBER else frozenset()
        self._days: dict[str, list[int]] = {}
        self._findings: Findings | None = None
        self.people = {p.id: p for p in request.people}
        self.collectors = {c.id: c for c in request.collectors}
        self.said = _bind(request.statements, request.contact) if request.statements else {}

    def days(self, zone: Zone) -> list[int]:
        """The local day of each past contact on a zone's clock."""
        days = self._days.get(zone.name)
        if days is None:
            self._days[zone.name] = days = zone.days_of(self.stamps)
        return days

    def find(self, contact_id: str) -> int | None:
        """The place of a past contact by its id, or None."""
        for i, event in enumerate(self.events):
            if event.id == contact_id:
                return i
        return None

    def findings(self) -> Findings | None:
        """What the contact's text does; None where there is a text and nobody to read it."""
        if self._findings is None:
            contact = self.request.contact
            if contact.text is None:
                self._findings = Findings()
            elif self.reader is None:
                return None
            else:
                self._findings = self.reader(contact, self.request)
        return self._findings

    def lender_of(self, collector_id: str | None) -> str | None:
        """For whom a collector acts: itself, where it is the lender; None where that is not known."""
        if collector_id is None:
            return None
        known = self.collectors.get(collector_id)
        if known is None or (known.kind == "agency" and known.acts_for is None):
            return None
        return known.acts_for or known.id


_stamp, _id = attrgetter("stamp"), attrgetter("id")
WRONG_NUMBER = 1
"""The bit that a past contact has which reached a wrong number; the first of all filters."""


def _wrong_numbers(events: Sequence[Contact]) -> frozenset[str]:
    return frozenset([e.address for e in events if e.result == "wrong_number" and e.address is not None])


def _first_time(e: Contact, once: set[Contact]) -> bool:
    """Whether a contact was not told before; two that differ under one id both count."""
    if e.id is None:
        return True
    known = len(once)
    once.add(e)
    return len(once) > known


def _bind(statements: tuple[Statement, ...], contact: Contact) -> dict[str, list[Statement]]:
    lifted = {(s.of, s.person) for s in statements if s.kind == "lifted" and s.at <= contact.at}
    said: dict[str, list[Statement]] = {}
    for s in statements:
        if s.at <= contact.at and (s.id, s.person) not in lifted:  # each takes back his own words only
            said.setdefault(s.kind, []).append(s)
    return said
