"""A gate process that is attacked, and raw lines to it: what a well-meaning client can't send."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

TOKEN = "0123456789abcdef"
BEARER = {"authorization": f"Bearer {TOKEN}"}
SCRIPT = Path(sys.executable).with_name("forbear")
MB = 1024 * 1024
LEFT = (ConnectionError, TimeoutError)


@dataclass
class Attacked:
    """A running process, its port, and the file that holds all it said."""

    process: subprocess.Popen[bytes]
    port: int
    said: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def most_memory(self) -> int:
        """The most memory that it ever had, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024

    def lines_open(self) -> int:
        """How many connections it has open, the one it listens on among them."""
        folder = Path(f"/proc/{self.process.pid}/fd")
        return sum("socket:" in str(entry.readlink()) for entry in folder.iterdir())

    def answers(self) -> bool:
        """Whether somebody else is answered: at the door, and behind it."""
        with httpx.Client(base_url=self.url, headers=BEARER, timeout=60) as other:
            seen = [other.get("/health").status_code, other.post("/v1/judge", json={}).status_code]
        return seen == [200, 422] and self.process.poll() is None

    def line(self) -> socket.socket:
        """A connection of one's own."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def send(self, *pieces: bytes) -> bytes:
        """Send pieces on a connection of their own and read all that comes back; what is refused may be cut off."""
        with self.line() as line:
            with suppress(*LEFT):
                for piece in pieces:
                    line.sendall(piece)
            return read_all(line)

    def status(self, *pieces: bytes) -> int:
        """The status of the first answer to these pieces; 0 where the connection was closed without one."""
        found = re.match(rb"HTTP/1\.1 (\d{3})", self.send(*pieces))
        return int(found[1]) if found else 0

    def post(self, path: str, body: Iterable[bytes] | bytes, **headers: str) -> int:
        """The status of a posted body, which is chunked where it is not bytes."""
        with httpx.Client(base_url=self.url, headers=BEARER | headers, timeout=120) as client:
            return client.post(path, content=body).status_code


def read_all(line: socket.socket) -> bytes:
    """All that comes before the other side closes, or falls silent for a second after it has begun."""
    told = b""
    with suppress(*LEFT):
        while piece := line.recv(65_536):
            told += piece
            line.settimeout(1)
    return told


def head(request: str = "POST /v1/judge", *fields: str) -> bytes:
    """The head of a request with a bearer's token."""
    lines = [f"{request} HTTP/1.1", "host: 127.0.0.1", f"authorization: Bearer {TOKEN}", *fields]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@contextmanager
def gate_process(database_url: str, folder: Path, **settings: Any) -> Iterator[Attacked]:
    """A real `forbear serve gate`; what it says goes to a file."""
    own = os.environ | {"FORBEAR_DATABASE_URL": database_url, "FORBEAR_DIALLER_TOKEN": TOKEN} | settings
    said = folder / "said.txt"
    with said.open("wb") as file:
        process = subprocess.Popen([SCRIPT, "serve", "gate", "--port", "0"], env=own, cwd=folder, stdout=file,
                                   stderr=subprocess.STDOUT)  # fmt: skip
        try:
            yield Attacked(process, port_of(said), said)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def port_of(said: Path) -> int:
    """The port that a part says it has, once it listens."""
    for _ in range(1_200):
        if found := re.search(r"(?:port |127\.0\.0\.1:)(\d+)", said.read_text("utf-8", "replace")):
            for _ in range(1_200):
                with suppress(httpx.TransportError):
                    httpx.get(f"http://127.0.0.1:{found[1]}/health", timeout=60)
                    return int(found[1])
                time.sleep(0.05)
        time.sleep(0.05)
    raise AssertionError(f"it does not start: {said.read_text('utf-8', 'replace')}")
