"""Taking in what comes back: a receipt settles its contact, a "stop" takes effect before it is acknowledged.

A receipt may come twice, out of order, before the provider's answer to the message itself, or for a message whose
sender died: each is taken once, and one that nobody knows yet is kept until its contact is settled.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.heard import Heard, Inbound, Receipt, reference_of
from forbear.gate.ports import Record
from forbear.gate.reservation import hold_contact, withdraw
from forbear.gate.stop_words import is_stop
from forbear.terms import Statement

_FINAL: Final = ("delivered", "bounced")
_MEANT_DAYS: Final = 3
"""A receipt without our reference settles a doubt of the same number for so long."""


def hear(door: Door, record: Record, heard: Heard, now: datetime) -> None:
    """Take in what came back on a channel; it is on disk when this returns. Where it raises, nothing was taken."""
    if isinstance(heard, Receipt):
        with record.work(alone=True):
            _take_receipt(record, heard, now)
    else:
        with record.work(alone=True):
            _take_message(door, record, heard, now)


def _take_receipt(record: Record, receipt: Receipt, now: datetime) -> None:
    record.meet(receipt.channel, receipt.message_id)
    entry = record.entry_by_message(receipt.channel, receipt.message_id)
    if entry is None:
        record.meet(receipt.channel, "")
        entry = _meant(record, receipt)
    if entry is None or entry.state == "sending":
        record.keep_receipt(receipt)
        return
    apply_receipt(record, hold_contact(record, entry.contact), receipt, now)


def _meant(record: Record, receipt: Receipt) -> Entry | None:
    """The contact whose message got no answer and that this receipt can only be for; None where that isn't sure."""
    if receipt.contact is not None:
        return record.entry(receipt.contact)
    doubtful = [entry for entry in record.doubtful(receipt) if may_mean(entry, receipt)]
    return doubtful[0] if len(doubtful) == 1 else None


def may_mean(entry: Entry, receipt: Receipt) -> bool:
    """Whether a receipt for the same number may be for a contact of whose message no id is known."""
    if receipt.reference is not None:
        return receipt.reference == reference_of(entry.contact)
    return timedelta() <= receipt.at - entry.at <= timedelta(days=_MEANT_DAYS)


def apply_receipt(record: Record, entry: Entry, receipt: Receipt, now: datetime) -> Entry:
    """Settle a held contact by a receipt. The first final word stands; whatever comes after it changes nothing."""
    known = entry.result if entry.state == "done" else None
    if entry.state not in ("done", "in_doubt", "sending") or known in _FINAL or known == receipt.result:
        return entry
    told = entry.message_id or receipt.message_id
    entry = replace(entry, state="done", result=receipt.result, why=receipt.why, message_id=told)
    record.save(entry)
    if receipt.dead:
        record.bury(entry, now)
    return entry


def settle_by_receipts(record: Record, entry: Entry, now: datetime) -> Entry:
    """Settle a held contact by what came for it before. Call it under `meet`, in the transaction that saved it."""
    for receipt in record.take_receipts(entry):
        entry = apply_receipt(record, entry, receipt, now)
    return entry


def _take_message(door: Door, record: Record, message: Inbound, now: datetime) -> None:
    """Keep what somebody wrote; and where it says stop, keep that for the address for good, and for its people."""
    stop = message.stop or is_stop(message.text)
    if stop:
        record.silence(message, now)
    owners = record.owners(message)
    people = sorted({person for person, _ in owners})
    record.lock(people)
    for person, address in owners:
        record.note_inbound(person, address, message, now)
        if stop:
            statement = _stop_statement(person, address if len(people) > 1 else None, message, now)
            record.say(statement, _written(statement, message))
    for person in people if stop else ():
        withdraw(door, record, person, now)


def _stop_statement(person: str, address: str | None, message: Inbound, now: datetime) -> Statement:
    """Of one person, it holds for the whole channel; where several share the address, for that address."""
    return Statement(
        id=f"stop:{secrets.token_hex(12)}",
        at=now,
        person=person,
        kind="opt_out",
        channel=message.channel,
        address=address,
        medium=message.channel,
    )


def _written(statement: Statement, message: Inbound) -> dict[str, str]:
    """The statement as formats.md 2 writes it."""
    body = {
        "id": statement.id,
        "at": statement.at.isoformat(),
        "person": statement.person,
        "kind": statement.kind,
        "channel": message.channel,
        "medium": message.channel,
    }
    return body | ({"address": statement.address} if statement.address else {})
