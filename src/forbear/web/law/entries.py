"""A rule, a value or a duty with a date in a reader's words: what it asks, its parameters, its dates and force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forbear.law.rulebook import Law
from forbear.law.rulebook.articles import Clause
from forbear.law.rulebook.deadlines import Deadline
from forbear.law.rulebook.values import Value, say
from forbear.law.rules.rule import Rule
from forbear.terms import FactMissing
from forbear.web import words as texts
from forbear.web.law.parameters import Pair, tell_binds, tell_entries, tell_parameters
from forbear.web.law.requirement import ask, write_span
from forbear.web.words import LANGUAGES, TAGS, word, write_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One text in the reader's language, and in the other one with its tag."""

    first: str
    other: str
    other_tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryText:
    """What a rulebook states in one place. `anchor` is where links lead; `steps` are a value's days and amounts."""

    id: str
    anchor: str
    kind: str
    words: Told
    cite: str
    force: str
    effect: str | None
    draft: bool
    confidence: str
    dates: str
    binds: str
    parameters: tuple[Pair, ...]
    steps: tuple[Pair, ...]


def tell_entry(
    law: Law, clause: Clause, language: str, on: date | None, binds: Mapping[str, Any]
) -> EntryText:
    """An entry in `zh` or `en`, as it is on a day (None: as its version last was).

    >>> from forbear.law.rulebook import load_law
    >>> from forbear.law.rulebook.articles import read_articles
    >>> law = load_law()
    >>> clause = read_articles(law.books["cn.gbt45251"]).articles[0].clauses[0]
    >>> tell_entry(law, clause, "en", date(2026, 3, 1), {}).words.first
    'No collection work between 22:00 and 08:00 unless other hours were agreed.'
    """
    entry, table, steps = clause.entry, clause.table, tuple[Pair, ...]()
    match entry:
        case Value():
            kind, words = "value", _value_words(law, entry, on)
            parameters, steps = _value_parameters(language, entry), _steps(law, language, entry)
        case Deadline():
            kind, words, parameters = (
                "deadline",
                _deadline_words(entry, table),
                _deadline_parameters(language, table),
            )
        case Rule():
            kind, parameters = entry.kind_name, tell_parameters(language, entry, table)
            words = {tongue: ask(tongue, text, entry.values) for tongue, text in entry.words.items()}
    effect = entry.effect if isinstance(entry, Rule) and entry.effect != "forbid" else None
    return EntryText(
        id=entry.id, anchor=entry.id, kind=word(language, "kind", kind), words=both(language, words),
        cite=entry.cite, force=word(language, "force", entry.force),
        effect=word(language, "effect", effect) if effect else None, draft=entry.draft,
        confidence=texts.say(language, "law.confidence_draft" if entry.draft else "law.confidence_read"),
        dates=write_dates(language, entry.in_force, entry.until), parameters=parameters, steps=steps,
        binds=tell_binds(language, table.get("binds", binds)),
    )  # fmt: skip


def both(language: str, by_language: Mapping[str, str]) -> Told:
    """A text in the reader's language and in the other."""
    other = next(tongue for tongue in LANGUAGES if tongue != language)
    return Told(first=by_language[language], other=by_language[other], other_tag=TAGS[other])


def write_dates(language: str, first: date, last: date | None) -> str:
    """From when, and until when, something is law.

    >>> write_dates("zh", date(2025, 2, 28), None), write_dates("en", date(2025, 2, 28), date(2026, 12, 31))
    ('自2025年2月28日起', '28 February 2025 to 31 December 2026')
    """
    if last is None:
        return texts.say(language, "law.from", first=write_day(first, language))
    return texts.say(
        language, "law.from_to", first=write_day(first, language), last=write_day(last, language)
    )


def _value_words(law: Law, value: Value, on: date | None) -> dict[str, str]:
    try:
        return {
            tongue: law.value(value.id, on or _last_day(law, value)).words(tongue) for tongue in LANGUAGES
        }
    except FactMissing:
        return {
            tongue: value.words[tongue].replace("{value}", word(tongue, "blank", "value"))
            for tongue in LANGUAGES
        }


def _last_day(law: Law, value: Value) -> date:
    """The last day of a version for which it is known, or one on which its last step holds."""
    days = [day for day, _ in value.steps] or [value.in_force]
    if value.of is not None:
        days += [_last_day(law, base) for base in law.values[value.of]]
    return value.until or max(days)


def _value_parameters(language: str, value: Value) -> tuple[Pair, ...]:
    pairs = [(word(language, "key", "sense"), word(language, "sense", value.sense))]
    if value.of is not None:
        pairs.append((word(language, "key", "of"), f"{value.times:f} × {value.of}"))
    return tuple(pairs)


def _steps(law: Law, language: str, value: Value) -> tuple[Pair, ...]:
    """The days on which a value changed, newest first; none where it never did."""
    days = [day for day, _ in value.steps]
    base = value
    while base.of is not None:
        base = law.values[base.of][0]
        days += [day for version in law.values[base.id] for day, _ in version.steps if day >= value.in_force]
        days += [value.in_force]
    if len(set(days)) < 2:
        return ()
    pairs = []
    for day in sorted(set(days), reverse=True):
        try:
            known = law.value(value.id, day)
        except FactMissing:
            continue
        pairs.append((write_day(day, language), say(known.amount, value.unit, language)))
    return tuple(pairs)


def _deadline_words(entry: Deadline, table: Mapping[str, Any]) -> dict[str, str]:
    """Its words, with the span in place of the day that only a case has."""

    def told(tongue: str, key: str) -> str:
        return texts.say(tongue, "law.later", span=write_span(tongue, table[key])) if key in table else ""

    due = "keep" if entry.kept else "due"
    return {
        tongue: entry.words[tongue]
        .replace("{due}", told(tongue, due))
        .replace("{latest}", told(tongue, "latest"))
        for tongue in LANGUAGES
    }


def _deadline_parameters(language: str, table: Mapping[str, Any]) -> tuple[Pair, ...]:
    told = {
        key: table[key] for key in ("starts", "ends", "due", "keep", "latest", "calendar") if key in table
    }
    return tell_entries(language, told)
