"""The fact that a notice came in good time, or by the medium that the law asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import day_of
from forbear.law.rules.context import View
from forbear.law.rules.doors import Told
from forbear.law.rules.facts import FactKind


@dataclass(frozen=True, slots=True)
class Forewarned(FactKind):
    """Whether a notice (as `Told` knows it) was given so many local days before, and through one of some channels.

    Of a notice that the file only notes, the channel is taken to be the right one.
    """

    told: Told
    by: frozenset[str] | None = None
    days_before: int = 0
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """True or false; None where it turns on a zone that is not known."""
        days = self._days(view)
        if not days:
            return False
        if self.days_before == 0:
            return True
        return None if view.day is None else min(days) + self.days_before <= view.day

    def varies(self, view: View) -> bool:
        """Only where a notice is too young."""
        return self.days_before > 0 and bool(self._days(view))

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """From the day on which it is old enough."""
        days = self._days(view)
        if not days or (self.days_before and view.zone is None):
            return IntervalSet()
        if self.days_before == 0 or view.zone is None:
            return IntervalSet([(start, end)])
        first = min(days) + self.days_before
        return IntervalSet(view.zone.days(first, max(first, view.zone.day(end)), start, end))

    def _days(self, view: View) -> list[int]:
        """The local days on which it was given."""
        ctx = view.ctx
        on = getattr(ctx.debt, self.told.noted) if self.told.noted else None
        noted = [day_of(on)] if on is not None and on <= ctx.contact.at.date() else []
        return noted + [
            view.zone.day(stamp) if view.zone else day_of(e.at.date())
            for e, stamp in zip(ctx.history.events, ctx.history.stamps, strict=True)
            if (self.by is None or e.channel in self.by) and self.told.is_given_by(view, e)
        ]
