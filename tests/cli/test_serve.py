"""`forbear serve`: the parts of `up` as processes of their own, beside one database."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from forbear.store import Database
from office import Office, free_port

Run = Callable[..., subprocess.CompletedProcess[str]]
SCRIPT = Path(sys.executable).with_name("forbear")
TOKEN = "0123456789abcdef"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@contextmanager
def serving(
    environment: dict[str, str], folder: Path, *words: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a part; its first line, and the process."""
    own = environment | {"FORBEAR_DIALLER_TOKEN": TOKEN}
    process = subprocess.Popen([SCRIPT, "serve", *words], env=own, cwd=folder, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline(), process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def answers(url: str) -> None:
    """Wait until a site answers."""
    for _ in range(200):
        try:
            assert httpx.get(f"{url}/health", timeout=10).status_code == 200
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("it does not answer")


def ask(url: str, key: str) -> httpx.Response:
    asked = {"key": key, "case": "case-p1", "person": "p1", "channel": "call", "template": "call_task"}
    return httpx.post(f"{url}/v1/contacts", json=asked, headers=BEARER, timeout=30)


def asks_for_a_code(url: str) -> httpx.Response:
    """Ask to sign in to the portal, by the form of its page."""
    with httpx.Client(base_url=url, timeout=30) as client:
        token = re.findall(r'name="token" value="([^"]*)"', client.get("/me/sign-in").text)[0]
        return client.post("/me/sign-in", data={"token": token, "address": "a@b.example"})


def test_two_gates_share_a_port_and_the_one_that_stays_answers_on(
    environment: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    port = str(free_port())
    with psycopg.connect(database_url, autocommit=True) as connection:
        Office(connection).add_borrower("p1")
    with serving(environment, tmp_path, "gate", "--port", port) as (line, first):
        assert line.startswith("forbear gate: 127.0.0.1, port " + port)
        with serving(environment, tmp_path, "gate", "--port", port) as (_, second):
            url = f"http://127.0.0.1:{port}"
            answers(url)
            assert ask(url, "k1").status_code in (200, 201)
            second.send_signal(signal.SIGTERM)
            assert second.wait(timeout=20) == 0
        assert first.poll() is None
        assert [ask(url, f"k{i}").status_code in (200, 201) for i in range(8)] == [True] * 8


def test_what_was_asked_before_the_gate_is_told_to_stop_is_answered(
    environment: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        Office(connection).add_borrower("p1")
        with serving(environment, tmp_path, "gate", "--port", "0") as (line, gate):
            url = "http://127.0.0.1:" + re.findall(r"port (\d+)", line)[0]
            answers(url)
            got: list[int] = []
            with connection.transaction():
                connection.execute("lock table contacts in access exclusive mode")
                waiting = threading.Thread(target=lambda: got.append(ask(url, "held").status_code))
                waiting.start()
                while not connection.execute("select from pg_locks where not granted").fetchall():
                    time.sleep(0.05)
                gate.send_signal(signal.SIGTERM)
                time.sleep(0.5)
            waiting.join(timeout=30)
            assert got[0] in (200, 201) and gate.wait(timeout=20) == 0
        known = connection.execute("select count(*) from contacts where key = 'held'").fetchone()
        assert known == (1,)


def test_the_pages_have_no_gate_and_the_gate_has_no_pages(
    environment: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    with (
        serving(environment, tmp_path, "web", "--port", "0") as (pages, _),
        serving(environment, tmp_path, "gate", "--port", "0") as (gate, _),
    ):
        pages_url, gate_url = (
            "http://127.0.0.1:" + re.findall(r"port (\d+)", line)[0] for line in (pages, gate)
        )
        answers(pages_url), answers(gate_url)
        assert ask(pages_url, "k1").status_code == 404
        assert httpx.get(f"{pages_url}/law", timeout=30).status_code == 200
        assert httpx.get(f"{pages_url}/sign-in", timeout=30).status_code == 200
        assert "/me/sign-in" in httpx.get(f"{pages_url}/me", timeout=30).headers["location"]
        assert asks_for_a_code(pages_url).headers["location"].startswith("/me/sign-in/code")
        assert httpx.get(f"{gate_url}/law", timeout=30).status_code == 404
    with Database(database_url).connect() as connection:
        assert connection.execute("select count(*) from contacts").fetchone() == (0,)


def test_the_worker_lets_lapse_what_was_not_made_and_stops_when_told(
    environment: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        office.add_borrower("p1")
        office.run(
            """insert into contacts (contact, case_id, person, collector, channel, at, state)
               values ('k1', 'case-p1', 'p1', 'cf1', 'call', now() - interval '1 day', 'reserved')"""
        )
        with serving(environment, tmp_path, "worker") as (line, worker):
            assert line.startswith("forbear worker: channels that are on: none")
            deadline = time.monotonic() + 20
            while office.states() != {"lapsed": 1} and time.monotonic() < deadline:
                time.sleep(0.1)
            assert office.states() == {"lapsed": 1}
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=20) == 0


def test_without_a_token_that_all_share_no_part_starts(run: Run) -> None:
    ran = run("serve", "gate", "--port", "0")
    assert ran.returncode == 2 and "FORBEAR_DIALLER_TOKEN" in ran.stderr
