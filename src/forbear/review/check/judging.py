"""Each contact judged, by the same judge as everywhere, against those before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from forbear.law.judge import judge
from forbear.law.rulebook import Law
from forbear.review.check.case import Case
from forbear.review.check.contacts import Placed, Shown, people
from forbear.review.contacts import read_contact
from forbear.terms import Breach, Debt, Missing, Request

MOST_BEFORE: Final = 500
"""So many contacts before each are looked at."""
MOST_JUDGED: Final = 20_000
"""So many contacts are judged, the first in time; more are counted and named as not judged."""
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A contact and what the law said of it, with every clause broken and every fact missed."""

    shown: Shown
    verdict: str
    breaches: tuple[Breach, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One clause that was broken, by which contacts, and how sure that is.

    `clear` are the contacts about which nothing is open; `open_points` say what would settle the others.
    """

    rule: str
    cite: str
    force: str
    effect: str
    draft: bool
    breach: Breach
    clear: tuple[Shown, ...]
    likely: tuple[Shown, ...]
    open_points: tuple[str, ...]

    @property
    def all(self) -> tuple[Shown, ...]:
        """Every contact that broke it, in order of time."""
        return tuple(sorted((*self.clear, *self.likely), key=lambda s: s.number))


@dataclass(slots=True)
class _Gathered:
    breach: Breach
    clear: list[Shown] = field(default_factory=list)
    likely: list[Shown] = field(default_factory=list)
    points: dict[str, None] = field(default_factory=dict)


def judge_all(law: Law, case: Case, placed: Placed, step: Step = lambda done, of: None) -> tuple[Judged, ...]:
    """Judge every contact that somebody made with the borrower or another person about the debt."""
    everyone = people(case, placed)
    before = [s.contact for s in placed.shown]
    out = []
    wanted = [s for s in placed.shown if s.contact.direction == "outbound"][:MOST_JUDGED]
    for done, shown in enumerate(wanted):
        if done % 100 == 0:
            step(done, len(wanted))
        place = shown.number - 1
        request = replace(
            case.base, id=shown.contact.id, contact=shown.contact, people=everyone,
            debts=_debts(case, shown), history=tuple(before[max(0, place - MOST_BEFORE) : place]),
        )  # fmt: skip
        out.append(_judged(law, shown, request))
    return tuple(out)


def _judged(law: Law, shown: Shown, request: Request) -> Judged:
    verdict = judge(law, request, read_contact)
    return Judged(shown=shown, verdict=verdict.verdict, breaches=verdict.breaches, missing=verdict.missing)


def _debts(case: Case, shown: Shown) -> tuple[Debt, ...]:
    debt = case.base.debts[0]
    if case.due is None:
        return (debt,)
    days = (shown.contact.at.date() - case.due).days
    return (replace(debt, days_past_due=max(0, days), status="overdue" if days > 0 else "current"),)


def find_breaches(judged: tuple[Judged, ...]) -> tuple[Finding, ...]:
    """The clauses broken, those of law first, then by how often."""
    found: dict[str, _Gathered] = {}
    for item in judged:
        for breach in item.breaches:
            gathered = found.setdefault(breach.rule, _Gathered(breach))
            points = _open_points(breach, item.shown)
            (gathered.likely if points else gathered.clear).append(item.shown)
            gathered.points.update(dict.fromkeys(points))
    findings = (
        Finding(
            rule=rule, cite=g.breach.cite, force=g.breach.force, effect=g.breach.effect, draft=g.breach.draft,
            breach=g.breach, clear=tuple(g.clear), likely=tuple(g.likely), open_points=tuple(g.points),
        )
        for rule, g in found.items()
    )  # fmt: skip
    return tuple(sorted(findings, key=lambda f: (f.force not in _LAW, not f.clear, -len(f.all), f.rule)))


_LAW: Final = frozenset({"law", "regulation"})


def _open_points(breach: Breach, shown: Shown) -> list[str]:
    points = sorted(shown.doubts)
    points += ["draft"] if breach.draft else []
    points += [breach.effect] if breach.effect != "forbid" else []
    return points


def missing_facts(judged: tuple[Judged, ...]) -> dict[str, int]:
    """What the judge lacked, and for how many contacts, where it left a contact without an answer."""
    found: dict[str, int] = {}
    for item in judged:
        if item.verdict == "unknown":
            for fact in {m.fact for m in item.missing}:
                found[fact] = found.get(fact, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def last_day(placed: Placed) -> date | None:
    """The local day of the last contact."""
    return placed.shown[-1].contact.at.date() if placed.shown else None
