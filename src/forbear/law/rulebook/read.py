"""From a file to a rulebook: every key known, every rule dated, cited and explained in zh and en."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from forbear.law.clock import find_zone
from forbear.law.rulebook.markdown import Fence, read_markdown
from forbear.law.rules.conditions import read_condition, read_scope
from forbear.law.rules.expr import FALSE, TRUE, Expr, conjoin
from forbear.law.rules.rule import KINDS, Rule
from forbear.terms import EFFECTS, FORCES, RulebookError

FRONT_KEYS = (
    "id", "title", "source", "regions", "uncovered", "clock", "force", "binds", "in_force", "until", "status",
    "read_on", "case",
)  # fmt: skip
RULE_KEYS = (
    "id", "kind", "force", "effect", "status", "cite", "in_force", "until", "binds", "on", "when", "unless",
    "clock", "en", "zh",
)  # fmt: skip
CASE_KEYS = (
    "name", "expect", "rules", "not_rules", "duties", "next", "at", "contact", "collectors", "debts", "people",
    "statements", "history", "read_at", "posture",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """One legal source. `version` is the day it was last compared and the SHA-256 of its text."""

    id: str
    title: Mapping[str, str]
    source: str
    regions: tuple[str, ...]
    uncovered: tuple[str, ...]
    in_force: date
    until: date | None
    version: str
    rules: tuple[Rule, ...]
    cases: tuple[Fence, ...]
    case_defaults: Mapping[str, Any]
    file: str


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.front, self.fences = read_markdown(text, file)
        self.sha256 = hashlib.sha256(text.encode()).hexdigest()

    def fail(self, fence: Fence | None, why: str) -> RulebookError:
        if fence is None:
            return RulebookError(self.file, 1, "front matter", why)
        return RulebookError(self.file, fence.line, fence.article, why)

    def check_keys(self, table: Mapping[str, Any], known: tuple[str, ...], fence: Fence | None) -> None:
        for key in table:
            if key not in known:
                close = get_close_matches(key, known, 1)
                hint = f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(known)
                raise self.fail(fence, f"unknown key {key!r}; {hint}")

    def read(self) -> Rulebook:
        front = self.front
        self.check_keys(front, FRONT_KEYS, None)
        for key in ("id", "title", "source", "regions", "force", "in_force", "read_on"):
            if key not in front:
                raise self.fail(None, f"lacks {key!r}")
        for key in ("in_force", "read_on"):
            if type(front[key]) is not date:
                raise self.fail(None, f"{key} is not a date; write {key} = 2026-01-30 without quotes")
        rules = tuple(self.read_rule(f) for f in self.fences if f.kind == "rule")
        self.check_dates(rules)
        cases = tuple(f for f in self.fences if f.kind == "case")
        for case in cases:
            self.check_keys(case.table, CASE_KEYS, case)
            if not case.table.get("name") or case.table.get("expect") not in {"allow", "forbid", "unknown"}:
                raise self.fail(case, 'a case needs a name and expect = "allow", "forbid" or "unknown"')
        return Rulebook(
            id=front["id"], title=front["title"], source=front["source"], regions=tuple(front["regions"]),
            uncovered=tuple(front.get("uncovered", ())), in_force=front["in_force"], until=front.get("until"),
            version=f"{front['read_on']}:{self.sha256[:16]}", rules=rules, cases=cases,
            case_defaults=front.get("case", {}), file=self.file,
        )  # fmt: skip

    def read_rule(self, fence: Fence) -> Rule:
        table, front = fence.table, self.front
        kind = KINDS.get(table.get("kind", ""))
        if kind is None:
            close = get_close_matches(str(table.get("kind")), KINDS, 1)
            hint = f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(KINDS)
            raise self.fail(fence, f"unknown kind {table.get('kind')!r}; {hint}")
        self.check_keys(table, (*RULE_KEYS, *kind.keys), fence)
        name = str(table.get("id", ""))
        if not name.startswith(front["id"] + "."):
            raise self.fail(fence, f"the id {name!r} does not begin with {front['id']!r} and a dot")
        force, effect = table.get("force", front["force"]), table.get("effect", "forbid")
        if force not in FORCES or effect not in EFFECTS:
            raise self.fail(
                fence, f"force is one of {', '.join(FORCES)}; effect of {', '.join(sorted(EFFECTS))}"
            )
        if not table.get("en") or not table.get("zh"):
            raise self.fail(fence, 'lacks its words; write en = "…" and zh = "…"')
        try:
            made = kind.read(table)
            scope = self.read_rule_scope(table)
            when = read_condition(table["when"], "when") if "when" in table else TRUE
            unless = read_condition(table["unless"], "unless") if "unless" in table else FALSE
            clock = self.read_clock(table.get("clock", front.get("clock", ["person"])))
        except (ValueError, TypeError, KeyError) as e:
            raise self.fail(fence, f"{name}: {e}") from None
        return Rule(
            id=name, book=front["id"], kind_name=table["kind"], kind=made, force=force, effect=effect,
            cite=table.get("cite", fence.article), article=fence.article,
            in_force=self.read_day(table, "in_force", front["in_force"], fence),
            until=self.read_day(table, "until", front.get("until"), fence),
            draft=table.get("status", front.get("status")) == "draft", scope=scope, when=when, unless=unless,
            clock=clock, words={"en": table["en"], "zh": table["zh"]}, file=self.file, line=fence.line,
        )  # fmt: skip

    def read_rule_scope(self, table: Mapping[str, Any]) -> Expr:
        binds = table.get("binds", self.front.get("binds", {}))
        on = {"direction": "outbound", **table.get("on", {})}
        if on["direction"] == "any":
            del on["direction"]
        return conjoin(read_scope(binds, "binds"), read_scope(on, "on"))

    def read_clock(self, value: Any) -> tuple[str, ...]:
        names = [value] if isinstance(value, str) else list(value)
        for n in names:
            if n != "person":
                find_zone(n)
        return tuple(names)

    def read_day(self, table: Mapping[str, Any], key: str, default: date | None, fence: Fence) -> Any:
        value = table.get(key, default)
        if value is not None and type(value) is not date:
            raise self.fail(fence, f"{key} is not a date; write {key} = 2026-01-30 without quotes")
        return value

    def check_dates(self, rules: tuple[Rule, ...]) -> None:
        versions: dict[str, list[Rule]] = {}
        for rule in rules:
            versions.setdefault(rule.id, []).append(rule)
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
