"""Keys of diallers and agents over real HTTP: scopes, one lender each, an end; another's case is as if missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving

from forbear.evidence import Signer
from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.staff import add_key, list_keys, revoke_key
from forbear.web.site import Site
from forbear.web.staff import SCOPES
from office import Office, on_the_day

NOW = on_the_day("10:00")
Making = Callable[..., dict[str, str]]


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Two lenders: `cf1` with its agency `ag1`, and `cf2`; each has a borrower."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        made = Office(connection)
        made.add_second_lender()
        yield made


@pytest.fixture
def site(office: Office, database_url: str, door: Door) -> Iterator[Served]:
    key = Signer.new("log.example")
    with serving(
        Site(
            database=Database(database_url),
            door=door,
            token=TOKEN,
            clock=lambda: NOW,
            log_key=key,
            closed=True,
        )
    ) as served:
        yield served


@pytest.fixture
def bearing(office: Office) -> Making:
    """Headers with a fresh key."""

    def bearing(collector: str = "cf1", *scopes: str, days: int = 1, kind: str = "dialler") -> dict[str, str]:
        _, secret = add_key(office.connection, name="of a test", kind=kind, collector=collector,
                            scopes=scopes or tuple(SCOPES), days=days, now=NOW)  # fmt: skip
        return {"authorization": f"Bearer {secret}"}

    return bearing


def asked(person: str, **fields: Any) -> dict[str, Any]:
    return {"key": "one", "case": f"case-{person}", "person": person, "channel": "call", "template": "call_task",
            **fields}  # fmt: skip


def post(site: Served, path: str, headers: dict[str, str], body: object = None) -> httpx.Response:
    return httpx.post(site.url + path, json=body, headers=headers, timeout=30)


def test_a_key_asks_for_its_own_lenders_borrower(site: Served, bearing: Making) -> None:
    answer = post(site, "/v1/contacts", bearing("cf1"), asked("p1"))
    assert (answer.status_code, answer.json()["verdict"]) == (201, "allow")


def test_an_agency_asks_in_its_own_name_and_in_no_other(site: Served, bearing: Making) -> None:
    agency = bearing("ag1")
    assert (
        post(site, "/v1/contacts", agency, asked("p1", collector="cf1")).json()["error"]["at"] == "/collector"
    )
    assert post(site, "/v1/contacts", agency, asked("p1")).status_code == 201
    assert site.rows("select collector from contacts") == [("ag1",)]


def test_anothers_case_contact_and_person_are_exactly_as_if_missing(site: Served, bearing: Making) -> None:
    mine, theirs = bearing("cf1"), bearing("cf2")
    contact = post(site, "/v1/contacts", theirs, asked("p2")).json()["contact"]
    said = {"id": "s1", "at": NOW.isoformat(), "kind": "cease"}
    complaint = {"id": "b1", "at": NOW.isoformat(), "person": "p1", "text": "他们打得太多"}
    pairs = [
        (post(site, "/v1/contacts", mine, asked("p2")), post(site, "/v1/contacts", mine, asked("nobody"))),
        (post(site, "/v1/statements", mine, said | {"person": "p2"}),
         post(site, "/v1/statements", mine, said | {"person": "nobody"})),
        *((post(site, "/v1/complaints", mine, complaint | {name: own}),
           post(site, "/v1/complaints", mine, complaint | {name: "nothing"}))
          for name, own in (("person", "p2"), ("case", "case-p2"), ("contact", contact))),
        (httpx.get(f"{site.url}/v1/people/p2/contacts", headers=mine),
         httpx.get(f"{site.url}/v1/people/nobody/contacts", headers=mine)),
        *((post(site, path.format(contact), mine, body), post(site, path.format("nothing"), mine, body))
          for path, body in (("/v1/contacts/{}/call", {"permit": "x"}), ("/v1/tasks/{}/call", None),
                             ("/v1/contacts/{}/void", None),
                             ("/v1/contacts/{}/result", {"result": "conversation"}))),
    ]  # fmt: skip
    for foreign, missing in pairs:
        assert (foreign.status_code, foreign.text) == (404, missing.text)
        own = {"date": "", "x-request-id": ""}
        assert dict(foreign.headers) | own == dict(missing.headers) | own
    assert site.rows("select count(*) from statements") == [(0,)]


def test_two_lenders_may_use_one_idempotency_key(site: Served, bearing: Making) -> None:
    first = post(site, "/v1/contacts", bearing("cf1"), asked("p1"))
    second = post(site, "/v1/contacts", bearing("cf2"), asked("p2"))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["contact"] != second.json()["contact"]


def test_the_list_of_calls_holds_a_keys_own_alone(site: Served, bearing: Making) -> None:
    mine, theirs = bearing("cf1"), bearing("cf2")
    contact = post(site, "/v1/contacts", mine, asked("p1")).json()["contact"]
    post(site, "/v1/contacts", theirs, asked("p2"))
    tasks = httpx.get(f"{site.url}/v1/tasks", headers=mine).json()
    assert [task["contact"] for task in tasks] == [contact]


def test_a_persons_record_shows_a_lender_its_own_contacts_alone(
    site: Served, bearing: Making, office: Office
) -> None:
    office.add_borrower("p1", "case-p1-2", lender="cf2")
    post(site, "/v1/contacts", bearing("cf1"), asked("p1", at=(NOW + timedelta(hours=13)).isoformat()))
    own = httpx.get(f"{site.url}/v1/people/p1/contacts", headers=bearing("cf1")).json()
    other = httpx.get(f"{site.url}/v1/people/p1/contacts", headers=bearing("cf2"))
    assert [contact["collector"] for contact in own["contacts"]] == ["cf1"]
    assert other.json()["contacts"] == []
    assert "cf1" not in other.text


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [("POST", "/v1/contacts", "contacts:ask"), ("GET", "/v1/tasks", "contacts:ask"),
     ("POST", "/v1/contacts/k/result", "contacts:result"), ("POST", "/v1/contacts/k/void", "contacts:result"),
     ("POST", "/v1/statements", "statements:write"), ("GET", "/v1/people/p1/contacts", "people:read"),
     ("POST", "/v1/judge", "judge")],
)  # fmt: skip
def test_a_key_may_do_what_its_scope_says_and_nothing_else(
    site: Served, bearing: Making, method: str, path: str, scope: str
) -> None:
    others = bearing("cf1", *(set(SCOPES) - {scope}))
    refused = httpx.request(method, site.url + path, headers=others)
    assert (refused.status_code, scope in refused.json()["error"]["why"]) == (403, True)
    assert httpx.request(method, site.url + path, headers=bearing("cf1", scope)).status_code not in (401, 403)


def test_a_key_that_was_revoked_or_has_ended_opens_nothing(
    site: Served, bearing: Making, office: Office
) -> None:
    headers = bearing("cf1", "contacts:ask")
    assert httpx.get(f"{site.url}/v1/tasks", headers=headers).status_code == 200
    [key] = list_keys(office.connection)
    assert key.last_used is not None
    revoke_key(office.connection, key.key, NOW)
    assert httpx.get(f"{site.url}/v1/tasks", headers=headers).status_code == 401
    office.run("update api_keys set revoked_at = null, expires_at = %s", NOW - timedelta(seconds=1))
    assert httpx.get(f"{site.url}/v1/tasks", headers=headers).status_code == 401


def test_a_key_is_kept_as_a_hash_and_its_making_is_evidence_without_it(
    bearing: Making, office: Office
) -> None:
    secret = bearing("cf1", "judge")["authorization"].removeprefix("Bearer ")
    kept = str(office.run("select * from api_keys").fetchall())
    sealed = [
        row[0] for row in office.run("select content from evidence_contents where content like '%%judge%%'")
    ]
    assert secret not in kept
    assert len(sealed) == 1 and "secret" not in sealed[0] and '"collector": "cf1"' in sealed[0]
