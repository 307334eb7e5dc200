"""Signing in over real HTTP: what opens, what does not, and that neither tells who has an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import psycopg
import pyotp
import pytest
from serving import TOKEN, Served, serving
from signing import PASSWORD, RECOVERY, SECRET, add_staff, session_of, signed_in

from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.staff import add_account
from forbear.store.staff.accounts import disable, set_start
from forbear.store.staff.sessions import ABSOLUTE, IDLE
from forbear.web.site import Site
from forbear.web.staff.passwords import hash_password
from office import on_the_day

START = "gate-1234-gate-5678"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = on_the_day("10:00")

    def __call__(self) -> datetime:
        return self.now

    def code(self) -> str:
        return pyotp.TOTP(SECRET).at(self.now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(database_url: str, door: Door, clock: Clock) -> Iterator[Served]:
    with serving(Site(database=Database(database_url), door=door, token=TOKEN, clock=clock)) as served:
        add_staff(served, "zhao", "supervisor")
        yield served


@pytest.fixture
def browser(site: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=60) as client:
        yield client


def fill(browser: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Fill in the form of a page and send it."""
    token = re.search(r'name="token" value="(\w+)"', browser.get(path).text)
    assert token is not None
    return browser.post(path, data={"token": token[1], **fields})


def give_name(browser: httpx.Client, name: str = "zhao", password: str = PASSWORD) -> httpx.Response:
    return fill(browser, "/sign-in?lang=en", name=name, password=password)


def test_password_and_code_open_the_pages(browser: httpx.Client, clock: Clock) -> None:
    assert browser.get("/tasks").headers["location"] == "/sign-in?lang=en&next=%2Ftasks"
    given = give_name(browser)
    assert (given.status_code, given.headers["location"]) == (303, "/sign-in/step?lang=en")
    assert browser.get("/tasks").status_code == 303  # the password alone opens nothing
    assert fill(browser, "/sign-in/step", code=clock.code()).status_code == 303
    assert browser.get("/tasks").status_code == 200


def test_at_every_step_the_token_is_a_new_one_and_the_old_one_opens_nothing(
    site: Served, browser: httpx.Client, clock: Clock
) -> None:
    tokens = ["chosen-by-somebody-else"]
    browser.cookies.set("forbear_session", tokens[0], domain="127.0.0.1")
    give_name(browser)
    tokens.append(browser.cookies["forbear_session"])
    fill(browser, "/sign-in/step", code=clock.code())
    tokens.append(browser.cookies["forbear_session"])
    assert len(set(tokens)) == 3
    for token, status in zip(tokens, (303, 303, 200), strict=True):
        answer = httpx.get(f"{site.url}/tasks", cookies={"forbear_session": token}, timeout=60)
        assert answer.status_code == status


def test_a_code_is_good_once(site: Served, browser: httpx.Client, clock: Clock) -> None:
    give_name(browser)
    fill(browser, "/sign-in/step", code=clock.code())
    with httpx.Client(base_url=site.url, timeout=60) as other:
        give_name(other)
        again = fill(other, "/sign-in/step?lang=en", code=clock.code())
        assert (again.status_code, "used already" in again.text) == (403, True)
        clock.now += timedelta(seconds=30)
        assert fill(other, "/sign-in/step", code=clock.code()).status_code == 303


def test_a_recovery_code_stands_in_once(browser: httpx.Client, site: Served) -> None:
    give_name(browser)
    assert fill(browser, "/sign-in/step", code=RECOVERY.upper()).status_code == 303
    assert browser.get("/tasks").status_code == 200
    with httpx.Client(base_url=site.url, timeout=60) as other:
        give_name(other)
        assert fill(other, "/sign-in/step", code=RECOVERY).status_code == 403


def test_a_wrong_password_and_a_name_of_nobody_are_answered_alike(
    site: Served, browser: httpx.Client
) -> None:
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        add_account(connection, staff="li", name="li", roles=["admin"])
        set_start(connection, "li", hash_password(START), on_the_day("09:00"))
        add_account(connection, staff="qian", name="qian", roles=["admin"])
        set_start(connection, "qian", hash_password(PASSWORD), on_the_day("23:00"))
        disable(connection, "qian", on_the_day("09:00"))
    tried = [
        ("zhao", "wrong"),
        ("nobody", "wrong"),
        ("li", START),
        ("qian", PASSWORD),
        ("", ""),
        ("x" * 500, "x"),
    ]
    answers = {re.sub(r'value="\w+"', "", give_name(browser, *pair).text) for pair in tried}
    assert len(answers) == 1
    assert "do not belong together" in answers.pop()


def test_after_three_in_vain_each_attempt_waits_longer_for_anybodys_name(
    site: Served, browser: httpx.Client, clock: Clock
) -> None:
    for name in ("zhao", "nobody"):
        statuses = [give_name(browser, name, "wrong").status_code for _ in range(5)]
        assert statuses == [403, 403, 403, 403, 429]
        waits = []
        for _ in range(4):
            answer = give_name(browser, name, "wrong")
            waits.append(int(answer.headers["retry-after"]))
            clock.now += timedelta(seconds=waits[-1])
            assert give_name(browser, name, "wrong").status_code == 403
        assert waits == [2, 4, 8, 16]
    clock.now += timedelta(seconds=60)
    give_name(browser)
    assert fill(browser, "/sign-in/step", code=clock.code()).status_code == 303
    assert site.rows("select count(*) from sign_in_delays") == [(1,)]


