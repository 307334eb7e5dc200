"""The answer to "are they allowed to?": yes, no or not yet known, why, by which clause, and when it would be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from forbear.law.judge import Verdict
from forbear.law.rulebook import Law
from forbear.law.rules.rule import Rule
from forbear.terms import BINDING_FORCES, Breach, Duty, Missing
from forbear.web.law.examples import write_moment
from forbear.web.law.requirement import fill
from forbear.web.words import say, word, write_day

FIELDS: Final = {
    "region": "place", "zones": "zone", "role": "role", "product": "product", "days_past_due": "days_past_due",
    "reachable": "borrower", "deceased": "borrower", "incapacitated": "borrower", "borrower_reachable": "borrower",
    "conveys_debt": "conveys_debt", "address_kind": "address_kind", "text": "text", "staff": "staff", "kind": "lender",
    "acts_for": "lender", "statements": "medium", "mobile": "address_kind",
}  # fmt: skip
"""Which field of the form tells a fact, by the last part of the fact's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A breach or a duty: its words, its clause, and the place where the rule can be read."""

    words: str
    cite: str
    link: str
    force: str
    effect: str | None
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A fact that is missing, and the field that tells it (None where none does)."""

    words: str
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A verdict in a reader's words."""

    verdict: str
    head: str
    notes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[Lack, ...]
    duties: tuple[Reason, ...]
    next: str | None
    books: tuple[tuple[str, str], ...]


def tell_answer(law: Law, verdict: Verdict, facts: Mapping[str, Any], language: str) -> Answer:
    """A verdict in `zh` or `en`; `facts` are columns of the contact that a rule's words may name."""
    rules = {
        rule.id: rule for book in verdict.books for rule in law.books[book].rules if _holds(rule, verdict)
    }
    window, following = verdict.next_lawful, None
    whole = bool(verdict.books) and not any(lack.rule == "rulebook" for lack in verdict.missing)
    if verdict.verdict != "allow" and whole:
        following = say(language, "ask.next_none")
        if window is not None:
            first, last = (write_moment(language, moment) for moment in (window.start, window.end))
            following = say(language, "ask.next_span", first=first, last=last)
    heads = {"allow": "ask.answer_allow", "forbid": "ask.answer_forbid", "unknown": "ask.answer_unknown"}
    day = f"on={verdict.read_at}&lang={language}"
    return Answer(
        verdict=verdict.verdict, head=say(language, heads[verdict.verdict]),
        notes=_notes(verdict, facts, language),
        reasons=tuple(_breach(rules[b.rule], b, facts, language, day) for b in verdict.breaches),
        missing=_lacks(verdict.missing, facts, language),
        duties=tuple(_duty(rules[d.rule], d, language, day) for d in verdict.duties), next=following,
        books=tuple((f"/law/{b}?{day}", law.books[b].title[language]) for b in verdict.books),
    )  # fmt: skip


def _notes(verdict: Verdict, facts: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """By the law of which day; that only soft law forbids it; that no words were judged."""
    notes = [say(language, "ask.answer_by", day=write_day(verdict.read_at, language))]
    if verdict.breaches and not any(b.force in BINDING_FORCES for b in verdict.breaches):
        notes.append(say(language, "ask.soft"))
    if not facts.get("text"):
        notes.append(say(language, "ask.no_text"))
    return tuple(notes)


def _holds(rule: Rule, verdict: Verdict) -> bool:
    return rule.in_force_within(verdict.read_at, verdict.read_at)


def _breach(rule: Rule, breach: Breach, facts: Mapping[str, Any], language: str, day: str) -> Reason:
    words = _without_ids(fill(language, _without_ids(rule.words[language]), {**facts, **breach.facts}))
    effect = word(language, "effect", breach.effect) if breach.effect != "forbid" else None
    return Reason(
        words=words, cite=breach.cite, link=_link(rule, day), force=word(language, "force", breach.force),
        effect=effect, draft=breach.draft,
    )  # fmt: skip


def _duty(rule: Rule, duty: Duty, language: str, day: str) -> Reason:
    return Reason(
        words=duty.do[language], cite=duty.cite, link=_link(rule, day), force=word(language, "force", rule.force),
        effect=None, draft=rule.draft,
    )  # fmt: skip


def _link(rule: Rule, day: str) -> str:
    return f"/law/{rule.book}?{day}#{rule.id}"


def _without_ids(words: str) -> str:
    """Without the ids of statements: a person who fills in a form gave none."""
    return re.sub(r"\s?[(（](?:statement )?\{statement\}[)）]", "", words)


def _lacks(missing: tuple[Missing, ...], facts: Mapping[str, Any], language: str) -> tuple[Lack, ...]:
    """Each fact that is missing once, as the field that tells it."""
    found: dict[str, Lack] = {}
    for lack in missing:
        if lack.rule == "rulebook":
            found[""] = Lack(words=say(language, "ask.missing_book"), field=None)
            continue
        field = FIELDS.get(re.split(r"[/.]", lack.fact)[-1])
        named = say(language, f"ask.{field}") if field else word(language, "missing", lack.fact)
        told = say(language, "ask.missing_field", field=named)
        if field == "text" and facts.get("text"):
            told = say(language, "ask.missing_sense")
        found.setdefault(told, Lack(words=told, field=field))
    return tuple(found.values())
