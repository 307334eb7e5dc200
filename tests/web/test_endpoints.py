"""The endpoints as a dialler and a lender's system use them, over real HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from serving import NOW, TOKEN, Served, serving
from signing import signed_in

from forbear.store import Database
from forbear.web.site import Site

HEADERS = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def dialler(practice: Served) -> httpx.Client:
    return httpx.Client(base_url=practice.url, headers=HEADERS)


def question(**changes: Any) -> dict[str, Any]:
    """A lawful call at ten in the morning in Shanghai."""
    contact = {
        "at": "2026-05-12T10:00:00+08:00",
        "channel": "call",
        "person": "p1",
        "debts": ["d1"],
        "collector": "k1",
    }
    return {
        "id": "q1",
        "books": ["cn.gbt45251"],
        "collectors": [{"id": "k1", "kind": "consumer_finance"}],
        "debts": [{"id": "d1", "product": "online_consumer_loan", "days_past_due": 40}],
        "people": [{"id": "p1", "role": "borrower", "zones": ["Asia/Shanghai"], "region": "CN-SH"}],
        "contact": {**contact, **changes},
    }


def taken_task(dialler: httpx.Client, place: int = 0) -> dict[str, Any]:
    task: dict[str, Any] = dialler.get("/v1/tasks").json()[place]
    return task


def test_one_request_gets_one_verdict(practice: Served) -> None:
    answer = httpx.post(f"{practice.url}/v1/judge", json=question())
    assert (answer.status_code, answer.json()["id"], answer.json()["verdict"]) == (200, "q1", "allow")


def test_an_array_is_judged_in_its_order(practice: Served) -> None:
    late = question(at="2026-05-12T22:30:00+08:00")
    answer = httpx.post(f"{practice.url}/v1/judge", json=[question(), late])
    assert [verdict["verdict"] for verdict in answer.json()] == ["allow", "forbid"]
    assert answer.json()[1]["next_lawful"]["from"] == "2026-05-13T08:00:00+08:00"


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (question(at="2026-05-12T10:00:00"), "/contact/at"),
        (question(chanel="call"), "/contact/chanel"),
        (17, ""),
    ],
    ids=["a naive time", "an unknown field", "a number"],
)
def test_bad_input_is_422_with_the_pointer_and_the_reason(practice: Served, body: object, at: str) -> None:
    answer = httpx.post(f"{practice.url}/v1/judge", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["at"] == at
    assert answer.json()["error"]["why"]


def test_in_an_array_what_cannot_be_read_has_its_error_in_its_place(practice: Served) -> None:
    answer = httpx.post(
        f"{practice.url}/v1/judge", json=[question(), question(channel="telegram") | {"id": "q2"}, []]
    )
    first, second, third = answer.json()
    assert (answer.status_code, first["verdict"]) == (200, "allow")
    assert (second["id"], second["error"]["at"]) == ("q2", "/contact/channel")
    assert (third["id"], third["error"]["at"]) == (None, "")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["none", "open", "bytes", "deep"]
)
def test_a_body_that_is_not_json_is_422(practice: Served, body: bytes) -> None:
    answer = httpx.post(f"{practice.url}/v1/judge", content=body)
    assert (answer.status_code, answer.json()["error"]["at"]) == (422, "")


def test_a_body_beyond_all_measure_is_413(practice: Served) -> None:
    answer = httpx.post(f"{practice.url}/v1/judge", content=b" " * (16 * 1024 * 1024 + 1))
    assert answer.status_code == 413


def test_judging_stores_nothing(practice: Served) -> None:
    before = practice.rows("select (select count(*) from contacts), (select count(*) from statements)")
    httpx.post(f"{practice.url}/v1/judge", json=[question()] * 3)
    assert (
        practice.rows("select (select count(*) from contacts), (select count(*) from statements)") == before
    )


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Digest " + TOKEN}]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/tasks"), ("POST", "/v1/tasks/k1/call"), ("POST", "/v1/contacts/k1/result"),
     ("POST", "/v1/contacts/k1/void")],
)  # fmt: skip
def test_without_the_token_a_dialler_gets_nothing(
    practice: Served, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = httpx.request(method, practice.url + path, headers=headers)
    assert answer.status_code == 401
    assert "why" in answer.json()["error"]


def test_the_list_of_tasks_shows_no_number(practice: Served, dialler: httpx.Client) -> None:
    tasks = dialler.get("/v1/tasks")
    numbers = list(practice.addresses().values())
    assert len(tasks.json()) > 3
    assert [number for number in numbers if number in tasks.text] == []
    assert {"contact", "case", "at", "name", "number", "template", "duties"} <= tasks.json()[0].keys()


def test_a_call_is_made_once_and_no_answer_holds_its_number(practice: Served, dialler: httpx.Client) -> None:
    task = taken_task(dialler)
    call = dialler.post(f"/v1/tasks/{task['contact']}/call")
    [(address,)] = practice.rows(
        "select a.address from contacts k join addresses a on a.address = k.address and a.person = k.person"
        " where contact = %s",
        task["contact"],
    )
    number = practice.addresses()[str(address)]
    assert (call.status_code, call.json()["state"]) == (200, "sending")
    assert number not in call.text
    again = dialler.post(f"/v1/tasks/{task['contact']}/call")
    assert again.status_code == 409
    assert number not in again.text
    assert task["contact"] not in [other["contact"] for other in dialler.get("/v1/tasks").json()]


def test_a_result_makes_a_contact_of_the_reservation(practice: Served, dialler: httpx.Client) -> None:
    contact = taken_task(dialler)["contact"]
    dialler.post(f"/v1/tasks/{contact}/call")
    wrong = dialler.post(f"/v1/contacts/{contact}/result", json={"result": "delivered"})
    assert (wrong.status_code, wrong.json()["error"]["at"]) == (422, "/result")
    given = {"result": "conversation", "at": NOW.isoformat(), "recording_sha256": "0" * 64}
    for _ in range(2):
        noted = dialler.post(f"/v1/contacts/{contact}/result", json=given)
        assert (noted.status_code, noted.json()["state"]) == (200, "done")
    other = dialler.post(f"/v1/contacts/{contact}/result", json={"result": "voicemail"})
    assert other.status_code == 409
    rows = practice.rows(
        "select state, result, body ->> 'recording_sha256' from contacts where contact = %s", contact
    )
    assert rows == [("done", "conversation", "0" * 64)]


def test_a_call_that_was_not_made_is_given_back(practice: Served, dialler: httpx.Client) -> None:
    contact = taken_task(dialler)["contact"]
    assert dialler.post(f"/v1/contacts/{contact}/void").json()["state"] == "void"
    assert dialler.post(f"/v1/tasks/{contact}/call").status_code == 409


def test_a_mailbox_is_never_handed_out_as_a_call(practice: Served, dialler: httpx.Client) -> None:
    [(contact,)] = practice.rows(
        "select contact from contacts where channel = 'email' and state = 'reserved' order by 1 limit 1"
    )
    answer = dialler.post(f"/v1/tasks/{contact}/call")
    assert answer.status_code == 404
    assert dialler.post("/v1/tasks/nothing/call").json() == answer.json()
    assert practice.rows("select state from contacts where contact = %s", contact) == [("reserved",)]


@pytest.mark.parametrize(
    ("body", "at"),
    [(b"", ""), (b"[]", ""), (b'{"result": 1}', "/result"),
     (b'{"result": "sent", "number": "1"}', "/number"),
     (b'{"result": "voicemail", "at": "today"}', "/at"),
     (b'{"result": "voicemail", "recording_sha256": "x"}', "/recording_sha256")],
)  # fmt: skip
def test_a_result_that_cannot_be_read_is_422(dialler: httpx.Client, body: bytes, at: str) -> None:
    answer = dialler.post("/v1/contacts/k1/result", content=body)
    assert (answer.status_code, answer.json()["error"]["at"]) == (422, at)


def test_a_real_site_has_no_button_and_its_pages_take_no_call(portfolio: Database, practice: Served) -> None:
    site = Site(database=portfolio, door=practice.site.door, token=TOKEN, clock=lambda: NOW)
    with serving(site) as real:
        with signed_in(real, "supervisor") as browser:
            page = browser.get("/tasks?lang=en")
        assert "<button" not in page.text
        assert "/v1/tasks" in page.text
        assert httpx.post(f"{real.url}/tasks/k1/call").status_code in (404, 405)


def test_a_database_that_is_down_is_told_plainly(practice: Served) -> None:
    lost = Database("postgresql://clerk:secret@127.0.0.1:1/none")
    with serving(Site(database=lost, door=practice.site.door, token=TOKEN, practice=True)) as site:
        page = httpx.get(f"{site.url}/?lang=en")
        assert (page.status_code, "The database does not answer" in page.text) == (503, True)
        answer = httpx.get(f"{site.url}/v1/tasks", headers=HEADERS)
        assert (answer.status_code, "secret" in answer.text + page.text) == (503, False)
        assert httpx.get(f"{site.url}/ready").status_code == 503
        assert (
            httpx.post(f"{site.url}/v1/judge", json=question(), headers=HEADERS).json()["verdict"] == "allow"
        )


def test_the_endpoints_are_described(practice: Served) -> None:
    described = httpx.get(f"{practice.url}/openapi.json").json()
    assert set(described["paths"]) == {
        "/v1/judge",
        "/v1/tasks",
        "/v1/tasks/{contact}/call",
        "/v1/contacts",
        "/v1/contacts/{contact}/call",
        "/v1/contacts/{contact}/result",
        "/v1/contacts/{contact}/void",
        "/v1/statements",
        "/v1/proposals",
        "/v1/proposals/{proposal}",
        "/v1/proposals/{proposal}/approve",
        "/v1/proposals/{proposal}/reject",
        "/v1/dialler/events",
        "/v1/inbound/{token}",
        "/v1/inbound/{token}/who",
        "/v1/inbound/{token}/silence",
        "/v1/cases",
        "/v1/genuine",
        "/v1/complaints",
        "/v1/complaints/{complaint}",
        "/v1/complaints/{complaint}/stage",
    }
