"""Two versions of one rule at once: the same id in two files. The versions within a file the reader holds apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from forbear.law.rulebook import Rulebook
from forbear.law.rulebook.deadlines import Deadline
from forbear.law.rulebook.values import Value
from forbear.law.rules.rule import Rule
from forbear.law.study.cells import Cell, Place, cell_request, zone_of
from forbear.law.study.finding import Finding

Entry = Rule | Value | Deadline


def find_doubles(
    books: Sequence[Rulebook], further: Sequence[Rulebook]
) -> tuple[list[Rulebook], list[Finding]]:
    """The further books that can be used beside the others, and a finding for each id that stands twice.

    A book with an id that is taken, its own or a rule's, is left out of the study.
    """
    kept: list[Rulebook] = []
    findings: list[Finding] = []
    for book in further:
        found = [f for other in (*books, *kept) for f in _doubles(other, book)]
        findings += found
        if not found:
            kept.append(book)
    return kept, findings


def _doubles(old: Rulebook, new: Rulebook) -> Iterator[Finding]:
    shared = {e.id for e in _entries(old)} & {e.id for e in _entries(new)}
    for name in sorted(shared):
        pairs = [(a, b) for a in _entries(old) for b in _entries(new) if a.id == b.id == name]
        yield _finding(old, new, name, next((d for a, b in pairs if (d := _together(a, b))), None))
    if old.id == new.id and not shared:
        yield _finding(old, new, new.id, max(old.in_force, new.in_force))


def _entries(book: Rulebook) -> tuple[Entry, ...]:
    return (*book.rules, *book.values, *book.deadlines)


def _together(a: Entry, b: Entry) -> date | None:
    """The first day on which both are law, or None."""
    first = max(a.in_force, b.in_force)
    ends = [e.until for e in (a, b) if e.until is not None]
    return first if all(first <= end for end in ends) else None


def _finding(old: Rulebook, new: Rulebook, name: str, together: date | None) -> Finding:
    day = together or new.in_force
    en = f"{name} stands in {old.file} and in {new.file}"
    zh = f"{name} 同时见于 {old.file} 与 {new.file}"
    en += (
        f"; both are law from {together}"
        if together
        else "; they are never law at once, but belong in one file"
    )
    zh += f"；自{together}起两者同时有效" if together else "；两者不同时有效，但应置于同一文件"
    place = Place(region=new.regions[0], day=day, books=(new.id,), zone=zone_of((new,)))
    return Finding(
        kind="versions", severity="error", place=place.region, day=day, rules=(name,), words={"en": en, "zh": zh},
        shows={"en": f"judge refuses to load {new.file} beside the other",
               "zh": f"judge 拒绝同时加载 {new.file}"},
        request=cell_request(Cell(), place, name=f"versions-{name}"),
    )  # fmt: skip
