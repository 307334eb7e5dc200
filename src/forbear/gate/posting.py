"""Letters: written into the outbox when they are due, posted by a person, withdrawn for as long as they lie there.

A contact goes reserved → sending (its PDF lies in a batch of the outbox) → done (posted). Until it is posted a
letter can be taken out again: a stop takes it out at once, and whoever posts a batch has each judged once more.
Nothing but a file comes of writing, so what a writer that died left behind is found out by looking.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from forbear.gate.asks import Entry, hash_token
from forbear.gate.channels.letter import PaperLetter
from forbear.gate.door import Door
from forbear.gate.ports import Record
from forbear.gate.rechecking import recheck
from forbear.gate.reservation import hold_contact, lapse
from forbear.gate.templates import Message
from forbear.terms import Conflict

CHANNEL: Final = "letter"
_BATCH: Final = 200


class Letters(Protocol):
    """Where letters lie until they are posted."""

    def write(self, batch: str, letter: PaperLetter) -> str:
        """Put a letter into a batch; its SHA-256."""

    def digest(self, batch: str, contact: str) -> str | None:
        """The SHA-256 of a letter that lies there."""

    def remove(self, batch: str, contact: str) -> None:
        """Take a letter out again, if it is there."""

    def list_hashes(self, batch: str, hashes: Sequence[tuple[str, str]]) -> None:
        """Write the manifest of a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A letter of a batch: its contact's state, and the SHA-256 of what was written, where it was."""

    contact: str
    state: str
    sha256: str | None


