"""Signing in to the portal: the same answer for everybody, a code that is good once, a session of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from frontdesk import Desk, open_desk
from visitor import Visitor, codes_by_mail, visiting

from forbear.gate.door import Door
from forbear.store import portal

MAIL = "p1@mail.example"


@pytest.fixture
def desk(database_url: str, door: Door) -> Iterator[Desk]:
    with open_desk(database_url, door) as desk:
        yield desk


def ask(visitor: Visitor, address: str = MAIL) -> httpx.Response:
    return visitor.post("/me/sign-in", address=address)


def test_a_code_sent_to_a_verified_address_opens_the_portal(desk: Desk) -> None:
    with visiting(desk.site) as visitor:
        shown = ask(visitor)
        [(to, code)] = codes_by_mail(desk.site)
        assert to == MAIL
        home = visitor.send(shown, "/me/sign-in/code", code=f"{code[:4]} {code[4:]}")
        assert home.url.path == "/me"
        assert "张p1" in home.text
        assert visitor.get("/me/cases/case-p1").status_code == 200


def test_the_answer_is_the_same_whether_anybody_is_known_or_not(desk: Desk) -> None:
    answers = []
    for address in (MAIL, "nobody@mail.example"):
        with visiting(desk.site) as visitor:
            shown = ask(visitor, address)
            tried = visitor.send(shown, "/me/sign-in/code", code="00000000")
            told = [shown, tried]
            told += [ask(visitor, address) for _ in range(3)]
            answers.append([(one.status_code, one.url.path, len(one.text)) for one in told])
    assert answers[0] == answers[1]
    assert answers[0][-1][0] == 429
    assert [to for to, _ in codes_by_mail(desk.site)] == [MAIL] * 3


def test_a_code_is_good_once_for_ten_minutes_and_five_tries(desk: Desk) -> None:
    with visiting(desk.site) as visitor, visiting(desk.site) as other:
        shown = ask(visitor)
        [(_, code)] = codes_by_mail(desk.site)
        assert visitor.send(shown, "/me/sign-in/code", code=code).url.path == "/me"
        asked = visitor.client.cookies.get("forbear_code")
        assert asked is None
        shown = ask(other)
        [(_, code)] = codes_by_mail(desk.site)
        wrong = f"{(int(code) + 1) % 10**8:08}"
        for _ in range(5):
            assert other.send(shown, "/me/sign-in/code", code=wrong).status_code == 422
        assert other.send(shown, "/me/sign-in/code", code=code).status_code == 422
        shown = ask(other)
        [(_, code)] = codes_by_mail(desk.site)
        desk.now += timedelta(minutes=10)
        assert other.send(shown, "/me/sign-in/code", code=code).status_code == 422


def test_a_code_belongs_to_the_browser_that_asked_for_it(desk: Desk) -> None:
    with visiting(desk.site) as visitor, visiting(desk.site) as thief:
        ask(visitor)
        [(_, code)] = codes_by_mail(desk.site)
        shown = ask(thief, "thief@mail.example")
        assert thief.send(shown, "/me/sign-in/code", code=code).status_code == 422


def test_a_number_that_two_people_have_signs_nobody_in(desk: Desk) -> None:
    desk.office.add_address("p2-second", "p2", "email", "P1@mail.example")
    desk.office.add_address("p1-rumour", "p1", "email", "rumour@mail.example", None)
    with visiting(desk.site) as visitor:
        ask(visitor)
        ask(visitor, "rumour@mail.example")
    assert codes_by_mail(desk.site) == []


def test_nothing_that_was_typed_in_and_no_code_is_kept(desk: Desk) -> None:
    with visiting(desk.site) as visitor:
        ask(visitor)
    [(_, code)] = codes_by_mail(desk.site)
    kept = str(desk.office.run("select to_jsonb(c) from portal_codes c").fetchall())
    assert MAIL not in kept and code not in kept
    sealed = desk.office.run("select content from evidence_contents where person = 'p1'").fetchall()
    assert any('"sent"' in content and '"asked_at"' in content for (content,) in sealed)


def test_a_session_ends_when_idle_when_old_and_when_one_signs_out(desk: Desk) -> None:
    with visiting(desk.site, "p1") as visitor:
        assert visitor.get("/me").url.path == "/me"
        desk.now += timedelta(minutes=21)
        assert visitor.get("/me").url.path == "/me/sign-in"
        visitor.enter("p1")
        for _ in range(7):
            desk.now += timedelta(minutes=19)
            last = visitor.get("/me").url.path
        assert last == "/me/sign-in"
        visitor.enter("p1")
        token = visitor.client.cookies.get("forbear_me")
        assert visitor.send(visitor.get("/me"), "/me/sign-out").url.path == "/me/sign-in"
        visitor.client.cookies.set("forbear_me", str(token), domain="127.0.0.1", path="/")
        assert visitor.get("/me").url.path == "/me/sign-in"


def test_a_session_that_somebody_else_put_there_is_not_the_one_signed_in(desk: Desk) -> None:
    with visiting(desk.site) as visitor:
        visitor.client.cookies.set("forbear_me", "planted", domain="127.0.0.1", path="/")
        shown = ask(visitor)
        [(_, code)] = codes_by_mail(desk.site)
        visitor.send(shown, "/me/sign-in/code", code=code)
        fresh = [c.value for c in visitor.client.cookies.jar if c.name == "forbear_me"]
        assert "planted" not in fresh and len(fresh) == 1
    assert desk.office.run("select count(*) from portal_sessions").fetchone() == (1,)


PLACES = ["https://evil.example/", "//evil.example", "/\\evil.example", "/tasks", "/me/sign-in"]


@pytest.mark.parametrize("place", PLACES)
def test_signing_in_leads_to_the_portal_and_nowhere_else(desk: Desk, place: str) -> None:
    with visiting(desk.site) as visitor:
        shown = visitor.client.get("/me/sign-in", params={"lang": "en", "next": place})
        shown = visitor.send(shown, "/me/sign-in", address=MAIL)
        [(_, code)] = codes_by_mail(desk.site)
        visitor.client.follow_redirects = False
        answer = visitor.send(shown, "/me/sign-in/code", code=code)
        assert answer.headers["location"] == "/me?lang=en"


def test_the_cookies_are_for_no_script_and_no_other_site(desk: Desk) -> None:
    with visiting(desk.site) as visitor:
        shown = visitor.get("/me/sign-in")
        visitor.client.follow_redirects = False
        asked = visitor.send(shown, "/me/sign-in", address=MAIL)
        set_here = asked.headers.get_list("set-cookie")
        assert any("forbear_code=" in one and "HttpOnly" in one and "SameSite=lax" in one for one in set_here)
        forged = visitor.client.post("/me/sign-in", data={"address": MAIL})
        assert forged.status_code == 403


def test_a_code_that_was_used_is_not_made_good_again_by_a_late_sender(desk: Desk) -> None:
    with visiting(desk.site) as visitor:
        shown = ask(visitor)
        [(_, code)] = codes_by_mail(desk.site)
        visitor.send(shown, "/me/sign-in/code", code=code)
    [(asked,)] = desk.office.run("select ask_sha256 from portal_codes").fetchall()
    portal.CodeRecord(desk.office.connection).settle(bytes(asked), "sent")
    assert desk.office.run("select state from portal_codes").fetchall() == [("used",)]
