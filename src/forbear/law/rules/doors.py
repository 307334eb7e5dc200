"""Facts that open a door in a rule: consent, an answer to the person's own message, an address that was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import day_of
from forbear.law.rules.context import CONSUMERS, View
from forbear.law.rules.facts import FactKind
from forbear.law.rules.saying import OptedOut, medium_of
from forbear.terms import Contact, Findings, Statement


@dataclass(frozen=True, slots=True)
class Reply(FactKind):
    """Whether the contact is the one answer, by the same medium, to a message of the person's own.

    `after_opt_out`: only to a message later than the request not to use the medium. `seconds`: only if it
    follows within so many.
    """

    after_opt_out: bool = False
    seconds: int | None = None

    def at(self, view: View) -> bool:
        """Whether it is, at the view's instant."""
        place = self._asked(view)
        if place is None or not self._answers(view, view.ctx.history.events[place]):
            return False
        return self.seconds is None or view.t - view.ctx.history.stamps[place] <= self.seconds

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """Always, or until the answer would come too late."""
        place = self._asked(view)
        if place is None or not self._answers(view, view.ctx.history.events[place]):
            return IntervalSet()
        last = end if self.seconds is None else view.ctx.history.stamps[place] + self.seconds + 1
        return IntervalSet([(start, min(end, last))])

    def varies(self, view: View) -> bool:
        """Only where it has to follow soon."""
        return self.seconds is not None

    def _asked(self, view: View) -> int | None:
        contact = view.ctx.contact
        if contact.purpose not in {"reply", "locate"} or contact.reply_to is None:
            return None
        return view.ctx.history.find(contact.reply_to)

    def _answers(self, view: View, asked: Contact) -> bool:
        history, contact = view.ctx.history, view.ctx.contact
        if asked.direction != "inbound" or asked.person != contact.person:
            return False
        if asked.collector not in (None, contact.collector):
            return False
        if medium_of(asked.channel) != medium_of(contact.channel):
            return False
        if any(e.reply_to == contact.reply_to and e.direction == "outbound" for e in history.events):
            return False
        return not self.after_opt_out or all(asked.at > o.at for o in OptedOut().standing(view))


