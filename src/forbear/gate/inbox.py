"""The portal's inbox: what is said to a person there, and what the person answers.

A message is judged like any other and lies in the inbox at once, in the transaction that says so: nothing can be in
doubt. Its text is sealed by the vault. A person's answer is a contact that came in; a collector's answer to it passes
the gate with `reply_to`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from forbear.gate.asks import Entry, hash_token
from forbear.gate.door import Door
from forbear.gate.ports import Record
from forbear.gate.rechecking import recheck
from forbear.gate.reservation import hold_contact, withdraw
from forbear.gate.stop_words import is_stop
from forbear.terms import Conflict, InputError, NotFound, Statement

CHANNEL: Final = "portal"
LONGEST_REPLY: Final = 4_000
LONGEST_WORDS: Final = 10_000
_BATCH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """One message of a person's inbox: `outbound` from the lender, or `inbound`, the person's own answer.

    `message` is the id of its contact; `reply_to` that of the message which it answers.
    """

    message: str
    person: str
    direction: str
    at: datetime
    subject: str | None = field(repr=False)
    text: str = field(repr=False)
    reply_to: str | None = None
    read_at: datetime | None = None


class Inbox(Protocol):
    """Where messages lie. Only the person's own session, and the gate, open one."""

    def put(self, message: InboxMessage) -> None:
        """Lay a message there, sealed."""

    def find(self, person: str, message: str) -> InboxMessage | None:
        """A message of a person; None where that person has none of that id."""

    def of_person(self, person: str, most: int = 200) -> list[InboxMessage]:
        """A person's messages, the latest first."""

    def mark_read(self, person: str, message: str, at: datetime) -> bool:
        """The person has read it; False where there is no such message to that person."""

    def note_words(self, message: str, person: str, case: str, at: datetime) -> None:
        """Record what a person wrote of its own accord as a contact that came in, about a case."""

    def note_answer(self, message: str, answered: str, at: datetime) -> None:
        """Record an answer as a contact that came in, about the case of the message that it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a run of delivering did: messages laid into inboxes, and those that are not lawful any more."""

    delivered: int = 0
    void: int = 0


def deliver_due(
    door: Door, record: Record, inbox: Inbox, clock: Callable[[], datetime], *, most: int | None = None
) -> Delivered:
    """Lay every message whose moment has come into its inbox, each judged again with its very text."""
    delivered = void = 0
    while most is None or delivered + void < most:
        before = delivered + void
        for contact in record.due(CHANNEL, clock(), _BATCH if most is None else min(_BATCH, most - before)):
            state = _deliver(door, record, inbox, contact, clock())
            delivered, void = delivered + (state == "done"), void + (state == "void")
        if delivered + void == before:
            break
    return Delivered(delivered=delivered, void=void)


def _deliver(door: Door, record: Record, inbox: Inbox, contact: str, now: datetime) -> str | None:
    """The state of a message after its turn; None where another has it."""
    with record.work(alone=True):
        try:
            entry = hold_contact(record, contact)
        except Conflict:
            return None
        if entry.state != "reserved" or entry.at > now:
            return None
        entry, message = recheck(door, record, entry, now)
        if message is not None:
            entry = _done(entry, message.sha256, now)
            inbox.put(
                InboxMessage(
                    message=contact, person=entry.person, direction="outbound", at=now,
                    subject=message.subject, text=message.text, reply_to=_answered(inbox, entry),
                )
            )  # fmt: skip
        record.save(entry)
    return entry.state


def _answered(inbox: Inbox, entry: Entry) -> str | None:
    """The message of this inbox that a reply answers; the person may have asked in another way."""
    asked = entry.body.get("reply_to")
    return asked if asked and inbox.find(entry.person, str(asked)) is not None else None


def _done(entry: Entry, content_sha256: str, now: datetime) -> Entry:
    return replace(
        entry,
        state="done",
        result="delivered",
        at=now,
        content_sha256=content_sha256,
        permit_sha256=hash_token(secrets.token_urlsafe(32)),
        permit_expires=now,
        permit_used_at=now,
        attempts=entry.attempts + 1,
    )


def reply(
    door: Door, record: Record, inbox: Inbox, person: str, message: str, text: str, now: datetime
) -> str:
    """A person answers a message of his inbox: on record as a contact that came in, whose id it returns.

    A "stop" takes effect before the call returns, on this channel. NotFound where that person has no such message from
    us, InputError where the answer is empty or too long.
    """
    words = text.strip()
    if not words or len(words) > LONGEST_REPLY:
        raise InputError("/text", f"write an answer of 1 to {LONGEST_REPLY:,} characters")
    with record.work(alone=True):
        record.lock(record.circle(person))
        answered = inbox.find(person, message)
        if answered is None or answered.direction != "outbound":
            raise NotFound("there is no such message")
        came_in = f"in{secrets.token_hex(13)}"
        inbox.note_answer(came_in, message, now)
        inbox.put(
            InboxMessage(message=came_in, person=person, direction="inbound", at=now, subject=None, text=words,
                         reply_to=message)
        )  # fmt: skip
        if is_stop(words):
            _stop(door, record, person, came_in, now)
    return came_in


def write(
    record: Record, inbox: Inbox, person: str, case: str, subject: str, text: str, now: datetime
) -> str | None:
    """A person writes to us of its own accord: on record as a contact that came in, whose id it returns.

    None where nothing was written. `subject` says what it is about, in a word of ours. InputError where it is too long.
    Call it in the transaction that records what it belongs to.
    """
    words = text.strip()
    if len(words) > LONGEST_WORDS:
        raise InputError("/text", f"write {LONGEST_WORDS:,} characters at most")
    if not words:
        return None
    came_in = f"in{secrets.token_hex(13)}"
    with record.work():
        inbox.note_words(came_in, person, case, now)
        inbox.put(
            InboxMessage(
                message=came_in, person=person, direction="inbound", at=now, subject=subject, text=words
            )
        )
    return came_in


def _stop(door: Door, record: Record, person: str, came_in: str, now: datetime) -> None:
    statement = Statement(
        id=f"stop:{came_in}", at=now, person=person, kind="opt_out", channel=CHANNEL, medium=CHANNEL
    )
    body = {"id": statement.id, "at": now.isoformat(), "person": person, "kind": "opt_out", "channel": CHANNEL,
            "medium": CHANNEL}  # fmt: skip
    record.say(statement, body)
    withdraw(door, record, person, now)
