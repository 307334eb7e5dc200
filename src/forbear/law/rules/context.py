"""What a rule can see: the contact under judgement, its people and debt, and the history before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forbear.law.clock import NEVER, Zone, find_zone
from forbear.terms import Collector, Contact, Debt, Findings, Person, Request, Statement

Reader = Callable[[Contact, Request], Findings]
"""Reads what a contact's text does; given by the room `review`, so that `law` needs no text reading of its own."""

KEY_COLUMNS = (
    "channel", "direction", "purpose", "role", "style", "address_kind",
    "collector", "lender", "product", "status",
)  # fmt: skip
"""The columns by which a rule's scope is decided; the answer is remembered by their values."""

CONSUMERS = frozenset(
    {"borrower", "co_borrower", "spouse", "parent_of_minor", "guardian", "estate_representative",
     "successor_in_interest"}
)  # fmt: skip
"""Who stands in the consumer's place (12 CFR 1006.2(e), 1006.6(a))."""

ENDED_BY = {
    "represented": "representation_ended",
    "dispute": "dispute_answered",
    "complaint": "complaint_closed",
    "plan_signed": "plan_breached",
}
"""Which statement ends which."""


class History:
    """The past contacts before the one under judgement, and the statements that bind at that moment."""

    __slots__ = ("_days", "_findings", "at", "collectors", "events", "masks", "now", "own", "people", "reader",
                 "request", "said", "stamps", "wrong_numbers")  # fmt: skip

    def __init__(self, request: Request, mask: Callable[[Contact], int], reader: Reader | None) -> None:
        self.request = request
        self.reader = reader
        self.at = at = request.contact.at
        self.now = now = at.timestamp()
        past = [(e, t) for e in request.history if (t := e.at.timestamp()) < now]
        if len({e.id for e, _ in past}) < len(past):  # the same contact told twice is one contact
            past = [(e, t) for i, (e, t) in enumerate(past) if e.id is None or (e, t) not in past[:i]]
        self.events = events = [e for e, _ in past]
        self.stamps = [int(t // 1) for _, t in past]
        self.masks = masks = [mask(e) for e in events]
        person = request.contact.person
        self.own = [m if e.person == person else 0 for e, m in zip(events, masks, strict=True)]
        self.wrong_numbers = frozenset(
            [e.address for e in events if e.result == "wrong_number" and e.address is not None]
        )
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
        """For whom a collector acts: itself, where it is the lender."""
        if collector_id is None:
            return None
        known = self.collectors.get(collector_id)
        return known.acts_for or known.id if known else collector_id


def _bind(statements: tuple[Statement, ...], contact: Contact) -> dict[str, list[Statement]]:
    lifted = {s.of for s in statements if s.kind == "lifted" and s.at <= contact.at}
    said: dict[str, list[Statement]] = {}
    for s in statements:
        if s.at <= contact.at and s.id not in lifted:
            said.setdefault(s.kind, []).append(s)
    return said


class Context:
    """The columns of one contact about one debt. None is "not known"."""

    __slots__ = (
        "_clocks", "address_kind", "borrower_deceased", "borrower_incapacitated", "borrower_reachable", "channel",
        "collector", "contact", "conveys_debt", "days_past_due", "debt", "debt_names", "direction",
        "has_address", "has_text", "history", "known_at", "lender", "lender_id", "limited_content", "notice",
        "person", "product", "purpose", "role", "staff", "status", "style", "t", "zones",
    )  # fmt: skip

    def __init__(self, history: History, debt: Debt) -> None:
        contact = history.request.contact
        self.history, self.contact, self.debt = history, contact, debt
        self._clocks: dict[tuple[str, ...], tuple[Zone | None, ...]] = {}
        self.t = int(history.now // 1)
        self.channel, self.direction, self.purpose = contact.channel, contact.direction, contact.purpose
        self.style, self.address_kind, self.known_at = contact.style, contact.address_kind, contact.known_at
        self.conveys_debt, self.limited_content = contact.conveys_debt, contact.limited_content
        self.staff, self.notice = contact.staff, contact.notice
        self.has_address, self.has_text = contact.address is not None, contact.text is not None
        self.person = person = history.people.get(contact.person) or Person(id=contact.person)
        self.role, self.zones = person.role, person.zones
        self.product, self.status, self.days_past_due = debt.product, debt.status, debt.days_past_due
        self.debt_names = frozenset({debt.id, debt.group}) if debt.group else frozenset({debt.id})
        self._read_collector(history, contact)
        self._read_borrowers(history)

    def _read_collector(self, history: History, contact: Contact) -> None:
        who = history.collectors.get(contact.collector or "") or Collector(id=contact.collector or "")
        self.collector = who.kind
        self.lender_id = who.acts_for or contact.collector
        if who.acts_for is not None:
            lender = history.collectors.get(who.acts_for)
            self.lender = lender.kind if lender else None
        else:
            self.lender = None if who.kind == "agency" else who.kind

    def _read_borrowers(self, history: History) -> None:
        people = history.request.people
        if len(people) == 1:  # the usual case, without three generators
            p = people[0]
            known = p.role == "borrower"
            self.borrower_reachable = p.reachable if known else None
            self.borrower_deceased = p.deceased if known else None
            self.borrower_incapacitated = p.incapacitated if known else None
            return
        borrowers = [p for p in people if p.role == "borrower"]
        self.borrower_reachable = _any(p.reachable for p in borrowers) if borrowers else None
        self.borrower_deceased = _all(p.deceased for p in borrowers) if borrowers else None
        self.borrower_incapacitated = _all(p.incapacitated for p in borrowers) if borrowers else None

    def key(self) -> tuple[Any, ...]:
        """The values of the key columns."""
        return (
            self.channel, self.direction, self.purpose, self.role, self.style, self.address_kind,
            self.collector, self.lender, self.product, self.status,
        )  # fmt: skip

    def clocks(self, names: tuple[str, ...]) -> tuple[Zone | None, ...]:
        """The zones of a rule's clock: `person` stands for every zone of the person; (None,) if not known."""
        found = self._clocks.get(names)
        if found is None:
            own = self.zones
            zones = [find_zone(z) for n in names for z in (own if n == "person" else (n,))] if own else [None]
            self._clocks[names] = found = tuple(dict.fromkeys(zones))
        return found


def _any(values: Any) -> bool | None:
    seen = list(values)
    return True if True in seen else None if None in seen else False


def _all(values: Any) -> bool | None:
    seen = list(values)
    return False if False in seen else None if None in seen else True


class View:
    """One contact, one debt, one wall clock, one instant: where facts are computed, each at most once."""

    __slots__ = ("_facts", "_memo", "ctx", "t", "zone")

    def __init__(self, ctx: Context, zone: Zone | None, t: int, facts: list[Any]) -> None:
        self.ctx, self.zone, self.t = ctx, zone, t
        self._facts = facts
        self._memo: dict[int, Any] = {}

    def get(self, number: int) -> Any:
        """The value of a fact by its number; None where it is not known."""
        memo = self._memo
        if number in memo:
            return memo[number]
        memo[number] = value = self._facts[number].at(self)
        return value

    @property
    def day(self) -> int | None:
        """The local day, None where the zone is not known."""
        return self.zone.day(self.t) if self.zone else None

    def after(self, t: int) -> View:
        """The same contact at another instant, nothing else having happened."""
        return View(self.ctx, self.zone, t, self._facts)


__all__ = ["CONSUMERS", "ENDED_BY", "KEY_COLUMNS", "NEVER", "Context", "History", "Reader", "View"]
