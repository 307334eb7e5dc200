"""When rules shut a contact out: each rule as a set of instants, all that has happened being fixed."""

from __future__ import annotations

from collections.abc import Iterable

from forbear.law.clock import IntervalSet
from forbear.law.rules.context import Context, Sight
from forbear.law.rules.history import History, Reader
from forbear.law.rules.rule import Rule
from forbear.terms import Request

NEVER_SHUT = IntervalSet()


class Outlook:
    """One request, and from its instant on for so many seconds: when each rule shuts it (or may: not known)."""

    __slots__ = ("_sight", "end", "start")

    def __init__(self, request: Request, seconds: int, read: Reader | None) -> None:
        self._sight = Sight(Context(History(request, read), request.debts[0]))
        self.start = self._sight.ctx.t
        self.end = self.start + seconds

    def shut(self, rule: Rule) -> IntervalSet:
        """When this rule does."""
        ctx = self._sight.ctx
        if rule.kind_name == "duty" or ctx.spares(rule) or rule.in_scope(self._sight.view(None)) is False:
            return NEVER_SHUT
        found = NEVER_SHUT
        for zone in ctx.clocks(rule.clock):
            found = found | rule.blocked(self._sight.view(zone), self.start, self.end)
            if not rule.timed:
                break
        return found

    def shut_by_any(self, rules: Iterable[Rule]) -> IntervalSet:
        """When any of these rules does; the whole span as soon as it is."""
        found = NEVER_SHUT
        for rule in rules:
            found = found | self.shut(rule)
            if found.spans == ((self.start, self.end),):
                break
        return found
