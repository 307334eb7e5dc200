"""Single changes to the rules of a book, and which of them its own cases notice.

A case that stands at the boundary tells a rule from its neighbour: two calls from three, eight from nine, a
friend from a colleague. A change that no case notices shows where such a case is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from forbear.law.judge.cases import run_case
from forbear.law.rulebook import Law, Rulebook
from forbear.law.rulebook.entries import Within, read_rule
from forbear.law.rulebook.faults import Faults
from forbear.law.rulebook.markdown import read_markdown
from forbear.law.rulebook.read import check_dates
from forbear.law.rules.history import Reader
from forbear.law.rules.rule import Rule
from forbear.terms import BINDING_FORCES, EFFECTS

KEPT = frozenset({"id", "kind", "cite", "en", "zh", "status", "clock"})
"""Keys of a rule that are left alone: its name, its words, and on whose clock it runs."""
SWAPPED = {"from": "after", "after": "from", "before": "to", "to": "before"}
"""The word for an edge that is in, and the one for an edge that is out."""
_SPAN = re.compile(r"(\d+) (\w+)").fullmatch
_TIME = re.compile(r"(\d\d):(\d\d)").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rule of a book with one thing changed: what, in words, and the rule before and after."""

    what: str
    old: Rule
    new: Rule


def single_changes(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every single change to a rule's table, or to a value in it: what it is, and the value with it.

    A number or a span is one more or one less; a time of day an hour or a minute earlier or later; a date the day
    before or after. An edge that is in is out; true is false; a word goes from a list, a table from a list of
    tables, a key from a table; an effect that is stated is another, a force that binds does not.

    >>> [what for what, _ in single_changes({"max": 2, "on": {"role": ["friend", "family"]}})]
    ['max: 1', 'max: 3', 'max dropped', 'on.role without friend', 'on.role without family', 'on dropped']
    """
    if isinstance(value, Mapping):
        yield from _of_table(value, where)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            rest = [*value[:i], *value[i + 1 :]]
            if rest:
                yield f"{where} without {item if isinstance(item, str) else f'[{i}]'}", rest
            if isinstance(item, Mapping):
                for what, new in single_changes(item, f"{where}[{i}]"):
                    yield what, [*value[:i], new, *value[i + 1 :]]
    else:
        yield from ((f"{where}: {new}", new) for new in _neighbours(value, where))


def _of_table(table: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if not where and key in KEPT:
            continue
        name = f"{where}.{key}" if where else key
        for what, new in single_changes(value, name):
            yield what, {**table, key: new}
        if key in SWAPPED and "allow" in where:
            yield (
                f"{name} is {SWAPPED[key]}",
                {SWAPPED.get(k, k) if k == key else k: v for k, v in table.items()},
            )
        elif len(table) > 1:
            yield f"{name} dropped", {k: v for k, v in table.items() if k != key}


def _neighbours(value: Any, where: str) -> list[Any]:
    """The values next to a value."""
    match value:
        case bool():
            return [not value]
        case int():
            return [value - 1, value + 1]
        case datetime():
            return []
        case date():
            return [value - timedelta(days=1), value + timedelta(days=1)]
        case str() if where == "effect":
            return sorted(EFFECTS - {value})
        case str() if where == "force":
            return ["standard" if value in BINDING_FORCES else "regulation"]
        case str() if found := _SPAN(value):
            return [f"{int(found[1]) + step} {found[2]}" for step in (-1, 1)]
        case str() if found := _TIME(value):
            minutes = int(found[1]) * 60 + int(found[2])
            return [f"{m // 60 % 24:02}:{m % 60:02}" for m in (minutes + s for s in (-60, -1, 1, 60))]
        case _:
            return []


def changed_rules(book: Rulebook) -> Iterator[Change]:
    """Every rule of a book with every single change under which it can still be read and says another thing."""
    front, fences = read_markdown(book.text, book.file)
    for i, fence in enumerate(f for f in fences if f.kind == "rule"):
        for what, table in single_changes(fence.table):
            faults = Faults(book.file)
            new = read_rule(replace(fence, table=table), Within(front=front, faults=faults))
            if new is None or _says_the_same(new, book.rules[i]):
                continue
            check_dates((*book.rules[:i], new, *book.rules[i + 1 :]), faults)
            if not len(faults):
                yield Change(what=what, old=book.rules[i], new=new)


def _says_the_same(new: Rule, old: Rule) -> bool:
    """Whether no verdict can differ: the rules are equal, or but for the force of a duty, which no verdict tells."""
    return (replace(new, force=old.force, effect=old.effect) if old.kind_name == "duty" else new) == old


def unnoticed(book: Rulebook, changes: Iterable[Change], read: Reader | None) -> list[Change]:
    """The changes under which every case of the book still comes out as its author says."""
    return [c for c in changes if not _notices(book, c, read)]


def _notices(book: Rulebook, change: Change, read: Reader | None) -> bool:
    rules = tuple(change.new if r is change.old or r == change.old else r for r in book.rules)
    changed = replace(book, rules=rules)
    law = Law([changed])
    near = sorted(book.cases, key=lambda c: c.article != change.old.article)
    return any(run_case(changed, case, law, read)[1] for case in near)
