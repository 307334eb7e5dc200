"""Facts from statements: what the person, or another, told us and what still stands of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import inf
from typing import Any, ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.calendars import add_business_days
from forbear.law.clock.zones import DAY, date_of
from forbear.law.rules.context import CONSUMERS, ENDED_BY, View
from forbear.law.rules.facts import FactKind
from forbear.terms import Statement


@dataclass(frozen=True, slots=True)
class Said(FactKind):
    """Whether a statement of a kind stands: made, not lifted, not ended, not run out.

    `by` is who must have made it: `person` (the one to be reached), `consumer` (that person, or anyone who
    stands in the consumer's place), `anyone`. `per_debt`: only where it is about this debt (or about all).
    `media`: only if it came so (a statement without a medium counts). `in_validation`: only if made before
    the end of the validation period (12 CFR 1006.34(b)(5)); while no notice is known, that has not ended.
    `oral_days`: an oral one lapses with the last of so many days after the day on which it was made.
    `after_days`: it counts only once so many days after that day have passed. `days`: however it was made, it
    lapses with the last of so many days after that day.
    """

    kind: str
    by: str = "person"
    per_debt: bool = False
    media: frozenset[str] | None = None
    written: bool = False
    in_validation: bool = False
    oral_days: int | None = None
    after_days: int | None = None
    days: int | None = None
    needs: ClassVar[str] = "statements"

    def standing(self, view: View) -> list[Statement]:
        """The statements that stand at the time of the contact, whether or not they run out later."""
        ctx = view.ctx
        said = ctx.history.said.get(self.kind)
        if not said:
            return []
        return [s for s in said if self._counts(view, s) and not self._ended(view, s)]

    def at(self, view: View) -> bool:
        """Whether one stands at the view's instant."""
        if self.kind not in view.ctx.history.said:
            return False
        return any(self._from(view, s) <= view.t < self._to(view, s) for s in self.standing(view))

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """From now, or from when they count, until each of them runs out."""
        spans = [(self._from(view, s), self._to(view, s)) for s in self.standing(view)]
        return IntervalSet([(int(max(start, a)), int(min(end, b))) for a, b in spans])

    def varies(self, view: View) -> bool:
        """Only where one runs out, or does not count yet."""
        said = view.ctx.history.said.get(self.kind, ())
        return any(self.by_clock or s.until is not None for s in said)

    @property
    def by_clock(self) -> bool:
        """Only where days are counted."""
        return (self.oral_days, self.after_days, self.days) != (None, None, None)

    def _from(self, view: View, s: Statement) -> float:
        return -inf if self.after_days is None else days_after(view, s, self.after_days)

    def _to(self, view: View, s: Statement) -> float:
        ends = runs_out(view, s, self.oral_days)
        return ends if self.days is None else min(ends, days_after(view, s, self.days))

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """Which statement stands."""
        return dict([("statement", s.id) for s in self.standing(view)][:1])

    def _counts(self, view: View, s: Statement) -> bool:
        ctx = view.ctx
        if self.by == "person" and s.person != ctx.contact.person:
            return False
        if self.by == "consumer" and s.person != ctx.contact.person:
            who = ctx.history.people.get(s.person)
            if who is not None and who.role is not None and who.role not in CONSUMERS:
                return False
        if self.per_debt and s.debts and ctx.debt_names.isdisjoint(s.debts):
            return False
        if self.media is not None and s.medium is not None and s.medium not in self.media:
            return False
        if self.written and s.written is False:
            return False
        return not self.in_validation or _in_validation(view, s)

    def _ended(self, view: View, s: Statement) -> bool:
        enders = view.ctx.history.said.get(ENDED_BY.get(self.kind, ""), ())
        return any(
            e.at > s.at
            and (e.by is None or s.by is None or e.by == s.by)
            and (not e.debts or not view.ctx.debt_names.isdisjoint(e.debts))
            and (e.person == s.person or self.kind not in {"represented", "opt_out"})
            and (
                self.kind != "opt_out" or (e.channel in (None, s.channel) and e.address in (None, s.address))
            )
            for e in enders
        )


def days_after(view: View, s: Statement, days: int) -> int:
    """The end of the last of so many days after the day of a statement, on the person's clock.

    Where no zone is known, on the clock on which the statement was noted down.
    """
    if view.zone is not None:
        day = view.zone.day(int(s.at.timestamp())) + days
        return view.zone.days(day - 1, day, (day - 3) * DAY, (day + 3) * DAY)[-1][1]
    offset = int((s.at.utcoffset() or timedelta()).total_seconds())
    return ((int(s.at.timestamp()) + offset) // DAY + days + 1) * DAY - offset


def runs_out(view: View, s: Statement, oral_days: int | None) -> float:
    """When a statement no longer binds: at its `until`; an oral one, where the law limits those, earlier."""
    ends = inf if s.until is None else -(-s.until.timestamp() // 1)
    if oral_days is None or s.medium != "oral":
        return ends
    return min(ends, days_after(view, s, oral_days))


def _in_validation(view: View, s: Statement) -> bool:
    ends = validation_ends(view)
    return ends is None or _day_there(view, s.at) <= ends


def _day_there(view: View, at: datetime) -> date:
    """The date of an instant on the person's clock; on its own where no zone is known."""
    return date_of(view.zone.day(int(at.timestamp()))) if view.zone else at.date()


def validation_ends(view: View) -> date | None:
    """The last day of the validation period, or None where no validation notice is known."""
    sent = view.ctx.debt.validation_sent
    if sent is None:
        told = [
            _day_there(view, e.at)
            for e in view.ctx.history.events
            if e.purpose == "notice" and e.notice == "us.regf.validation_notice" and e.result != "bounced"
            and (not e.debts or not view.ctx.debt_names.isdisjoint(e.debts))
        ]  # fmt: skip
        sent = max(told, default=None)
    received = None if sent is None else add_business_days("us.legal", sent, 5)
    return None if received is None else received + timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OptedOut(FactKind):
    """Whether the person asked not to be reached through this medium, this address, or this at that.

    A later `opt_in` for the same takes it back. Holds for every debt of the person.
    """

    needs: ClassVar[str] = "contact.address"

    def standing(self, view: View) -> list[Statement]:
        """The requests that cover this contact; those that would if its address were the one named."""
        contact, said = view.ctx.contact, view.ctx.history.said
        back = [i for i in said.get("opt_in", ()) if i.person == contact.person]
        return [
            o
            for o in said.get("opt_out", ())
            if o.person == contact.person
            and (o.channel is None or medium_of(o.channel) == medium_of(contact.channel))
            and (o.address is None or contact.address is None or o.address == contact.address)
            and not any(_takes_back(i, o, contact.channel, contact.address) for i in back)
        ]

    def at(self, view: View) -> bool | None:
        """True, false, or None where it turns on an address that is not told."""
        if "opt_out" not in view.ctx.history.said:
            return False
        standing = [s for s in self.standing(view) if s.until is None or view.t < s.until.timestamp()]
        if not standing:
            return False
        known = any(s.address is None or view.ctx.contact.address is not None for s in standing)
        return True if known else None

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """From now until the last of them runs out."""
        ends = [end if s.until is None else -int(-s.until.timestamp() // 1) for s in self.standing(view)]
        return IntervalSet([(start, min(end, e)) for e in ends])

    def doubtful(self, view: View, start: int, end: int) -> IntervalSet:
        """Until the last of them runs out that may cover the contact."""
        return self.times(view, start, end)

    def varies(self, view: View) -> bool:
        """Only where one runs out."""
        return any(s.until is not None for s in view.ctx.history.said.get("opt_out", ()))

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """Which statement stands."""
        return dict([("statement", s.id) for s in self.standing(view)][:1])


def medium_of(channel: str) -> str:
    """A voicemail dropped without ringing is a call (12 CFR 1006, comment 14(b)-1)."""
    return "call" if channel == "ringless_voicemail" else channel


def _takes_back(i: Statement, o: Statement, channel: str, address: str | None) -> bool:
    if i.at < o.at or (i.channel is not None and medium_of(i.channel) != medium_of(channel)):
        return False
    if i.address is not None:
        return i.address == address and o.address in (None, address)
    return o.address is None
