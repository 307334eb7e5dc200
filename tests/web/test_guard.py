"""What stands before every page: names, tokens, headers, forms from elsewhere, errors that tell nothing."""

from __future__ import annotations

import asyncio
import logging
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from serving import NIGHT, NOW, TOKEN, Served, serving
from signing import signed_in
from starlette.types import Receive, Scope, Send

from forbear.store import Database
from forbear.web.guard import Guard
from forbear.web.site import Site

CALLS = "select contact from contacts where channel = 'call' and state = 'reserved' and night = %s order by 1"


def test_every_answer_keeps_scripts_frames_and_other_sites_out(practice: Served) -> None:
    for path in ("/", "/tasks", "/static/forbear.css", "/nowhere", "/health", "/v1/tasks"):
        headers = httpx.get(practice.url + path, timeout=60).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")


def test_a_page_holds_no_script_and_no_style_of_its_own(practice: Served) -> None:
    for path in ("/", "/tasks"):
        source = httpx.get(practice.url + path).text
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", source)


def test_the_site_answers_only_under_its_own_names(practice: Served) -> None:
    answer = httpx.get(practice.url, headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert httpx.get(practice.url, headers={"host": "localhost:1"}, timeout=60).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
    ids=["no token", "another origin", "a hidden origin", "another site"],
)
def test_a_form_from_elsewhere_takes_no_call(practice: Served, headers: dict[str, str]) -> None:
    contact = str(practice.rows(CALLS, NIGHT)[0][0])
    with httpx.Client(base_url=practice.url) as client:
        token = re.search(r'name="token" value="(\w+)"', client.get("/tasks").text)
        assert token is not None
        body = {"token": token[1]} if headers else {}
        answer = client.post(f"/tasks/{contact}/call?lang=en", data=body, headers=headers)
        assert answer.status_code == 403
        assert "start again" in answer.text
    assert practice.rows("select state from contacts where contact = %s", contact) == [("reserved",)]


def test_a_token_holds_only_for_the_browser_that_got_it(practice: Served) -> None:
    contact = str(practice.rows(CALLS, NIGHT)[0][0])
    tokens = [
        re.search(r'name="token" value="(\w+)"', httpx.get(f"{practice.url}/tasks").text) for _ in range(2)
    ]
    assert tokens[0] and tokens[1] and tokens[0][1] != tokens[1][1]
    with httpx.Client(base_url=practice.url) as other:
        other.get("/tasks")
        assert other.post(f"/tasks/{contact}/call", data={"token": tokens[0][1]}).status_code == 403


def test_where_others_can_reach_it_the_site_asks_who_it_is_first(
    portfolio: Database, practice: Served
) -> None:
    site = Site(
        database=portfolio, door=practice.site.door, token=TOKEN, hosts=(), closed=True, clock=lambda: NOW
    )
    with serving(site) as closed:
        for path in ("/", "/tasks", "/openapi.json"):
            refused = httpx.get(closed.url + path)
            assert (refused.status_code, refused.headers["location"][:8]) == (303, "/sign-in")
        for headers in ({"authorization": "Basic %%%"}, {"authorization": f"Basic {TOKEN}"}):
            assert httpx.get(f"{closed.url}/", headers=headers).status_code == 303
        with signed_in(closed, "supervisor") as browser:
            assert browser.get("/").status_code == 200
        assert httpx.get(f"{closed.url}/health").status_code == 200


def test_an_unforeseen_error_tells_nothing_about_anyone(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("Key (value)=(+8613800138000) already exists")

    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=Guard(broken))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    with (
        caplog.at_level(logging.ERROR),
        ThreadPoolExecutor() as pool,
    ):  # a browser may have a loop in this thread
        page, answer = pool.map(asyncio.run, [ask("/"), ask("/v1/tasks")])
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "13800138000" not in page.text + answer.text + caplog.text
    assert "ValueError" in caplog.text and "test_guard.py:" in caplog.text
    mark = answer.json()["error"]["why"].rpartition(" ")[2]
    assert mark in caplog.text
