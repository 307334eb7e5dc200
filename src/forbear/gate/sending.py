"""Sending what is due: each e-mail once, and never twice.

A contact goes reserved → sending (committed) → the mail server → done (committed). Whoever dies between the
two commits leaves it in `sending`; the next run puts it `in_doubt` for a person, and never repeats it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from forbear.gate.asks import Entry, hash_token
from forbear.gate.door import Door
from forbear.gate.ports import Record
from forbear.gate.reservation import lapse, recheck
from forbear.gate.templates import Message

MOST_ATTEMPTS: Final = 8
_BATCH: Final = 200
_LONGEST_WAIT_MINUTES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is handed to a mail server: the one place where an address stands beside a text."""

    contact: str
    message_id: str
    sender: str
    to: str
    language: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the server said.

    `outcome` is `sent`, `bounced` (refused for good), `later` (refused for now), `down` (not reachable,
    nothing was handed over) or `doubt` (handed over, no answer). `why` is for a person and holds no address.
    """

    outcome: str
    why: str | None = None


class Post(Protocol):
    """A way to deliver a letter, and the name of the host under which message ids are made."""

    @property
    def host(self) -> str:
        """The host in a Message-ID."""

    def deliver(self, letter: Letter) -> Delivery:
        """Hand over one letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run of sending did. `error` is why it stopped before the end, if it did."""

    sent: int = 0
    bounced: int = 0
    void: int = 0
    waiting: int = 0
    in_doubt: int = 0
    lapsed: int = 0
    error: str | None = None

    def add(self, outcome: str, error: str | None = None) -> Tally:
        """One more contact with that outcome."""
        counted = {outcome: getattr(self, outcome) + 1} if outcome else {}
        return replace(self, error=error or self.error, **counted)


def send_due(
    door: Door,
    record: Record,
    post: Post,
    clock: Callable[[], datetime],
    *,
    most: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Tally:
    """Send every e-mail whose moment has come, up to `most`; several may run at once.

    Each is judged again, with its very text, at the moment of sending. A server that is down ends the run
    with a plain error; what is due stays reserved and is tried again later.
    """
    tally = Tally(lapsed=lapse(record, clock()), in_doubt=_find_stranded(record))
    done = 0
    while most is None or done < most:
        due = record.due("email", clock(), _BATCH if most is None else min(_BATCH, most - done))
        if not due:
            return tally
        before = done
        for contact in due:
            outcome, error = _send_one(door, record, post, contact, clock)
            if outcome:
                done += 1
                tally = tally.add(outcome, error)
                if progress is not None:
                    progress(done)
            if error is not None:
                return tally
        if done == before:  # others hold what is due
            return tally
    return tally


def _find_stranded(record: Record) -> int:
    """Put in doubt what a sender that died left behind."""
    found = 0
    for contact in record.stranded("email"):
        with record.sole(contact) as alone:
            if not alone:
                continue
            with record.work(alone=True):
                entry = record.hold(contact)
                if entry is not None and entry.state == "sending":
                    record.save(replace(entry, state="in_doubt", why="sender_died"))
                    found += 1
    return found


def _send_one(
    door: Door, record: Record, post: Post, contact: str, clock: Callable[[], datetime]
) -> tuple[str, str | None]:
    """What became of one contact, as a word of the tally ('' where another sender has it), and an error."""
    with record.sole(contact) as alone:
        if not alone:
            return "", None
        begun = _begin(door, record, post, contact, clock())
        if begun is None:
            return "", None
        planned, entry, letter = begun
        if letter is None:
            return "void", None
        delivery = post.deliver(letter)
        return _settle(record, entry, delivery, planned, clock())


def _begin(
    door: Door, record: Record, post: Post, contact: str, now: datetime
) -> tuple[datetime, Entry, Letter | None] | None:
    """Judge again and commit `sending`: the letter, or None where the contact is now void."""
    with record.work(alone=True):
        known = record.entry(contact)
        if known is None:
            return None
        debtor = record.debtor_of(known.case, known.person)
        record.lock({known.person} | ({debtor} if debtor else set()))
        entry = record.hold(contact)
        if entry is None or entry.state != "reserved" or entry.at > now:
            return None
        entry, message = recheck(door, record, entry, now)
        to = record.value_of(entry.address, entry.person) if message and entry.address else None
        if message is None or to is None:
            entry = entry if message is None else replace(entry, state="void", why="address")
            record.save(entry)
            return known.at, entry, None
        entry = _under_way(entry, f"<{contact}@{post.host}>", message, now)
        record.save(entry)
        letter = Letter(
            contact=contact,
            message_id=entry.message_id or "",
            sender=record.name_of_firm(entry.collector),
            to=to,
            language=str(entry.body.get("language") or "zh-CN"),
            message=message,
        )
    return known.at, entry, letter


def _under_way(entry: Entry, message_id: str, message: Message, now: datetime) -> Entry:
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


def _settle(
    record: Record, entry: Entry, delivery: Delivery, planned: datetime, now: datetime
) -> tuple[str, str | None]:
    """Commit what the server said. What waits keeps its planned moment, so that it lapses in the end."""
    with record.work(alone=True):
        if delivery.outcome in ("sent", "bounced"):
            record.save(replace(entry, state="done", result=delivery.outcome, why=delivery.why))
            if delivery.outcome == "bounced":
                record.bury(entry, now)
            return delivery.outcome, None
        if delivery.outcome == "doubt":
            record.save(replace(entry, state="in_doubt", why=delivery.why))
            return "in_doubt", None
        again = replace(
            entry, at=planned, permit_sha256=None, permit_expires=None, permit_used_at=None, why=delivery.why
        )
        if delivery.outcome == "later" and entry.attempts >= MOST_ATTEMPTS:
            record.save(replace(again, state="void"))
            return "void", None
        minutes = min(2 ** min(entry.attempts - 1, 10), _LONGEST_WAIT_MINUTES)
        record.save(replace(again, state="reserved", retry_at=now + timedelta(minutes=minutes)))
        return "waiting", delivery.why if delivery.outcome == "down" else None
