"""Sending what is due, on any channel: each message once, and never twice.

A contact goes reserved → sending (committed) → the provider → done (committed). Whoever dies between the two
commits leaves it in `sending`; the next run puts it `in_doubt`, for the provider's answer or a person to settle,
and never repeats it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from queue import SimpleQueue
from typing import Final

from forbear.gate.asks import Entry, hash_token
from forbear.gate.door import Door
from forbear.gate.hearing import settle_by_receipts
from forbear.gate.ports import Record
from forbear.gate.post import Dispatch, Post
from forbear.gate.provider import admit, wait_seconds
from forbear.gate.rechecking import rejudge
from forbear.gate.reservation import lapse
from forbear.gate.settling import lawful_seconds, settle
from forbear.gate.templates import Message
from forbear.watch.metrics import SENDS
from forbear.watch.steps import step

_BATCH: Final = 200
_COUNTS: Final = ("sent", "bounced", "undelivered", "void", "waiting", "in_doubt", "lapsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run of sending did. `error` is why it stopped before the end, if it did.

    `wait_seconds` is more than 0 where the provider's pace or its breaker ended the run: then there is more to
    send, after that time.
    """

    sent: int = 0
    bounced: int = 0
    undelivered: int = 0
    void: int = 0
    waiting: int = 0
    in_doubt: int = 0
    lapsed: int = 0
    error: str | None = None
    wait_seconds: float = 0.0

    def add(self, outcome: str, error: str | None = None) -> Tally:
        """One more contact with that outcome."""
        counted = {outcome: getattr(self, outcome) + 1} if outcome else {}
        return replace(self, error=error or self.error, **counted)

    @property
    def done(self) -> int:
        """How many contacts were taken up."""
        return self.sent + self.bounced + self.undelivered + self.void + self.waiting

    def plus(self, other: Tally) -> Tally:
        """Both runs together; why it stopped is the later one's."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return replace(other, **counts)


def send_due(
    door: Door,
    record: Record,
    post: Post,
    clock: Callable[[], datetime],
    *,
    most: int | None = None,
    progress: Callable[[int], None] | None = None,
    others: Sequence[Record] = (),
) -> Tally:
    """Send everything on the post's channel whose moment has come, up to `most`; several runs may go on at once.

    Each is judged again, with its very text, at the moment of sending. A provider that is down ends the run with a
    plain error; what is due stays reserved and is tried again later. `others` are further records, each with a
    connection of its own: with them as many messages are under way at once.
    """
    tally = Tally(lapsed=lapse(record, clock()), in_doubt=_find_stranded(record, post.channel, clock()))
    done = 0
    while most is None or done < most:
        due = record.due(post.channel, clock(), _BATCH if most is None else min(_BATCH, most - done))
        if not due:
            return tally
        granted, wait, is_probe = _admit(record, post, len(due), clock())
        if not granted:
            return replace(tally, wait_seconds=wait)
        before = done
        for outcome, error in _send_all((record, *others), door, post, due[:granted], clock, is_probe):
            if outcome:
                done += 1
                tally = tally.add(outcome, error)
                if progress is not None:
                    progress(done)
        if tally.error is not None or done == before:  # it is down, or others hold what is due
            return tally
    return tally


def _admit(record: Record, post: Post, wanted: int, now: datetime) -> tuple[int, float, bool]:
    """How many may go now by the provider's pace and breaker, else after how many seconds; whether it is tried."""
    with record.work():
        known = record.provider(post.channel)
        after, granted = admit(known, post.pace, wanted, now)
        if after != known:
            record.keep_provider(after)
        wait = 0.0 if granted else max(wait_seconds(after, post.pace, now), 0.01)
        return granted, wait, known.state(now) == "half_open"


