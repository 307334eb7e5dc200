"""A contact in the words of the person who was contacted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forbear.gate.asks import Entry
from forbear.gate.templates import choose_template
from forbear.gate.wording import specimen
from forbear.store.portal.contacts import Made
from forbear.terms import ForbearError
from forbear.web.portal.visiting import Visit
from forbear.web.portal.writing import write_moment
from forbear.web.words import one_of, say, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A contact in a list."""

    contact: str
    when: str
    by: str
    what: str
    became: str
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A reason or a duty: its words, its clause, and where the rule can be read (None for our own)."""

    words: str
    cite: str
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A contact with everything about it. `said` is the very text, or (`gaps`) the message with gaps for what is one's
    own; None where no text is kept."""

    line: Line
    facts: tuple[tuple[str, str], ...]
    said: str | None
    gaps: bool
    hash: str | None
    head: str
    reasons: tuple[Clause, ...]
    duties: tuple[Clause, ...]
    books: tuple[tuple[str, str], ...]
    inbound: bool


def tell_contacts(here: Visit, made: Iterable[Made]) -> list[Line]:
    """Contacts as a list."""
    return [_line(here, one) for one in made]


def tell_contact(here: Visit, made: Made) -> Account:
    """One contact with everything about it."""
    said, gaps = _said(here, made)
    return Account(
        line=_line(here, made), facts=_facts(here, made), said=said, gaps=gaps, hash=_hash(here, made),
        head=say(here.language, f"me_why.{_head(made)}"), reasons=_reasons(here, made), duties=_duties(here, made),
        books=_books(here, made), inbound=made.direction == "inbound",
    )  # fmt: skip


def _line(here: Visit, made: Made) -> Line:
    language = here.language
    by = say(language, "me_contact.me") if made.direction == "inbound" else made.firm
    if made.lender:
        by = say(language, "me_contact.for_lender", firm=made.firm, lender=made.lender)
    return Line(
        contact=made.contact, when=write_moment(made.at, here.someone.clock, language), by=by,
        what=word(language, "channel", made.channel), became=_became(made, language),
        refused=made.state == "refused",
    )  # fmt: skip


def _became(made: Made, language: str) -> str:
    if made.state == "done" and made.result:
        return word(language, "outcome", made.result)
    return say(language, f"me_state.{made.state}")


def _facts(here: Visit, made: Made) -> tuple[tuple[str, str], ...]:
    language = here.language
    rows = [
        ("purpose", word(language, "purpose", made.purpose)),
        ("address", made.address),
        ("code", made.body.get("code")),
    ]
    return tuple((say(language, f"me_contact.{name}"), str(value)) for name, value in rows if value)


def _said(here: Visit, made: Made) -> tuple[str | None, bool]:
    """The very text where it is kept; else the approved message, with gaps for what was the person's own."""
    if made.channel == "portal":
        message = here.inbox.find(here.someone.id, made.contact)
        return (message.text, False) if message else (None, False)
    if isinstance(made.body.get("text"), str):
        return str(made.body["text"]), False
    if made.template is None or made.direction == "inbound":
        return None, False
    debtor = here.record.debtor_of(made.case, here.someone.id)
    dossier = here.record.dossiers([debtor])[debtor] if debtor else None
    sender = dossier.firms.get(made.collector) if dossier else None
    lender = dossier.firms.get(made.owner) if dossier else None
    if sender is None or lender is None:
        return None, False
    door = here.site.door
    try:
        language = str(made.body.get("language") or here.someone.language)
        template = choose_template(door.templates, made.template, made.channel, language)
        return specimen(template, made.params, sender, lender, door.stop_address), True
    except (ForbearError, KeyError):
        return None, False


def _hash(here: Visit, made: Made) -> str | None:
    entry: Entry | None = here.record.entry(made.contact)
    return entry.content_sha256 if entry else None


def _head(made: Made) -> str:
    if made.direction == "inbound":
        return "inbound"
    if not made.verdict:
        return "elsewhere"
    if made.state == "refused":
        return "unknown" if made.verdict.get("verdict") == "unknown" else "refused"
    return "stopped" if made.state in ("void", "lapsed") else "allowed"


def _reasons(here: Visit, made: Made) -> tuple[Clause, ...]:
    breaches = made.verdict.get("breaches") or ()
    return tuple(_clause(here, one, one_of(here.language, one["why"]), made.verdict) for one in breaches)


def _duties(here: Visit, made: Made) -> tuple[Clause, ...]:
    told = []
    for one in made.verdict.get("duties") or ():
        words = one.get("words") or one.get("do")
        words = one_of(here.language, words) if isinstance(words, Mapping) else str(words)
        told.append(_clause(here, one, words, made.verdict))
    return tuple(told)


def _clause(here: Visit, one: Mapping[str, Any], words: str, verdict: Mapping[str, Any]) -> Clause:
    book = next((b for b in verdict.get("books") or () if one["rule"].startswith(f"{b}.")), None)
    link = f"/law/{book}?on={verdict.get('read_at')}&lang={here.language}#{one['rule']}" if book else None
    return Clause(
        words=words,
        cite=str(one.get("cite") or ""),
        link=link if _is_kept(here, book) else None,
    )


def _books(here: Visit, made: Made) -> tuple[tuple[str, str], ...]:
    on = made.verdict.get("read_at") or date.min.isoformat()
    return tuple(
        (f"/law/{name}?on={on}&lang={here.language}", here.site.door.law.books[name].title[here.language])
        for name in made.verdict.get("books") or ()
        if _is_kept(here, name)
    )


def _is_kept(here: Visit, book: str | None) -> bool:
    return book is not None and book in here.site.door.law.books
