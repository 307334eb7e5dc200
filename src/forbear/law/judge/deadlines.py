"""Which duties with a date run for a borrower, which are done, and which are late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from forbear.law.clock import find_zone
from forbear.law.rulebook.deadlines import Deadline, Occasion
from forbear.law.rulebook.law import Law
from forbear.law.rules.context import Context, View
from forbear.law.rules.expr import print_python
from forbear.law.rules.history import History
from forbear.terms import Debt, Request

Contexts = Callable[[str | None], tuple[Context, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A deadline that a statement or a contact (`by`) of a person started.

    `due` is its last day (None: past the years that its calendar knows), `done` the day on which it was met or
    ended. A record that is kept has as `due` the last day on which it may not yet be deleted.
    """

    deadline: Deadline
    person: str
    by: str | None
    started: date
    due: date | None
    done: date | None
    today: date

    @property
    def late(self) -> bool:
        """Whether its day has passed before it was done."""
        if self.due is None or self.deadline.kept:
            return False
        return (self.done or self.today) > self.due

    def words(self, language: str) -> str:
        """What is to be done, with its dates."""
        latest = self.deadline.latest and self.deadline.latest.after(self.started)
        unknown = "日期未知" if language == "zh" else "a day that is not known"
        text = self.deadline.words[language].replace("{due}", str(self.due or unknown))
        return text.replace("{latest}", str(latest or unknown))


@dataclass(frozen=True, slots=True)
class _Happening:
    at: datetime
    person: str
    debts: tuple[str, ...]
    id: str | None
    collector: str | None = None


def list_deadlines(law: Law, request: Request) -> tuple[Running, ...]:
    """The duties with a date that the request's statements and history have started, by the contact's instant.

    By the books that the request names, or that the person's region and the day choose. A duty is that of the
    law of the day on which it started. Sorted by the day it is due. InputError where `books` names none.
    """
    history = History(request, None)
    bound = partial(_binds, request, cache(partial(_contexts, request)))
    found: list[Running] = []
    for deadline in law.deadlines:
        running = [
            r
            for r in _started(deadline, request, history, bound)
            if _applies(law, deadline, request, r.started)
        ]
        if deadline.kept:
            running = sorted(running, key=lambda r: r.started)[-1:]
        found += running
    return tuple(sorted(found, key=lambda r: (r.due or date.max, r.deadline.id)))


def _applies(law: Law, deadline: Deadline, request: Request, day: date) -> bool:
    if deadline.in_force > day or (deadline.until is not None and deadline.until < day):
        return False
    if request.books is not None:
        return deadline.book in law.named(request.books)
    regions = {p.region for p in request.people if p.region is not None}
    return any(law.reaches(deadline.book, region) for region in regions)


def _contexts(request: Request, collector: str | None) -> tuple[Context, ...]:
    """What is known of each debt where that collector acts."""
    history = History(replace(request, contact=replace(request.contact, collector=collector)), None)
    return tuple(Context(history, debt) for debt in request.debts or (Debt(id=""),))


def _binds(request: Request, contexts: Contexts, deadline: Deadline, start: _Happening) -> bool:
    """Whether it binds whoever made the contact that started it; of a statement, whoever asks."""
    known = contexts(start.collector or request.contact.collector)
    own = [c for c in known if not start.debts or c.debt.id in start.debts]
    return any(print_python(deadline.binds)(View(c, None, c.t)) is not False for c in own or known)


def _started(
    deadline: Deadline, request: Request, history: History, bound: Callable[[Deadline, _Happening], bool]
) -> Iterator[Running]:
    zones = {p.id: p.zones[0] for p in request.people if p.zones}
    now = request.contact.at
    ends = list(_happenings(deadline.ends, history)) if deadline.ends else []
    for start in _happenings(deadline.starts, history):
        if not bound(deadline, start):
            continue
        zone = deadline.clock[0] if deadline.clock[0] != "person" else zones.get(start.person)
        day = _day(start.at, zone)
        # what starts it may end it as well: a notice that is the first communication
        later = [e for e in ends if e.at >= start.at and e.person == start.person and _share(e, start)]
        first = min((e.at for e in later), default=None)
        yield Running(
            deadline=deadline, person=start.person, by=start.id, started=day, due=deadline.span.after(day),
            done=None if first is None else _day(first, zone), today=_day(now, zone),
        )  # fmt: skip


def _happenings(occasion: Occasion, history: History) -> Iterator[_Happening]:
    for kind in sorted(occasion.said):
        for s in history.said.get(kind, ()):
            yield _Happening(s.at, s.person, s.debts or (), s.id)
    seen: set[tuple[str | None, str, str]] = set()
    bit = occasion.bit
    pairs = zip(history.events, history.masks, strict=True)
    for event, mask in sorted(pairs, key=lambda pair: pair[0].stamp):
        told = event.result is not None and event.result not in {"bounced", "wrong_number", "not_connected"}
        if occasion.notice is not None:
            fits = event.purpose == "notice" and event.notice == occasion.notice and told
        else:
            fits = bool(mask & bit)
        keys = {(event.collector, event.person, debt) for debt in event.debts or ("",)}
        if fits and not (occasion.first and keys <= seen):
            seen |= keys
            yield _Happening(event.at, event.person, event.debts, event.id, event.collector)


def _share(one: _Happening, other: _Happening) -> bool:
    return not one.debts or not other.debts or not set(one.debts).isdisjoint(other.debts)


def _day(at: datetime, zone: str | None) -> date:
    """The local day; where no zone is known, the day of the instant's own offset."""
    return at.date() if zone is None else find_zone(zone).at(int(at.timestamp())).date()


def case_faults(wanted: Mapping[str, Any], running: tuple[Running, ...]) -> list[str]:
    """What a case's `due`, `late` and `done` expect of the deadlines and what comes out instead."""
    by_id: dict[str, list[Running]] = {}
    for r in running:
        by_id.setdefault(r.deadline.id, []).append(r)
    faults = []
    for name, day in wanted.get("due", {}).items():
        found = by_id.get(name, ())
        if all(r.due != day for r in found):
            got = ", ".join(str(r.due) for r in found) or "never: it does not run"
            faults.append(f"{name} is due {got}, not {day}")
        elif name not in wanted.get("late", ()) and any(r.late for r in found):
            faults.append(f"{name} is late")
    late = {name for name, found in by_id.items() if any(r.late for r in found)}
    done = {name for name, found in by_id.items() if any(r.done is not None and not r.late for r in found)}
    faults += [f"{name} is not late" for name in wanted.get("late", ()) if name not in late]
    faults += [f"{name} is not done in time" for name in wanted.get("done", ()) if name not in done]
    return faults
