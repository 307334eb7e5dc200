"""House rules and contracts that try to open what the law shuts: they have no effect, and their author should know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import DAY
from forbear.law.rulebook import Law
from forbear.law.rules.audience import Audience
from forbear.law.rules.cooldown import Cooldown
from forbear.law.rules.expr import In, Not
from forbear.law.rules.hours import Hours
from forbear.law.rules.limit import Limit, Span
from forbear.law.rules.rule import Rule
from forbear.law.study.cells import Cell, Place, cell_request, split
from forbear.law.study.lemmas import scope_within
from forbear.law.study.showing import after_contacts
from forbear.terms import WEEKDAYS

_OWN = frozenset({"contract", "house"})
_WEEK = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Looser:
    """A rule of the house that would open what a rule of the law shuts: what, in words, and a request."""

    house: Rule
    law: Rule
    what: str
    request: dict[str, Any]


def find_loosenings(law: Law, place: Place) -> Iterator[Looser]:
    """Each pair of a house rule and a stricter one of the law that look at the same contacts of a place."""
    rules = law.in_force(place.books, place.day)
    own = [r for r in rules if r.force in _OWN and r.kind_name in _COMPARED]
    for house in own:
        for legal in rules:
            if legal.force in _OWN or legal.kind_name != house.kind_name:
                continue
            found = _COMPARED[house.kind_name](house, legal, place)
            if found is not None:
                yield Looser(house=house, law=legal, what=found[0], request=found[1])


Found = tuple[str, dict[str, Any]] | None


def _shared_cell(house: Rule, legal: Rule, roles: frozenset[str] | None = None) -> Cell | None:
    """A cell that both look at."""
    within = {"role": roles} if roles is not None else None
    both = split([house.scope, legal.scope], within, skip=lambda left: any(_is_false(t) for t in left))
    return next((cell for cell, _ in both), None)


def _is_false(tree: Any) -> bool:
    return getattr(tree, "value", None) is False


def _hours(house: Rule, legal: Rule, place: Place) -> Found:
    ours, theirs = house.kind, legal.kind
    if not isinstance(ours, Hours) or not isinstance(theirs, Hours) or not ours.spans or not theirs.spans:
        return None
    loose = _week(ours) - _week(theirs)
    cell = _shared_cell(house, legal)
    if not loose or cell is None:
        return None
    start, end = loose.spans[0]
    day, second = divmod(start, DAY)
    until = min(end, (day + 1) * DAY) - day * DAY
    noon = place.at()
    on = noon.date() + timedelta(days=(day - noon.weekday()) % 7)
    at = datetime.combine(on, time(), ZoneInfo(place.zone)) + timedelta(seconds=second)
    told = f"{WEEKDAYS[day]} {_clock(second)}-{_clock(until)}"
    return told, cell_request(cell, place, at, name=f"{house.id}-{legal.id}")


def _week(hours: Hours) -> IntervalSet:
    """The open seconds of a week, Monday first."""
    spans = []
    for opens, closes, days in hours.spans or ():
        for day in range(7) if days is None else sorted(days):
            a, b = day * DAY + opens, day * DAY + closes
            spans += [(a, min(b, _WEEK)), (a - _WEEK if a >= _WEEK else 0, b - _WEEK)]
    return IntervalSet((a, b) for a, b in spans if a < b)


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"


def _limit(house: Rule, legal: Rule, place: Place) -> Found:
    ours, theirs = house.kind, legal.kind
    if not isinstance(ours, Limit) or not isinstance(theirs, Limit):
        return None
    longer = theirs.span == Span() or _at_most(ours.span, theirs.span)
    if ours.most <= theirs.most or not longer or not scope_within(ours.scope, theirs.scope):
        return None
    cell = _shared_cell(house, legal)
    if cell is None:
        return None
    asked = cell_request(cell, place, name=f"{house.id}-{legal.id}")
    return f"max = {ours.most}, {theirs.most}", after_contacts(asked, theirs.most)


def _cooldown(house: Rule, legal: Rule, place: Place) -> Found:
    ours, theirs = house.kind, legal.kind
    if not isinstance(ours, Cooldown) or not isinstance(theirs, Cooldown):
        return None
    shorter = ours.span != theirs.span and _at_most(ours.span, theirs.span)
    if not shorter or not scope_within(ours.scope, theirs.scope):
        return None
    cell = _shared_cell(house, legal)
    if cell is None:
        return None
    ago = timedelta(days=ours.span.days or 31 * (ours.span.months or 0), seconds=ours.span.seconds or 0)
    asked = cell_request(cell, place, name=f"{house.id}-{legal.id}")
    return f"for = {ours.length}, {theirs.length}", after_contacts(asked, 1, ago)


def _audience(house: Rule, legal: Rule, place: Place) -> Found:
    ours, theirs = house.kind, legal.kind
    if not isinstance(ours, Audience) or not isinstance(theirs, Audience):
        return None
    opened = _roles(ours) - _roles(theirs)
    cell = _shared_cell(house, legal, opened) if opened else None
    if cell is None:
        return None
    return ", ".join(sorted(opened)), cell_request(cell, place, name=f"{house.id}-{legal.id}")


def _roles(audience: Audience) -> frozenset[str]:
    match audience.tree:
        case Not(In(_, roles)):
            return roles
        case _:
            return frozenset()


def _at_most(ours: Span, theirs: Span) -> bool:
    pairs = zip(ours, theirs, strict=True)
    return any(a is not None and b is not None and a <= b for a, b in pairs)


_COMPARED: dict[str, Callable[[Rule, Rule, Place], Found]] = {
    "hours": _hours, "limit": _limit, "cooldown": _cooldown, "audience": _audience,
}  # fmt: skip
