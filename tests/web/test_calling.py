"""Calls end to end: asked for over HTTP, ordered from a real dialler, settled by its signed reports."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving

from forbear.gate.calling import ASK_AFTER, RING_WITHIN, inquire_calls
from forbear.gate.door import Door
from forbear.gate.provider import FAILURES_TO_OPEN
from forbear.store import Database
from forbear.store.calls import CallRecord
from forbear.store.gate import ContactRecord
from forbear.web.site import Site
from office import Office, on_the_day
from telephone import SECRET, Telephone, report, telephone, wait_until

NOW = on_the_day("10:00")
MOBILE = "+8613812345678"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        made = Office(connection)
        made.add_borrower("p1", mobile=MOBILE)
        made.add_borrower("p2")
        yield made


@pytest.fixture(scope="module")
def phones() -> Iterator[Telephone]:
    with telephone(timeout_seconds=3) as running:
        yield running


@pytest.fixture
def site(office: Office, database_url: str, door: Door, phones: Telephone) -> Iterator[Served]:
    made = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW,
                dialler=phones.dialler, dialler_secret=SECRET)  # fmt: skip
    with serving(made) as served:
        phones.control(behave="take", report=[], events=f"{served.url}/v1/dialler/events")
        yield served


def post(site: Served, path: str, body: object = None) -> httpx.Response:
    return httpx.post(site.url + path, json=body, headers={"authorization": f"Bearer {TOKEN}"}, timeout=30)


def asked(site: Served, key: str, person: str = "p1", **fields: Any) -> dict[str, Any]:
    """A permit for a call; its key is its own, since one dialler serves all these tests."""
    ask = {"key": key, "case": f"case-{person}", "person": person, "channel": "call", "template": "call_task"}
    told: dict[str, Any] = post(site, "/v1/contacts", ask | fields).json()
    assert told["verdict"] == "allow", told
    return told


def use(site: Served, told: dict[str, Any], **more: Any) -> httpx.Response:
    return post(site, f"/v1/contacts/{told['contact']}/call", {"permit": told["permit"], **more})


def state(site: Served, contact: str) -> tuple[object, ...]:
    return site.rows("select state, result, why from contacts where contact = %s", contact)[0]


def test_the_number_goes_to_the_dialler_and_the_asker_gets_the_words(site: Served, phones: Telephone) -> None:
    told = asked(site, "words")
    answer = use(site, told)
    assert (answer.status_code, answer.json()["state"]) == (200, "sending")
    assert "示例消费金融有限公司" in answer.json()["script"]
    assert "13812345678" not in answer.text
    order = phones.orders[-1]
    assert (order["contact"], order["number"], order["caller_id"]) == (
        told["contact"],
        MOBILE,
        "400-000-0000",
    )
    assert datetime.fromisoformat(order["ring_until"]) == NOW + RING_WITHIN
    assert order["script"]["template"] == "call_task.zh" and len(order["script"]["sha256"]) == 64


def test_a_call_asked_for_just_before_the_hours_end_may_not_ring_after_them(
    office: Office, database_url: str, door: Door, phones: Telephone
) -> None:
    phones.control(behave="take", report=[])
    late = Site(database=Database(database_url), door=door, token=TOKEN, dialler=phones.dialler,
                dialler_secret=SECRET, clock=lambda: on_the_day("21:59"))  # fmt: skip
    with serving(late) as served:
        assert use(served, asked(served, "late")).status_code == 200
    assert datetime.fromisoformat(phones.orders[-1]["ring_until"]) < on_the_day("22:01")


def test_of_twenty_who_use_one_permit_at_once_one_rings(site: Served, phones: Telephone) -> None:
    told = asked(site, "twenty")
    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(lambda _: use(site, told), range(20)))
    assert statuses == [200] + [409] * 19
    assert [order["contact"] for order in phones.orders].count(told["contact"]) == 1


def test_the_dialler_reports_and_the_contact_is_settled(site: Served, phones: Telephone) -> None:
    digest = "a" * 64
    phones.control(report=[{"type": "call.ringing"}, {"type": "call.answered"},
                           {"type": "call.ended", "result": "conversation", "recording_sha256": digest}])  # fmt: skip
    told = asked(site, "reported")
    use(site, told)
    assert wait_until(lambda: state(site, told["contact"])[0] == "done")
    [(result, body)] = site.rows("select result, body from contacts where contact = %s", told["contact"])
    assert result == "conversation"
    assert isinstance(body, dict) and body["recording_sha256"] == digest and "rang_at" in body


def test_reports_that_come_twice_or_in_another_order_do_no_harm(site: Served) -> None:
    told = asked(site, "disorder")
    use(site, told)
    contact = told["contact"]
    for message, kind, more in (
        ("d1", "call.ended", {"result": "unanswered"}), ("d2", "call.ringing", {}),
        ("d1", "call.ended", {"result": "unanswered"}),
        ("d3", "call.ended", {"result": "conversation"}), ("d4", "call.not_placed", {}), ("d2", "call.ringing", {}),
    ):  # fmt: skip
        answer = report(site.url, kind, message=message, contact=contact, **more)
        assert (answer.status_code, answer.json()["state"]) == (200, "done")
    assert state(site, contact)[:2] == ("done", "unanswered")
    assert site.rows("select count(*) from call_events where contact = %s", contact) == [(4,)]


def test_forged_old_and_future_reports_are_refused(site: Served) -> None:
    told = asked(site, "forged")
    use(site, told)
    other = "whsec_" + "Zm9yZ2VkIQ==".replace("=", "") * 4
    now = datetime.now(UTC)
    for fields in ({"secret": other}, {"at": now - timedelta(minutes=6)}, {"at": now + timedelta(minutes=6)}):
        assert (
            report(
                site.url, "call.ended", contact=told["contact"], result="conversation", **fields
            ).status_code
            == 401
        )  # type: ignore[arg-type]
    for headers in ({}, {"webhook-id": "m", "webhook-timestamp": "nan", "webhook-signature": "v1"}):
        assert httpx.post(f"{site.url}/v1/dialler/events", content=b"{}", headers=headers).status_code == 401
    assert state(site, told["contact"])[0] == "sending"
    assert report(site.url, "call.ended", contact="k0", result="conversation").status_code == 404
    assert report(site.url, "call.burst", contact=told["contact"]).status_code == 422


def test_a_dialler_that_does_not_answer_leaves_a_doubt_that_its_report_settles(
    site: Served, phones: Telephone
) -> None:
    phones.control(behave="silent")
    told = asked(site, "silent")
    answer = use(site, told)
    assert (answer.status_code, answer.json()["state"]) == (202, "in_doubt")
    assert use(site, told).status_code == 409
    assert (
        report(site.url, "call.ended", message="s1", contact=told["contact"], result="voicemail").status_code
        == 200
    )
    assert state(site, told["contact"])[:2] == ("done", "voicemail")
    assert [order["contact"] for order in phones.orders].count(told["contact"]) == 1


@pytest.mark.parametrize(
    ("behave", "report", "expected"),
    [
        (
            "silent",
            [{"type": "call.ended", "result": "unanswered"}],
            ("done", "unanswered", "dialler_silent"),
        ),
        ("lost", [], ("void", None, "not_placed")),
        ("broken", [], ("in_doubt", None, "dialler_silent")),
    ],
)
def test_a_doubt_is_settled_by_asking_the_dialler(
    site: Served, phones: Telephone, behave: str, report: list[dict[str, str]], expected: tuple[object, ...]
) -> None:
    phones.control(behave=behave, report=report, events="http://127.0.0.1:9/nowhere")
    told = asked(site, f"asked-{behave}")
    assert use(site, told).status_code == 202
    assert wait_until(lambda: not report or phones.rung[told["contact"]]["state"] == "ended")
    later = datetime.fromisoformat(told["expires"]) + ASK_AFTER + timedelta(seconds=1)
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        record, book = ContactRecord(connection), CallRecord(connection)
        assert inquire_calls(record, book, phones.dialler, lambda: NOW + timedelta(minutes=1)) == 0
        inquire_calls(record, book, phones.dialler, lambda: later)
        assert inquire_calls(record, book, phones.dialler, lambda: later) == 0
    assert state(site, told["contact"]) == expected


def test_a_dialler_that_is_down_or_busy_leaves_the_call_reserved(site: Served, phones: Telephone) -> None:
    phones.control(behave="busy")
    told = asked(site, "busy")
    assert use(site, told).status_code == 503
    assert state(site, told["contact"])[0] == "reserved"
    phones.control(behave="take")
    assert use(site, told).status_code in (404, 409)
    again = asked(site, "busy")
    assert again["contact"] == told["contact"]
    assert use(site, again).status_code == 200


def test_a_dialler_that_fails_again_and_again_is_left_alone(site: Served, phones: Telephone) -> None:
    phones.control(behave="busy")
    before = len(phones.orders)
    for number in range(7):
        assert use(site, asked(site, f"tired{number}")).status_code == 503
        site.rows("update contacts set state = 'void' where key = %s returning 1", f"tired{number}")
    phones.control(behave="take")
    assert use(site, asked(site, "tired")).status_code == 503
    assert len(phones.orders) == before
    assert site.rows("select failures from providers where channel = 'call'") == [(FAILURES_TO_OPEN,)]


def test_a_call_that_the_dialler_refuses_is_withdrawn(site: Served, phones: Telephone) -> None:
    phones.control(behave="refuse")
    told = asked(site, "refused")
    answer = use(site, told)
    assert (answer.status_code, "refuses" in answer.json()["error"]["why"]) == (409, True)
    assert state(site, told["contact"]) == ("void", None, "dialler_refused")


def test_a_stop_calls_off_a_call_that_waits_at_the_dialler_and_not_one_that_rings(
    site: Served, phones: Telephone
) -> None:
    phones.control(behave="queue")
    waiting, ringing = asked(site, "waits"), asked(site, "rings", "p2")
    assert [use(site, told).status_code for told in (waiting, ringing)] == [200, 200]
    assert report(site.url, "call.ringing", message="c1", contact=ringing["contact"]).status_code == 200
    for person in ("p1", "p2"):
        stop = {"id": f"s-{person}", "at": NOW.isoformat(), "person": person, "kind": "cease"}
        expected = [waiting["contact"]] if person == "p1" else []
        assert post(site, "/v1/statements", stop).json()["withdrawn"] == expected
    assert state(site, waiting["contact"]) == ("void", None, "called_off")
    assert phones.rung[waiting["contact"]]["state"] == "not_placed"
    assert state(site, ringing["contact"])[0] == "sending"


def test_a_complaint_calls_off_a_call_that_waits_at_the_dialler(site: Served, phones: Telephone) -> None:
    phones.control(behave="queue")
    waiting = asked(site, "waits")
    assert use(site, waiting).status_code == 200
    complaint = {"id": "b1", "at": NOW.isoformat(), "person": "p1", "case": "case-p1", "text": "他们打得太多"}
    assert post(site, "/v1/complaints", complaint).json()["withdrawn"] == [waiting["contact"]]
    assert phones.rung[waiting["contact"]]["state"] == "not_placed"


def test_without_a_dialler_no_call_is_made(office: Office, database_url: str, door: Door) -> None:
    with serving(Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW)) as served:
        told = asked(served, "none")
        assert use(served, told).status_code == 503
        assert report(served.url, "call.ringing", contact=told["contact"]).status_code == 503
        assert state(served, told["contact"])[0] == "reserved"


def test_case_15_a_browser_phone_is_no_contact_and_its_outbound_leg_needs_a_permit(
    site: Served, phones: Telephone
) -> None:
    told = asked(site, "browser")
    assert use(site, told, leg="agent-7").status_code == 422
    assert report(site.url, "leg.opened", message="l1", leg="agent-7").status_code == 200
    assert report(site.url, "leg.opened", message="l2", leg="+8613900000000").status_code == 422
    assert site.rows("select count(*) from contacts where state <> 'reserved'") == [(0,)]
    assert use(site, told, leg="agent-7").status_code == 200
    assert phones.orders[-1]["leg"] == "agent-7"
    assert use(site, told, leg="agent-7").status_code == 409
    assert report(site.url, "leg.closed", message="l3", leg="agent-7").status_code == 200
    assert use(site, asked(site, "browser2", "p2"), leg="agent-7").status_code == 422


def test_case_14_an_inbound_call_is_bridged_to_a_person_only_by_permit(
    site: Served, office: Office, phones: Telephone
) -> None:
    before = len(phones.orders)
    answer = report(site.url, "call.arrived", message="i1", leg="in-1", number="138 1234 5678")
    told = answer.json()
    assert (answer.status_code, told["known"]) == (200, True)
    assert set(told) == {"known", "token"} and "p1" not in answer.text
    [row] = site.rows(
        "select person, case_id, direction, channel, state, result from contacts where contact = %s",
        told["token"],
    )
    assert row == ("p1", "case-p1", "inbound", "call", "done", "conversation")
    shown = httpx.get(f"{site.url}/v1/inbound/{told['token']}", headers={"authorization": f"Bearer {TOKEN}"})
    assert shown.json()["may_be"] == [{"person": "p1", "role": "borrower", "case": "case-p1"}]
    assert report(site.url, "call.arrived", message="i1", leg="in-1", number="138 1234 5678").json() == told

    office.say("p2", "cease", on_the_day("09:00"))
    ask = {"key": "bridge", "case": "case-p2", "person": "p2", "channel": "call", "template": "call_task"}
    assert post(site, "/v1/contacts", ask).json()["verdict"] == "forbid"
    assert len(phones.orders) == before
    office.add_borrower("p3")
    assert use(site, asked(site, "bridge3", "p3"), leg="in-1").status_code == 200
    assert phones.orders[-1]["leg"] == "in-1"
    assert report(site.url, "leg.closed", message="i2", leg="in-1", result="dropped").status_code == 200
    assert state(site, told["token"])[:2] == ("done", "dropped")


def test_an_inbound_call_from_a_number_of_two_people_is_recorded_when_it_is_known_who_speaks(
    site: Served, office: Office
) -> None:
    office.add_address("p2-shared", "p2", "mobile", MOBILE)
    token = report(site.url, "call.arrived", message="j1", leg="in-2", number=MOBILE).json()["token"]
    assert site.rows("select count(*) from contacts") == [(0,)]
    who = f"/v1/inbound/{token}/who"
    assert post(site, who, {"case": "case-p1", "person": "p2"}).status_code == 404
    assert post(site, who, {"case": "case-p2", "person": "p2"}).json() == {"contact": token}
    assert post(site, who, {"case": "case-p1", "person": "p1"}).status_code == 409


def test_whoever_calls_can_have_the_number_silenced_for_good_known_or_not(
    site: Served, office: Office
) -> None:
    reserved = asked(site, "silence")["contact"]
    stranger = "+8613700002222"
    for message, leg, number in (("q1", "in-5", MOBILE), ("q2", "in-6", stranger), ("q3", "in-7", None)):
        token = report(site.url, "call.arrived", message=message, leg=leg, number=number).json()["token"]
        for _ in range(2):
            assert post(site, f"/v1/inbound/{token}/silence").status_code == 201
    assert state(site, reserved)[0] == "void"
    assert site.rows("select channel from silenced") == [("call",), ("call",)]
    office.add_borrower("p4", mobile=stranger)
    ask = {"key": "later", "case": "case-p4", "person": "p4", "channel": "call", "template": "call_task"}
    assert "gate.stop" in [b["rule"] for b in post(site, "/v1/contacts", ask).json()["breaches"]]
    assert post(site, "/v1/inbound/nothing/silence").status_code == 404


def test_an_unknown_or_withheld_number_is_not_kept(site: Served) -> None:
    for message, leg, number in (("u1", "in-3", "+8613700001111"), ("u2", "in-4", None)):
        answer = report(site.url, "call.arrived", message=message, leg=leg, number=number)
        assert answer.json()["known"] is False
    kept = site.rows(
        "select to_jsonb(l)::text from call_legs l union all select to_jsonb(e)::text from call_events e"
    )
    assert kept and all("13700001111" not in str(row[0]) for row in kept)


def test_the_number_is_in_no_answer_row_or_log(
    site: Served, phones: Telephone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    texts = []
    for behave in ("take", "silent", "refuse", "busy"):
        phones.control(behave=behave)
        ask = {"key": f"canary-{behave}", "case": "case-p1", "person": "p1", "channel": "call",
               "template": "call_task"}  # fmt: skip
        told = post(site, "/v1/contacts", ask).json()
        if told.get("permit"):
            texts.append(use(site, told).text)
    assert len(texts) >= 2
    tables = "contacts call_events call_legs evidence_contents evidence_entries".split()
    rows = [str(row) for name in tables for row in site.rows(f"select to_jsonb(t)::text from {name} t")]
    assert all("12345678" not in text for text in (*texts, *rows, caplog.text))
