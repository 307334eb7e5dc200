"""How long a borrower's data are kept, and why: while a matter is open, held, or the law says so; not longer.

The periods are the deadlines of the rulebooks that say `keep` (12 CFR 1006.100, GB/T 45251 §5.3 and others), the
longest of those that run. Where the law of a place is not known, nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from forbear.desk.dossier import Dossier
from forbear.law.judge.deadlines import Running, list_deadlines
from forbear.law.rulebook import Law
from forbear.terms import Contact, Request, Statement

Build = Callable[[Dossier, Contact], Request]
"""What makes of a dossier and a contact the question that the law answers (`gate.request.build_request`)."""
_CLOSED_BY: Final = {"dispute": "dispute_answered", "complaint": "complaint_closed"}
_CHANNEL: Final = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A rule by which the record of a debtor is kept, and its last day (None: not known, so without end)."""

    rule: str
    cite: str
    until: date | None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Whether a debtor's data are kept.

    `why` is `open_case`, `hold`, `open_matter` (a dispute, a complaint, a contact under way), `recent` (the house's
    own period after the last thing that happened), `no_law` (where, or for when, none is known), `law`, or `over`
    where nothing keeps them any more. `periods` are those that were looked at, the longest first.
    """

    debtor: str
    why: str
    periods: tuple[Period, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the data are to be deleted."""
        return self.why == "over"

    @property
    def until(self) -> date | None:
        """The last day of the longest period; None where there is none, or it is not known."""
        return self.periods[0].until if self.periods else None


def decide_keeping(
    law: Law, dossier: Dossier, on: date, build: Build, *, held: Iterable[str] = (), quiet: bool = True
) -> Keeping:
    """Whether a debtor's data are kept on a day.

    `held` are the people and cases under a legal hold; `quiet` says whether the house's own period has passed.

    >>> from forbear.desk.dossier import CaseFile
    >>> file = CaseFile(id="c1", lender="bank", debtor="p1", product="credit_card", currency="CNY")
    >>> dossier = Dossier(debtor="p1", cases=(file,))
    >>> decide_keeping(Law(()), dossier, date(2026, 5, 12), lambda d, c: Request(contact=c)).why
    'open_case'
    """
    circle = {dossier.debtor, *(party.person for party in dossier.parties), *(f.id for f in dossier.cases)}
    regions = {person.region for person in dossier.people.values()} - {None}
    debtor = dossier.people.get(dossier.debtor)
    why = "over"
    periods: tuple[Period, ...] = ()
    if any(file.status != "settled" or file.unread is not None for file in dossier.cases):
        why = "open_case"
    elif not circle.isdisjoint(held):
        why = "hold"
    elif dossier.pending or _is_open(dossier.statements):
        why = "open_matter"
    elif not quiet:
        why = "recent"
    elif debtor is None or debtor.region is None or not all(law.covering(r or "", on)[0] for r in regions):
        why = "no_law"
    else:
        periods = _periods(law, dossier, on, build)
        if any(period.until is None or on <= period.until for period in periods):
            why = "law"
        elif dossier.history and not periods:  # the law of that time is not known
            why = "no_law"
    return Keeping(debtor=dossier.debtor, why=why, periods=periods)


def _is_open(statements: Iterable[Statement]) -> bool:
    """Whether a dispute or a complaint waits for its answer."""
    said = tuple(statements)
    return any(
        s.kind in _CLOSED_BY
        and not any(
            a.kind == _CLOSED_BY[s.kind] and a.person == s.person and a.at >= s.at and _share(a, s)
            for a in said
        )
        for s in said
    )


def _share(one: Statement, other: Statement) -> bool:
    return not one.debts or not other.debts or not set(one.debts).isdisjoint(other.debts)


def _periods(law: Law, dossier: Dossier, on: date, build: Build) -> tuple[Period, ...]:
    at = datetime.combine(on, time(23, 59, 59), UTC)
    found: dict[str, Period] = {}
    for file in dossier.cases:
        looking = Contact(
            at=at, channel=_CHANNEL, direction="inbound", person=dossier.debtor, debts=(file.id,),
            collector=file.lender,
        )  # fmt: skip
        for running in list_deadlines(law, build(dossier, looking)):
            if running.deadline.kept:
                period = _period(running)
                known = found.get(period.rule)
                if known is None or _longer(period) > _longer(known):
                    found[period.rule] = period
    return tuple(sorted(found.values(), key=_longer, reverse=True))


def _period(running: Running) -> Period:
    deadline = running.deadline
    return Period(rule=deadline.id, cite=deadline.cite, until=running.due, draft=deadline.draft)


def _longer(period: Period) -> tuple[date, str]:
    return (period.until or date.max, period.rule)
