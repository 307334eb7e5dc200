"""A rulebook's cases as rows: allowed or forbidden, when, and what happened, in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final

from forbear.law.rulebook import Rulebook
from forbear.law.rulebook.markdown import Fence
from forbear.web.law.parameters import lower
from forbear.web.words import catalogue, say, word

SHOWN: Final = 3
"""How many earlier contacts are told one by one."""
LISTED: Final = 12
"""How many words are listed for which a case holds as well."""
TEXT_LETTERS: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One case. `name` is its author's sentence, in English; `told` the facts in the reader's language."""

    verdict: str
    verdict_word: str
    at: str
    name: str
    told: str
    text: str
    rules: tuple[str, ...]


def case_day(case: Fence) -> date:
    """The day at which a case reads the law: `read_at`, else the local day of its contact."""
    read_at, at = case.table.get("read_at"), case.table["at"]
    return read_at if type(read_at) is date else at.date()


def tell_case(language: str, book: Rulebook, case: Fence) -> Example:
    """A case as a row.

    >>> from forbear.law.rulebook import load_law
    >>> book = load_law().books["cn.gbt45251"]
    >>> told = tell_case("en", book, book.cases[1])
    >>> told.verdict_word, told.at, told.name, told.told
    ('forbidden', 'Mon 2026-03-02 22:00:00 +08:00', 'ten at night is shut until eight', \
'call to the borrower by a consumer-finance company')
    """
    table = {**book.case_defaults, **case.table}
    contact = {**book.case_defaults.get("contact", {}), **case.table.get("contact", {})}
    contact = {key: value for key, value in contact.items() if value != ""}
    parts = [tell_contact(language, contact, table)]
    parts += _history(language, table.get("history", ()), table)
    parts += _statements(language, table.get("statements", ()))
    parts += [say(language, "law.due", what=name, day=day) for name, day in table.get("due", {}).items()]
    parts += [say(language, "law.late", what=name) for name in table.get("late", ())]
    parts += [say(language, "law.done", what=name) for name in table.get("done", ())]
    text = str(contact.get("text", ""))
    return Example(
        verdict=table["expect"], verdict_word=word(language, "verdict", table["expect"]),
        at=write_moment(language, table["at"]), name=table["name"], told=say(language, "law.semicolon").join(parts),
        text=text if len(text) <= TEXT_LETTERS else text[:TEXT_LETTERS] + "…",
        rules=tuple(table.get("rules", ())) + tuple(table.get("duties", ())),
    )  # fmt: skip


def tell_cases(language: str, book: Rulebook, cases: Iterable[Fence]) -> tuple[Example, ...]:
    """Cases as rows; one that was told for several roles, channels … (`each`) is one row that names them."""
    rows = []
    for _, same in groupby(cases, key=lambda case: case.line):
        first, *others = same
        row = tell_case(language, book, first)
        if others:
            names = [case.table["name"] for case in (first, *others)]
            base = _shared(names)
            words = [_each_word(language, name[len(base) + 2 :]) for name in names[1:]]
            comma = say(language, "law.comma")
            more = [say(language, "law.more", count=len(words) - LISTED)] if len(words) > LISTED else []
            told = row.told + say(language, "law.likewise", whom=comma.join(words[:LISTED] + more))
            row = replace(row, name=base, told=told)
        rows.append(row)
    return tuple(rows)


def _shared(names: list[str]) -> str:
    """The name that a case's author wrote, to which each word was added after a colon."""
    base = names[0]
    while base and not all(name.startswith(base + ": ") for name in names):
        base = base.rpartition(": ")[0]
    return base


def _each_word(language: str, name: str) -> str:
    """A role, a channel … in words; a text in quotation marks."""
    sections = ("role", "channel", "purpose", "product", "collector", "address_kind", "style", "outcome", "status",
                "medium", "statement")  # fmt: skip
    found = next((s for s in sections if name in catalogue()[s]), None)
    return lower(language, found, name) if found else f"“{name[:TEXT_LETTERS]}”"


