"""Kind `limit`: at most so many contacts within a span."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.clock import IntervalSet
from forbear.law.rules.conditions import read_consent, read_filter, read_per
from forbear.law.rules.context import View
from forbear.law.rules.counting import Count, Scope
from forbear.law.rules.expr import Col, Expr, In, Le, Lit, Or, conjoin
from forbear.law.rules.registry import intern
from forbear.law.rules.values import read_number


def read_span(value: Any, where: str) -> tuple[int | None, int | None]:
    """A span: `"7 days"` are local days, today included; `"168 hours"` roll; `"ever"` has no end.

    >>> read_span("7 days", "within"), read_span("2 hours", "within"), read_span("ever", "within")
    ((7, None), (None, 7200), (None, None))
    """
    if value == "ever":
        return None, None
    found = re.fullmatch(r"(\d+) (day|hour)s?", str(value))
    if not found or int(found[1]) < 1:
        raise ValueError(
            f'{where}: write "7 days" (local days, today included), "24 hours" (rolling) or "ever"'
        )
    number = int(found[1])
    return (number, None) if found[2] == "day" else (None, number * 3600)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `max` contacts that match `count`, `within` a span, kept `per` person, debt, lender, address …

    Contacts made under the consent named in `uncounted` don't count. The contact itself would be one more.
    """

    keys = ("max", "within", "count", "per", "uncounted")
    most: int
    scope: Scope
    span: tuple[int | None, int | None]
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
        )
        return cls(most, scope, read_span(table["within"], "within"), table["within"])

    @property
    def only_said(self) -> frozenset[str]:
        """It does not turn on statements."""
        return frozenset()

    def condition(self) -> Expr:
        """That as many as are allowed have been made."""
        reached = Le(Lit(self.most), intern(Count(self.scope, *self.span)))
        if "address" not in self.scope.per:
            return reached
        known: Expr = In(Col("has_address"), frozenset({True}))
        return conjoin(reached, _or_unknown(known))

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """Until the oldest of the last `max` has left the span."""
        whole = IntervalSet([(start, end)])
        if self.span[0] is not None and view.zone is None:
            return whole
        found = list(self.scope.events(view))
        groups = self._by_address(view, found) if "address" in self.scope.per else [found]
        out = IntervalSet()
        for group in groups:
            if len(group) >= self.most:
                out = out | self._until_one_leaves(view, group, start, end)
        return out

    def _until_one_leaves(self, view: View, found: list[int], start: int, end: int) -> IntervalSet:
        days, seconds = self.span
        history = view.ctx.history
        if days is not None and view.zone is not None:
            local = history.days(view.zone)
            oldest = sorted((local[i] for i in found), reverse=True)[self.most - 1]
            return IntervalSet(view.zone.days(oldest - 4000000, oldest + days - 1, start, end))
        if seconds is not None:
            stamp = sorted((history.stamps[i] for i in found), reverse=True)[self.most - 1]
            return IntervalSet([(start, min(end, stamp + seconds))])
        return IntervalSet([(start, end)])

    @staticmethod
    def _by_address(view: View, found: list[int]) -> list[list[int]]:
        events, own = view.ctx.history.events, view.ctx.contact.address
        names = {own} if own is not None else {events[i].address for i in found}
        return [[i for i in found if events[i].address in (None, name)] for name in names]

    def values(self) -> dict[str, Any]:
        """The values that the rule is judged by."""
        return {"max": self.most, "within": self.within}


def _or_unknown(known: Expr) -> Expr:
    """True where the address is told, and not known where it is not."""
    return Or((known, Lit(None)))
