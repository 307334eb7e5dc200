"""The background sender of `forbear up`: every few seconds, what is due."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Final

from forbear.cli.night import now
from forbear.gate.channels.smtp import Mailer, SmtpSettings
from forbear.gate.door import Door
from forbear.gate.reservation import lapse
from forbear.gate.sending import send_due
from forbear.store import Database
from forbear.store.gate import ContactRecord
from forbear.terms import ForbearError
from forbear.web.guard import place_of

PAUSE_SECONDS: Final = 5.0
MOST_AT_ONCE: Final = 200
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
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._tell(self._send_once())
            self._stop.wait(PAUSE_SECONDS)

    def _send_once(self) -> str | None:
        """Send what is due; why it stopped early, or None."""
        try:
            with self.database.connect(autocommit=True) as connection:
                record = ContactRecord(connection)
                if self.settings is None:
                    lapse(record, now())
                    return None
                with Mailer(self.settings) as mailer:
                    return send_due(self.door, record, mailer, now, most=MOST_AT_ONCE).error
        except ForbearError as error:
            return str(error)
        except Exception as error:  # the pages go on; the next round tries again
            return f"{type(error).__name__} at {place_of(error)}"

    def _tell(self, why: str | None) -> None:
        """Log a trouble once, and not again until it changes."""
        if why is not None and why != self._told:
            log.error("sending stopped and is tried again: %s", why)
        self._told = why
