"""A real dialler on loopback, in a process of its own (`programs/dialler.py`), and the gate's line to it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from clock import Clock
from forbear.gate.channels.dialler import HttpDialler
from forbear.gate.channels.webhooks import Line, Partner, sign
from office import free_port

SECRET = "whsec_" + "dGVsZXBob25l" * 3
PROGRAM = Path(__file__).parent / "programs" / "dialler.py"


@dataclass
class Telephone:
    """A running dialler and the gate's line to it."""

    url: str
    dialler: HttpDialler

    def control(self, **settings: Any) -> dict[str, Any]:
        """Set how it behaves; what it has seen."""
        seen: dict[str, Any] = httpx.post(f"{self.url}/control", json=settings, timeout=10).json()
        return seen

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every order that it got."""
        return list(self.control()["orders"])

    @property
    def rung(self) -> dict[str, dict[str, Any]]:
        """Every call that it rings, once each."""
        return dict(self.control()["rung"])


@contextmanager
def telephone(timeout_seconds: float = 5.0, clock: Clock | None = None) -> Iterator[Telephone]:
    """Start a dialler, by a clock of the test's where there is one, and stop it at the end."""
    port = free_port()
    words = [str(port), SECRET]
    command = clock.command(PROGRAM, *words) if clock else [sys.executable, "-u", str(PROGRAM), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        url = f"http://127.0.0.1:{port}"
        partner = Partner(url=url, secret=SECRET, timeout_seconds=timeout_seconds)
        try:
            with Line(partner) as line:
                yield Telephone(url, HttpDialler(line))
        finally:
            process.kill()


def report(
    url: str, kind: str, *, message: str = "m1", at: datetime | None = None, secret: str = SECRET, **data: Any
) -> httpx.Response:
    """A signed report to a gate at a URL, as a dialler sends it."""
    now = at or datetime.now(UTC)
    text = json.dumps({"type": kind, "timestamp": now.isoformat(), "data": data})
    return httpx.post(
        f"{url}/v1/dialler/events", content=text, headers=sign(secret, message, text, now), timeout=30
    )


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something comes to hold within some seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