@dataclass(frozen=True, slots=True)
class Consent(FactKind):
    """Whether a consent covers the contact at the instant.

    Given to this collector (or to the one that asks); for this address and debt where it names one; from the
    day of receipt on, for `days` local days where a number is set; between its dates; not lifted, not revoked
    by a later request to stop; where `until_talk`, it ends with the next conversation. `by` is who must have
    given it: `person` (the one to be reached), `consumer` (someone known to stand in the consumer's place: a
    friend cannot consent to being told), `anyone`. Consent to automated calls ends with any request to stop
    that covers the contact, by whatever means (47 CFR 64.1200(a)(10)).
    """

    to: str
    days: int | None = None
    until_talk: bool = False
    by: str = "person"
    needs: ClassVar[str] = "zones"

    def standing(self, view: View) -> list[Statement]:
        """The consents of this kind that bind for this person, collector, debt and address."""
        ctx = view.ctx
        return [s for s in ctx.history.said.get("consent", ()) if self._fits(view, s)]

    def at(self, view: View) -> bool | None:
        """True, false, or None where it turns on a zone that is not known."""
        if "consent" not in view.ctx.history.said:
            return False
        return self.covers(view, view.t, None)

    def varies(self, view: View) -> bool:
        """Only where there is a consent."""
        return "consent" in view.ctx.history.said

    def covers(self, view: View, at: float, event: Contact | None) -> bool | None:
        """Whether a consent covered a past contact, or (None) covers the one under judgement."""
        answer: bool | None = False
        for s in self.standing(view):
            if at < s.at.timestamp() or (s.until is not None and at >= s.until.timestamp()):
                continue
            if self.until_talk and self._talked(view, s, at):
                continue
            first, last = self._day_range(view, s)
            if first is None and last is None:
                return True
            if view.zone is None:
                answer = None
                continue
            day = view.zone.day(int(at))
            if (first is None or first <= day) and (last is None or day <= last):
                return True
        return answer

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """The spans that the consents cover from now on."""
        out: list[tuple[int, int]] = []
        for s in self.standing(view):
            if self.until_talk and self._talked(view, s, view.ctx.t):
                continue
            stop = end if s.until is None else min(end, -int(-s.until.timestamp() // 1))
            first, last = self._day_range(view, s)
            if first is None and last is None:
                out.append((start, stop))
            elif view.zone is not None:
                low = first if first is not None else view.zone.day(start)
                high = last if last is not None else view.zone.day(end)
                out += view.zone.days(low, high, start, stop)
        return IntervalSet(out)

    def _fits(self, view: View, s: Statement) -> bool:
        ctx = view.ctx
        contact = ctx.contact
        if s.consent_to != self.to:
            return False
        if self.by == "person" and s.person != contact.person:
            return False
        if self.by == "consumer":
            who = ctx.history.people.get(s.person)
            if who is None or who.role not in CONSUMERS:
                return False
        if s.given_to is not None and s.given_to != contact.collector:
            return False
        if s.address is not None and s.address != contact.address:
            return False
        if s.debts and ctx.debt_names.isdisjoint(s.debts):
            return False
        if self.to == "automated" and any(
            c.person == s.person and c.at >= s.at for c in ctx.history.said.get("cease", ())
        ):
            return False
        medium = (
            medium_of(contact.channel) if self.to == "automated" else {"calls": "call"}.get(self.to, self.to)
        )
        return not any(
            o.person == s.person
            and o.at >= s.at
            and (o.channel is None or medium_of(o.channel) == medium)
            and (o.address is None or contact.address is None or o.address == contact.address)
            for o in ctx.history.said.get("opt_out", ())
        )

    def _talked(self, view: View, s: Statement, before: float) -> bool:
        since = s.at.timestamp()
        contact, names = view.ctx.contact, view.ctx.debt_names
        return any(
            e.result == "conversation"
            and e.channel == "call"
            and e.person == contact.person
            and since < e.at.timestamp() < before
            and (not e.debts or not names.isdisjoint(e.talked_of or e.debts))
            for e in view.ctx.history.events
        )

    def _day_range(self, view: View, s: Statement) -> tuple[int | None, int | None]:
        first = day_of(s.from_date) if s.from_date else None
        last = day_of(s.to_date) if s.to_date else None
        if self.days is not None and view.zone is not None:
            ends = view.zone.day(int(s.at.timestamp())) + self.days - 1
            last = ends if last is None else min(last, ends)
        elif self.days is not None:
            last = last if last is not None else 0
        return first, last


@dataclass(frozen=True, slots=True)
class Used(FactKind):
    """Whether the person wrote to the collector from this very address, and did not opt out of it since."""

    def at(self, view: View) -> bool:
        """Constant: time alone does not change it."""
        contact = view.ctx.contact
        if contact.address is None:
            return False
        wrote = [
            e.at
            for e in view.ctx.history.events
            if e.direction == "inbound"
            and e.person == contact.person
            and e.address == contact.address
            and e.collector in (None, contact.collector)
        ]
        return bool(wrote) and not any(o.at >= max(wrote) for o in OptedOut().standing(view))


@dataclass(frozen=True, slots=True)
class Addressed(FactKind):
    """Whether a statement names the very address of the contact (a leaked mailbox, a dead number)."""

    kind: str
    needs: ClassVar[str] = "contact.address"

    def at(self, view: View) -> bool | None:
        """True, false, or None where such a statement stands and the contact's address is not told."""
        named = {s.address for s in view.ctx.history.said.get(self.kind, ())}
        if not named:
            return False
        own = view.ctx.contact.address
        return own in named if own is not None else None


TELLING = frozenset({"tells_debt", "tells_details"})


@dataclass(frozen=True, slots=True)
class Acts(FactKind):
    """Whether the contact's text does any of some acts.

    What the contact itself is known to tell (`conveys_debt`, `limited_content`) counts as found.
    """

    acts: frozenset[str]
    opens: bool = False  # as an opening: only what was recognised counts, doubt opens nothing
    needs: ClassVar[str] = "contact.text"

    def found(self, view: View) -> frozenset[str]:
        """Which of them were found."""
        findings = view.ctx.history.findings()
        found = self.acts & findings.acts if findings else frozenset()
        if "tells_debt" in self.acts and view.ctx.conveys_debt:
            found |= {"tells_debt"}
        claimed = "limited_content" in self.acts and view.ctx.limited_content
        if claimed and not (self.opens and self._tells(view, findings)):  # a false claim opens nothing
            found |= {"limited_content"}
        return frozenset(found)

    @staticmethod
    def _tells(view: View, findings: Findings | None) -> bool:
        return bool(view.ctx.conveys_debt or (findings and "tells_debt" in findings.acts))

    def at(self, view: View) -> bool | None:
        """True where one is found; None where the text cannot be placed or nobody read it."""
        ctx = view.ctx
        if not ctx.has_text and not ctx.conveys_debt and not ctx.limited_content:
            untold = ctx.conveys_debt is None and not self.opens and not self.acts.isdisjoint(TELLING)
            return None if untold else False  # nobody says whether the debt will be told
        if self.found(view):
            return True
        findings = view.ctx.history.findings()
        return None if findings is None or (findings.unsure and not self.opens) else False

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """Which acts were found."""
        return {"acts": sorted(self.found(view))}
