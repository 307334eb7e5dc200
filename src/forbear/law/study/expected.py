"""What a country's rulebooks are expected to have, and which gaps are known and why (rulebooks/expected.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from forbear.law.rulebook.law import PACKAGED
from forbear.law.rules.conditions import WORDS, read_scope
from forbear.law.rules.context import KEY_COLUMNS
from forbear.law.rules.expr import TRUE, Col, Expr, Fact, disjoin
from forbear.law.rules.registry import FACTS
from forbear.law.rules.rule import KINDS, Rule
from forbear.law.rules.values import check_keys, read_words
from forbear.terms import ACTS, STATEMENT_KINDS, InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A matter on which there ought to be a rule: of one of some `kinds`, for the cells `on`.

    `said`: only rules that turn on one of these statements count; left out, only those that turn on none. `acts`:
    of `content`, only rules that forbid one of these. A bar or a requirement counts only where it names a role:
    then it says who may be reached.
    """

    name: str
    kinds: tuple[str, ...]
    on: Mapping[str, frozenset[Any]]
    said: frozenset[str]
    acts: frozenset[str]
    words: Mapping[str, str]

    def covers(self, rule: Rule) -> bool:
        """Whether a rule is on this matter."""
        if rule.kind_name not in self.kinds:
            return False
        if rule.kind_name in ("bar", "require") and Col("role") not in rule.scope_leaves:
            return False
        if self.acts and self.acts.isdisjoint(_forbidden_acts(rule)):
            return False
        return bool(rule.only_said & self.said) if self.said else not rule.only_said


def _forbidden_acts(rule: Rule) -> frozenset[str]:
    tree = rule.kind.condition()
    return FACTS[tree.number].acts if isinstance(tree, Fact) else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A declared gap: where, on which matters, in which cells and from when to when; and why.

    It holds for the places named; places within them that have law of their own declare theirs.
    """

    places: tuple[str, ...]
    topics: frozenset[str]
    on: Expr
    first: date | None
    until: date | None
    reason: Mapping[str, str]

    def holds(self, place: str, topic: str, day: date) -> bool:
        """Whether it is declared for a place, a matter and a day."""
        begun = self.first is None or self.first <= day
        return (
            topic in self.topics and place in self.places and begun and (not self.until or day <= self.until)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The topics, which of them are expected where, and the declared gaps."""

    topics: Mapping[str, Topic]
    places: Mapping[str, tuple[str, ...]]
    gaps: tuple[Gap, ...]

    def at(self, place: str) -> tuple[Topic, ...] | None:
        """The topics expected at a place, or at the place that it lies in; None where nobody said."""
        named = [p for p in self.places if within(place, p)]
        return tuple(self.topics[t] for t in self.places[max(named, key=len)]) if named else None


def within(place: str, other: str) -> bool:
    """Whether a place is another, or lies in it.

    >>> within("US-CA", "US"), within("US", "US-CA")
    (True, False)
    """
    return place == other or place.startswith(other + "-")


def read_expected(text: str, file: str) -> Expected:
    """What a text states; InputError names the file, the entry and what to write instead.

    >>> read_expected('[[gap]]\\nplaces = ["ZZ"]\\ntopics = ["hours"]', "x.toml")
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: x.toml, gap 1: no topic 'hours'; there are none
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise InputError(file, f"not TOML: {e}") from None
    where = file
    try:
        check_keys(table, ("topic", "expected", "gap"), "")
        topics, places, gaps = {}, {}, []
        for name, entry in table.get("topic", {}).items():
            where = f"{file}, topic {name}"
            topics[name] = _read_topic(name, entry)
        for number, entry in enumerate(table.get("expected", ()), 1):
            where = f"{file}, expected {number}"
            check_keys(entry, ("place", "topics"), "")
            places[_place(entry)] = _topics(entry, topics)
        for number, entry in enumerate(table.get("gap", ()), 1):
            where = f"{file}, gap {number}"
            gaps.append(_read_gap(entry, topics))
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise InputError(where, str(e).removeprefix(": ")) from None
    return Expected(topics=topics, places=places, gaps=tuple(gaps))


def load_expected(path: Path = PACKAGED / "expected.toml") -> Expected:
    """What stands in a file; left out, the file that lies beside the packaged rulebooks.

    >>> "hours" in load_expected().topics
    True
    """
    return read_expected(path.read_text("utf-8"), path.name)


def _read_topic(name: str, entry: Mapping[str, Any]) -> Topic:
    check_keys(entry, ("kinds", "on", "said", "acts", "en", "zh"), "")
    on = entry.get("on", {})
    check_keys(on, KEY_COLUMNS, "on")
    return Topic(
        name=name,
        kinds=tuple(sorted(read_words(entry.get("kinds"), frozenset(KINDS), "kinds"))),
        on={key: read_words(words, WORDS[key], f"on.{key}") for key, words in on.items()},
        said=read_words(entry["said"], STATEMENT_KINDS, "said") if "said" in entry else frozenset(),
        acts=read_words(entry["acts"], frozenset(ACTS), "acts") if "acts" in entry else frozenset(),
        words=_words(entry),
    )


def _read_gap(entry: Mapping[str, Any], topics: Mapping[str, Topic]) -> Gap:
    check_keys(entry, ("places", "topics", "on", "from", "until", "en", "zh"), "")
    for key in ("from", "until"):
        if key in entry and type(entry[key]) is not date:
            raise ValueError(f"{key}: not a date; write {key} = 2026-01-30 without quotes")
    places, on = entry.get("places"), entry.get("on")
    if not isinstance(places, list) or not places:
        raise ValueError('lacks its places; write places = ["US"]')
    several = on if isinstance(on, list) else [on]
    return Gap(
        places=tuple(places),
        topics=frozenset(_topics(entry, topics)),
        on=TRUE if on is None else disjoin(*(read_scope(cells, "on") for cells in several)),
        first=entry.get("from"),
        until=entry.get("until"),
        reason=_words(entry),
    )


def _place(entry: Mapping[str, Any]) -> str:
    if not isinstance(entry.get("place"), str):
        raise ValueError('lacks its place; write place = "US"')
    return str(entry["place"])


def _topics(entry: Mapping[str, Any], topics: Mapping[str, Topic]) -> tuple[str, ...]:
    named = entry.get("topics")
    if not isinstance(named, list):
        raise ValueError('topics: write a list, topics = ["hours"]')
    for name in named:
        if name not in topics:
            raise ValueError(f"no topic {name!r}; there are {', '.join(topics) or 'none'}")
    return tuple(named)


def _words(entry: Mapping[str, Any]) -> dict[str, str]:
    if not all(isinstance(entry.get(k), str) and entry[k] for k in ("en", "zh")):
        raise ValueError('lacks its words; write en = "…" and zh = "…"')
    return {"en": entry["en"], "zh": entry["zh"]}
