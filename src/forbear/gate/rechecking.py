"""Judging a held contact again, at the moment when it is permitted, used or sent; and permitting it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from forbear.desk.dossier import Dossier
from forbear.gate.asks import Entry, Permit
from forbear.gate.door import Door, judge_again
from forbear.gate.house import hold_back, peace, refuse, withhold
from forbear.gate.permits import shown_again, with_permit_from
from forbear.gate.ports import Record
from forbear.gate.request import as_known
from forbear.gate.stop import stop_asked
from forbear.gate.templates import Message
from forbear.law.judge import Verdict
from forbear.terms import Conflict, InputError, Statement
from forbear.watch.metrics import PERMITS


def recheck(door: Door, record: Record, entry: Entry, now: datetime) -> tuple[Entry, Message | None]:
    """Judge a held contact at `now`: its message where it may be made, else the entry void, and why."""
    return rejudge(door, record, entry, now)[:2]


def rejudge(
    door: Door, record: Record, entry: Entry, now: datetime
) -> tuple[Entry, Message | None, Verdict | None]:
    """Like `recheck`, with the verdict, where there is one."""
    entry_void = replace(entry, state="void")
    debtor = record.debtor_of(entry.case, entry.person)
    if debtor is None:
        return hold_back(entry_void, "no_party"), None, None
    dossier = as_known(record.dossiers([debtor], at=now)[debtor], now)
    quiet = peace(dossier, entry, now)
    if quiet is not None:
        return hold_back(entry_void, quiet), None, None
    try:
        verdict, message = judge_again(door, dossier, entry, record.name_of(entry.person), now)
    except InputError as error:
        word = error.at.rpartition("/")[2] or "unwritable"
        return withhold(entry_void, word, error.why, word), None, None
    stop = stop_of(dossier, entry, now)
    if stop is None and verdict.verdict == "allow":
        return entry, message, verdict
    return refuse(entry_void, verdict, stop), None, verdict


def stop_of(dossier: Dossier, entry: Entry, at: datetime) -> Statement | None:
    """The statement by which the person has stopped such a contact, or None."""
    reply_to = entry.body.get("reply_to")
    return stop_asked(dossier, entry.person, entry.channel, entry.address, entry.purpose, at, reply_to)


def permit_held(door: Door, record: Record, entry: Entry, now: datetime) -> tuple[Entry, Permit | None]:
    """A held, reserved contact judged again and saved: with its permit, or void."""
    moment = max(now, entry.at)
    entry, message = recheck(door, record, entry, moment)
    if message is None:
        record.save(entry)
        PERMITS.labels(entry.channel, "refused").inc()
        return entry, None
    given = shown_again(door, entry)
    if given is None or given.content_sha256 != message.sha256 or given.expires < now:
        entry, given = with_permit_from(door, entry, message, moment)
        record.save(entry)
    PERMITS.labels(entry.channel, "given").inc()
    return entry, given


def hold_row(record: Record, entry: Entry) -> Entry:
    """A contact whose people are held, its row locked too. Conflict where it is being made."""
    held = record.hold(entry.contact)
    if held is None:
        raise Conflict("the contact is being made this moment; look again in a minute")
    return held
