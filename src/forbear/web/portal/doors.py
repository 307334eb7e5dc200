"""Which doors are open: whether anybody may be chased by a channel now, by the gate's own word, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forbear.gate.asks import Ask, Entry
from forbear.gate.door import Door, consider
from forbear.store.gate import ContactRecord
from forbear.web.words import one_of, word

TEMPLATES: Final[Mapping[str, str]] = {
    "call": "call_task",
    "sms": "sms_soft_reminder",
    "email": "soft_reminder",
    "letter": "letter_by_post",
    "portal": "portal_message",
}
"""By channel, the message by which a door is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel, and whether it is shut to whoever collects; `why` is the first reason."""

    channel: str
    shut: bool
    why: str


def ways(
    door: Door, record: ContactRecord, case: str, person: str, now: datetime, language: str
) -> list[Way]:
    """Every channel as the gate would answer now about a case. Nothing is recorded, and nobody contacted."""
    debtor = record.debtor_of(case, person)
    if debtor is None:
        return []
    dossier = record.dossiers([debtor], now)[debtor]
    told = []
    for channel, template in TEMPLATES.items():
        ask = Ask(key="look", case=case, person=person, channel=channel, template=template, at=now)
        entry = consider(door, dossier, ask)
        told.append(
            Way(channel=word(language, "channel", channel), shut=is_shut(entry), why=_why(entry, language))
        )
    return told


def is_shut(entry: Entry) -> bool:
    """Whether a refusal is more than a matter of the hour: no later moment is lawful."""
    return entry.state == "refused" and not entry.verdict.get("next_lawful")


def _why(entry: Entry, language: str) -> str:
    breaches = entry.verdict.get("breaches") or ()
    return one_of(language, breaches[0]["why"]) if breaches else ""
