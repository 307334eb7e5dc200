"""Every route, tried by every role, every scope and nobody, is as open as the one table says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from serving import TOKEN, Served, serving
from signing import session_of

from forbear.evidence import Signer
from forbear.gate.door import Door
from forbear.store import Database, portal
from forbear.store.staff import add_key
from forbear.web.application import create_application
from forbear.web.site import Site
from forbear.web.staff import ROLES, SCOPES, Principal
from forbear.web.staff.access import ACCESS
from forbear.web.staff.provider import Provider
from office import Office, on_the_day

NOW = on_the_day("10:00")
PROVIDER = Provider(issuer="http://127.0.0.1:9", client_id="f", client_secret="s", claim="groups",
                    roles={"desk": "collector"})  # fmt: skip


@pytest.fixture
def site(database_url: str, door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr("forbear.web.console.live.STREAM_SECONDS", 0.01)
    with psycopg.connect(database_url, autocommit=True) as connection:
        Office(connection).add_borrower("p1")
    made = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW,
                log_key=Signer.new("log.example"), dialler_secret=b"x" * 32, provider=PROVIDER)  # fmt: skip
    with serving(made) as served:
        yield served


def routes_of(site: Site) -> set[str]:
    """Every route of a site, as `GET /path`; files of the style sheet aside."""
    app: Any = create_application(site)
    while not isinstance(app, FastAPI):
        app = app.app
    found = iter_route_contexts(app.routes)
    return {f"{method} {one.path}" for one in found for method in one.methods or () if method != "HEAD"}


def test_every_route_is_in_the_table_and_the_table_names_no_other(site: Served) -> None:
    practice = Site(database=site.site.database, door=site.site.door, token=TOKEN, practice=True,
                    log_key=site.site.log_key, dialler_secret=b"x" * 32)  # fmt: skip
    everything = routes_of(site.site) | routes_of(practice)
    assert everything - set(ACCESS) == set()
    assert set(ACCESS) - everything == set()


def test_a_route_that_is_not_in_the_table_answers_to_nobody(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(ACCESS, "GET /v1/tasks")  # type: ignore[arg-type]
    answer = httpx.get(f"{site.url}/v1/tasks", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 403


def askers(site: Served) -> Iterator[tuple[Principal | None, dict[str, str]]]:
    """Nobody, a person of each role, and a key of each scope, with what each sends along."""
    yield None, {}
    for role in ROLES:
        bound = "ag1" if role == "agency" else None
        token = session_of(site, role, collector=bound)
        person = Principal(id=role, kind="person", roles=frozenset({role}), collector=bound)
        yield person, {"cookie": f"forbear_session={token}"}
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        token = portal.start_session(connection, "p1", NOW)
        yield Principal(id="p1", kind="party"), {"cookie": f"forbear_me={token}"}
        for scope in SCOPES:
            _, secret = add_key(connection, name=scope, kind="dialler", collector="cf1", scopes=[scope], days=1,
                                now=NOW)  # fmt: skip
            key = Principal(id=scope, kind="key", scopes=frozenset({scope}), collector="cf1")
            yield key, {"authorization": f"Bearer {secret}"}


def test_every_role_scope_and_nobody_may_what_the_table_says_and_nothing_else(site: Served) -> None:
    routes = sorted(routes_of(site.site) & set(ACCESS))
    wrong = []
    with httpx.Client(base_url=site.url, timeout=60) as client:
        for principal, headers in askers(site):
            for route in routes:
                method, path = route.split(" ")
                answer = client.request(method, re.sub(r"{\w+}", "x", path) + "?lang=en", headers=headers)
                client.cookies.clear()
                if passed(answer) is not ACCESS[route].admits(principal):
                    wrong.append(f"{principal and principal.name}: {route} {answer.status_code}")
    assert len(routes) > 35
    assert wrong == []


def passed(answer: httpx.Response) -> bool:
    """Whether somebody was let in, whatever then came of the request."""
    if answer.status_code == 303:
        return "/sign-in?" not in answer.headers["location"] or "next=" not in answer.headers["location"]
    if answer.status_code == 403:
        return "start again" in answer.text
    return answer.status_code != 401 or "Bearer" not in answer.headers.get("www-authenticate", "")
