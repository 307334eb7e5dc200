"""What a provider said, put into the record; and what was given up, tried again or dropped by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.hearing import settle_by_receipts
from forbear.gate.ports import Record
from forbear.gate.post import Delivery
from forbear.gate.provider import note_answer, note_busy, note_failure
from forbear.gate.rechecking import recheck
from forbear.gate.reservation import LAPSE_HOURS, hold_contact
from forbear.law.judge import Verdict
from forbear.terms import Conflict

MOST_ATTEMPTS: Final = 8
_LONGEST_WAIT_MINUTES: Final = 40


def lawful_seconds(verdict: Verdict, now: datetime) -> float:
    """For how long a message that is allowed now may still reach the person: to the end of the lawful span, and in
    any case not longer than a reservation lasts."""
    window, longest = verdict.next_lawful, LAPSE_HOURS * 3600.0
    if window is None or window.start > now:
        return 0.0
    return min((window.end - now).total_seconds(), longest)


def wait_before_retry(contact: str, attempts: int) -> timedelta:
    """How long a message waits after a failed attempt: doubled each time, with up to half as much again by chance.

    The chance is the contact's own, so that what failed together is not tried again together.

    >>> [wait_before_retry("k1", n) >= timedelta(minutes=2 ** (n - 1)) for n in (1, 2, 3)]
    [True, True, True]
    >>> wait_before_retry("k1", 30) <= timedelta(hours=1)
    True
    """
    minutes = min(2 ** min(attempts - 1, 10), _LONGEST_WAIT_MINUTES)
    share = crc32(f"{contact} {attempts}".encode()) / 2**33
    return timedelta(minutes=minutes * (1 + share))


def settle(
    record: Record,
    entry: Entry,
    delivery: Delivery,
    planned: datetime,
    now: datetime,
    *,
    is_probe: bool = False,
) -> tuple[str, str | None]:
    """Commit what the provider said of a contact in `sending`: a word of the tally, and why the run has to end.

    What waits keeps its planned moment, so that it lapses in the end. What was not even handed over (`busy`,
    `down`) costs the message no attempt; the provider is left alone instead. The run ends too where one failure
    more has the provider left alone.
    """
    entry = replace(entry, message_id=delivery.message_id or entry.message_id, why=delivery.why)
    back = replace(entry, at=planned, permit_sha256=None, permit_expires=None, permit_used_at=None)
    with record.work(alone=True):
        note_provider(record, entry.channel, delivery, now, is_probe=is_probe)
        if delivery.outcome in ("sent", "bounced", "doubt"):
            why = delivery.why if delivery.outcome == "doubt" and _is_shut(record, entry, now) else None
            return _made(record, entry, delivery, now), why
        if delivery.outcome in ("busy", "down"):
            record.save(replace(back, state="reserved", attempts=entry.attempts - 1))
            return "waiting", delivery.why
        if delivery.outcome == "refused" or entry.attempts >= MOST_ATTEMPTS:
            record.save(replace(back, state="undelivered"))
            return "undelivered", None
        retry_at = now + wait_before_retry(entry.contact, entry.attempts)
        record.save(replace(back, state="reserved", retry_at=retry_at))
        return "waiting", None


def _is_shut(record: Record, entry: Entry, now: datetime) -> bool:
    return record.provider(entry.channel, held=False).state(now) == "shut"


def _made(record: Record, entry: Entry, delivery: Delivery, now: datetime) -> str:
    """Commit that it was, or may have been, handed over; a receipt may have been faster than the answer."""
    record.meet(entry.channel, entry.message_id or "")
    if delivery.outcome == "doubt":
        entry = replace(entry, state="in_doubt")
    else:
        entry = replace(entry, state="done", result=delivery.outcome)
    record.save(entry)
    if delivery.outcome == "bounced":
        record.bury(entry, now)
    entry = settle_by_receipts(record, entry, now)
    if delivery.outcome != "doubt" or entry.state == "in_doubt":
        return "in_doubt" if entry.state == "in_doubt" else delivery.outcome
    return "bounced" if entry.result == "bounced" else "sent"


def note_provider(
    record: Record, channel: str, delivery: Delivery, now: datetime, *, is_probe: bool = False
) -> None:
    """Keep of a channel's provider what its answer tells of it: a failure, too fast, or well again.

    What was under way when the provider was shut, and failed, is that same trouble and tells nothing new; the probe
    alone does.
    """
    if delivery.outcome in ("down", "doubt"):
        known = record.provider(channel)
        if is_probe or known.state(now) != "shut":
            record.keep_provider(note_failure(known, delivery.why, now))
    elif delivery.outcome == "busy":
        record.keep_provider(note_busy(record.provider(channel), delivery.why, now))
    elif (known := record.provider(channel, held=False)).failures or known.why:
        record.keep_provider(note_answer(record.provider(channel)))


def retry(door: Door, record: Record, contact: str, now: datetime) -> Entry:
    """Reserve again, for now, what was given up: judged anew; where it is forbidden by now it is void, and why.

    NotFound where there is no such contact, Conflict where it was not given up.
    """
    with record.work():
        entry = _given_up(record, contact)
        fresh = replace(entry, state="reserved", at=now, attempts=0, retry_at=None, why=None)
        fresh, _ = recheck(door, record, fresh, now)
        record.save(fresh)
    return fresh


def drop(record: Record, contact: str) -> Entry:
    """Leave it at that: what was given up is void. NotFound and Conflict as for `retry`."""
    with record.work():
        entry = replace(_given_up(record, contact), state="void", why="dropped")
        record.save(entry)
    return entry


def _given_up(record: Record, contact: str) -> Entry:
    entry = hold_contact(record, contact)
    if entry.state != "undelivered":
        raise Conflict(f"the contact is {entry.state}; only one that was given up can be retried or dropped")
    return entry