def test_codes_are_counted_like_passwords(browser: httpx.Client) -> None:
    give_name(browser)
    statuses = [fill(browser, "/sign-in/step", code="000000").status_code for _ in range(5)]
    assert statuses == [403, 403, 403, 403, 429]


def test_a_session_ends_when_idle_and_after_a_day_at_work(site: Served, clock: Clock) -> None:
    with signed_in(site, "supervisor") as idle:
        assert idle.get("/tasks").status_code == 200
        clock.now += IDLE + timedelta(seconds=1)
        assert idle.get("/tasks").status_code == 303
    with signed_in(site, "supervisor") as busy:
        for _ in range(int(ABSOLUTE / timedelta(minutes=20))):
            assert busy.get("/account").status_code == 200
            clock.now += timedelta(minutes=20)
        assert busy.get("/account").status_code == 303


def test_signing_out_ends_this_session_or_all_of_them(site: Served) -> None:
    with (
        signed_in(site, "supervisor") as one,
        signed_in(site, "supervisor") as two,
        signed_in(site, "supervisor") as three,
    ):
        fill_out(one)
        assert [browser.get("/account").status_code for browser in (one, two, three)] == [303, 200, 200]
        fill_out(two, everywhere="yes")
        assert three.get("/account").status_code == 303


def fill_out(browser: httpx.Client, **fields: str) -> None:
    token = re.search(r'name="token" value="(\w+)"', browser.get("/account").text)
    assert token is not None
    assert browser.post("/sign-out", data={"token": token[1], **fields}).status_code == 303


def test_who_is_disabled_is_out_with_the_next_request(site: Served) -> None:
    with signed_in(site, "supervisor") as browser, psycopg.connect(site.site.database.url) as connection:
        assert browser.get("/account").status_code == 200
        disable(connection, "supervisor", on_the_day("10:00"))
        connection.commit()
        assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(
    "place",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "/%0d%0aset-cookie:x=1/../\r\n", "/sign-out"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(browser: httpx.Client, clock: Clock, place: str) -> None:
    path = str(httpx.URL("/sign-in", params={"lang": "en", "next": place}))
    fill(browser, path, name="zhao", password=PASSWORD)
    fill(browser, str(httpx.URL("/sign-in/step", params={"next": place})), code=clock.code())
    answer = browser.get(str(httpx.URL("/sign-in/step", params={"lang": "en", "next": place})))
    assert answer.headers["location"] in ("/?lang=en", place if place.startswith("/%0d") else "")


def test_a_form_of_another_site_signs_nobody_in_or_out(site: Served, browser: httpx.Client) -> None:
    for path in ("/sign-in", "/sign-in/step", "/sign-out"):
        assert browser.post(path, data={"name": "zhao", "password": PASSWORD}).status_code == 403
    with signed_in(site, "supervisor") as inside:
        token = re.search(r'name="token" value="(\w+)"', inside.get("/account").text)
        assert token is not None
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            assert inside.post("/sign-out", data={"token": token[1]}, headers=headers).status_code == 403
        assert inside.get("/account").status_code == 200


def test_a_cookie_is_for_this_site_alone_and_over_tls_for_nothing_else(
    site: Served, browser: httpx.Client
) -> None:
    plain = give_name(browser).headers.get_list("set-cookie")
    assert any("forbear_session=" in c and "HttpOnly" in c and "SameSite=lax" in c for c in plain)
    with httpx.Client(base_url=site.url, headers={"x-forwarded-proto": "https"}, timeout=60) as proxied:
        page = proxied.get("/sign-in")
        assert "Secure" in page.headers["set-cookie"]
        token = re.search(r'name="token" value="(\w+)"', page.text)
        assert token is not None
        form = page.headers["set-cookie"].partition(";")[0]
        given = proxied.post("/sign-in", data={"token": token[1], "name": "zhao", "password": PASSWORD},
                             headers={"cookie": form})  # fmt: skip
        (cookie,) = [c for c in given.headers.get_list("set-cookie") if "session" in c]
        assert cookie.startswith("__Host-forbear_session=") and "Secure" in cookie and "Path=/" in cookie


def test_what_is_kept_opens_nothing_by_itself(site: Served) -> None:
    token = session_of(site, "supervisor")
    kept = str(site.rows("select * from staff")) + str(site.rows("select * from staff_sessions"))
    assert [secret for secret in (PASSWORD, SECRET, RECOVERY, token) if secret in kept] == []
    sealed = str(site.rows("select content from evidence_contents where content like '%%zhao%%'"))
    assert "supervisor" in sealed and "argon2" not in sealed and "totp" not in sealed