def write_moment(language: str, at: datetime) -> str:
    """A moment with its weekday and offset.

    >>> write_moment("zh", datetime.fromisoformat("2026-03-02T22:00:00+08:00"))
    '2026-03-02 周一 22:00:00 +08:00'
    """
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    day, offset = word(language, "weekday", names[at.weekday()]), at.isoformat()[-6:]
    return f"{at:%Y-%m-%d} {day} {at:%H:%M:%S} {offset}" if language == "zh" else (
        f"{day} {at:%Y-%m-%d %H:%M:%S} {offset}"
    )  # fmt: skip


def tell_contact(language: str, contact: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    """How, to whom and by whom a contact is made, and what else of it is not usual."""
    who = _kind_of(contact.get("person"), table.get("people", ()), "role")
    by = _kind_of(contact.get("collector"), table.get("collectors", ()), "kind")
    told = lower(language, "channel", str(contact.get("channel")))
    joint = "" if language == "zh" else " "
    told += joint + say(language, "law.to", who=word(language, "role", who)) if who else ""
    told += joint + say(language, "law.by", who=word(language, "collector", by)) if by else ""
    further = [
        word(language, section, str(contact[section]))
        for section, usual in (("purpose", "collect"), ("style", "interactive"), ("address_kind", "unknown"))
        if contact.get(section, usual) != usual
    ]
    comma = "，" if language == "zh" else ", "
    further += [lower(language, "key", key) for key in ("conveys_debt",) if contact.get(key) is True]
    if contact.get("direction") == "inbound":
        further.append(word(language, "flag", "inbound"))
    return comma.join([told, *further])


def tell_request(language: str, request: Mapping[str, Any]) -> str:
    """A request (formats.md 2) in one line: the contact, what happened before, what was told, what is written.

    >>> tell_request("en", {"contact": {"channel": "sms", "person": "b"}, "people": [{"id": "b", "role": "borrower"}],
    ...     "statements": [{"at": "2026-03-02T10:00:00+08:00", "kind": "cease", "person": "b"}]})
    'text message to the borrower; told: 03-02 asked to stop all contact'
    """
    contact = request["contact"]
    parts = [
        tell_contact(language, contact, request),
        *_history(language, request.get("history", ()), request),
    ]
    parts += _statements(language, request.get("statements", ()))
    text = contact.get("text", "")
    parts += [f"“{text[:TEXT_LETTERS]}{'…' if len(text) > TEXT_LETTERS else ''}”"] if text else []
    return say(language, "law.semicolon").join(parts)


def _kind_of(name: Any, things: Iterable[Mapping[str, Any]], key: str) -> str | None:
    found = next((thing for thing in things if thing.get("id") == name), None)
    return found.get(key) if found else None


def _history(language: str, history: Iterable[Mapping[str, Any]], table: Mapping[str, Any]) -> list[str]:
    """The earlier contacts: when, how, and what came of them; many of them as a number."""
    told = []
    for past in history:
        at = datetime.fromisoformat(past["at"]) if isinstance(past["at"], str) else past["at"]
        parts = [f"{at:%m-%d %H:%M}", lower(language, "channel", past.get("channel", ""))]
        parts += [word(language, "outcome", past["result"])] if past.get("result") else []
        told.append(" ".join(parts))
    if not told:
        return []
    comma = "，" if language == "zh" else ", "
    more = [say(language, "law.more", count=len(told) - SHOWN)] if len(told) > SHOWN else []
    return [say(language, "law.before") + comma.join(told[-SHOWN:] + more)]


def _statements(language: str, statements: Iterable[Mapping[str, Any]]) -> list[str]:
    told = []
    for said in statements:
        parts = [str(said["at"])[5:10], word(language, "statement", said["kind"])]
        if said["kind"] == "consent":
            parts[1] += ("：" if language == "zh" else " to ") + word(
                language, "consent", str(said.get("to"))
            )
        elif isinstance(said.get("from"), str | time) and "to" in said:
            parts.append(f"{said['from']}–{said['to']}")
        parts += [word(language, "weekday", day) for day in said.get("days", ())]
        parts += [word(language, "medium", said["medium"])] if "medium" in said else []
        told.append(" ".join(parts))
    comma = "，" if language == "zh" else ", "
    return [say(language, "law.told") + comma.join(told)] if told else []
