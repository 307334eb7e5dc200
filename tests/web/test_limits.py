"""How often somebody may ask: each key and person for itself, strangers by where they come from."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving
from signing import signed_in

from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.staff import add_key
from forbear.terms import InputError
from forbear.web.site import Site
from forbear.web.staff.limits import KEYS, PEOPLE, STRANGERS, read_rate
from office import Office, on_the_day

NOW = on_the_day("10:00")


@pytest.fixture
def site(database_url: str, door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A site that others can reach, with rates that are soon used up."""
    for (name, _), rate in ((KEYS, "3/hour"), (PEOPLE, "4/hour"), (STRANGERS, "5/hour")):
        monkeypatch.setenv(name, rate)
    with psycopg.connect(database_url, autocommit=True) as connection:
        Office(connection)
    made = Site(database=Database(database_url), door=door, token=TOKEN, closed=True, clock=lambda: NOW)
    with serving(made) as served:
        yield served


def test_each_key_has_a_rate_of_its_own_and_is_told_when_to_come_back(site: Served) -> None:
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        keys = [add_key(connection, name="k", kind="dialler", collector="cf1", scopes=["contacts:ask"], days=1,
                        now=NOW)[1] for _ in range(2)]  # fmt: skip
    for key in keys:
        answers = [
            httpx.get(f"{site.url}/v1/tasks", headers={"authorization": f"Bearer {key}"}) for _ in range(4)
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 3500 < int(answers[-1].headers["retry-after"]) <= 3600
        assert "come back" in answers[-1].json()["error"]["why"]


def test_a_person_has_one_and_is_told_in_a_page(site: Served) -> None:
    with signed_in(site, "supervisor") as browser:
        answers = [browser.get("/account?lang=en") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "Please come back in" in answers[-1].text


def test_strangers_and_wrong_keys_are_counted_by_where_they_come_from(site: Served) -> None:
    wrong = [
        httpx.get(f"{site.url}/v1/tasks", headers={"authorization": "Bearer guess"}).status_code
        for _ in range(3)
    ]
    pages = [httpx.get(f"{site.url}/law", timeout=60).status_code for _ in range(3)]
    assert (wrong, pages) == ([401, 401, 401], [200, 200, 429])


def test_a_rate_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEYS[0], "often")
    with pytest.raises(InputError, match="120/minute"):
        read_rate(KEYS)


@pytest.mark.parametrize("flood", [b"".join(b"x-%d: y\r\n" % n for n in range(20_000)), b"x: " + b"y" * 3_000_000],
                         ids=["many", "one"])  # fmt: skip
def test_a_flood_of_headers_is_refused_and_the_site_stays_up(site: Served, flood: bytes) -> None:
    host, port = site.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        told = b""
        with suppress(ConnectionError):  # it may be shut before all of it is sent
            line.sendall(b"GET /static/forbear.css HTTP/1.1\r\nhost: 127.0.0.1\r\n" + flood + b"\r\n\r\n")
        with suppress(ConnectionError):
            told = line.recv(64)
    assert told[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431", b"")
    assert httpx.get(f"{site.url}/static/forbear.css").status_code == 200
