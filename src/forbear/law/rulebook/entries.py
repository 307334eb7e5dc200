"""What a rulebook states, one fence at a time: rules, values and duties with a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forbear.law.clock import find_zone
from forbear.law.rulebook.deadlines import DEADLINE_KEYS, Deadline, read_deadline
from forbear.law.rulebook.faults import Faults
from forbear.law.rulebook.markdown import Fence
from forbear.law.rulebook.values import VALUE_KEYS, Value, read_value
from forbear.law.rulebook.words import TOLD, check_names
from forbear.law.rules.conditions import read_condition, read_scope
from forbear.law.rules.expr import FALSE, TRUE, Expr, conjoin
from forbear.law.rules.rule import KINDS, Rule
from forbear.law.rules.values import name_unknown
from forbear.terms import EFFECTS, FORCES

ENTRY_KEYS = ("id", "force", "status", "cite", "in_force", "until", "binds", "en", "zh")
RULE_KEYS = ("kind", "effect", "on", "when", "unless", "clock")

Entry = Rule | Value | Deadline
"""What a rulebook states: each has an id, a clause, dates, a force and words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """What an entry is read within: the front matter of its book, and where faults go."""

    front: Mapping[str, Any]
    faults: Faults


def check_words(fence: Fence, faults: Faults) -> None:
    """The words of a closed list that a fence or the front matter may hold."""
    for key, known in (("force", FORCES), ("effect", sorted(EFFECTS)), ("status", ("draft", "read"))):
        if key in fence.table and fence.table[key] not in known:
            faults.add(fence, f"{key} = {fence.table[key]!r}; write one of {', '.join(known)}")


def read_days(table: Mapping[str, Any]) -> tuple[date, date | None]:
    """The first day in force, and the last. ValueError says what to write instead."""
    for key in ("in_force", "until"):
        if table.get(key) is not None and type(table[key]) is not date:
            raise ValueError(f"{key} is not a date; write {key} = 2026-01-30 without quotes")
    first, last = table["in_force"], table.get("until")
    if last is not None and last < first:
        raise ValueError(f"until = {last} lies before in_force = {first}; it is never law")
    return first, last


def read_rule(fence: Fence, book: Within) -> Rule | None:
    """The rule of a fence; None where anything about it is wrong, which is then among the faults."""
    table, before = fence.table, len(book.faults)
    kind = KINDS.get(str(table.get("kind")))
    if kind is None:
        book.faults.add(fence, f"kind: {name_unknown(table.get('kind'), KINDS, 'kind')}")
    known = {*ENTRY_KEYS, *RULE_KEYS, *(kind.keys if kind else table)}
    entry = _read_entry(fence, book, (*RULE_KEYS, *(kind.keys if kind else table)), TOLD)
    made: Any = None
    scope: Expr = TRUE
    when: Expr = TRUE
    unless: Expr = FALSE
    clock: tuple[str, ...] = ()
    about = str(table.get("id", ""))[:200]
    if (
        kind is not None and known >= table.keys()
    ):  # of a key that is misspelt, the kind would only say that it lacks
        with book.faults.within(fence, about):
            made = kind.read(table)
    with book.faults.within(fence, about):
        scope = _read_scope(table, book)
    with book.faults.within(fence, about):
        when = read_condition(table["when"], "when") if "when" in table else TRUE
    with book.faults.within(fence, about):
        unless = read_condition(table["unless"], "unless") if "unless" in table else FALSE
    with book.faults.within(fence, about):
        clock = _read_clock(table.get("clock", book.front.get("clock", ["person"])))
    if len(book.faults) > before:
        return None
    return Rule(
        **entry, kind_name=table["kind"], kind=made, effect=table.get("effect", "forbid"), scope=scope,
        when=when, unless=unless, clock=clock,
    )  # fmt: skip


def read_value_fence(fence: Fence, book: Within) -> Value | None:
    """The value of a fence; None where anything about it is wrong."""
    before = len(book.faults)
    entry = _read_entry(fence, book, VALUE_KEYS, ("value",))
    own: dict[str, Any] = {}
    binds: Expr = TRUE
    with book.faults.within(fence, entry["id"]):
        own = read_value(fence.table, entry["in_force"], entry["until"])
    with book.faults.within(fence, str(fence.table.get("id", ""))[:200]):
        binds = _read_binds(fence.table, book)
    return None if len(book.faults) > before else Value(**entry, **own, binds=binds)


def read_deadline_fence(fence: Fence, book: Within) -> Deadline | None:
    """The duty with a date of a fence; None where anything about it is wrong."""
    before, about = len(book.faults), str(fence.table.get("id", ""))[:200]
    entry = _read_entry(fence, book, DEADLINE_KEYS, ("due", "latest"))
    own: dict[str, Any] = {}
    binds: Expr = TRUE
    clock: tuple[str, ...] = ()
    with book.faults.within(fence, about):
        own = read_deadline(fence.table)
    with book.faults.within(fence, about):
        binds = _read_binds(fence.table, book)
    with book.faults.within(fence, about):
        clock = _read_clock(book.front.get("clock", ["person"]))
    return None if len(book.faults) > before else Deadline(**entry, **own, binds=binds, clock=clock)


def _read_entry(fence: Fence, book: Within, keys: tuple[str, ...], names: tuple[str, ...]) -> dict[str, Any]:
    """What rules, values and deadlines have in common: id, force, dates, citation, words."""
    table, front, faults = fence.table, book.front, book.faults
    name = str(table.get("id", ""))
    faults.check_keys(fence, table, (*ENTRY_KEYS, *keys))
    check_words(fence, faults)
    if front["id"] and not (isinstance(table.get("id"), str) and name.startswith(front["id"] + ".")):
        wanted = f"{front['id']}.{name.rsplit('.', 1)[-1][:60] or 'name'}"
        faults.add(
            fence, f"the id {name[:100]!r} does not begin with {front['id']!r} and a dot; write {wanted!r}"
        )
    for language in ("en", "zh"):
        text = table.get(language)
        if not isinstance(text, str) or not text:
            faults.add(fence, f'{language}: lacks its words; write {language} = "…"')
        else:
            with faults.within(fence, name[:200]):
                check_names(text, language, names)
    if "cite" in table and not isinstance(table["cite"], str):
        faults.add(fence, 'cite: write the citation as a string, cite = "§ 5.3"')
    first, last = front["in_force"], None
    with faults.within(fence):
        first, last = read_days({"in_force": front["in_force"], "until": front.get("until"), **table})
    return {
        "id": name, "book": front["id"], "force": table.get("force", front.get("force", "")),
        "cite": table.get("cite", fence.article), "article": fence.article, "in_force": first, "until": last,
        "draft": table.get("status", front.get("status")) == "draft", "file": faults.file, "line": fence.line,
        "words": {k: table.get(k, "") for k in ("en", "zh")},
    }  # fmt: skip


def _read_binds(table: Mapping[str, Any], book: Within) -> Expr:
    return read_scope(table.get("binds", book.front.get("binds", {})), "binds")


def _read_scope(table: Mapping[str, Any], book: Within) -> Expr:
    on = table.get("on", {})
    if not isinstance(on, dict):
        raise ValueError('on: not a table; write { channel = "call" }')
    on = {"direction": "outbound", **on}
    if on["direction"] == "any":
        del on["direction"]
    return conjoin(_read_binds(table, book), read_scope(on, "on"))


def _read_clock(value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise ValueError('clock: write clock = ["person"], or the zone of the law, ["Asia/Shanghai"]')
    for n in names:
        if n != "person":
            find_zone(n)
    return tuple(names)
