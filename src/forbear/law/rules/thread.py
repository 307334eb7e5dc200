"""The fact that a contact goes on with one that the person took up: a thread is one contact, not many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.calendars import within_business_days
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind
from forbear.law.rules.saying import medium_of
from forbear.terms import Contact


@dataclass(frozen=True, slots=True)
class Continues(FactKind):
    """Whether the contact is the first answer, by the same medium, to a message of the person's own, and soon.

    Soon: no more than so many business days of a calendar after the day of that message.
    """

    calendar: str
    business_days: int
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """True or false; None where the zone, or the holidays of the year, are not known."""
        asked = self._answers(view, view.ctx.contact)
        if asked is None:
            return False
        ends = self._ends(view, asked)
        return None if ends is None or view.day is None else view.day <= ends

    def varies(self, view: View) -> bool:
        """The thread breaks off with the days."""
        return self._answers(view, view.ctx.contact) is not None

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """Until the last day on which an answer still goes on with the message."""
        asked = self._answers(view, view.ctx.contact)
        ends = None if asked is None else self._ends(view, asked)
        if ends is None or view.zone is None:
            return IntervalSet()
        return IntervalSet(view.zone.days(view.zone.day(start) - 1, ends, start, end))

    def went_on(self, view: View, place: int) -> bool:
        """Whether the past contact at a place of the history went on with a message of the person's own."""
        history = view.ctx.history
        asked = self._answers(view, history.events[place])
        if asked is None or view.zone is None:
            return False
        ends = self._ends(view, asked)
        return ends is not None and view.zone.day(history.stamps[place]) <= ends

    def _ends(self, view: View, asked: int) -> int | None:
        day = view.zone.day(view.ctx.history.stamps[asked]) if view.zone else None
        return None if day is None else within_business_days(self.calendar, day, self.business_days)

    @staticmethod
    def _answers(view: View, contact: Contact) -> int | None:
        """The place of the message that a contact is the first to answer, or None."""
        history = view.ctx.history
        place = None if contact.reply_to is None else history.find(contact.reply_to)
        if place is None or contact.direction != "outbound":
            return None
        asked = history.events[place]
        fits = asked.direction == "inbound" and asked.person == contact.person and asked.at <= contact.at
        if not fits or medium_of(asked.channel) != medium_of(contact.channel):
            return None
        before = any(
            e is not contact and e.direction == "outbound" and e.reply_to == contact.reply_to and e.at <= contact.at
            for e in history.events
        )  # fmt: skip
        return None if before else place
