"""Kind `limit`: at most so many contacts within a span."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from forbear.law.clock import IntervalSet
from forbear.law.clock.calendars import CALENDARS, add_months
from forbear.law.rules.bounds import MOST_DAYS, MOST_MONTHS
from forbear.law.rules.conditions import read_consent, read_filter, read_per
from forbear.law.rules.context import View
from forbear.law.rules.counting import Count, Scope
from forbear.law.rules.expr import Col, Expr, In, Le, Lit, Or, conjoin, negate
from forbear.law.rules.registry import intern
from forbear.law.rules.thread import Continues
from forbear.law.rules.values import read_number, read_table, read_word


class Span(NamedTuple):
    """How long: local days (today included), seconds (rolling) or months by the calendar; none of them: ever."""

    days: int | None = None
    seconds: int | None = None
    months: int | None = None

    def ends(self, day: int) -> int:
        """The first local day that a span which begins on `day` leaves free."""
        return add_months(day, self.months) if self.months is not None else day + (self.days or 0)


def read_span(value: Any, where: str) -> Span:
    """A span: `"7 days"` are local days, today included; `"168 hours"` roll; `"ever"` has no end.

    `"1 month"` ends with the day before the same day of the next month.

    >>> read_span("7 days", "within").days, read_span("2 hours", "within").seconds, read_span("ever", "within")
    (7, 7200, Span(days=None, seconds=None, months=None))
    """
    if value == "ever":
        return Span()
    found = re.fullmatch(r"([0-9]{1,9}) (month|day|hour)s?", str(value))
    if not found or int(found[1]) < 1:
        raise ValueError(
            f'{where}: write "7 days" (local days, today included), "1 month", "24 hours" (rolling) or "ever"'
        )
    number = int(found[1])
    most = {"month": MOST_MONTHS, "day": MOST_DAYS, "hour": 24 * MOST_DAYS}[found[2]]
    if number > most:
        raise ValueError(f'{where}: {number} {found[2]}s; write at most {most}, or "ever"')
    match found[2]:
        case "day":
            return Span(days=number)
        case "month":
            return Span(months=number)
        case _:
            return Span(seconds=number * 3600)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `max` contacts that match `count`, `within` a span, kept `per` person, debt, lender, address …

    Contacts made under the consent named in `uncounted` don't count. The contact itself would be one more.
    `thread = { calendar = "au.national", business_days = 2 }`: an answer to the person's own message, so soon after
    it, continues that contact and is none of its own.
    """

    keys = ("max", "within", "count", "per", "uncounted", "thread")
    most: int
    scope: Scope
    span: Span
    within: str

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Limit:
        """From the table of a rulebook."""
        most = read_number(table.get("max"), "max", 1)
        if "count" not in table or "per" not in table or "within" not in table:
            raise ValueError(
                'a limit needs count = { channel = "call" }, per = ["person"] and within = "1 day"'
            )
        consent = table.get("uncounted")
        scope = Scope(
            read_filter(table["count"], "count"),
            read_per(table["per"], "per"),
            uncounted=read_consent(consent, "uncounted") if consent is not None else None,
            thread=_read_thread(table["thread"]) if "thread" in table else None,
        )
        return cls(most, scope, read_span(table["within"], "within"), table["within"])

    @property
    def only_said(self) -> frozenset[str]:
        """It does not turn on statements."""
        return frozenset()

    def condition(self) -> Expr:
        """That as many as are allowed have been made."""
        reached: Expr = Le(Lit(self.most), intern(Count(self.scope, *self.span)))
        if self.scope.thread is not None:
            reached = conjoin(reached, negate(intern(self.scope.thread)))
        if "address" not in self.scope.per:
            return reached
        known: Expr = In(Col("has_address"), frozenset({True}))
        return conjoin(reached, _or_unknown(known))

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """Until the oldest of the last `max` has left the span."""
        whole = IntervalSet([(start, end)])
        if self.span.seconds is None and self.span != Span() and view.zone is None:
            return whole
        found = list(self.scope.events(view))
        groups = self._by_address(view, found) if "address" in self.scope.per else [found]
        out = IntervalSet()
        for group in groups:
            if len(group) >= self.most:
                out = out | self._until_one_leaves(view, group, start, end)
        if out and self.scope.thread is not None:
            out = out - self.scope.thread.times(view, start, end)
        return out

    def _until_one_leaves(self, view: View, found: list[int], start: int, end: int) -> IntervalSet:
        history = view.ctx.history
        if self.span.seconds is not None:
            stamp = sorted((history.stamps[i] for i in found), reverse=True)[self.most - 1]
            return IntervalSet([(start, min(end, stamp + self.span.seconds))])
        if self.span == Span() or view.zone is None:
            return IntervalSet([(start, end)])
        local = history.days(view.zone)
        oldest = sorted((local[i] for i in found), reverse=True)[self.most - 1]
        return IntervalSet(view.zone.days(oldest - 4000000, self.span.ends(oldest) - 1, start, end))

    @staticmethod
    def _by_address(view: View, found: list[int]) -> list[list[int]]:
        events, own = view.ctx.history.events, view.ctx.contact.address
        names = {own} if own is not None else {events[i].address for i in found}
        return [[i for i in found if events[i].address in (None, name)] for name in names]

    def values(self) -> dict[str, Any]:
        """The values that the rule is judged by."""
        return {"max": self.most, "within": self.within}


def _read_thread(value: Any) -> Continues:
    example = '{ calendar = "au.national", business_days = 2 }'
    table = read_table(value, ("calendar", "business_days"), "thread", example)
    return Continues(
        read_word(table.get("calendar"), CALENDARS, "thread.calendar", "calendar"),
        read_number(table.get("business_days"), "thread.business_days", 0),
    )


def _or_unknown(known: Expr) -> Expr:
    """True where the address is told, and not known where it is not."""
    return Or((known, Lit(None)))
