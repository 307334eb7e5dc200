"""Facts that the file itself knows: that the line is a mobile, that the time to sue has run out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import day_of
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind


@dataclass(frozen=True, slots=True)
class Mobile(FactKind):
    """Whether the contact goes to a mobile."""

    needs: ClassVar[str] = "contact.address_kind"

    def at(self, view: View) -> bool | None:
        """True, false, or None where nobody knows what kind of line it is."""
        kind = view.ctx.address_kind
        return None if kind == "unknown" else kind == "mobile"


@dataclass(frozen=True, slots=True)
class TimeBarred(FactKind):
    """Whether the time within which the debt may be sued for is known to have run out."""

    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """False where no such date is told: nothing is known of it."""
        ends = view.ctx.debt.limitation_ends
        if ends is None:
            return False
        return None if view.day is None else day_of(ends) < view.day

    def varies(self, view: View) -> bool:
        """Only where a date is told."""
        return view.ctx.debt.limitation_ends is not None

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """From the day after that date on."""
        ends = view.ctx.debt.limitation_ends
        if ends is None or view.zone is None:
            return IntervalSet()
        first = day_of(ends) + 1
        return IntervalSet(view.zone.days(first, first + 4_000_000, start, end))
