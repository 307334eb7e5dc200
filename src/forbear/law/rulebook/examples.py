"""The cases of a rulebook: each is an example with what its author expects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from forbear.law.rulebook.each import spread
from forbear.law.rulebook.entries import check_words
from forbear.law.rulebook.faults import Faults
from forbear.law.rulebook.markdown import Fence
from forbear.law.rules.bounds import MOST_CASES
from forbear.terms import RulebookError

CASE_KEYS = (
    "name", "expect", "rules", "not_rules", "effect", "duties", "not_duties", "next", "at", "contact", "collectors",
    "debts", "people", "statements", "history", "read_at", "posture", "each", "due", "late", "done",
)  # fmt: skip
CASE_DEFAULTS = ("contact", "collectors", "debts", "people", "statements", "history", "read_at", "posture")
_ID = re.compile(r'^\s*id\s*=\s*"([^"]+)"', re.MULTILINE)


def read_cases(fences: Iterable[Fence], defaults: Mapping[str, Any], faults: Faults) -> list[Fence]:
    """The cases of a file, each word of an `each` a case of its own, checked; what is wrong is among the faults."""
    fences = list(fences)
    stated = [f for f in fences if f.kind in {"rule", "value", "deadline"}]
    ids = {kind: _ids(f for f in stated if f.kind == kind) for kind in ("rule", "deadline")}
    out: list[Fence] = []
    for fence in fences:
        if fence.kind != "case" or fence.broken:
            continue
        before = len(faults)
        _check_case(fence, ids, faults)
        cases: tuple[Fence, ...] = ()
        with faults.within(fence):
            cases = spread(fence, defaults)
        if len(out) + len(cases) > MOST_CASES:
            why = f"more than {MOST_CASES} cases; split it by legal source"
            raise RulebookError(faults.file, fence.line, fence.article, why)
        if len(faults) == before:
            out += cases
    return out


def _ids(fences: Iterable[Fence]) -> set[str]:
    """The ids that fences state, also those that are wrong elsewhere."""
    told = set()
    for fence in fences:
        written = _ID.search("\n".join(fence.source)) if fence.broken else None
        told.add(written[1] if written else str(fence.table.get("id", "")))
    return told


def _check_case(case: Fence, ids: Mapping[str, set[str]], faults: Faults) -> None:
    table = case.table
    faults.check_keys(case, table, CASE_KEYS)
    check_words(case, faults)
    if not isinstance(table.get("name"), str) or not table["name"]:
        faults.add(case, 'name: a case needs a name, name = "the second call of the day"')
    if table.get("expect") not in ("allow", "forbid", "unknown"):
        faults.add(case, 'expect: a case needs expect = "allow", "forbid" or "unknown"')
    for key in ("at", "next"):
        value = table.get(key)
        if (key == "at" or value is not None) and (not isinstance(value, datetime) or value.tzinfo is None):
            faults.add(case, f"{key}: write an instant with its offset, {key} = 2026-03-03T08:00:00+08:00")
    for key in ("rules", "not_rules", "duties", "not_duties"):
        named = table.get(key, [])
        if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
            faults.add(case, f'{key}: write a list of rules, {key} = ["…"]')
            continue
        for name in named:
            if not any(r == name or r.startswith(f"{name}.") for r in ids["rule"]):
                close = get_close_matches(name, ids["rule"], 1)
                hint = f"did you mean {close[0]!r}?" if close else "write the id of one, or its beginning"
                faults.add(case, f"{key}: there is no rule {name[:100]!r} in this book; {hint}")
    for key in ("due", "late", "done"):
        named = table.get(key, [])
        if not isinstance(named, list | Mapping):
            faults.add(case, f'{key}: write a list of deadlines, {key} = ["…"]')
            continue
        for name in named:
            if name not in ids["deadline"]:
                faults.add(case, f"{key}: there is no deadline {name!r} in this book")
    due = table.get("due", {})
    if not isinstance(due, Mapping) or not all(type(day) is date for day in due.values()):
        faults.add(case, 'due: write each deadline and its day, due = { "zz.act.answer" = 2026-05-16 }')
