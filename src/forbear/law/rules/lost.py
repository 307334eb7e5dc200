"""The fact that contact with the borrower is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import DAY
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind
from forbear.terms import Contact


@dataclass(frozen=True, slots=True)
class LostContact(FactKind):
    """Whether contact with the borrower is lost, so that a named contact may be asked for him.

    Any of: the borrower's number is known to be invalid; so many dials to the borrower's mobile failed in a
    row (open from the local day after the last of them); dials failed on so many days running (open at once).
    A call that was answered after that closes the door again.
    """

    failed_dials: int
    failed_days: int
    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> bool | None:
        """Whether the door is open at the view's instant."""
        opens = self._opens(view)
        return None if opens is None else any(view.t >= t for t in opens)

    def varies(self, view: View) -> bool:
        """The door opens with the next day."""
        return True

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """From the first moment it opens on."""
        opens = self._opens(view)
        return IntervalSet([(max(start, min(opens)), end)]) if opens else IntervalSet()

    def _opens(self, view: View) -> list[int] | None:
        history = view.ctx.history
        borrowers = {p.id for p in history.people.values() if p.role == "borrower"}
        dials = sorted(
            (t, e.result)
            for t, e in zip(history.stamps, history.events, strict=True)
            if e.person in borrowers and e.channel == "call"
            and (e.result == "conversation" or (e.direction == "outbound" and self._to_mobile(e)))
        )  # fmt: skip
        reached = max((t for t, r in dials if r in {"conversation", "dropped"}), default=None)
        since = [
            t for t, r in dials if r in {"not_connected", "unanswered"} and (reached is None or t > reached)
        ]
        opens = [
            int(s.at.timestamp())
            for s in history.said.get("address_invalid", ())
            if s.person in borrowers and (reached is None or s.at.timestamp() > reached)
        ]
        if view.zone is None:
            return opens or (None if since else [])
        return opens + self._by_dialling(view, since)

    @staticmethod
    def _to_mobile(e: Contact) -> bool:
        return e.address_kind == "mobile"

    def _by_dialling(self, view: View, failed: list[int]) -> list[int]:
        assert view.zone is not None
        opens = []
        if len(failed) >= self.failed_dials:
            day = view.zone.day(failed[self.failed_dials - 1]) + 1
            last = failed[self.failed_dials - 1]
            opens.append(view.zone.days(day, day + 1, last, last + 4 * DAY)[0][0])
        days: list[int] = []
        for t in failed:
            day = view.zone.day(t)
            if not days or day == days[-1] + 1:
                days.append(day)
            elif day != days[-1]:
                days = [day]
            if len(days) == self.failed_days:
                opens.append(t)
                break
        return opens
