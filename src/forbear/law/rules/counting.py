"""Facts that count past contacts: how many within a span, and when the last one was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from forbear.law.clock import NEVER
from forbear.law.clock.zones import date_of
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind, Filter, filter_bit
from forbear.terms import Contact

PER = ("collector", "lender", "person", "debt", "address")
"""What a count may be kept by."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which past contacts are counted together: a filter, and `per` what."""

    what: Filter
    per: tuple[str, ...]
    talked: bool = False  # of a conversation: the debts it touched, where they are told
    skip_wrong_numbers: bool = True  # a number known to be someone else's: none of its calls was to this person
    uncounted: Any = None  # a consent under which contacts are not counted

    def events(self, view: View) -> Iterator[int]:
        """The places of the past contacts that count."""
        history, ctx = view.ctx.history, view.ctx
        bit = filter_bit(self.what)
        contact, per = ctx.contact, self.per
        wrong = _wrong_numbers(history.events) if self.skip_wrong_numbers else ()
        for i, mask in enumerate(history.masks):
            if not mask & bit:
                continue
            e = history.events[i]
            if "person" in per and e.person != contact.person:
                continue
            if "debt" in per and not self._touches(e, ctx.debt_names, history.request.debts):
                continue
            if "collector" in per and contact.collector and e.collector and e.collector != contact.collector:
                continue
            if "lender" in per and not _same_lender(view, e):
                continue
            if wrong and e.address in wrong:
                continue
            if self.uncounted is not None and self.uncounted.covers(view, e.at.timestamp(), e):
                continue
            yield i

    def _touches(self, e: Contact, names: frozenset[str], debts: Any) -> bool:
        touched = e.debts
        if e.talked_of is not None:
            touched = e.talked_of if self.talked else (*touched, *e.talked_of)
        if not touched or not names.isdisjoint(touched):
            return True
        return any(d.id in touched and d.group in names for d in debts if d.group)


def _wrong_numbers(events: list[Contact]) -> set[str | None]:
    return {e.address for e in events if e.result == "wrong_number" and e.address is not None}


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
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> int | None:
        """The number of contacts that count at the view's instant."""
        history = view.ctx.history
        if self.span_days is not None:
            if view.zone is None:
                return None
            days, first = history.days(view.zone), view.zone.day(view.t) - self.span_days
            found = [i for i in self.scope.events(view) if days[i] > first]
        elif self.span_seconds is not None:
            found = [i for i in self.scope.events(view) if history.stamps[i] > view.t - self.span_seconds]
        else:
            found = list(self.scope.events(view))
        if "address" in self.scope.per:
            return count_by_address(view, found)
        return len(found)

    def tell(self, view: View) -> dict[str, Any]:
        """The count."""
        return {"count": self.at(view)}


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
    """The local day of the last contact of a kind; long ago where there was none."""

    scope: Scope
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> int | None:
        """A local day, or `NEVER`."""
        if view.zone is None:
            return None
        days = view.ctx.history.days(view.zone)
        return max((days[i] for i in self.scope.events(view)), default=NEVER)

    def tell(self, view: View) -> dict[str, Any]:
        """The date of the last one."""
        last = self.at(view)
        return {} if last is None or last == NEVER else {"last": date_of(last).isoformat()}


@dataclass(frozen=True, slots=True)
class LastInstant(FactKind):
    """The instant of the last contact of a kind; long ago where there was none."""

    scope: Scope

    def at(self, view: View) -> int:
        """Seconds since 1970, or `NEVER`."""
        stamps = view.ctx.history.stamps
        return max((stamps[i] for i in self.scope.events(view)), default=NEVER)
