"""Facts that count past contacts: how many within a span, and when the last one was."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, ClassVar

from forbear.law.clock import NEVER, Zone
from forbear.law.clock.calendars import add_months, months_before
from forbear.law.clock.zones import date_of
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind
from forbear.law.rules.registry import Filter, filter_bit
from forbear.law.rules.thread import Continues
from forbear.terms import Contact

PER = ("collector", "lender", "person", "debt", "address")
"""What a count may be kept by."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which past contacts are counted together: a filter, and `per` what."""

    what: Filter
    per: tuple[str, ...]
    talked: bool = False  # of a conversation: the debts it touched, where they are told
    skip_wrong_numbers: bool = (
        True  # a number known to be someone else's: none of its calls was to this person
    )
    uncounted: Any = None  # a consent under which contacts are not counted
    thread: Continues | None = None  # how long an answer to the person's own message continues one contact

    bit: int = field(init=False, default=0, compare=False, repr=False)
    number: int | None = field(init=False, default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bit", filter_bit(self.what))
        if self.uncounted is None and self.thread is None:  # else what counts turns on more than the history
            key = (self.bit, self.per, self.talked, self.skip_wrong_numbers)
            object.__setattr__(self, "number", _numbers.setdefault(key, len(_numbers)))

    def moments(self, view: View, zone: Zone | None) -> list[int]:
        """The local days, or without a zone the instants, of the past contacts that count, in order.

        Found once for all rules that count the same.
        """
        history, known, key = view.ctx.history, view.ctx.moments, (self.number, zone)
        found = known.get(key) if self.number is not None else None
        if found is None:
            told = history.stamps if zone is None else history.days(zone)
            known[key] = found = sorted([told[i] for i in self.events(view)])
        return found

    def events(self, view: View) -> list[int]:
        """The places of the past contacts that count."""
        history, bit = view.ctx.history, self.bit
        if not history.seen & bit:
            return []
        found = self._found(view)
        if history.wrong_numbers and self.skip_wrong_numbers:
            found = [i for i in found if history.events[i].address not in history.wrong_numbers]
        if self.uncounted is not None and "consent" in history.said:
            covers = self.uncounted.covers
            found = [i for i in found if not covers(view, history.stamps[i], history.events[i])]
        if self.thread is not None:
            events, went_on = history.events, self.thread.went_on
            found = [i for i in found if events[i].reply_to is None or not went_on(view, i)]
        return found

    def _found(self, view: View) -> list[int]:
        """The past contacts of the sort that are counted together with this one; found once for all rules."""
        known, bit = view.ctx.found_by_scope, self.bit
        key = (bit, self.per, self.talked)
        found = known.get(key)
        if found is None:
            known[key] = found = [i for i, mask in enumerate(self._masks(view)) if mask & bit]
        return found

    def _masks(self, view: View) -> list[int]:
        """The masks of the past contacts, nil where one is not counted together with this contact."""
        known = view.ctx.masks_by_scope
        key = (self.per, self.talked)
        masks = known.get(key)
        if masks is None:
            known[key] = masks = self._scope(view)
            if set(map(_talked_of, view.ctx.history.events)) <= {None}:
                known[self.per, not self.talked] = masks  # nobody told what was talked of: both count alike
        return masks

    def _scope(self, view: View) -> list[int]:
        history, contact = view.ctx.history, view.ctx.contact
        if view.ctx.all_alike is None:
            view.ctx.all_alike = len(contact.debts) == 1 and {_who_and_what_of(contact)}.issuperset(
                map(_who_and_what, history.events)
            )
        if view.ctx.all_alike:  # the usual history: one person, one debt, one collector
            return history.masks
        if len(contact.debts) != 1:
            return [
                m if self._together(view, e) else 0
                for e, m in zip(history.events, history.masks, strict=True)
            ]
        same = _who_and_what_of(contact)
        keys = map(_who_and_what, history.events)
        return [
            m if key == same or self._together(view, e) else 0
            for key, m, e in zip(keys, history.masks, history.events, strict=True)
        ]

    def _together(self, view: View, e: Contact) -> bool:
        contact, per = view.ctx.contact, self.per
        if "person" in per and e.person != contact.person:
            return False
        if "debt" in per and not self._touches(e, view.ctx.debt_names):
            return False
        if "collector" in per and contact.collector and e.collector not in (None, contact.collector):
            return False
        return "lender" not in per or _same_lender(view, e)

    def _touches(self, e: Contact, names: frozenset[str]) -> bool:
        touched = e.debts
        if e.talked_of is not None:
            touched = e.talked_of if self.talked else (*touched, *e.talked_of)
        return not touched or not names.isdisjoint(touched)


_numbers: dict[tuple[Any, ...], int] = {}
"""The number of each scope that turns on the history alone; equal scopes have one."""

_talked_of = attrgetter("talked_of")
_who_and_what = attrgetter("person", "debts", "collector", "talked_of")


def _who_and_what_of(contact: Contact) -> tuple[Any, ...]:
    """What a past contact has in common with this one where both are of one sort, and nothing else was talked of."""
    return contact.person, contact.debts, contact.collector, None


def _same_lender(view: View, e: Contact) -> bool:
    ours, theirs = view.ctx.lender_id, view.ctx.history.lender_of(e.collector)
    return ours is None or theirs is None or ours == theirs


@dataclass(frozen=True, slots=True)
class Count(FactKind):
    """How many contacts fall within the last so many local days (today included) or seconds.

    Kept by address where `per` says so; where the address is not told, of the address used most.
    """

    scope: Scope
    span_days: int | None = None
    span_seconds: int | None = None
    span_months: int | None = None
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> int | None:
        """The number of contacts that count at the view's instant."""
        by_day = self.span_days is not None or self.span_months is not None
        zone = view.zone if by_day else None
        if by_day and zone is None:
            return None
        if not view.ctx.history.seen & self.scope.bit:
            return 0
        first = NEVER
        if zone is not None:
            first = self._first(zone.day(view.t))
        elif self.span_seconds is not None:
            first = view.t - self.span_seconds
        if "address" not in self.scope.per:
            moments = self.scope.moments(view, zone)
            return len(moments) - bisect_right(moments, first)
        history = view.ctx.history
        told = history.stamps if zone is None else history.days(zone)
        return count_by_address(view, [i for i in self.scope.events(view) if told[i] > first])

    def varies(self, view: View) -> bool:
        """Contacts leave the span as time goes by."""
        return (self.span_days, self.span_seconds, self.span_months) != (None, None, None)

    def _first(self, today: int) -> int:
        """The last local day that has left the span."""
        return (
            today - self.span_days
            if self.span_days is not None
            else months_before(today, self.span_months or 0)
        )

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """The count."""
        return {"count": value}


def count_by_address(view: View, found: list[int]) -> int:
    """The count for the contact's own address; where it is not told, for the address used most."""
    events, own = view.ctx.history.events, view.ctx.contact.address
    unknown = sum(1 for i in found if events[i].address is None)
    if own is not None:
        return unknown + sum(1 for i in found if events[i].address == own)
    by_address: dict[str, int] = {}
    for i in found:
        address = events[i].address
        if address is not None:
            by_address[address] = by_address.get(address, 0) + 1
    return unknown + max(by_address.values(), default=0)


@dataclass(frozen=True, slots=True)
class LastDay(FactKind):
    """The local day of the last contact of a kind, or of so many months after; long ago where there was none."""

    scope: Scope
    months_later: int = 0
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> int | None:
        """A local day, or `NEVER`."""
        if view.zone is None:
            return None
        days = self.scope.moments(view, view.zone)
        last = days[-1] if days else NEVER
        return add_months(last, self.months_later) if self.months_later and last != NEVER else last

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """The date of the last one."""
        if value is None or value == NEVER:
            return {}
        return {"last": date_of(self.scope.moments(view, view.zone)[-1]).isoformat()}


@dataclass(frozen=True, slots=True)
class LastInstant(FactKind):
    """The instant of the last contact of a kind; long ago where there was none."""

    scope: Scope

    def at(self, view: View) -> int:
        """Seconds since 1970, or `NEVER`."""
        stamps = self.scope.moments(view, None)
        return stamps[-1] if stamps else NEVER
