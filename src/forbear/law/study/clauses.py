"""The clauses of rulebooks as their authors wrote them, and how two laws differ clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from forbear.law.rulebook import Law, Rulebook
from forbear.law.rulebook.markdown import Fence, read_markdown

_SORTS = ("rule", "value", "deadline")
_INHERITED = ("force", "status", "binds", "clock", "in_force", "until")
"""What a clause takes from the front matter where it does not say it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two laws that are compared: which books of which law, read on which day.

    `name` is what the person called it: `cn@2026-03-01`, or a file.
    """

    name: str
    law: Law
    books: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One rule, value or deadline in force on a day. `asks` are its parameters, keys within keys joined by a dot."""

    id: str
    book: str
    sort: str
    cite: str
    in_force: date
    until: date | None
    words: Mapping[str, str]
    asks: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """A clause on both sides: what it asks differently, as (parameter, before, after); None: not stated."""

    before: Clause
    after: Clause
    parameters: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDifference:
    """Two laws by clause: what was added, what ended, what changed."""

    added: tuple[Clause, ...]
    ended: tuple[Clause, ...]
    changed: tuple[ClauseChange, ...]


def compare_clauses(before: Side, after: Side) -> ClauseDifference:
    """What was added, ended or changed, in the order of the books.

    >>> from forbear.law.rulebook import load_law
    >>> law = load_law()
    >>> old, new = (Side(name="", law=law, books=("in.rbi",), day=date(y, 1, 1)) for y in (2026, 2027))
    >>> found = compare_clauses(old, new)
    >>> [(p, was, now) for c in found.changed if c.after.id == "in.rbi.hours" for p, was, now in c.parameters][1][0]
    'cite'
    """
    old = {c.id: c for c in clauses_of(before)}
    new = {c.id: c for c in clauses_of(after)}
    changed = []
    for name, clause in new.items():
        if name in old and (differing := _parameters(old[name], clause)):
            changed.append(ClauseChange(before=old[name], after=clause, parameters=differing))
    return ClauseDifference(
        added=tuple(c for name, c in new.items() if name not in old),
        ended=tuple(c for name, c in old.items() if name not in new),
        changed=tuple(changed),
    )


def clauses_of(side: Side) -> Iterator[Clause]:
    """The clauses of a side that are in force on its day."""
    for name in side.books:
        book = side.law.books[name]
        for clause in read_clauses(book, side.day):
            if clause.in_force <= side.day and (clause.until is None or side.day <= clause.until):
                yield clause


def read_clauses(book: Rulebook, day: date) -> Iterator[Clause]:
    """Every version of every clause of a book; a value that goes by date is that of the day."""
    file = Path(book.file)
    front, fences = read_markdown(file.read_text(encoding="utf-8"), book.file)
    for fence in fences:
        if fence.kind in _SORTS:
            yield _clause(book.id, front, fence, day)


def _clause(book: str, front: Mapping[str, Any], fence: Fence, day: date) -> Clause:
    table = {k: front[k] for k in _INHERITED if k in front} | fence.table
    asks = {k: v for k, v in table.items() if k not in {"id", "en", "zh", "in_force", "until", "cite"}}
    if fence.kind == "value" and isinstance(asks.get("is"), Mapping):
        asks["is"] = _value_on(asks["is"], day)
    return Clause(
        id=table["id"], book=book, sort=fence.kind, cite=table.get("cite", fence.article),
        in_force=table["in_force"], until=table.get("until"),
        words={"en": table["en"], "zh": table["zh"]}, asks=dict(_flat(asks)),
    )  # fmt: skip


def _value_on(by_date: Mapping[str, Any], day: date) -> Any:
    known = [d for d in by_date if date.fromisoformat(d) <= day]
    return by_date[max(known)] if known else None


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for k, v in value.items():
            yield from _flat(v, f"{key}.{k}" if key else k)
    else:
        yield key, sorted(value) if _is_words(value) else value


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _parameters(old: Clause, new: Clause) -> tuple[tuple[str, Any, Any], ...]:
    keys: Iterable[str] = sorted(old.asks.keys() | new.asks.keys())
    out = [(k, old.asks.get(k), new.asks.get(k)) for k in keys if old.asks.get(k) != new.asks.get(k)]
    out += [(k, old.words[k], new.words[k]) for k in ("en", "zh") if old.words[k] != new.words[k]]
    out += [("cite", old.cite, new.cite)] if old.cite != new.cite else []
    if out or (old.in_force, old.until) != (new.in_force, new.until):
        pairs = (("in_force", old.in_force, new.in_force), ("until", old.until, new.until))
        out += [(k, a, b) for k, a, b in pairs if a != b]
    return tuple(out)
