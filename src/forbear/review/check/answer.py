"""The whole answer to "was that lawful, whom did they call, and what can I do?"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from forbear.law.rulebook import Law
from forbear.review.check.case import Case
from forbear.review.check.contacts import Placed, Shown, place, third_persons
from forbear.review.check.judging import (
    MOST_BEFORE,
    MOST_JUDGED,
    Finding,
    Judged,
    find_breaches,
    judge_all,
    missing_facts,
)
from forbear.review.check.patterns import Pattern, find_patterns
from forbear.review.check.record import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the evidence shows, by the law of each contact's day. `on` is the day the answer was made."""

    case: Case
    law: Law
    on: date
    language: str
    sources: tuple[Source, ...]
    placed: Placed
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    patterns: tuple[Pattern, ...]
    missing: dict[str, int]

    def count(self, verdict: str) -> int:
        """How many contacts have a verdict."""
        return sum(j.verdict == verdict for j in self.judged)

    @property
    def others(self) -> tuple[Shown, ...]:
        """The contacts with people other than the borrower."""
        return tuple(third_persons(self.placed))

    @property
    def is_cut(self) -> bool:
        """Whether some contacts had more before them than were looked at."""
        return len(self.placed.shown) > MOST_BEFORE

    @property
    def is_short(self) -> bool:
        """Whether there were more contacts than are judged."""
        return len(self.judged) >= MOST_JUDGED


def check(
    law: Law, case: Case, sources: Sequence[Source], *, on: date, language: str,
    step: Callable[[int, int], None] = lambda done, of: None,
) -> Answer:  # fmt: skip
    """Find the contacts in the files, judge each, and put together what they show."""
    placed = place(case, sources)
    judged = judge_all(law, case, placed, step)
    return Answer(
        case=case, law=law, on=on, language=language, sources=tuple(sources), placed=placed, judged=judged,
        findings=find_breaches(judged), patterns=find_patterns(case, placed), missing=missing_facts(judged),
    )  # fmt: skip
