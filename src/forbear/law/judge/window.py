"""When next: the first span in which no rule forbids, found by the rules' second reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from forbear.law.clock import IntervalSet, Zone, day_of, find_zone
from forbear.law.clock.zones import DAY
from forbear.law.rulebook.law import Law
from forbear.law.rules.context import Context, Sight, View
from forbear.law.rules.rule import Rule
from forbear.terms import BINDING_FORCES, Request, Window

REACH_DAYS = 90
"""How far ahead a lawful span is looked for (formats.md 3)."""


def find_window(
    law: Law,
    request: Request,
    sights: list[Sight],
    books: tuple[str, ...],
    day: date,
    broken: frozenset[str],
) -> Window | None:
    """The earliest span within 90 days in which the contact would be allowed by what is known now.

    `broken` are the rules that forbid, or may, at the contact's own instant: one of them that time alone does
    not change leaves no window.
    """
    ahead = REACH_DAYS + 2 if request.read_at is None else 0
    rules = law.in_force(books, day, ahead)
    last = day + timedelta(days=ahead)
    start = sights[0].ctx.t
    clock = find_zone(sights[0].ctx.zones[0]) if sights[0].ctx.zones else None
    moving: list[tuple[Rule, View, bool]] = []
    for rule, view in _candidates(law, request, rules, sights):
        whole = rule.in_force <= day and (rule.until is None or rule.until >= last)
        if not whole or rule.varies(view):
            moving.append((rule, view, whole))
        elif rule.id in broken:
            return None
    for reach in (3, 20, REACH_DAYS):
        end = start + reach * DAY
        spans: list[tuple[int, int]] = []
        for rule, view, whole in moving:
            blocked = rule.blocked(view, start, end)
            spans += (blocked if whole else blocked & _in_force(rule, sights[0].ctx, start, end)).spans
        gap = IntervalSet(spans).first_gap(start, end)
        if gap is not None and (gap[1] < end or reach == REACH_DAYS):
            return _window(gap, clock, sights[0].ctx)
    return None


def _candidates(
    law: Law, request: Request, rules: tuple[Rule, ...], sights: list[Sight]
) -> Iterator[tuple[Rule, View]]:
    """The rules that could forbid at some time, on every clock they go by."""
    binding = request.posture == "binding"
    for sight in sights:
        ctx = sight.ctx
        for rule, _ in sight.rules(law.candidates(rules, sight.view(None))):
            if rule.kind_name == "duty" or (binding and rule.force not in BINDING_FORCES):
                continue
            for zone in ctx.clocks(rule.clock):
                yield rule, sight.view(zone)
                if not rule.timed:
                    break


def _in_force(rule: Rule, ctx: Context, start: int, end: int) -> IntervalSet:
    """The days on which a rule is law, on the clock by which the law is dated."""
    first = day_of(rule.in_force)
    last = day_of(rule.until) if rule.until else first + 1_000_000
    if ctx.zones:
        return IntervalSet(find_zone(ctx.zones[0]).days(first, last, start, end))
    offset = int((ctx.contact.at.utcoffset() or timedelta()).total_seconds())
    return IntervalSet([(max(start, first * DAY - offset), min(end, (last + 1) * DAY - offset))])


def _window(gap: tuple[int, int], clock: Zone | None, ctx: Context) -> Window:
    if clock is not None:
        return Window(start=clock.at(gap[0]), end=clock.at(gap[1] - 1))
    fixed = timezone(ctx.contact.at.utcoffset() or timedelta())
    return Window(start=datetime.fromtimestamp(gap[0], fixed), end=datetime.fromtimestamp(gap[1] - 1, fixed))
