"""Call tasks: the calls that are due, as a list that shows no number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forbear.gate.asks import Entry
from forbear.gate.ports import Record

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
