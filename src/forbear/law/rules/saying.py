"""Facts from statements: what the person, or another, told us and what still stands of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.calendars import add_us_business_days
from forbear.law.clock.zones import DAY, day_of
from forbear.law.rules.context import CONSUMERS, ENDED_BY, View
from forbear.law.rules.facts import FactKind
from forbear.terms import WEEKDAYS, Statement


@dataclass(frozen=True, slots=True)
class Said(FactKind):
    """Whether a statement of a kind stands: made, not lifted, not ended, not run out.

    `by` is who must have made it: `person` (the one to be reached), `consumer` (that person, or anyone who
    stands in the consumer's place), `anyone`. `per_debt`: only where it is about this debt (or about all).
    `media`: only if it came so (a statement without a medium counts). `in_validation`: only if made before
    the end of the validation period (12 CFR 1006.34(b)(5)); while no notice is known, that has not ended.
    """

    kind: str
    by: str = "person"
    per_debt: bool = False
    media: frozenset[str] | None = None
    written: bool = False
    in_validation: bool = False
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
        return any(s.until is None or view.t < s.until.timestamp() for s in self.standing(view))

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """From now until the last of them runs out."""
        ends = [end if s.until is None else -int(-s.until.timestamp() // 1) for s in self.standing(view)]
        return IntervalSet([(start, min(end, e)) for e in ends])

    def tell(self, view: View) -> dict[str, Any]:
        """Which statement stands."""
        return {"statement": s.id for s in self.standing(view)[:1]}

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
            and (e.person == s.person or self.kind != "represented")
            for e in enders
        )


def _in_validation(view: View, s: Statement) -> bool:
    ends = validation_ends(view)
    return ends is None or (s.at.astimezone(view.ctx.contact.at.tzinfo).date() <= ends)


def validation_ends(view: View) -> date | None:
    """The last day of the validation period, or None where no validation notice is known."""
    sent = view.ctx.debt.validation_sent
    if sent is None:
        told = [
            e.at.date()
            for e in view.ctx.history.events
            if e.purpose == "notice" and e.notice == "us.regf.validation_notice" and e.result != "bounced"
            and (not e.debts or not view.ctx.debt_names.isdisjoint(e.debts))
        ]  # fmt: skip
        sent = max(told, default=None)
    return None if sent is None else add_us_business_days(sent, 5) + timedelta(days=30)


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
        standing = [s for s in self.standing(view) if s.until is None or view.t < s.until.timestamp()]
        if not standing:
            return False
        known = any(s.address is None or view.ctx.contact.address is not None for s in standing)
        return True if known else None

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """From now until the last of them runs out."""
        ends = [end if s.until is None else -int(-s.until.timestamp() // 1) for s in self.standing(view)]
        return IntervalSet([(start, min(end, e)) for e in ends])

    def tell(self, view: View) -> dict[str, Any]:
        """Which statement stands."""
        return {"statement": s.id for s in self.standing(view)[:1]}


def medium_of(channel: str) -> str:
    """A voicemail dropped without ringing is a call (12 CFR 1006, comment 14(b)-1)."""
    return "call" if channel == "ringless_voicemail" else channel


def _takes_back(i: Statement, o: Statement, channel: str, address: str | None) -> bool:
    if i.at < o.at or (i.channel is not None and medium_of(i.channel) != medium_of(channel)):
        return False
    if i.address is not None:
        return i.address == address and o.address in (None, address)
    return o.address is None


@dataclass(frozen=True, slots=True)
class Agreed(FactKind):
    """Agreed hours: whether any are documented (`inside` false), or the instant lies within them."""

    inside: bool
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """True or false at the view's instant."""
        standing = [
            s for s in stated(view, "agreed_hours") if s.until is None or view.t < s.until.timestamp()
        ]
        if not standing or not self.inside:
            return bool(standing)
        return any(falls_within(view, s) for s in standing) if view.zone else None

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """When they are in force, or when the instant lies within them."""
        out: list[tuple[int, int]] = []
        for s in stated(view, "agreed_hours"):
            stop = end if s.until is None else min(end, -int(-s.until.timestamp() // 1))
            out += stated_spans(view, s, start, stop) if self.inside else [(start, stop)]
        return IntervalSet(out)


@dataclass(frozen=True, slots=True)
class Inconvenient(FactKind):
    """Whether the instant falls in a time that the person called inconvenient.

    With `place`, only statements about a place, and only where the contact reaches that place; None where it
    is not known whether it does.
    """

    place: bool = False
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """True, false or None at the view's instant."""
        found: list[bool | None] = [False]
        for s in stated(view, "inconvenient"):
            if (s.place is not None) is not self.place or (s.until and view.t >= s.until.timestamp()):
                continue
            reaches = reaches_place(view, s.place) if s.place else True
            if reaches is not False:
                within = falls_within(view, s)
                found.append(False if within is False else None if within is None else reaches)
        return True if True in found else None if None in found else False

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """The spans that do not suit."""
        out: list[tuple[int, int]] = []
        for s in stated(view, "inconvenient"):
            if (s.place is not None) is not self.place or (s.place and reaches_place(view, s.place) is False):
                continue
            stop = end if s.until is None else min(end, -int(-s.until.timestamp() // 1))
            out += stated_spans(view, s, start, stop)
        return IntervalSet(out)

    def tell(self, view: View) -> dict[str, Any]:
        """Which statements bind."""
        return {"statement": s.id for s in stated(view, "inconvenient")[:1]}


def stated(view: View, kind: str) -> list[Statement]:
    """The person's own statements of a kind that bind."""
    return [s for s in view.ctx.history.said.get(kind, ()) if s.person == view.ctx.contact.person]


def reaches_place(view: View, place: str) -> bool | None:
    """Whether the contact reaches the person at home or at work (12 CFR 1006, comment 6(b)(1)(ii)-1).

    Letters, visits and fixed lines are bound to a place; a mobile or a mailbox is not, unless the collector
    knows where the person is at that moment.
    """
    ctx = view.ctx
    if ctx.known_at is not None:
        return ctx.known_at == place
    if ctx.channel in {"letter", "postcard", "visit", "fax", "call", "ringless_voicemail"}:
        if ctx.address_kind in {"home", "work"}:
            return ctx.address_kind == place
        return None if ctx.address_kind in {"unknown", "landline"} else False
    return False


def falls_within(view: View, s: Statement) -> bool | None:
    """Whether the view's instant falls in the times a statement names, on the person's clock."""
    if s.days is None and s.from_time is None and s.to_time is None and s.dates is None:
        return True
    if view.zone is None:
        return None
    day, second = view.zone.local(view.t)
    opens, closes = _span(s)
    if opens <= second < closes and _names_day(s, day):
        return True
    return second + DAY < closes and _names_day(s, day - 1)


def stated_spans(view: View, s: Statement, start: int, end: int) -> list[tuple[int, int]]:
    """The same times as spans of instants."""
    if s.days is None and s.from_time is None and s.to_time is None and s.dates is None:
        return [(start, end)] if start < end else []
    if view.zone is None:
        return [(start, end)]
    opens, closes = _span(s)
    weekdays = frozenset(WEEKDAYS.index(d) for d in s.days) if s.days is not None else None
    spans = view.zone.daily([(opens, closes, weekdays)], start, end)
    if s.dates is None:
        return spans
    named: list[tuple[int, int]] = []
    for d in s.dates:
        number = day_of(d)
        for a, b, offset in view.zone.segments(start, end):
            named.append((max(a, number * DAY + opens - offset), min(b, number * DAY + closes - offset)))
    return list((IntervalSet(spans) & IntervalSet(named)).spans)


def _span(s: Statement) -> tuple[int, int]:
    opens = _seconds(s.from_time) if s.from_time else 0
    closes = _seconds(s.to_time) if s.to_time else DAY
    return opens, closes if closes > opens else closes + DAY


def _seconds(t: time) -> int:
    return t.hour * 3600 + t.minute * 60 + t.second


def _names_day(s: Statement, day: int) -> bool:
    if s.days is not None and WEEKDAYS[(day + 3) % 7] not in s.days:
        return False
    return s.dates is None or any(day_of(d) == day for d in s.dates)
