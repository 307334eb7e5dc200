"""Call tasks: a list that shows no number, and one action that gives the number to a dialler, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forbear.gate.asks import Entry
from forbear.gate.door import Door, judge_again
from forbear.gate.ports import Record
from forbear.gate.reservation import redeem
from forbear.terms import ForbearError

_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTask:
    """A call that is due: the initial of the name, the number masked, and what the law asks of the call."""

    contact: str
    case: str
    at: datetime
    name: str
    number: str
    template: str
    language: str
    lender: str
    duties: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the dialler gets, once: the number to ring. Never log it."""

    contact: str
    number: str
    script: str


def call_tasks(
    record: Record, now: datetime, most: int = _PAGE, collector: str | None = None
) -> list[CallTask]:
    """The calls whose moment has come, the oldest first; of one lender or agency, where it is named."""
    entries = [
        entry for contact in record.due("call", now, most, collector) if (entry := record.entry(contact))
    ]
    cards = record.cards(entries)
    return [_task(entry, cards[entry.contact].name, cards[entry.contact].address) for entry in entries]


def _task(entry: Entry, name: str, number: str) -> CallTask:
    return CallTask(
        contact=entry.contact,
        case=entry.case,
        at=entry.at,
        name=name,
        number=number,
        template=entry.template or "",
        language=str(entry.body.get("language") or "zh-CN"),
        lender=entry.collector,
        duties=tuple(entry.verdict.get("duties") or ()),
    )


def call(door: Door, record: Record, token: str, now: datetime) -> Call | Entry:
    """Use a permit: the number to ring, or the entry, void, where the call is forbidden by now.

    Conflict on a second use. The number is read only after the use of the permit is on disk.
    """
    entry = redeem(door, record, token, now)
    if entry.state != "sending":
        return entry
    debtor = record.debtor_of(entry.case, entry.person)
    number = record.value_of(entry.address, entry.person) if entry.address else None
    if number is None or debtor is None:
        raise ForbearError("the number was withdrawn this moment; give the contact back with `void`")
    dossier = record.dossiers([debtor], at=now)[debtor]
    _, script = judge_again(door, dossier, entry, record.name_of(entry.person), now)
    return Call(contact=entry.contact, number=number, script=script.text)
