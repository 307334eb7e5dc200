"""The fact that contact with the borrower is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar

from forbear.law.clock import NEVER, IntervalSet
from forbear.law.clock.zones import DAY
from forbear.law.rules.context import View
from forbear.law.rules.facts import FactKind
from forbear.terms import Contact


@dataclass(frozen=True, slots=True)
class LostContact(FactKind):
    """Whether contact with the borrower is lost, so that a named contact may be asked for him.

    Any of: the borrower's mobile number is known to be invalid; so many dials in a row to one of his mobiles
    failed (open from the local day after the last of them); dials failed on so many days running (open at
    once). Only dials for the same lender count. A call that was answered after that, or a message of his own,
    closes the door again.
    """

    failed_dials: int
    failed_days: int
    needs: ClassVar[str] = "borrower_reachable"

    @property
    def by_clock(self) -> bool:
        """The next day begins by the clock."""
        return True

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
        """When the door opens; none where it stays shut, None where it turns on a fact that is not known."""
        history = view.ctx.history
        borrowers = {p.id for p in history.people.values() if p.role == "borrower"}
        own = [(t, e) for t, e in zip(history.stamps, history.events, strict=True) if e.person in borrowers]
        reached = max((t for t, e in own if _answers(e)), default=NEVER)
        opens: list[int] = []
        unknown = False
        for s in history.said.get("address_invalid", ()):
            if s.person in borrowers and s.at.timestamp() > reached:
                mobile = _is_mobile(s.address, history.events)
                unknown = unknown or mobile is None
                opens += [int(s.at.timestamp())] if mobile else []
        failed = [
            (t, e.address) for t, e in sorted(own, key=itemgetter(0)) if t > reached and _failed(view, e)
        ]
        if failed and view.zone is not None:
            opens += self._after_dials(view, failed)
            opens += self._after_days(view, [t for t, _ in failed])
        return None if not opens and (unknown or (failed and view.zone is None)) else opens

    def _after_dials(self, view: View, failed: list[tuple[int, str | None]]) -> list[int]:
        """From the local day after so many dials in a row to one number."""
        assert view.zone is not None
        opens = []
        for number in {address for _, address in failed}:
            dials = [t for t, address in failed if address == number]
            if len(dials) >= self.failed_dials:
                last = dials[self.failed_dials - 1]
                day = view.zone.day(last) + 1
                opens.append(view.zone.days(day, day + 1, last, last + 4 * DAY)[0][0])
        return opens

    def _after_days(self, view: View, failed: list[int]) -> list[int]:
        """At once, with the first failed dial of so many days running."""
        assert view.zone is not None
        days: list[int] = []
        for t in failed:
            day = view.zone.day(t)
            if not days or day == days[-1] + 1:
                days.append(day)
            elif day != days[-1]:
                days = [day]
            if len(days) == self.failed_days:
                return [t]
        return []


def _answers(e: Contact) -> bool:
    """Whether the borrower was reached, or reached us."""
    return e.direction == "inbound" or (e.channel == "call" and e.result in {"conversation", "dropped"})


def _failed(view: View, e: Contact) -> bool:
    """Whether it was a dial of ours, or of others for the same lender, to the borrower's mobile, that failed."""
    history, ctx = view.ctx.history, view.ctx
    if e.channel != "call" or e.direction != "outbound" or e.address_kind != "mobile":
        return False
    same = ctx.lender_id is not None and history.lender_of(e.collector) == ctx.lender_id
    return e.result in {"not_connected", "unanswered"} and (same or e.collector == ctx.contact.collector)


def _is_mobile(address: str | None, events: Sequence[Contact]) -> bool | None:
    """Whether an address is known as a mobile number; None where nothing shows what it is."""
    shown = {e.address_kind for e in events if e.address == address and e.channel in {"call", "sms"}}
    other = any(e.address == address and e.channel not in {"call", "sms"} for e in events)
    if "mobile" in shown:
        return True
    return False if other or shown - {"unknown"} else None
