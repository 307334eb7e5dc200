"""Kind `cooldown`: after a contact of some kind, none for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.clock import IntervalSet
from forbear.law.rules.conditions import read_filter, read_per
from forbear.law.rules.context import View
from forbear.law.rules.counting import LastDay, LastInstant, Scope
from forbear.law.rules.expr import Expr, Lit, Lt, Sub
from forbear.law.rules.facts import Instant, LocalDay
from forbear.law.rules.limit import Span, read_span
from forbear.law.rules.registry import intern


@dataclass(frozen=True, slots=True)
class Cooldown:
    """None for a span after the last contact that matches `after`; its own day is the first of the span."""

    keys = ("after", "per", "for")
    scope: Scope
    span: Span
    length: str

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Cooldown:
        """From the table of a rulebook."""
        if "after" not in table or "per" not in table or "for" not in table:
            raise ValueError(
                'a cooldown needs after = { result = "conversation" }, per = ["person"], for = "7 days"'
            )
        scope = Scope(read_filter(table["after"], "after"), read_per(table["per"], "per"), talked=True)
        span = read_span(table["for"], "for")
        if span == Span():
            raise ValueError('for: write "7 days" or "24 hours"; a stop without end is a hold')
        return cls(scope, span, table["for"])

    @property
    def only_said(self) -> frozenset[str]:
        """It does not turn on statements."""
        return frozenset()

    def condition(self) -> Expr:
        """That the span since the last one has not passed."""
        if self.span.months is not None:
            return Lt(intern(LocalDay()), intern(LastDay(self.scope, self.span.months)))
        if self.span.days is not None:
            return Lt(Sub(intern(LocalDay()), intern(LastDay(self.scope))), Lit(self.span.days))
        return Lt(Sub(intern(Instant()), intern(LastInstant(self.scope))), Lit(self.span.seconds))

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """From the last one until the span has passed."""
        history = view.ctx.history
        seconds = self.span.seconds
        found = list(self.scope.events(view))
        if seconds is None:
            if view.zone is None:
                return IntervalSet([(start, end)])
            local = history.days(view.zone)
            last = max((local[i] for i in found), default=None)
            if last is None:
                return IntervalSet()
            return IntervalSet(view.zone.days(last - 4000000, self.span.ends(last) - 1, start, end))
        stamp = max((history.stamps[i] for i in found), default=None)
        return IntervalSet() if stamp is None else IntervalSet([(start, min(end, stamp + seconds))])

    def values(self) -> dict[str, Any]:
        """The values that the rule is judged by."""
        return {"for": self.length}
