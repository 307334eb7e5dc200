"""Facts from the hours and places that a person stated: agreed to, or called inconvenient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any, ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import DAY, day_of
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind
from forbear.law.rules.saying import runs_out
from forbear.terms import WEEKDAYS, Statement


@dataclass(frozen=True, slots=True)
class Agreed(FactKind):
    """Agreed hours: whether any are documented (`inside` false), or the instant lies within them."""

    inside: bool
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """True or false at the view's instant."""
        standing = [
            s for s in stated(view, "agreed_hours") if s.until is None or view.t < s.until.timestamp()
        ]
        if not standing or not self.inside:
            return bool(standing)
        return any(falls_within(view, s) for s in standing) if view.zone else None

    def varies(self, view: View) -> bool:
        """Only where hours were agreed."""
        return "agreed_hours" in view.ctx.history.said

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """When they are in force, or when the instant lies within them."""
        out: list[tuple[int, int]] = []
        for s in stated(view, "agreed_hours"):
            stop = end if s.until is None else min(end, -int(-s.until.timestamp() // 1))
            out += stated_spans(view, s, start, stop) if self.inside else [(start, stop)]
        return IntervalSet(out)


@dataclass(frozen=True, slots=True)
class Inconvenient(FactKind):
    """Whether the instant falls in a time that the person called inconvenient.

    With `place`, only statements about a place, and only where the contact reaches that place; None where it
    is not known whether it does. `only` keeps it to one place; `oral_days`: an oral one lapses so many days after
    the day on which it was made.
    """

    place: bool = False
    only: str | None = None
    oral_days: int | None = None
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """True, false or None at the view's instant."""
        if "inconvenient" not in view.ctx.history.said:
            return False
        found: list[bool | None] = [False]
        for s in stated(view, "inconvenient"):
            if not self._is_meant(s) or view.t >= runs_out(view, s, self.oral_days):
                continue
            reaches = reaches_place(view, s.place) if s.place else True
            if reaches is not False:
                within = falls_within(view, s)
                found.append(False if within is False else None if within is None else reaches)
        return True if True in found else None if None in found else False

    def varies(self, view: View) -> bool:
        """Only where a time was named."""
        return "inconvenient" in view.ctx.history.said

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """The spans that do not suit."""
        out: list[tuple[int, int]] = []
        for s in stated(view, "inconvenient"):
            if not self._is_meant(s) or (s.place and reaches_place(view, s.place) is False):
                continue
            out += stated_spans(view, s, start, int(min(end, runs_out(view, s, self.oral_days))))
        return IntervalSet(out)

    def _is_meant(self, s: Statement) -> bool:
        return (s.place is not None) is self.place and self.only in (None, s.place)

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """Which statements bind."""
        return dict([("statement", s.id) for s in stated(view, "inconvenient")][:1])


def stated(view: View, kind: str) -> list[Statement]:
    """The person's own statements of a kind that bind."""
    return [s for s in view.ctx.history.said.get(kind, ()) if s.person == view.ctx.contact.person]


def reaches_place(view: View, place: str) -> bool | None:
    """Whether the contact reaches the person at home or at work (12 CFR 1006, comment 6(b)(1)(ii)-1).

    Letters, visits and fixed lines are bound to a place; a mobile or a mailbox is not, unless the collector
    knows where the person is at that moment.
    """
    ctx = view.ctx
    if ctx.known_at is not None:
        return ctx.known_at == place
    if ctx.channel in {"letter", "postcard", "visit", "fax", "call", "ringless_voicemail"}:
        if ctx.address_kind in {"home", "work"}:
            return ctx.address_kind == place
        return None if ctx.address_kind in {"unknown", "landline"} else False
    return False


def falls_within(view: View, s: Statement) -> bool | None:
    """Whether the view's instant falls in the times a statement names, on the person's clock."""
    if s.days is None and s.from_time is None and s.to_time is None and s.dates is None:
        return True
    if view.zone is None:
        return None
    day, second = view.zone.local(view.t)
    opens, closes = _span(s)
    if opens <= second < closes and _names_day(s, day):
        return True
    return second + DAY < closes and _names_day(s, day - 1)


def stated_spans(view: View, s: Statement, start: int, end: int) -> list[tuple[int, int]]:
    """The same times as spans of instants."""
    if s.days is None and s.from_time is None and s.to_time is None and s.dates is None:
        return [(start, end)] if start < end else []
    if view.zone is None:
        return [(start, end)]
    opens, closes = _span(s)
    weekdays = frozenset(WEEKDAYS.index(d) for d in s.days) if s.days is not None else None
    spans = view.zone.daily([(opens, closes, weekdays)], start, end)
    if s.dates is None:
        return spans
    named: list[tuple[int, int]] = []
    for d in s.dates:
        number = day_of(d)
        for a, b, offset in view.zone.segments(start, end):
            named.append((max(a, number * DAY + opens - offset), min(b, number * DAY + closes - offset)))
    return list((IntervalSet(spans) & IntervalSet(named)).spans)


def _span(s: Statement) -> tuple[int, int]:
    opens = _seconds(s.from_time) if s.from_time else 0
    closes = _seconds(s.to_time) if s.to_time else DAY
    return opens, closes if closes > opens else closes + DAY


def _seconds(t: time) -> int:
    return t.hour * 3600 + t.minute * 60 + t.second


def _names_day(s: Statement, day: int) -> bool:
    if s.days is not None and WEEKDAYS[(day + 3) % 7] not in s.days:
        return False
    return s.dates is None or any(day_of(d) == day for d in s.dates)
