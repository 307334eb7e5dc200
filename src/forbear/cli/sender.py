"""The background senders of `forbear up`: one a channel, every few seconds, what is due."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final

from forbear.cli.night import now
from forbear.cli.posts import Channels, Ear, open_posts, records_for
from forbear.gate.calling import Dialler, inquire_calls
from forbear.gate.channels.mail_back import Mailbag
from forbear.gate.channels.outbox import Outbox
from forbear.gate.door import Door
from forbear.gate.inbox import deliver_due
from forbear.gate.post import Post
from forbear.gate.posting import write_letters
from forbear.gate.reservation import lapse
from forbear.gate.sending import send_due
from forbear.gate.sign_in_codes import send_codes
from forbear.store import Database
from forbear.store.calls import CallRecord
from forbear.store.evidence import integrate
from forbear.store.gate import ContactRecord
from forbear.store.inbox import InboxRecord
from forbear.store.letters import LetterRecord
from forbear.store.portal import CodeRecord
from forbear.store.readiness import beat
from forbear.terms import ForbearError
from forbear.watch.logs import logger, place_of

PAUSE_SECONDS: Final = 5.0
AT_ONCE: Final = 25
"""A stop waits for no more than this many messages a channel."""
log: Final = logger("forbear.sender")

Round = Callable[[], tuple[float, str | None]]
"""What is done again and again: the seconds until the next time, and what went wrong, if anything did."""


class Sender:
    """Sends what is due while a `with` block runs, each channel in a thread of its own, takes in what comes back and
    writes letters; and, where no channel is on too, lets lapse what is too late and integrates the evidence. A dialler
    is asked about the calls of which it should have told."""

    def __init__(
        self, database: Database, door: Door, channels: Channels, dialler: Dialler | None = None
    ) -> None:
        self.database, self.door, self.dialler = database, door, dialler
        self._ear = Ear(database, door)
        self.posts = open_posts(channels, self._ear)
        self._stop = threading.Event()
        rounds: list[tuple[str, Round]] = [("keeper", self._keep)]
        rounds += [(post.channel, self._sending(post)) for post in self.posts]
        rounds.append(("portal", self._deliver))
        if channels.letters is not None:
            rounds.append(("letter", self._writing(channels.letters)))
        if channels.mail_back is not None:
            rounds.append(("mail back", self._reading(Mailbag(channels.mail_back, self._ear))))
        self._threads = [
            threading.Thread(target=self._repeat, args=(name, each), name=f"sender {name}", daemon=True)
            for name, each in rounds
        ]

    def __enter__(self) -> Sender:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)
        for post in self.posts:
            post.close()
        self._ear.close()

    def _repeat(self, name: str, each: Round) -> None:
        """Go on until stopped. A trouble is logged once, and not again until it changes."""
        told: str | None = None
        while not self._stop.is_set():
            try:
                wait, why = each()
            except ForbearError as error:
                wait, why = PAUSE_SECONDS, str(error)
            except Exception as error:  # the pages go on; the next round tries again
                wait, why = PAUSE_SECONDS, f"{type(error).__name__} at {place_of(error)}"
            if why is not None and why != told:
                log.error("sending stopped and is tried again", kind=name, why=why)
            told = why
            self._stop.wait(wait)

    def _keep(self) -> tuple[float, str | None]:
        with self.database.connect(autocommit=True) as connection:
            if all(thread.is_alive() for thread in self._threads):
                beat(connection, "worker")
            integrate(connection)
            record = ContactRecord(connection)
            if self.dialler is not None:
                inquire_calls(record, CallRecord(connection), self.dialler, now)
            lapse(record, now())
        return PAUSE_SECONDS, None

    def _sending(self, post: Post) -> Round:
        def send_some() -> tuple[float, str | None]:
            lost = None
            try:
                post.attend()
            except ForbearError as error:  # where something is due, sending it tells the breaker
                lost = str(error)
            with self.database.connect(autocommit=True) as connection:
                send_codes(CodeRecord(connection), post, now())
                waiting = ContactRecord(connection)
                if not waiting.due(post.channel, now(), 1) and not waiting.stranded(post.channel):
                    return PAUSE_SECONDS, lost
            with records_for(self.database, post) as (record, *others):
                tally = send_due(self.door, record, post, now, most=AT_ONCE, others=others)
            if tally.error is not None:
                return PAUSE_SECONDS, tally.error
            return tally.wait_seconds if tally.wait_seconds else 0.0 if tally.sent else PAUSE_SECONDS, None

        return send_some

    def _deliver(self) -> tuple[float, str | None]:
        with self.database.connect(autocommit=True) as connection:
            inbox = InboxRecord(connection)
            made = deliver_due(self.door, ContactRecord(connection), inbox, now, most=AT_ONCE)
        return 0.0 if made.delivered >= AT_ONCE else PAUSE_SECONDS, None

    def _writing(self, outbox: Outbox) -> Round:
        def write_some() -> tuple[float, str | None]:
            with self.database.connect(autocommit=True) as connection:
                record, book = ContactRecord(connection), LetterRecord(connection)
                made = write_letters(self.door, record, book, outbox, now, most=AT_ONCE)
            return 0.0 if made.written >= AT_ONCE else PAUSE_SECONDS, None

        return write_some

    def _reading(self, bag: Mailbag) -> Round:
        def read_some() -> tuple[float, str | None]:
            bag.read(now())
            return PAUSE_SECONDS, None

        return read_some
