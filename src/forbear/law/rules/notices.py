"""Facts of notices that the law requires: that one was given, in good time, by the medium asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import date_of, day_of
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind
from forbear.law.rules.registry import Filter, filter_bit
from forbear.terms import Contact

_NOTICE = filter_bit(Filter((("purpose", frozenset({"notice"}), False),)))
"""The bit that a past contact has which was a notice."""


@dataclass(frozen=True, slots=True)
class Told(FactKind):
    """Whether a notice that the law requires was given before: by the file, or as a contact that went out.

    `noted` is the date of the debt that notes it. A notice that bears no name of its own is known by the clause
    that its text cites (`cited`). `mailed`: only a letter will do.
    """

    notice: str
    noted: str | None = None
    cited: str | None = None
    mailed: bool = False

    def at(self, view: View) -> bool:
        """Constant: what was not told before now is not told by waiting."""
        ctx = view.ctx
        on = getattr(ctx.debt, self.noted) if self.noted else None
        today = date_of(view.zone.day(ctx.t)) if view.zone else ctx.contact.at.date()
        if on is not None and on <= today:
            return True
        history = ctx.history
        return bool(history.seen & _NOTICE) and any(self.is_given_by(view, e) for e in history.events)

    def is_given_by(self, view: View, e: Contact) -> bool:
        """Whether a past contact gave it, about this debt."""
        if (
            e.purpose != "notice"
            or e.result not in {"sent", "delivered", "conversation"}
            or not self._is_it(e)
        ):
            return False
        return not e.debts or not view.ctx.debt_names.isdisjoint(e.debts)

    def _is_it(self, e: Contact) -> bool:
        if self.mailed and e.channel != "letter":
            return False
        if e.notice is None and self.cited is not None:
            return self.cited in (e.text or "")
        return e.notice == self.notice


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
        today = date_of(view.zone.day(ctx.t)) if view.zone else ctx.contact.at.date()
        noted = [day_of(on)] if on is not None and on <= today else []
        return noted + [
            view.zone.day(stamp) if view.zone else day_of(e.at.date())
            for e, stamp in zip(ctx.history.events, ctx.history.stamps, strict=True)
            if (self.by is None or e.channel in self.by) and self.told.is_given_by(view, e)
        ]
