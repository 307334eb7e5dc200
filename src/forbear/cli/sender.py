"""The background sender of `forbear up`: every few seconds, what is due."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack
from types import TracebackType
from typing import Final

from forbear.cli.night import now
from forbear.gate.channels.smtp import Mailer, SmtpSettings
from forbear.gate.door import Door
from forbear.gate.reservation import lapse
from forbear.gate.sending import send_due
from forbear.store import Database
from forbear.store.evidence import integrate
from forbear.store.gate import ContactRecord
from forbear.terms import ForbearError
from forbear.web.guard import place_of

PAUSE_SECONDS: Final = 5.0
AT_ONCE: Final = 25
"""A stop waits for no more than this many messages."""
log: Final = logging.getLogger("forbear.sender")


class Sender:
    """Sends what is due while a `with` block runs; without a mail server, what is too late lapses."""

    def __init__(self, database: Database, door: Door, settings: SmtpSettings | None) -> None:
        self.database, self.door, self.settings = database, door, settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._told: str | None = None

    def __enter__(self) -> Sender:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=60)

    def _run(self) -> None:
        with ExitStack() as kept:
            post = kept.enter_context(Mailer(self.settings)) if self.settings else None
            while not self._stop.is_set():
                busy, why = self._send_some(post)
                self._tell(why)
                if not busy:
                    self._stop.wait(PAUSE_SECONDS)

    def _send_some(self, post: Mailer | None) -> tuple[bool, str | None]:
        """Send some of what is due: whether more may be waiting, and why it stopped early, if it did."""
        try:
            with self.database.connect(autocommit=True) as connection:
                integrate(connection)
                record = ContactRecord(connection)
                if post is None:
                    lapse(record, now())
                    return False, None
                tally = send_due(self.door, record, post, now, most=AT_ONCE)
                return tally.sent >= AT_ONCE, tally.error
        except ForbearError as error:
            return False, str(error)
        except Exception as error:  # the pages go on; the next round tries again
            return False, f"{type(error).__name__} at {place_of(error)}"

    def _tell(self, why: str | None) -> None:
        """Log a trouble once, and not again until it changes."""
        if why is not None and why != self._told:
            log.error("sending stopped and is tried again: %s", why)
        self._told = why
