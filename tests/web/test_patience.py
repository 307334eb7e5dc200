"""How long the service waits: for a head, for a body, for an answer to be taken; and how many may keep silent."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from serving import TOKEN, Served, serving_on

from forbear.gate.door import Door
from forbear.store import Database
from forbear.web.heads import BoundedProtocol
from forbear.web.site import Site

HEAD = f"POST /v1/judge HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {TOKEN}\r\n".encode()


@pytest.fixture
def site(database_url: str, door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A site that waits for half a second."""
    for name in ("head_seconds", "body_seconds", "answer_seconds"):
        monkeypatch.setattr(BoundedProtocol, name, 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        made = Site(database=Database(database_url), door=door, token=TOKEN)
        with serving_on(made, listening) as served:
            yield served


def line_to(site: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(site.url.rpartition(":")[2])), timeout=30)


def told(line: socket.socket) -> bytes:
    """All that is told until the line is closed."""
    got = b""
    while piece := line.recv(4096):
        got += piece
    return got


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", b""),
        (b"GET /hea", b"HTTP/1.1 408"),
        (HEAD, b"HTTP/1.1 408"),
        (HEAD + b"content-length: 9\r\n\r\n{", b"HTTP/1.1 408"),
        (HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n", b"HTTP/1.1 408"),
        (b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n{", b"HTTP/1.1 200"),
    ],
    ids=[
        "nothing",
        "half a line",
        "half a head",
        "half a body",
        "half a chunked body",
        "half of what nobody reads",
    ],
)
def test_whoever_does_not_go_on_is_left(site: Served, sent: bytes, answer: bytes) -> None:
    with line_to(site) as line:
        line.sendall(sent)
        assert told(line)[:12] == answer
    assert httpx.get(f"{site.url}/health").status_code == 200


def test_whoever_comes_back_on_his_line_in_time_is_answered(site: Served) -> None:
    with httpx.Client(base_url=site.url) as client:
        assert [client.get("/health").status_code for _ in range(3)] == [200] * 3


@pytest.mark.prove  # it takes minutes where the machine has large buffers
def test_whoever_does_not_take_his_answers_is_cut_off(site: Served) -> None:
    ask = b"GET /static/forbear.css HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
    with line_to(site) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(ask * 50)
        with pytest.raises(ConnectionError):  # nothing is taken, and then the line is reset
            while True:
                line.sendall(b"\r\n")
                time.sleep(0.05)
    assert httpx.get(f"{site.url}/health").status_code == 200


def test_of_the_silent_the_oldest_goes_and_the_newest_is_answered(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedProtocol, "head_seconds", 30.0)
    monkeypatch.setattr(BoundedProtocol, "most_idle", 5)
    with ExitStack() as kept:
        lines = [kept.enter_context(line_to(site)) for _ in range(8)]
        assert [told(line) for line in lines[:3]] == [b"", b"", b""]
        lines[-1].sendall(b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
        assert told(lines[-1]).startswith(b"HTTP/1.1 200")
