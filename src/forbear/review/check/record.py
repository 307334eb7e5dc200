"""One thing that the evidence shows: a call, a message, a mail, as its file tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

MOST_RECORDS: Final = 200_000
"""Of one file; the rest of it is named and left out."""
MOST_BYTES: Final = 256 * 1024 * 1024
"""Of one file; a larger one is named and left out."""
MOST_TEXT: Final = 10_000
"""Letters of one message that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A call or message between the phone or mailbox it was found on and somebody else.

    `other` is the other side as the file writes it (a number, a name, an address), `owner` whose phone it was
    where the file tells (else the borrower's own). `seconds` is a call's length. `doubts` names what the
    file leaves open: `order` (day and month could be the other way round), `direction`, `account` (somebody's
    account of it, not the message itself), `picture` (read off a picture), `phone` (`owner` is a number that the
    table calls the called one).
    """

    line: int
    at: datetime
    channel: str
    incoming: bool
    other: str
    owner: str | None = None
    text: str | None = None
    seconds: int | None = None
    result: str | None = None
    doubts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A place of a file that could not be read, and why. `why` holds nothing of what stands there."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the evidence: what it is, its SHA-256, what was read out of it and what was not.

    `columns` are the headings of a table and what each was taken for. `kind` is `unreadable` where nothing
    could be read. `seen` is the picture itself, where it is one.
    """

    path: Path
    name: str
    sha256: str
    size: int
    kind: str
    records: tuple[Record, ...] = ()
    unread: tuple[Unread, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    picture: bool = False