class LetterBook(Protocol):
    """What the record knows of batches."""

    def of_batch(self, batch: str) -> list[Lying]:
        """The letters of a batch, in order."""

    def unwritten(self) -> list[str]:
        """Letters that were begun and of which it is not on record that they were written."""

    def public_number(self, case: str) -> str:
        """The public number of a case's lender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run of writing did."""

    written: int = 0
    void: int = 0
    lapsed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What came of posting a batch: how many are posted, and which are not to be, by contact, and why.

    `withdrawn`: not lawful any more, its file is gone; `changed`: the file is not the one that was written.
    """

    posted: int
    withdrawn: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def write_letters(
    door: Door,
    record: Record,
    book: LetterBook,
    outbox: Letters,
    clock: Callable[[], datetime],
    *,
    most: int | None = None,
) -> Written:
    """Write every letter whose moment has come, up to `most`, into the batch of the day; several may run at once.

    Each is judged again with its very text. The address is opened in this step alone.
    """
    lapsed, written, void = lapse(record, clock()), 0, 0
    _find_begun(record, book, outbox)
    batches = set()
    while most is None or written + void < most:
        due = record.due(CHANNEL, clock(), _BATCH if most is None else min(_BATCH, most - written - void))
        before = written + void
        for contact in due:
            made = _write_one(door, record, book, outbox, contact, clock())
            if made is not None:
                written, void = written + (made.state == "sending"), void + (made.state == "void")
                batches.add(str(made.body.get("batch", "")))
        if written + void == before:
            break
    for batch in sorted(batches - {""}):
        _list(book, outbox, batch)
    return Written(written=written, void=void, lapsed=lapsed)


def _find_begun(record: Record, book: LetterBook, outbox: Letters) -> None:
    """What a writer that died left behind: on record where its file is there, else reserved again."""
    for contact in book.unwritten():
        with record.sole(contact) as alone:
            if not alone:
                continue
            with record.work(alone=True):
                entry = record.hold(contact)
                if entry is None or entry.state != "sending" or "pdf_sha256" in entry.body:
                    continue
                digest = outbox.digest(str(entry.body["batch"]), contact)
                if digest is not None:
                    record.save(replace(entry, body={**entry.body, "pdf_sha256": digest}))
                    continue
                body = {name: value for name, value in entry.body.items() if name != "batch"}
                record.save(replace(entry, state="reserved", body=body, permit_sha256=None, permit_expires=None,
                                    permit_used_at=None, message_id=None))  # fmt: skip


def _write_one(
    door: Door, record: Record, book: LetterBook, outbox: Letters, contact: str, now: datetime
) -> Entry | None:
    """A letter as it stands after it was written; None where another has it."""
    with record.sole(contact) as alone:
        if not alone:
            return None
        begun = _begin(door, record, book, contact, now)
        if begun is None:
            return None
        entry, letter = begun
        if letter is None:
            return entry
        digest = outbox.write(str(entry.body["batch"]), letter)
        with record.work(alone=True):
            held = hold_contact(record, contact)
            entry = replace(held, body={**held.body, "pdf_sha256": digest})
            record.save(entry)
        if entry.state != "sending":  # withdrawn while it was being written
            outbox.remove(str(entry.body["batch"]), contact)
        return entry


def _begin(
    door: Door, record: Record, book: LetterBook, contact: str, now: datetime
) -> tuple[Entry, PaperLetter | None] | None:
    """Judge again and commit `sending`: the letter, or None where the contact is now void."""
    with record.work(alone=True):
        try:
            entry = hold_contact(record, contact)
        except Conflict:
            return None
        if entry.state != "reserved" or entry.at > now:
            return None
        entry, message = recheck(door, record, entry, now)
        to = record.value_of(entry.address, entry.person) if message and entry.address else None
        if message is None or to is None:
            entry = entry if message is None else replace(entry, state="void", why="address")
            record.save(entry)
            return entry, None
        day = now.astimezone().date()
        entry = _under_way(entry, message, day.isoformat(), now)
        record.save(entry)
        letter = PaperLetter(
            contact=contact,
            name=record.name_of(entry.person),
            to=to,
            sender=record.name_of_firm(entry.collector),
            public_number=book.public_number(entry.case),
            language=str(entry.body.get("language") or "zh-CN"),
            message=message,
            on=day,
        )
    return entry, letter


def _under_way(entry: Entry, message: Message, batch: str, now: datetime) -> Entry:
    """The entry with a permit of its own, used as it is given, and the batch in which it lies."""
    return replace(
        entry,
        state="sending",
        at=now,
        body={**entry.body, "batch": batch},
        content_sha256=message.sha256,
        permit_sha256=hash_token(secrets.token_urlsafe(32)),
        permit_expires=now,
        permit_used_at=now,
        attempts=entry.attempts + 1,
    )


def _list(book: LetterBook, outbox: Letters, batch: str) -> None:
    """The manifest of a batch as it is, and no file of a letter that was withdrawn."""
    lying = book.of_batch(batch)
    for letter in lying:
        if letter.state not in ("sending", "done"):
            outbox.remove(batch, letter.contact)
    kept = [letter for letter in lying if letter.state in ("sending", "done") and letter.sha256]
    outbox.list_hashes(batch, [(letter.contact, letter.sha256 or "") for letter in kept])


def post_letters(
    door: Door, record: Record, book: LetterBook, outbox: Letters, batch: str, clock: Callable[[], datetime]
) -> Posted:
    """The letters of a batch go to the post: each is judged a last time, and counts as sent from now on.

    What is not lawful any more is void and its file gone; a file that is not the one that was written is in
    doubt. Both are named, to be taken out of the pile. Run twice, it does what is left.
    """
    posted, withdrawn, changed = 0, [], []
    for lying in book.of_batch(batch):
        if lying.state == "sending" and lying.sha256 is not None:
            state = _post_one(door, record, outbox, batch, lying, clock())
            posted += state == "done"
            if state == "in_doubt":
                changed.append(lying.contact)
        else:
            state = lying.state
        if state not in ("done", "sending", "in_doubt"):
            withdrawn.append(lying.contact)
    _list(book, outbox, batch)
    return Posted(posted=posted, withdrawn=tuple(withdrawn), changed=tuple(changed))


def _post_one(door: Door, record: Record, outbox: Letters, batch: str, lying: Lying, now: datetime) -> str:
    """The state of a letter after it was judged a last time."""
    with record.work(alone=True):
        entry = hold_contact(record, lying.contact)
        if entry.state != "sending":
            return entry.state
        entry, message = recheck(door, record, entry, now)
        if message is not None:
            if outbox.digest(batch, entry.contact) == lying.sha256:
                body = {**entry.body, "posted_at": now.isoformat()}
                entry = replace(entry, state="done", result="sent", at=now, body=body)
            else:
                entry = replace(entry, state="in_doubt", why="file_changed")
        record.save(entry)
    return entry.state
