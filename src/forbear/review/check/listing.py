"""Every contact as a row: `contacts.csv`, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from forbear.review.check.answer import Answer
from forbear.review.check.case import ME, UNLISTED
from forbear.review.check.contacts import Shown
from forbear.review.check.words import say, word

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_COLUMNS: Final = ("number", "when", "whom", "from", "how", "what", "verdict", "clauses", "where")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> safe("=HYPERLINK(1)"), safe("07:41")
    ("'=HYPERLINK(1)", '07:41')
    """
    return "'" + cell if cell.startswith(_STARTS) else cell


def write_list(answer: Answer, path: Path) -> None:
    """Write the contacts that were judged, one a row."""
    language = answer.language
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            say(language, "title.clauses" if name == "clauses" else f"table.{name}") for name in _COLUMNS
        )
        for judged in answer.judged:
            shown = judged.shown
            cells = (
                str(shown.number), shown.contact.at.isoformat(sep=" ", timespec="seconds"), whom(answer, shown),
                sender(answer, shown), how(answer, shown), shown.contact.text or "",
                say(language, f"verdict.{judged.verdict}"),
                "; ".join(f"{b.rule} ({b.cite})" for b in judged.breaches), where(answer, shown),
            )  # fmt: skip
            rows.writerow(map(safe, cells))


def whom(answer: Answer, shown: Shown) -> str:
    """Who was reached, as the borrower calls them."""
    name = shown.contact.person
    if name == ME:
        return say(answer.language, "table.me")
    party = answer.case.party(name) or next((s for s in answer.placed.strangers if s.id == name), None)
    return party.who if party else name


def sender(answer: Answer, shown: Shown) -> str:
    """Who made the contact, and from which number or address."""
    name = shown.contact.collector or ""
    party = answer.case.party(name)
    known = say(answer.language, "table.unlisted") if name == UNLISTED or party is None else party.who
    return f"{known} {shown.record.other}" if shown.record.other != known else known


def how(answer: Answer, shown: Shown) -> str:
    """The channel, and of a call what became of it."""
    language = answer.language
    told = word(language, "channel", shown.contact.channel)
    if shown.contact.channel == "call" and shown.contact.result in (
        "conversation",
        "unanswered",
        "voicemail",
    ):
        told += ("，" if language == "zh" else ", ") + say(language, f"act.outcome_{shown.contact.result}")
        if shown.record.seconds:
            told += " " + say(language, "table.seconds", count=shown.record.seconds)
    return told


def where(answer: Answer, shown: Shown) -> str:
    """Where it stands in the evidence."""
    return say(answer.language, "table.line", file=answer.sources[shown.source].name, line=shown.record.line)
