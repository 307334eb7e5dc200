"""Kind `hours`: at what local times a contact may be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forbear.law.clock import IntervalSet, Zone, parse_time
from forbear.law.clock.calendars import CALENDARS
from forbear.law.clock.zones import DAY
from forbear.law.rules.context import View
from forbear.law.rules.expr import FALSE, Expr, Fact, In, Le, Lit, Lt, conjoin, disjoin, negate
from forbear.law.rules.facts import Holiday, LocalSecond, Weekday
from forbear.law.rules.registry import intern
from forbear.law.rules.stated import Agreed, Inconvenient
from forbear.law.rules.values import read_flag, read_word
from forbear.terms import WEEKDAYS, InputError

NEAR = 3 * DAY
"""A reach for which what the clock shuts is worth remembering: most windows open within it."""
Spans = tuple[tuple[int, int, frozenset[int] | None], ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Allowed spans of the local day, or times that the person called inconvenient.

    `allow = { from = "08:00", before = "22:00" }`: `from` is inside, `after` is not; `to` is inside, `before`
    is not; `days = ["mon", …]` limits a span to weekdays; several spans in a list. Where the person agreed to
    other hours, those take the place of the default (`agreed = false` keeps the default).
    `agreed = "within"`: agreed hours may narrow the default, never widen it. `shut = "au.national"` closes the
    holidays of a calendar, whatever was agreed. `closed = "inconvenient"` instead closes the times that the
    person named.
    """

    keys = ("allow", "agreed", "shut", "closed")
    spans: Spans | None
    agreed: bool | str = True
    shut: str | None = None

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Hours:
        """From the table of a rulebook."""
        if "closed" in table:
            read_word(table["closed"], ("inconvenient",), "closed")
            if not {"allow", "agreed", "shut"}.isdisjoint(table):
                raise ValueError("closed stands alone; write a second rule for what is allowed (allow)")
            return cls(None, False)
        allow = table.get("allow")
        spans = tuple(_read_span(s) for s in (allow if isinstance(allow, list) else [allow]))
        if not spans:
            raise ValueError("allow: an empty list; a rule that is never open is a bar")
        agreed = table.get("agreed", True)
        shut = read_word(table["shut"], CALENDARS, "shut", "calendar") if "shut" in table else None
        return cls(spans, agreed if agreed == "within" else read_flag(agreed, "agreed"), shut)

    @property
    def only_said(self) -> frozenset[str]:
        """Times that the person named, or nothing."""
        return frozenset({"inconvenient"}) if self.spans is None else frozenset()

    def condition(self) -> Expr:
        """That the local second lies outside every allowed span."""
        if self.spans is None:
            return intern(Inconvenient())
        closed = negate(disjoin(*(_inside(s) for s in self.spans)))
        holiday: Expr = intern(Holiday(self.shut)) if self.shut else FALSE
        if not self.agreed:
            return disjoin(holiday, closed)
        some, within = intern(Agreed(inside=False)), intern(Agreed(inside=True))
        usual = closed if self.agreed == "within" else conjoin(negate(some), closed)
        return disjoin(holiday, conjoin(some, negate(within)), usual)

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """The same as spans of instants."""
        whole = IntervalSet([(start, end)])
        if self.spans is None:
            return Inconvenient().times(view, start, end)
        if view.zone is None:
            return whole
        told = bool(self.agreed) and "agreed_hours" in view.ctx.history.said
        if not told and not self.shut and end - start <= NEAR:
            return _closed(self.spans, view.zone, view.zone.day(start)).within(start, end)
        allowed = IntervalSet(view.zone.daily(list(self.spans), start, end))
        if told:
            agreed = Agreed(inside=False).times(view, start, end)
            inside = Agreed(inside=True).times(view, start, end)
            allowed = (allowed - agreed) | (inside & allowed if self.agreed == "within" else inside)
        if self.shut:
            allowed = allowed - Holiday(self.shut).days(view, start, end, unknown=True)
        return whole - allowed

    def values(self) -> dict[str, Any]:
        """The values that the rule is judged by."""
        if self.spans is None:
            return {}
        return {"allowed": ", ".join(f"{_clock(a)}-{_clock(b)}" for a, b, _ in self.spans)}


@lru_cache(maxsize=4096)
def _closed(spans: Spans, zone: Zone, first: int) -> IntervalSet:
    """When a zone's clock shuts all spans, for some days from a local day on: the same for everybody there."""
    start, end = (first - 2) * DAY, (first + 2) * DAY + NEAR
    return IntervalSet([(start, end)]) - IntervalSet(zone.daily(list(spans), start, end))


def _inside(span: tuple[int, int, frozenset[int] | None]) -> Expr:
    opens, closes, days = span
    second, weekday = intern(LocalSecond()), intern(Weekday())
    same = _on(days, weekday, 0)
    today = conjoin(Le(Lit(opens), second), Lt(second, Lit(min(closes, DAY))), same)
    if closes <= DAY:
        return today
    return disjoin(today, conjoin(Lt(second, Lit(closes - DAY)), _on(days, weekday, 1)))


def _on(days: frozenset[int] | None, weekday: Fact, shift: int) -> Expr:
    return Lit(True) if days is None else In(weekday, frozenset((d + shift) % 7 for d in days))


def _read_span(span: Any) -> tuple[int, int, frozenset[int] | None]:
    if not isinstance(span, Mapping):
        raise ValueError('allow: hours need allow = { from = "08:00", before = "22:00" }')
    unknown = set(span) - {"from", "after", "before", "to", "days"}
    if unknown or ("from" in span) == ("after" in span) or ("before" in span) == ("to" in span):
        raise ValueError(
            'allow: write one of from/after and one of before/to, as { from = "08:00", before = "22:00" }'
        )
    opens = _second(span["after"] if "after" in span else span["from"]) + ("after" in span)
    closes = _second(span["to"] if "to" in span else span["before"]) + ("to" in span)
    closes = closes if closes > opens else closes + DAY
    days = span.get("days")
    if days is not None and not (isinstance(days, list) and days and all(d in WEEKDAYS for d in days)):
        raise ValueError(f"allow.days: write a list of {', '.join(WEEKDAYS)}")
    return opens, closes, frozenset(WEEKDAYS.index(d) for d in days) if days is not None else None


def _second(value: Any) -> int:
    try:
        t = parse_time(value, "allow")
    except InputError as e:
        raise ValueError(str(e)) from None
    return t.hour * 3600 + t.minute * 60 + t.second


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}" + (f":{second % 60:02}" if second % 60 else "")
