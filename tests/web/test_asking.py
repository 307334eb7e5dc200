"""Asking the gate over real HTTP: reserved or refused, once a key, never by a number; a stop shuts every door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving

from forbear.gate.channels.dialler import PracticeDialler
from forbear.gate.door import Door
from forbear.store import Database
from forbear.web.site import Site
from office import Office, on_the_day

NOW = on_the_day("10:00")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        made = Office(connection)
        for person in ("p1", "p2"):
            made.add_borrower(person)
        yield made


@pytest.fixture
def site(office: Office, database_url: str, door: Door) -> Iterator[Served]:
    made = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW,
                dialler=PracticeDialler())  # fmt: skip
    with serving(made) as served:
        yield served


def post(site: Served, path: str, body: object, token: str = TOKEN) -> httpx.Response:
    return httpx.post(site.url + path, json=body, headers={"authorization": f"Bearer {token}"}, timeout=30)


def asked(person: str = "p1", **fields: Any) -> dict[str, Any]:
    return {"key": f"a-{person}", "case": f"case-{person}", "person": person, "channel": "call",
            "template": "call_task", **fields}  # fmt: skip


def said(kind: str = "cease", name: str = "s1", **fields: Any) -> dict[str, Any]:
    return {"id": name, "at": NOW.isoformat(), "person": "p1", "kind": kind, **fields}


def test_a_lawful_call_is_reserved_with_a_permit_and_a_masked_number(site: Served) -> None:
    answer = post(site, "/v1/contacts", asked())
    told = answer.json()
    assert (answer.status_code, told["verdict"], told["state"]) == (201, "allow", "reserved")
    assert told["permit"] and told["expires"]
    number = site.addresses()["p1-phone"]
    assert str(number) not in answer.text


def test_a_permit_is_used_once_and_no_answer_holds_the_number(site: Served) -> None:
    told = post(site, "/v1/contacts", asked()).json()
    path = f"/v1/contacts/{told['contact']}/call"
    first = post(site, path, {"permit": told["permit"]})
    number = site.addresses()["p1-phone"]
    assert (first.status_code, first.json()["state"]) == (200, "sending")
    assert str(number) not in first.text
    assert post(site, path, {"permit": told["permit"]}).status_code == 409
    assert post(site, path, {"permit": "another"}).status_code == 404
    assert post(site, path, {"permit": told["permit"], "number": "1"}).status_code == 422


def test_the_same_key_is_one_contact_and_for_another_it_is_a_conflict(site: Served) -> None:
    first, again = (post(site, "/v1/contacts", asked()).json()["contact"] for _ in range(2))
    assert first == again
    assert post(site, "/v1/contacts", asked("p2", key="a-p1")).status_code == 409
    assert site.rows("select count(*) from contacts") == [(1,)]


def test_a_refusal_says_why_and_is_on_record(site: Served) -> None:
    late = (NOW + timedelta(hours=13)).isoformat()
    answer = post(site, "/v1/contacts", asked(at=late))
    told = answer.json()
    assert (answer.status_code, told["verdict"]) == (200, "forbid")
    assert "cn.gbt45251.hours" in [b["rule"] for b in told["breaches"]]
    assert told["next_lawful"]["from"].endswith("08:00:00+08:00")
    assert site.rows("select state from contacts") == [("refused",)]


@pytest.mark.parametrize(
    ("change", "status", "at"),
    [
        ({"number": "+8613800138000"}, 422, "/number"),
        ({"to": "mum@example.com"}, 422, "/to"),
        ({"case": None}, 422, "/case"),
        ({"channel": "telepathy"}, 422, "/channel"),
        ({"at": "2026-05-13T10:00:00"}, 422, "/at"),
        ({"params": {"amount": 5}}, 422, "/params"),
        ({"person": "p2"}, 404, ""),
        ({"case": "case-nobody"}, 404, ""),
        ({"collector": "nobody"}, 422, "/collector"),
    ],
)
def test_bad_input_is_named_and_what_is_not_yours_is_missing(
    site: Served, change: dict[str, Any], status: int, at: str
) -> None:
    answer = post(site, "/v1/contacts", asked() | change)
    assert (answer.status_code, answer.json()["error"]["at"]) == (status, at)
    assert "13800138000" not in answer.text
    assert site.rows("select count(*) from contacts") == [(0,)]


def test_another_case_and_no_case_look_alike(site: Served) -> None:
    answers = [post(site, "/v1/contacts", asked(case=case)) for case in ("case-p2", "case-nobody")]
    assert answers[0].content == answers[1].content


def test_a_stop_shuts_every_door_before_it_is_acknowledged(site: Served, office: Office) -> None:
    call = post(site, "/v1/contacts", asked()).json()
    mail = post(site, "/v1/contacts", asked(key="m", channel="email", template="soft_reminder")).json()
    answer = post(site, "/v1/statements", said())
    assert answer.status_code == 201
    assert set(answer.json()["withdrawn"]) == {call["contact"], mail["contact"]}
    assert office.states() == {"void": 2}
    assert post(site, f"/v1/contacts/{call['contact']}/call", {"permit": call["permit"]}).status_code == 409
    for key, channel, template in (("n1", "call", "call_task"), ("n2", "email", "soft_reminder")):
        told = post(site, "/v1/contacts", asked(key=key, channel=channel, template=template)).json()
        assert told["verdict"] == "forbid" and told["next_lawful"] is None


def test_a_statement_told_twice_is_one_and_another_under_its_id_is_a_conflict(site: Served) -> None:
    assert [post(site, "/v1/statements", said()).status_code for _ in range(2)] == [201, 200]
    assert post(site, "/v1/statements", said("hardship")).status_code == 409
    assert site.rows("select kind from statements") == [("cease",)]


def test_a_statement_of_nobody_from_the_future_or_unreadable_is_refused(site: Served) -> None:
    assert post(site, "/v1/statements", said(person="nobody")).status_code == 404
    ahead = post(site, "/v1/statements", said(at=(NOW + timedelta(minutes=1)).isoformat()))
    assert (ahead.status_code, ahead.json()["error"]["at"]) == (422, "/at")
    assert post(site, "/v1/statements", said("stop")).json()["error"]["at"] == "/kind"
    assert post(site, "/v1/statements", []).status_code == 422


def test_where_it_cannot_be_recorded_nothing_is_allowed(site: Served, office: Office) -> None:
    office.run("alter table evidence_entries rename to evidence_gone")
    answer = post(site, "/v1/contacts", asked())
    assert answer.status_code == 503 and "permit" not in answer.json()
    assert site.rows("select count(*) from contacts") == [(0,)]


@pytest.mark.parametrize("path", ["/v1/contacts", "/v1/statements", "/v1/contacts/k1/call"])
def test_without_the_token_nobody_asks(site: Served, path: str) -> None:
    assert post(site, path, asked(), token="wrong").status_code == 401