def _send_all(
    records: Sequence[Record],
    door: Door,
    post: Post,
    due: Sequence[str],
    clock: Callable[[], datetime],
    is_probe: bool,
) -> Iterator[tuple[str, str | None]]:
    """Send contacts, as many at once as there are records, until one of them says that the provider is down."""
    free: SimpleQueue[Record] = SimpleQueue()
    for record in records:
        free.put(record)
    stopped = False

    def send(contact: str) -> tuple[str, str | None]:
        nonlocal stopped
        if stopped:
            return "", None
        own = free.get()
        try:
            outcome, error = _send_one(door, own, post, contact, clock, is_probe)
            stopped = stopped or error is not None
            return outcome, error
        finally:
            free.put(own)

    if len(records) == 1:
        yield from map(send, due)
        return
    with ThreadPoolExecutor(max_workers=len(records)) as pool:
        for made in as_completed([pool.submit(send, contact) for contact in due]):
            yield made.result()


def _find_stranded(record: Record, channel: str, now: datetime) -> int:
    """Put in doubt what a sender that died left behind."""
    found = 0
    for contact in record.stranded(channel):
        with record.sole(contact) as alone:
            if not alone:
                continue
            with record.work(alone=True):
                entry = record.hold(contact)
                if entry is None or entry.state != "sending":
                    continue
                record.meet(channel, entry.message_id or "")
                entry = replace(entry, state="in_doubt", why="sender_died")
                record.save(entry)
                found += settle_by_receipts(record, entry, now).state == "in_doubt"
    return found


def _send_one(
    door: Door,
    record: Record,
    post: Post,
    contact: str,
    clock: Callable[[], datetime],
    is_probe: bool,
) -> tuple[str, str | None]:
    """What became of one contact, as a word of the tally ('' where another sender has it), and an error.

    `is_probe` says whether it goes to see if the provider is well again.
    """
    with record.sole(contact) as alone:
        if not alone:
            return "", None
        begun = _begin(door, record, post, contact, clock())
        if begun is None:
            return "", None
        planned, entry, dispatch = begun
        if dispatch is None:
            return "void", None
        with step("send", channel=entry.channel) as sent:
            delivery = post.deliver(dispatch)
            sent.tell(outcome=delivery.outcome)
        SENDS.labels(entry.channel, delivery.outcome).inc()
        return settle(record, entry, delivery, planned, clock(), is_probe=is_probe)


def _begin(
    door: Door, record: Record, post: Post, contact: str, now: datetime
) -> tuple[datetime, Entry, Dispatch | None] | None:
    """Judge again and commit `sending`: what is handed over, or None where the contact is now void."""
    with record.work(alone=True):
        known = record.entry(contact)
        if known is None:
            return None
        debtor = record.debtor_of(known.case, known.person)
        record.lock({known.person} | ({debtor} if debtor else set()))
        entry = record.hold(contact)
        if entry is None or entry.state != "reserved" or entry.at > now:
            return None
        entry, message, verdict = rejudge(door, record, entry, now)
        to = record.value_of(entry.address, entry.person) if message and entry.address else None
        if message is None or to is None:
            entry = entry if message is None else replace(entry, state="void", why="address")
            record.save(entry)
            return known.at, entry, None
        entry = _under_way(entry, post.message_id(contact), message, now)
        record.save(entry)
        dispatch = Dispatch(
            contact=contact,
            message_id=entry.message_id,
            sender=record.name_of_firm(entry.collector),
            to=to,
            language=str(entry.body.get("language") or "zh-CN"),
            message=message,
            seconds=lawful_seconds(verdict, now) if post.expires and verdict else None,
        )
    return known.at, entry, dispatch


def _under_way(entry: Entry, message_id: str | None, message: Message, now: datetime) -> Entry:
    """The entry with a permit of its own, used as it is given: nobody else can send it."""
    return replace(
        entry,
        state="sending",
        at=now,
        message_id=message_id,
        content_sha256=message.sha256,
        permit_sha256=hash_token(secrets.token_urlsafe(32)),
        permit_expires=now,
        permit_used_at=now,
        attempts=entry.attempts + 1,
    )
