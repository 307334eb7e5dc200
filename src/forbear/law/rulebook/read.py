"""From a file to a rulebook: every key known, every rule dated, cited and explained in zh and en."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from forbear.law.rulebook.deadlines import Deadline
from forbear.law.rulebook.entries import (
    ENTRY_KEYS,
    RULE_KEYS,
    Entry,
    Within,
    check_words,
    read_days,
    read_deadline_fence,
    read_rule,
    read_value_fence,
)
from forbear.law.rulebook.examples import CASE_DEFAULTS, CASE_KEYS, read_cases
from forbear.law.rulebook.faults import Faults
from forbear.law.rulebook.limits import read_text
from forbear.law.rulebook.markdown import Fence, read_pages
from forbear.law.rulebook.values import Value
from forbear.law.rules.rule import Rule
from forbear.terms import RulebookError

__all__ = [
    "CASE_KEYS", "ENTRY_KEYS", "FRONT_KEYS", "RULE_KEYS", "Entry", "Rulebook", "find_faults", "read_rulebook",
    "read_rulebook_file",
]  # fmt: skip

FRONT_KEYS = (
    "id", "title", "source", "regions", "outside", "uncovered", "covers", "clock", "force",
    "binds", "in_force", "until", "status", "read_on", "case",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """One legal source. `version` is the day it was last compared and the SHA-256 of its text."""

    id: str
    title: Mapping[str, str]
    source: str
    regions: tuple[str, ...]
    outside: tuple[str, ...]
    uncovered: tuple[str, ...]
    covers: bool
    force: str
    in_force: date
    until: date | None
    version: str
    rules: tuple[Rule, ...]
    values: tuple[Value, ...]
    deadlines: tuple[Deadline, ...]
    cases: tuple[Fence, ...]
    case_defaults: Mapping[str, Any]
    file: str
    text: str


def find_faults(text: str, file: str) -> tuple[Rulebook | None, Sequence[RulebookError]]:
    """The rulebook that a text states, or all that is wrong with it, by line.

    >>> book, faults = find_faults("+++\\nid = 7\\n+++\\n", "x.md")
    >>> book, [(f.line, f.why) for f in faults][:2]
    (None, [(1, "lacks 'title'"), (1, "lacks 'source'")])
    """
    faults = Faults(file)
    try:
        front, *fences = read_pages(text, file, faults.put)
        book = _read(front, fences, text, faults)
    except RulebookError as beyond:
        return None, [*faults, beyond]
    return (None, list(faults)) if len(faults) else (book, [])


def read_rulebook(text: str, file: str) -> Rulebook:
    """The rulebook that a text states; RulebookError names file, line, article and what to write instead.

    Of several faults the first; `find_faults` tells all.
    """
    book, faults = find_faults(text, file)
    if book is None:
        raise faults[0]
    return book


def read_rulebook_file(path: Path) -> Rulebook:
    """The rulebook in a file."""
    return read_rulebook(read_text(path), str(path))


def _read(front: Fence, fences: list[Fence], text: str, faults: Faults) -> Rulebook | None:
    if not front.broken:
        _check_front(front, faults)
    sound = _sound(front.table)
    book = Within(front=sound, faults=faults)
    whole = [f for f in fences if not f.broken]
    rules = tuple(r for f in whole if f.kind == "rule" and (r := read_rule(f, book)))
    values = tuple(v for f in whole if f.kind == "value" and (v := read_value_fence(f, book)))
    deadlines = tuple(d for f in whole if f.kind == "deadline" and (d := read_deadline_fence(f, book)))
    for entries in (rules, values, deadlines):
        check_dates(entries, faults)
    _check_ids((rules, values, deadlines), faults)
    cases = tuple(read_cases(fences, sound["case"], faults))
    if len(faults):
        return None
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Rulebook(
        id=sound["id"], title=sound["title"], source=sound["source"], regions=tuple(sound["regions"]),
        outside=tuple(sound.get("outside", ())), uncovered=tuple(sound.get("uncovered", ())),
        covers=sound.get("covers", True), force=sound["force"], in_force=sound["in_force"],
        until=sound.get("until"), version=f"{sound['read_on']}:{sha256[:16]}", rules=rules, values=values,
        deadlines=deadlines, cases=cases, case_defaults=sound["case"], file=faults.file, text=text,
    )  # fmt: skip


def _sound(front: Mapping[str, Any]) -> dict[str, Any]:
    """The front matter, with something neutral where it is wrong, so that the rest can be read and told."""
    sound = dict(front)
    for key, kind, neutral in (("id", str, ""), ("in_force", date, date(1900, 1, 1)), ("case", dict, {})):
        if type(sound.get(key)) is not kind:
            sound[key] = neutral
    if type(sound.get("until")) is not date:
        sound.pop("until", None)
    return sound


def _check_front(front: Fence, faults: Faults) -> None:
    table = front.table
    faults.check_keys(front, table, FRONT_KEYS)
    misspelt = [key for key in table if key not in FRONT_KEYS]
    for key in ("id", "title", "source", "regions", "force", "in_force", "read_on"):
        if key not in table and not get_close_matches(key, misspelt, 1):
            faults.put(RulebookError(faults.file, 1, front.article, f"lacks {key!r}"))
    for key in ("id", "source"):
        if key in table and (not isinstance(table[key], str) or not table[key]):
            faults.add(front, f'{key}: write a string, {key} = "…"')
    title = table.get("title", {"en": "", "zh": ""})
    if not isinstance(title, dict) or not all(isinstance(title.get(k), str) for k in ("en", "zh")):
        faults.add(front, 'title: write both languages, title = { en = "…", zh = "…" }')
    if not isinstance(table.get("covers", True), bool):
        faults.add(front, "covers: write true or false")
    for key in ("regions", "outside", "uncovered"):
        places = table.get(key, ["-"])
        if not isinstance(places, list) or not places or not all(isinstance(p, str) for p in places):
            example = '["CN"]' if key == "regions" else '["US-MA"]'
            faults.add(front, f"{key}: write a list of places, {key} = {example}")
    if isinstance(table.get("case", {}), dict):
        faults.check_keys(front, table.get("case", {}), CASE_DEFAULTS, "case")
    else:
        faults.add(front, "case: write a table, [case]")
    check_words(front, faults)
    if "in_force" in table:
        with faults.within(front):
            read_days(table)
    if "read_on" in table and type(table["read_on"]) is not date:
        faults.add(front, "read_on is not a date; write read_on = 2026-01-30 without quotes")


def _check_ids(kinds: Iterable[tuple[Entry, ...]], faults: Faults) -> None:
    known: dict[str, tuple[Entry, ...]] = {}
    for entries in kinds:
        for entry in entries:
            if known.setdefault(entry.id, entries) is not entries:
                why = f"the id {entry.id!r} is a rule's, a value's or a deadline's already; give it one of its own"
                faults.put(RulebookError(faults.file, entry.line, entry.article, why))


def check_dates(entries: Iterable[Entry], faults: Faults) -> None:
    """That the versions of each entry follow each other without overlap or gap."""
    versions: dict[str, list[Entry]] = {}
    for entry in entries:
        versions.setdefault(entry.id, []).append(entry)
    for name, same in versions.items():
        same.sort(key=lambda r: r.in_force)
        for old, new in pairwise(same):
            why = ""
            if old.until is None or old.until >= new.in_force:
                last = new.in_force - timedelta(days=1)
                why = f"two versions overlap from {new.in_force}; end the older with until = {last}"
            elif old.until + timedelta(days=1) < new.in_force:
                why = (
                    f"no version is in force from {old.until + timedelta(days=1)} to"
                    f" {new.in_force - timedelta(days=1)}; give the later one another id if the gap is meant"
                )
            if why:
                faults.put(RulebookError(faults.file, new.line, new.article, f"{name}: {why}"))
