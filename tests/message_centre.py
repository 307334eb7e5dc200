"""A real SMS centre for tests: the SMPP server of npm's smpp, installed once from its lock file, on a free port."""

from __future__ import annotations

import fcntl
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from forbear.gate.channels.smpp_settings import SmppSettings

HOME = Path(__file__).parent / "smsc"
PASSWORD = "pass"
OURS = "10690000"


def install() -> None:
    """Install what the lock file names, once, whoever comes first."""
    with (HOME / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "node_modules" / "smpp").exists():
            words = ["npm", "ci", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(words, cwd=HOME, check=True, timeout=180)


@dataclass
class Centre:
    """A running SMS centre: what it saw, and orders to it."""

    process: subprocess.Popen[str]
    events: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    _news: threading.Condition = field(default_factory=threading.Condition)

    def read(self) -> None:
        """Take its events until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.events.append(json.loads(line))
                self._news.notify_all()

    def wait(self, event: str, count: int = 1, seconds: float = 20.0) -> list[dict[str, Any]]:
        """The events of a name, as soon as there are so many."""
        with self._news:
            enough: Callable[[], bool] = lambda: len(self.seen(event)) >= count  # noqa: E731
            assert self._news.wait_for(enough, seconds), f"{count} × {event} did not come: {self.events[-5:]}"
            return self.seen(event)

    def seen(self, event: str) -> list[dict[str, Any]]:
        """The events of a name so far."""
        return [told for told in self.events if told["event"] == event]

    @property
    def submitted(self) -> list[dict[str, Any]]:
        """The messages that were handed over up to now."""
        self.tell(do="ping")
        return self.seen("submit")

    def tell(self, **order: Any) -> None:
        """Give an order, and wait until it is taken."""
        before = len(self.seen("told"))
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        self.wait("told", before + 1)

    def behave(self, **how: Any) -> None:
        """How it answers from now on."""
        self.tell(do="behave", **how)

    def deliver(self, **order: Any) -> int:
        """Send a receipt or a message, and the status with which it was answered."""
        before = len(self.seen("answered"))
        self.tell(**order)
        return int(self.wait("answered", before + 1)[-1]["status"])

    def receipt(self, message_id: str, state: str, to: str = "8613800138000", **fields: Any) -> int:
        """Tell what became of a message."""
        return self.deliver(do="receipt", id=message_id, to=to, state=state, **fields)

    def inbound(self, sender: str, text: str, **fields: Any) -> int:
        """A message from a phone."""
        return self.deliver(do="inbound", **{"from": sender}, text=text, **fields)

    def settings(self, **fields: Any) -> SmppSettings:
        """Settings that reach it."""
        given = {
            "host": "127.0.0.1", "port": self.port, "user": "forbear", "password": PASSWORD, "sender": OURS,
            "tls": False, "timeout_seconds": 20.0, "window": 1, **fields,
        }  # fmt: skip
        return SmppSettings(**given)


@contextmanager
def running(*files: str) -> Iterator[Centre]:
    """An SMS centre of one's own; with a key and a certificate, over TLS."""
    install()
    command = ["node", "server.js", PASSWORD, *files]
    with subprocess.Popen(
        command, cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        centre = Centre(process)
        reader = threading.Thread(target=centre.read, daemon=True)
        reader.start()
        try:
            centre.port = centre.wait("listening")[0]["port"]
            yield centre
        finally:
            process.kill()
            reader.join()


@pytest.fixture
def centre() -> Iterator[Centre]:
    """An SMS centre for one test."""
    with running() as centre:
        yield centre
