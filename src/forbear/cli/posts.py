"""Which channels are on: the posts that the environment names, and what takes in what comes back."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from forbear.gate.channels.outbox import Outbox
from forbear.gate.channels.smpp_settings import SmppSettings
from forbear.gate.channels.smtp import Mailer, SmtpSettings
from forbear.gate.door import Door
from forbear.gate.heard import Hear, Heard
from forbear.gate.hearing import hear
from forbear.gate.ports import Record
from forbear.gate.post import Post
from forbear.store import Database
from forbear.store.gate import ContactRecord
from forbear.terms import InputError

MAIL_BACK = "FORBEAR_MAIL_BACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """What the environment says about each channel; None where it names no provider."""

    mail: SmtpSettings | None = None
    sms: SmppSettings | None = None
    mail_back: Path | None = None
    letters: Outbox | None = None

    @property
    def names(self) -> list[str]:
        """The channels that are on."""
        known = (("email", self.mail), ("sms", self.sms), ("letter", self.letters))
        return [name for name, settings in known if settings is not None]


def read_channels(variables: Mapping[str, str] | None = None) -> Channels:
    """The channels that the environment names; InputError where a setting can't be meant.

    >>> read_channels({"FORBEAR_SMTP_HOST": "mx.example", "FORBEAR_SMTP_FROM": "a@b.example"}).names
    ['email']
    """
    given = os.environ if variables is None else variables
    folder = given.get(MAIL_BACK)
    return Channels(
        mail=SmtpSettings.from_environment(given),
        sms=SmppSettings.from_environment(given),
        mail_back=Path(folder) if folder else None,
        letters=Outbox.from_environment(given),
    )


def need_channels() -> Channels:
    """The channels that the environment names; InputError where it names none."""
    channels = read_channels()
    if channels.mail is None and channels.sms is None:
        raise InputError(
            "FORBEAR_SMTP_HOST",
            "no mail server is named, and no SMS centre (FORBEAR_SMPP_HOST), so nothing is sent; set one with its"
            " FORBEAR_SMTP_FROM or FORBEAR_SMPP_FROM, and run this again",
        )
    return channels


def open_posts(channels: Channels, take: Hear) -> list[Post]:
    """A post for every channel that is on; none is connected before its first message."""
    posts: list[Post] = []
    if channels.mail is not None:
        posts.append(Mailer(channels.mail))
    if channels.sms is not None:
        from forbear.gate.channels.smpp import SmsCentre  # here, for most have none

        posts.append(SmsCentre(channels.sms, take))
    return posts


class Ear:
    """Takes in what comes back, one after the other, over a connection of its own."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database, self._door = database, door
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None

    def __call__(self, heard: Heard) -> None:
        """Take one in; it is on disk when this returns."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._database.connect(autocommit=True)
                hear(self._door, ContactRecord(self._connection), heard, datetime.now(UTC))
            except BaseException:
                self._drop()
                raise

    def close(self) -> None:
        """Let the connection go."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


@contextmanager
def records_for(database: Database, post: Post) -> Iterator[Sequence[Record]]:
    """As many records as messages may be under way at once, each with a connection of its own."""
    with ExitStack() as kept:
        opened = [kept.enter_context(database.connect(autocommit=True)) for _ in range(post.window)]
        yield [ContactRecord(connection) for connection in opened]
