"""A contact and the gate's answer: yes with its duties and its script, or no with each clause and when next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from forbear.gate.asks import Entry
from forbear.gate.templates import PLACES, choose_template, fill_template
from forbear.law.clock import parse_instant
from forbear.terms import ACTS, InputError
from forbear.web.console.sheet import write_moment
from forbear.web.site import Site
from forbear.web.words import one_of, word

_ACT: Final = re.compile("|".join(sorted(ACTS, key=len, reverse=True)))
"""What a text was found to do, as a reason names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A reason against a contact: what it says, the clause, how strong it is, and the rule's name in the rulebook."""

    why: str
    cite: str
    force: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTold:
    """The gate's answer. `next_at` is the next lawful moment as an instant, `next_lawful` as a person reads it."""

    contact: str
    case: str
    person: str
    allowed: bool
    open: bool
    what: str
    when: str
    state: str
    reasons: tuple[Clause, ...]
    missing: tuple[str, ...]
    next_lawful: str | None
    next_at: str | None
    duties: tuple[str, ...]
    script: tuple[str, ...]


def tell_answer(site: Site, entry: Entry, zone: ZoneInfo | None, language: str) -> AnswerTold:
    """A contact as its page tells it, by the clock of its person."""
    verdict = entry.verdict
    window = verdict.get("next_lawful") or {}
    refused = entry.state in ("refused", "void")
    return AnswerTold(
        contact=entry.contact,
        case=entry.case,
        person=entry.person,
        allowed=not refused,
        open=entry.state == "reserved",
        what=f"{word(language, 'channel', entry.channel)} · {word(language, 'purpose', entry.purpose)}",
        when=write_moment(entry.at, zone),
        state=_state(entry, language),
        reasons=tuple(_clause(breach, language) for breach in verdict.get("breaches") or ()),
        missing=tuple(_missing(one) for one in verdict.get("missing") or ()),
        next_lawful=_window(window, zone) if refused else None,
        next_at=window.get("from") if refused else None,
        duties=tuple(_duty(duty, language) for duty in verdict.get("duties") or ()),
        script=_script(site, entry),
    )


def _state(entry: Entry, language: str) -> str:
    told = word(language, "contact_state", entry.state)
    return f"{told} · {word(language, 'outcome', entry.result)}" if entry.result else told


def _clause(breach: Mapping[str, Any], language: str) -> Clause:
    return Clause(
        why=_ACT.sub(lambda found: word(language, "act", found[0]), _words(breach["why"], language)),
        cite=str(breach.get("cite") or ""),
        force=word(language, "force", breach.get("force")),
        rule=str(breach["rule"]),
    )


def _words(told: Any, language: str) -> str:
    return one_of(language, told) if isinstance(told, Mapping) else str(told)


def _missing(one: Any) -> str:
    """What lacks, as a verdict names it."""
    return str(one.get("fact", "")) if isinstance(one, Mapping) else str(one)


def _duty(duty: Mapping[str, Any], language: str) -> str:
    return _words(duty.get("words") or duty["do"], language)


def _window(window: Mapping[str, str], zone: ZoneInfo | None) -> str | None:
    if not window.get("from"):
        return None
    start = parse_instant(window["from"], "/next_lawful")
    return write_moment(start, zone)


def _script(site: Site, entry: Entry) -> tuple[str, ...]:
    """The words of the message, with gaps where it names what is the person's own."""
    language = str(entry.body.get("language") or "zh-CN")
    try:
        template = choose_template(site.door.templates, entry.template or "", entry.channel, language)
    except InputError:  # made elsewhere, or by a message that is no longer in use
        return ()
    gaps = dict.fromkeys((*PLACES, *template.params), "…") | {"reference": entry.case} | dict(entry.params)
    return tuple(line for line in fill_template(template, gaps).text.splitlines() if line.strip())
