"""How two laws differ clause by clause: rules, values and duties with a date, as their authors wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from forbear.law.rulebook import Law
from forbear.law.rulebook.articles import Clause, read_articles
from forbear.law.rulebook.values import Value
from forbear.terms import FactMissing

_HEAD = ("id", "kind", "cite", "en", "zh", "in_force", "until")


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
class ClauseChange:
    """A clause that differs: as it was and as it is (None: not law on that side).

    `parameters` are what it asks differently, as (key, before, after), keys within keys joined by a dot; None is
    "not stated".
    """

    before: Clause | None
    after: Clause | None
    parameters: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def how(self) -> str:
        """`added`, `ended` or `changed`."""
        return "added" if self.before is None else "ended" if self.after is None else "changed"

    @property
    def clause(self) -> Clause:
        """The clause as it is; one that ended, as it was."""
        found = self.after or self.before
        assert found is not None
        return found


def compare_clauses(before: Side, after: Side) -> tuple[ClauseChange, ...]:
    """The clauses that were added, ended or changed, in the order of the books.

    >>> from forbear.law.rulebook import load_law
    >>> law = load_law()
    >>> old, new = (Side(name="", law=law, books=("in.rbi",), day=date(y, 1, 1)) for y in (2026, 2027))
    >>> found = {c.clause.entry.id: c for c in compare_clauses(old, new)}
    >>> found["in.rbi.grievance_hold"].how, found["in.rbi.hours"].parameters[0][0]
    ('ended', 'binds.lender')
    """
    old, new = dict(_clauses_of(before)), dict(_clauses_of(after))
    found = []
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            found.append(ClauseChange(before=was and was[0], after=now and now[0]))
        elif differing := tuple(_differing(was, now)):
            found.append(ClauseChange(before=was[0], after=now[0], parameters=differing))
    return tuple(found)


Asked = tuple[Clause, Mapping[str, Any]]
"""A clause, and its parameters by name."""


def _clauses_of(side: Side) -> Iterator[tuple[str, Asked]]:
    """The clauses of a side that are in force on its day."""
    for name in side.books:
        reading = read_articles(side.law.books[name])
        for article in reading.articles:
            for clause in article.clauses:
                entry = clause.entry
                if entry.in_force <= side.day and (entry.until is None or side.day <= entry.until):
                    yield entry.id, (clause, _asked(side, clause, reading.binds))


def _asked(side: Side, clause: Clause, binds: Mapping[str, Any]) -> dict[str, Any]:
    table = {"binds": binds} | {k: v for k, v in clause.table.items() if k not in _HEAD}
    if isinstance(clause.entry, Value):
        table["is"] = _amount(side, clause.entry)
    return dict(_flat(table)) | {"force": clause.entry.force, "draft": clause.entry.draft}


def _amount(side: Side, value: Value) -> Any:
    """What a value is on the side's day; None where that is not known."""
    try:
        amount = side.law.value(value.id, side.day).amount
    except FactMissing:
        return None
    return f"{amount.normalize():f}" if isinstance(amount, Decimal) else amount


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for k, v in value.items():
            yield from _flat(v, f"{key}.{k}" if key else k)
    elif isinstance(value, list) and all(isinstance(v, str) for v in value):
        yield key, sorted(value)
    elif value != {}:
        yield key, value.isoformat() if isinstance(value, date | datetime) else value


def _differing(old: Asked, new: Asked) -> Iterator[tuple[str, Any, Any]]:
    """What differs; the dates too where something else does, or where they are those of another text."""
    (was, asked), (now, asks) = old, new
    found = [(k, asked.get(k), asks.get(k)) for k in dict.fromkeys((*asks, *asked))]
    found += [(k, was.entry.words[k], now.entry.words[k]) for k in ("en", "zh")]
    found.append(("cite", was.entry.cite, now.entry.cite))
    dates = [(k, getattr(was.entry, k), getattr(now.entry, k)) for k in ("in_force", "until")]
    found += [(k, a and a.isoformat(), b and b.isoformat()) for k, a, b in dates]
    return (change for change in found if change[1] != change[2])
