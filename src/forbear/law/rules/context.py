"""What a rule can see: the contact under judgement, its people and debt, and the history before it."""

from __future__ import annotations

from math import floor
from typing import Any, NamedTuple

from forbear.law.clock import Zone, find_zone
from forbear.law.rules.history import History
from forbear.law.rules.registry import FACTS
from forbear.terms import Collector, Contact, Debt, Person

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
    "opt_out": "opt_in",
}
"""Which statement ends which."""


def _names_of(debt: Debt, debts: tuple[Debt, ...]) -> frozenset[str]:
    """The ids under which a debt is spoken of: its own, and those serviced with it under one account number."""
    if debt.group is None:
        return frozenset({debt.id})
    return frozenset({debt.id, debt.group, *(d.id for d in debts if d.group == debt.group)})


class Context:
    """The columns of one contact about one debt. None is "not known"."""

    __slots__ = (
        "_clocks", "address_kind", "all_alike", "borrower_deceased", "borrower_incapacitated",
        "borrower_reachable", "channel",
        "collector", "contact", "conveys_debt", "days_past_due", "debt", "debt_names", "direction",
        "found_by_scope", "has_address", "has_text", "history", "known_at", "lender", "lender_id", "limited_content",
        "masks_by_scope", "minor", "moments", "notice",
        "person", "product", "purpose", "role", "staff", "status", "style", "t", "zones",
    )  # fmt: skip

    def __init__(self, history: History, debt: Debt) -> None:
        contact = history.request.contact
        self.history, self.contact, self.debt = history, contact, debt
        self.found_by_scope: dict[tuple[int, tuple[str, ...], bool], list[int]] = {}
        self.all_alike: bool | None = None
        self.masks_by_scope: dict[tuple[tuple[str, ...], bool], list[int]] = {}
        self.moments: dict[tuple[int | None, Zone | None], list[int]] = {}
        self._clocks: dict[tuple[str, ...], tuple[Zone | None, ...]] = {}
        self.t = floor(history.now)
        self.channel, self.direction, self.purpose = contact.channel, contact.direction, contact.purpose
        self.style, self.address_kind, self.known_at = contact.style, contact.address_kind, contact.known_at
        self.conveys_debt, self.limited_content = contact.conveys_debt, contact.limited_content
        self.staff, self.notice = contact.staff, contact.notice
        self.has_address, self.has_text = contact.address is not None, contact.text is not None
        self.person = person = history.people.get(contact.person) or Person(id=contact.person)
        self.role, self.zones = person.role, person.zones
        self.minor = person.minor is True  # nobody is taken for a child unless it is known
        self.product, self.status, self.days_past_due = debt.product, debt.status, debt.days_past_due
        self.debt_names = _names_of(debt, history.request.debts)
        self._read_collector(history, contact)
        self._read_borrowers(history)

    def _read_collector(self, history: History, contact: Contact) -> None:
        who = history.collectors.get(contact.collector or "") or Collector(id=contact.collector or "")
        self.collector = who.kind
        self.lender_id = history.lender_of(contact.collector)
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

    def spares(self, rule: Any) -> bool:
        """Whether a rule turns on a statement, or on words, of which there are none."""
        only_said: frozenset[str] = rule.only_said
        if only_said and only_said.isdisjoint(self.history.said):
            return True
        return bool(rule.only_text) and not self.has_text and not self.conveys_debt

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

    __slots__ = ("_memo", "ctx", "t", "zone")

    def __init__(self, ctx: Context, zone: Zone | None, t: int) -> None:
        self.ctx, self.zone, self.t = ctx, zone, t
        self._memo: dict[int, Any] = {}

    def get(self, number: int) -> Any:
        """The value of a fact by its number; None where it is not known."""
        memo = self._memo
        if number in memo:
            return memo[number]
        memo[number] = value = FACTS[number].at(self)
        return value

    @property
    def day(self) -> int | None:
        """The local day, None where the zone is not known."""
        return self.zone.day(self.t) if self.zone else None

    def after(self, t: int) -> View:
        """The same contact at another instant, nothing else having happened."""
        return View(self.ctx, self.zone, t)


class Looked(NamedTuple):
    """The rules that look at a contact, each with True, or None where that is not known.

    `on_words` are those that turn on a statement, or on the contact's own words.
    """

    always: tuple[tuple[Any, bool | None], ...]
    on_words: tuple[tuple[Any, bool | None], ...]


class Sight:
    """A contact about one debt and the views taken of it: one a clock, so that each fact is found once.

    The views know the context and not the other way round: what a judgement leaves behind is no circle.
    """

    __slots__ = ("_views", "ctx")

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._views: dict[Zone | None, View] = {}

    def rules(self, looked: Looked) -> tuple[tuple[Any, bool | None], ...]:
        """The rules to weigh, without those that turn on a statement or on words where there are none."""
        ctx = self.ctx
        if not ctx.history.said and not ctx.has_text and not ctx.conveys_debt:
            return looked.always
        return (*looked.always, *(pair for pair in looked.on_words if not ctx.spares(pair[0])))

    def view(self, zone: Zone | None) -> View:
        """The contact on one wall clock, at its own instant."""
        found = self._views.get(zone)
        if found is None:
            self._views[zone] = found = View(self.ctx, zone, self.ctx.t)
        return found
