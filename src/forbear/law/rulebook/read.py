"""From a file to a rulebook: every key known, every rule dated, cited and explained in zh and en."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from forbear.law.clock import find_zone
from forbear.law.rulebook.deadlines import DEADLINE_KEYS, Deadline, read_deadline
from forbear.law.rulebook.each import spread
from forbear.law.rulebook.markdown import Fence, read_markdown
from forbear.law.rulebook.values import VALUE_KEYS, Value, read_value
from forbear.law.rulebook.words import TOLD, check_names
from forbear.law.rules.conditions import read_condition, read_scope
from forbear.law.rules.expr import FALSE, TRUE, Expr, conjoin
from forbear.law.rules.rule import KINDS, Rule
from forbear.law.rules.values import check_keys, name_unknown
from forbear.terms import EFFECTS, FORCES, RulebookError

FRONT_KEYS = (
    "id", "title", "source", "regions", "outside", "uncovered", "covers", "clock", "force",
    "binds", "in_force", "until", "status", "read_on", "case",
)  # fmt: skip
ENTRY_KEYS = ("id", "force", "status", "cite", "in_force", "until", "binds", "en", "zh")
RULE_KEYS = ("kind", "effect", "on", "when", "unless", "clock")
CASE_KEYS = (
    "name", "expect", "rules", "not_rules", "effect", "duties", "not_duties", "next", "at", "contact", "collectors",
    "debts", "people", "statements", "history", "read_at", "posture", "each", "due", "late", "done",
)  # fmt: skip
CASE_DEFAULTS = ("contact", "collectors", "debts", "people", "statements", "history", "read_at", "posture")


Entry = Rule | Value | Deadline
"""What a rulebook states: each has an id, a clause, dates, a force and words."""


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


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file, self.text = file, text
        self.front, self.fences = read_markdown(text, file)
        self.sha256 = hashlib.sha256(text.encode()).hexdigest()

    def fail(self, fence: Fence | None, why: str) -> RulebookError:
        if fence is None:
            return RulebookError(self.file, 1, "front matter", why)
        return RulebookError(self.file, fence.line, fence.article, why)

    def check_keys(self, table: Any, known: tuple[str, ...], fence: Fence | None, where: str = "") -> None:
        try:
            check_keys(table, known, where)
        except ValueError as e:
            raise self.fail(fence, str(e).removeprefix(": ")) from None

    def read(self) -> Rulebook:
        front = self.front
        self.check_front()
        rules = tuple(self.read_rule(f) for f in self.fences if f.kind == "rule")
        values = tuple(self.read_value(f) for f in self.fences if f.kind == "value")
        deadlines = tuple(self.read_deadline(f) for f in self.fences if f.kind == "deadline")
        for entries in (rules, values, deadlines):
            self.check_dates(entries)
        self.check_ids(rules, values, deadlines)
        cases = tuple(c for f in self.fences if f.kind == "case" for c in self.read_cases(f))
        for case in cases:
            self.check_case(case, rules, deadlines)
        return Rulebook(
            id=front["id"], title=front["title"], source=front["source"], regions=tuple(front["regions"]),
            outside=tuple(front.get("outside", ())), uncovered=tuple(front.get("uncovered", ())),
            covers=front.get("covers", True), force=front["force"], in_force=front["in_force"],
            until=front.get("until"), version=f"{front['read_on']}:{self.sha256[:16]}", rules=rules, values=values,
            deadlines=deadlines, cases=cases, case_defaults=front.get("case", {}), file=self.file, text=self.text,
        )  # fmt: skip

    def check_front(self) -> None:
        front = self.front
        self.check_keys(front, FRONT_KEYS, None)
        for key in ("id", "title", "source", "regions", "force", "in_force", "read_on"):
            if key not in front:
                raise self.fail(None, f"lacks {key!r}")
        for key in ("id", "source"):
            if not isinstance(front[key], str) or not front[key]:
                raise self.fail(None, f'{key}: write a string, {key} = "…"')
        title = front["title"]
        if not isinstance(title, dict) or not all(isinstance(title.get(k), str) for k in ("en", "zh")):
            raise self.fail(None, 'title: write both languages, title = { en = "…", zh = "…" }')
        if not isinstance(front.get("covers", True), bool):
            raise self.fail(None, "covers: write true or false")
        for key in ("regions", "outside", "uncovered"):
            places = front.get(key, ["-"])
            if not isinstance(places, list) or not places or not all(isinstance(p, str) for p in places):
                example = '["CN"]' if key == "regions" else '["US-MA"]'
                raise self.fail(None, f"{key}: write a list of places, {key} = {example}")
        if not isinstance(front.get("case", {}), dict):
            raise self.fail(None, "case: write a table, [case]")
        self.check_keys(front.get("case", {}), CASE_DEFAULTS, None, "case")
        self.check_words(front, None)
        self.read_days(front, None)
        if type(front["read_on"]) is not date:
            raise self.fail(None, "read_on is not a date; write read_on = 2026-01-30 without quotes")

    def check_words(self, table: Mapping[str, Any], fence: Fence | None) -> None:
        for key, known in (("force", FORCES), ("effect", sorted(EFFECTS)), ("status", ("draft",))):
            if key in table and table[key] not in known:
                raise self.fail(fence, f"{key} = {table[key]!r}; write one of {', '.join(known)}")

    def read_cases(self, fence: Fence) -> tuple[Fence, ...]:
        try:
            return spread(fence, self.front.get("case", {}))
        except ValueError as e:
            raise self.fail(fence, str(e)) from None

    def check_case(self, case: Fence, rules: tuple[Rule, ...], deadlines: tuple[Deadline, ...]) -> None:
        table = case.table
        self.check_keys(table, CASE_KEYS, case)
        self.check_words(table, case)
        if not table.get("name") or table.get("expect") not in ("allow", "forbid", "unknown"):
            raise self.fail(case, 'a case needs a name and expect = "allow", "forbid" or "unknown"')
        at = table.get("at")
        if not isinstance(at, datetime) or at.tzinfo is None:
            raise self.fail(case, "at: write an instant with its offset, at = 2026-03-03T08:00:00+08:00")
        for key in ("rules", "not_rules", "duties", "not_duties"):
            named = table.get(key, [])
            if not isinstance(named, list):
                raise self.fail(case, f"{key}: write a list of rules")
            for name in named:
                if not any(r.id == name or r.id.startswith(f"{name}.") for r in rules):
                    raise self.fail(case, f"{key}: there is no rule {name!r} in this book")
        for key in ("due", "late", "done"):
            for name in table.get(key, ()):
                if name not in {d.id for d in deadlines}:
                    raise self.fail(case, f"{key}: there is no deadline {name!r} in this book")
        due = table.get("due", {})
        if not isinstance(due, Mapping) or not all(type(day) is date for day in due.values()):
            raise self.fail(
                case, 'due: write each deadline and its day, due = { "zz.act.answer" = 2026-05-16 }'
            )

    def read_entry(self, fence: Fence, keys: tuple[str, ...], names: tuple[str, ...]) -> dict[str, Any]:
        """What rules, values and deadlines have in common: id, force, dates, citation, words."""
        table, front = fence.table, self.front
        self.check_keys(table, (*ENTRY_KEYS, *keys), fence)
        self.check_words(table, fence)
        name = str(table.get("id", ""))
        if not name.startswith(front["id"] + "."):
            raise self.fail(fence, f"the id {name!r} does not begin with {front['id']!r} and a dot")
        if not all(isinstance(table.get(k), str) and table[k] for k in ("en", "zh")):
            raise self.fail(fence, 'lacks its words; write en = "…" and zh = "…"')
        try:
            check_names(table["en"], "en", names)
            check_names(table["zh"], "zh", names)
        except ValueError as e:
            raise self.fail(fence, f"{name}: {e}") from None
        first, last = self.read_days(
            {"in_force": front["in_force"], "until": front.get("until"), **table}, fence
        )
        return {
            "id": name, "book": front["id"], "force": table.get("force", front["force"]),
            "cite": table.get("cite", fence.article), "article": fence.article, "in_force": first, "until": last,
            "draft": table.get("status", front.get("status")) == "draft", "file": self.file, "line": fence.line,
            "words": {"en": table["en"], "zh": table["zh"]},
        }  # fmt: skip

    def read_rule(self, fence: Fence) -> Rule:
        table = fence.table
        kind = KINDS.get(str(table.get("kind")))
        if kind is None:
            raise self.fail(fence, name_unknown(table.get("kind"), KINDS, "kind"))
        entry = self.read_entry(fence, (*RULE_KEYS, *kind.keys), TOLD)
        try:
            made = kind.read(table)
            scope = self.read_rule_scope(table)
            when = read_condition(table["when"], "when") if "when" in table else TRUE
            unless = read_condition(table["unless"], "unless") if "unless" in table else FALSE
            clock = self.read_clock(table.get("clock", self.front.get("clock", ["person"])))
        except (ValueError, TypeError, KeyError) as e:
            raise self.fail(fence, f"{entry['id']}: {e}") from None
        return Rule(
            **entry, kind_name=table["kind"], kind=made, effect=table.get("effect", "forbid"), scope=scope,
            when=when, unless=unless, clock=clock,
        )  # fmt: skip

    def read_value(self, fence: Fence) -> Value:
        entry = self.read_entry(fence, VALUE_KEYS, ("value",))
        try:
            own = read_value(fence.table, entry["in_force"], entry["until"])
            return Value(**entry, **own, binds=self.read_binds(fence.table))
        except ValueError as e:
            raise self.fail(fence, f"{entry['id']}: {e}") from None

    def read_deadline(self, fence: Fence) -> Deadline:
        entry = self.read_entry(fence, DEADLINE_KEYS, ("due", "latest"))
        try:
            own = read_deadline(fence.table)
            clock = self.read_clock(self.front.get("clock", ["person"]))
            return Deadline(**entry, **own, binds=self.read_binds(fence.table), clock=clock)
        except ValueError as e:
            raise self.fail(fence, f"{entry['id']}: {e}") from None

    def read_binds(self, table: Mapping[str, Any]) -> Expr:
        return read_scope(table.get("binds", self.front.get("binds", {})), "binds")

    def read_rule_scope(self, table: Mapping[str, Any]) -> Expr:
        on = table.get("on", {})
        if not isinstance(on, dict):
            raise ValueError('on: not a table; write { channel = "call" }')
        on = {"direction": "outbound", **on}
        if on["direction"] == "any":
            del on["direction"]
        return conjoin(self.read_binds(table), read_scope(on, "on"))

    def read_clock(self, value: Any) -> tuple[str, ...]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not names:
            raise ValueError('clock: write clock = ["person"], or the zone of the law, ["Asia/Shanghai"]')
        for n in names:
            if n != "person":
                find_zone(n)
        return tuple(names)

    def read_days(self, table: Mapping[str, Any], fence: Fence | None) -> tuple[date, date | None]:
        """The first day in force, and the last."""
        for key in ("in_force", "until"):
            if table.get(key) is not None and type(table[key]) is not date:
                raise self.fail(fence, f"{key} is not a date; write {key} = 2026-01-30 without quotes")
        first, last = table["in_force"], table.get("until")
        if last is not None and last < first:
            raise self.fail(fence, f"until = {last} lies before in_force = {first}; it is never law")
        return first, last

    def check_ids(self, *kinds: tuple[Entry, ...]) -> None:
        known: dict[str, tuple[Entry, ...]] = {}
        for entries in kinds:
            for entry in entries:
                if known.setdefault(entry.id, entries) is not entries:
                    why = f"the id {entry.id!r} is a rule's, a value's or a deadline's already; give it one of its own"
                    raise RulebookError(self.file, entry.line, entry.article, why)

    def check_dates(self, entries: tuple[Entry, ...]) -> None:
        versions: dict[str, list[Entry]] = {}
        for entry in entries:
            versions.setdefault(entry.id, []).append(entry)
        for name, same in versions.items():
            same.sort(key=lambda r: r.in_force)
            for old, new in pairwise(same):
                if old.until is None or old.until >= new.in_force:
                    last = new.in_force - timedelta(days=1)
                    raise RulebookError(self.file, new.line, new.article, (
                        f"{name}: two versions overlap from {new.in_force}; end the older with until = {last}"
                    ))  # fmt: skip
                if old.until + timedelta(days=1) < new.in_force:
                    raise RulebookError(self.file, new.line, new.article, (
                        f"{name}: no version is in force from {old.until + timedelta(days=1)} to"
                        f" {new.in_force - timedelta(days=1)}; give the later one another id if the gap is meant"
                    ))  # fmt: skip


def read_rulebook(text: str, file: str) -> Rulebook:
    """The rulebook that a text states; RulebookError names file, line, article and what to write instead."""
    return _Reader(text, file).read()


def read_rulebook_file(path: Path) -> Rulebook:
    """The rulebook in a file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise RulebookError(str(path), 1, "", f"cannot be read as UTF-8 text: {e}") from None
    return read_rulebook(text, str(path))
