"""Where to turn for this lender and country, and by when they have to answer: out of the rulebooks alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from forbear.law.judge.deadlines import list_deadlines
from forbear.law.rulebook import Law
from forbear.law.rulebook.read import Entry
from forbear.law.rulebook.values import Known
from forbear.review.check.case import ME, Case
from forbear.terms import FactMissing, Statement

_MARK: Final = ".channel."
ORDER: Final = ("regulator", "bureau", "ombudsman", "afca", "local_authority")
"""The authority that supervises the lender comes first; its letter goes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place that takes complaints: its name and how it is reached, in one line. `draft`: from memory."""

    id: str
    name: str
    draft: bool


def find_channels(law: Law, case: Case, language: str, on: date) -> tuple[Channel, ...]:
    """Who takes a complaint about this lender, the supervising authority first.

    >>> from forbear.law.rulebook import load_law
    >>> from forbear.review.check.case_reading import read_case
    >>> case = read_case({"me": {"region": "CN-SH"}, "debt": {"lender": "X", "lender_kind": "microloan"}})
    >>> find_channels(load_law(), case, "en", date(2026, 11, 24))[0].name
    'Local financial authority, through the municipal line 12345'
    """
    found = [
        Channel(id=known.value.id, name=known.words(language), draft=known.value.draft)
        for known in _known(law, case, on)
    ]
    return tuple(sorted(found, key=lambda c: (_rank(c.id), c.id)))


def _known(law: Law, case: Case, on: date) -> Iterator[Known]:
    kinds = {c.role or None for c in case.collectors}
    whom = [{"lender": case.lender_kind, "product": case.product, "collector": kind} for kind in kinds]
    for name in law.values:
        if _MARK not in name or not case.region:
            continue
        try:
            known = law.value(name, on)
        except FactMissing:
            continue
        if law.reaches(known.value.book, case.region) and any(map(known.value.binds_whom, whom)):
            yield known


def _rank(name: str) -> int:
    last = name.rsplit(".", 1)[1]
    return ORDER.index(last) if last in ORDER else len(ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """By when the other side has to do what, if the borrower writes on `on`."""

    rule: str
    cite: str
    words: str
    due: date
    draft: bool


def last_days(law: Law, case: Case, language: str, on: date, kind: str) -> tuple[LastDay, ...]:
    """What starts to run if the borrower makes a statement of this kind today (`complaint`, `dispute`)."""
    at = datetime.combine(on, time(12), ZoneInfo(case.zone))
    said = Statement(id="today", at=at, person=ME, kind=kind, written=True, medium="letter")
    found: dict[str, LastDay] = {}
    for collector in case.collectors:
        contact = replace(case.base.contact, at=at, person=ME, collector=collector.id)
        for r in list_deadlines(law, replace(case.base, contact=contact, statements=(said,))):
            if r.by == "today" and r.due is not None and not r.deadline.kept:
                found[r.deadline.id] = LastDay(
                    rule=r.deadline.id, cite=r.deadline.cite, words=r.words(language), due=r.due,
                    draft=r.deadline.draft,
                )  # fmt: skip
    return tuple(found.values())


def grounds(law: Law, case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    """The citations of some rules or values, where they are law at the borrower's place."""
    wanted: dict[str, str] = {}
    for book in law.books.values():
        if not case.region or not law.reaches(book.id, case.region):
            continue
        entries: tuple[Entry, ...] = (*book.rules, *book.values, *book.deadlines)
        wanted.update((entry.id, entry.cite) for entry in entries)
    return tuple(dict.fromkeys(wanted[name] for name in names if name in wanted))
