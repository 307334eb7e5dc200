"""`forbear up` as a person starts it, on its embedded database, and ends it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest
from test_commands import wide_awake

from forbear.cli.posts import Channels
from forbear.cli.sender import Sender
from forbear.cli.up import is_private
from forbear.gate.door import open_door
from forbear.gate.reservation import reserve
from forbear.law.rulebook import load_law
from forbear.store import Database
from office import Office, Postbox, ask_mail, mail_server

Run = Callable[..., subprocess.CompletedProcess[str]]
Started = tuple[str, str, subprocess.Popen[str]]
SCRIPT = Path(sys.executable).with_name("forbear")


@contextmanager
def up(folder: Path, environment: dict[str, str], *words: str) -> Iterator[Started]:
    """Start the site; its address, what it printed until then, and the process."""
    process = subprocess.Popen([SCRIPT, "up", "--port", "0", *words], env=environment, cwd=folder,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip
    assert process.stdout is not None
    printed = ""
    try:
        for line in process.stdout:
            printed += line
            if found := re.search(r"The night's report: (http://\S+)", line):
                yield found[1], printed, process
                return
        raise AssertionError(f"it ended before it served: {printed}")
    finally:
        process.send_signal(signal.SIGINT)  # so that its embedded server stops with it
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_the_demo_starts_once_is_quick_the_second_time_and_ends_cleanly(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    own = {name: value for name, value in environment.items() if name != "FORBEAR_DATABASE_URL"}
    with up(tmp_path, own, "--demo") as (url, printed, process):
        assert "2,000 new" in printed and "Cases by bucket" in printed
        assert "No e-mail is sent: no mail server is named" in printed
        page = httpx.get(f"{url}?lang=en", timeout=30)
        assert (page.status_code, "Of 2,000 cases" in page.text) == (200, True)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert process.stdout is not None and process.stdout.read() == "Stopping.\n"
    assert not (tmp_path / "var" / "pg" / "postmaster.pid").exists()
    started = time.monotonic()
    with up(tmp_path, own, "--demo") as (url, printed, _):
        assert httpx.get(f"{url}health").json() == {"status": "ok"}
        assert time.monotonic() - started < 10
        assert "new" not in printed and "Cases by bucket" not in printed


def test_a_service_that_is_told_to_stop_ends_cleanly_too(tmp_path: Path, environment: dict[str, str]) -> None:
    with up(tmp_path, environment) as (_, _, process):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_port_in_use_is_named_before_anything_starts(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ran = run("up", "--demo", "--port", port)
    assert ran.returncode == 2
    assert f"port {port}" in ran.stderr and "--port" in ran.stderr
    assert not (tmp_path / "var").exists()


def test_a_demo_is_never_mixed_with_a_portfolio_of_its_own(run: Run, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        office.run("update collectors set registered_name = 'A Real Bank'")
        office.add_borrower("p1")
    ran = run("up", "--demo", "--port", "0")
    assert ran.returncode == 2
    assert "without --demo" in ran.stderr


def test_the_dialler_gets_in_with_the_token_that_was_printed(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with up(tmp_path, environment) as (url, printed, _):
        token = re.search(r"token, for this run .*: (\S+)", printed)
        assert token is not None
        assert httpx.get(f"{url}v1/tasks", headers={"authorization": f"Bearer {token[1]}"}).json() == []
        first = httpx.get(url, follow_redirects=True, timeout=30)
        assert "forbear staff add" in first.text  # nobody has an account yet: the page says how to make one
    with up(tmp_path, environment | {"FORBEAR_DIALLER_TOKEN": "0123456789abcdef"}) as (url, printed, _):
        assert "token" not in printed
        assert httpx.get(f"{url}v1/tasks", headers={"authorization": "Bearer 0123456789abcdef"}).json() == []


def test_where_others_can_reach_it_the_pages_ask_who_it_is(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    own = environment | {"FORBEAR_DIALLER_TOKEN": "0123456789abcdef"}
    with up(tmp_path, own, "--host", "0.0.0.0") as (url, printed, _):
        assert "Others can reach this address" in printed
        local = url.replace("0.0.0.0", "127.0.0.1")
        answer = httpx.get(f"{local}tasks", timeout=30)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?lang=en&next=%2Ftasks")


@pytest.mark.parametrize(("host", "private"), [("127.0.0.1", True), ("::1", True), ("localhost", True),
                                               ("0.0.0.0", False), ("::", False), ("bank.example", False)])  # fmt: skip
def test_only_the_loopback_is_private(host: str, private: bool) -> None:
    assert is_private(host) is private


def test_the_sender_sends_what_falls_due_and_survives_a_server_that_is_down(database_url: str) -> None:
    now = datetime.now(UTC)
    door, postbox = open_door(load_law(), "stop@lender.example"), Postbox()
    database = Database(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        office.add_borrower("p1", zone=wide_awake(now), region="PH")
        asked = ask_mail("p1", purpose="service", at=now)
        assert reserve(door, office.record(), asked, now).entry.state == "reserved"
        with mail_server(postbox) as settings:
            pass
        with Sender(database, door, Channels(mail=settings)):
            time.sleep(0.5)
        assert office.states() == {"reserved": 1}
        office.run("update contacts set retry_at = null")
        with mail_server(postbox, settings.port), Sender(database, door, Channels(mail=settings)):
            waited = time.monotonic() + 10
            while not postbox.got and time.monotonic() < waited:
                time.sleep(0.05)
        assert [to for to, _ in postbox.got] == ["p1@mail.example"]
        assert office.states() == {"done": 1}
