"""What no single contact shows: calls in a burst, contacts after a stop, a circle of people, numbers that change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from forbear.review.check.case import ME, Case
from forbear.review.check.contacts import Placed, Shown
from forbear.review.check.numbers import key_of

BURST_CALLS: Final = 3
BURST_WITHIN: Final = timedelta(minutes=15)
CIRCLE_PEOPLE: Final = 3
CIRCLE_WITHIN: Final = timedelta(days=7)
MANY_NUMBERS: Final = 3
_STOPS: Final = frozenset({"cease", "opt_out", "declines", "employer_prohibits"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern: `burst`, `after_stop`, `circle` or `numbers`; the contacts that show it, and its figure.

    It is no verdict: no clause counts it this way. It says what to look at.
    """

    kind: str
    count: int
    shown: tuple[Shown, ...]


def find_patterns(case: Case, placed: Placed) -> tuple[Pattern, ...]:
    """The patterns among the contacts that were made with the borrower and others."""
    made = [s for s in placed.shown if s.contact.direction == "outbound"]
    return (*_bursts(made), *_after_stop(case, made), *_circles(made), *_numbers(made))


def _bursts(made: Sequence[Shown]) -> Iterator[Pattern]:
    """Three calls or more to one person within a quarter of an hour."""
    runs: list[list[Shown]] = []
    for person in dict.fromkeys(s.contact.person for s in made):
        calls = [s for s in made if s.contact.person == person and s.contact.channel == "call"]
        run: list[Shown] = []
        for call in calls:
            if run and call.contact.at - run[0].contact.at > BURST_WITHIN:
                runs.append(run)
                run = []
            run.append(call)
        runs.append(run)
    long = [run for run in runs if len(run) >= BURST_CALLS]
    if long:
        yield Pattern(kind="burst", count=len(long), shown=tuple(s for run in long for s in run))


def _after_stop(case: Case, made: Sequence[Shown]) -> Iterator[Pattern]:
    stops = [s for s in case.base.statements if s.kind in _STOPS]
    after = [
        s for s in made if any(stop.person == s.contact.person and stop.at < s.contact.at for stop in stops)
    ]
    if after:
        yield Pattern(kind="after_stop", count=len(after), shown=tuple(after))


def _circles(made: Sequence[Shown]) -> Iterator[Pattern]:
    """The week in which most people other than the borrower were contacted, where they are three or more."""
    others = [s for s in made if s.contact.person != ME]
    within: Counter[str] = Counter()
    most, best, start = 0, slice(0), 0
    for end, shown in enumerate(others):
        within[shown.contact.person] += 1
        while shown.contact.at - others[start].contact.at >= CIRCLE_WITHIN:
            within -= Counter((others[start].contact.person,))
            start += 1
        if len(within) > most:
            most, best = len(within), slice(start, end + 1)
    if most >= CIRCLE_PEOPLE:
        yield Pattern(kind="circle", count=most, shown=tuple(others[best]))


def _numbers(made: Sequence[Shown]) -> Iterator[Pattern]:
    calls = [s for s in made if s.contact.channel == "call"]
    numbers = len({key_of(s.record.other) for s in calls})
    if numbers >= MANY_NUMBERS:
        yield Pattern(kind="numbers", count=numbers, shown=tuple(calls))
