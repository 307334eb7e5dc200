"""Placements, the complaint desk, a search and what happens live: over HTTP, with people of each role."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving
from signing import signed_in
from test_console import fill, order

from forbear.evidence import Signer
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from forbear.store import Database
from forbear.web.site import Site
from office import Office, ask, on_the_day

NOW = on_the_day("10:00")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        for number, person in enumerate(("li", "wu", "ma")):
            office.add_borrower(person, days=10 + number)
        yield office


@pytest.fixture
def site(office: Office, database_url: str, door: Door) -> Iterator[Served]:
    made = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW,
                log_key=Signer.new("log.example"))  # fmt: skip
    with serving(made) as served:
        yield served


def post(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """A form of a page, filled in and sent."""
    hidden = fill(client, f"{path}?lang=en", path)
    return client.post(f"{path}?lang=en", data=hidden | fields, follow_redirects=True)


def test_a_recall_takes_the_case_and_what_the_agency_had_waiting(
    site: Served, office: Office, door: Door
) -> None:
    with signed_in(site, "supervisor") as lead, signed_in(site, "agency", collector="ag1") as agency:
        placed = post(lead, "/desk/placements", cases="case-li\ncase-wu", agency="ag1", step="place")
        assert "Cases placed: 2." in placed.text
        assert sorted(order(agency.get("/desk").text)) == ["case-li", "case-wu"]
        kept = reserve(door, office.record(), ask("li", collector="ag1"), NOW).entry
        assert kept.state == "reserved"
        told = post(lead, "/desk/placements", cases="case-li", step="recall")
        assert "Contacts withdrawn: 1." in told.text
        assert order(agency.get("/desk").text) == ["case-wu"]
        assert agency.get("/desk/cases/case-li").status_code == 404
    assert office.contact(kept.contact)["state"] == "void"
    kinds = site.rows("select count(*) from evidence_entries where leaf::jsonb ->> 'kind' = 'placement'")
    assert kinds == [(3,)]


def test_an_agency_neither_places_nor_recalls_nor_handles_complaints_whatever_its_people_are(
    site: Served,
) -> None:
    with signed_in(site, "supervisor", "compliance", collector="ag1") as client:
        assert client.get("/desk/placements").status_code == 403
        assert client.get("/desk/complaints").status_code == 403


def test_a_case_that_another_agency_has_is_not_placed_twice(site: Served, office: Office) -> None:
    office.run(
        """insert into collectors (collector, kind, acts_for, registered_name)
           values ('ag2', 'agency', 'cf1', 'Second')"""
    )
    with signed_in(site, "supervisor") as client:
        post(client, "/desk/placements", cases="case-li", agency="ag1", step="place")
        again = post(client, "/desk/placements", cases="case-wu case-li", agency="ag2", step="place")
    assert again.status_code == 422 and "recall it first" in again.text
    assert site.rows("select case_id, agency from placements") == [("case-li", "ag1")]


def test_a_complaint_goes_from_the_case_to_its_end_and_is_handed_over_with_its_proof(site: Served) -> None:
    with signed_in(site, "compliance") as client:
        hidden = fill(client, "/desk/cases/case-li?lang=en", "/desk/cases/case-li/say")
        told = {"person": "li", "kind": "complaint", "text": "He shouted <script> at me. 😀"}
        client.post("/desk/cases/case-li/say?lang=en", data=hidden | told)
        listed = client.get("/desk/complaints?lang=en").text
        assert "case-li" in listed and "received" in listed
        ((name,),) = site.rows("select complaint from complaints")
        path = f"/desk/complaints/{name}"
        hidden = fill(client, f"{path}?lang=en", f"{path}/stage")
        moved = client.post(f"{path}/stage?lang=en", data=hidden | {"stage": "answered", "outcome": "upheld"},
                            follow_redirects=True)  # fmt: skip
        assert "Complaint · answered" in moved.text and "upheld" in moved.text
        back = client.post(f"{path}/stage?lang=en", data=hidden | {"stage": "received"})
        assert back.status_code == 409
        handed = client.get(f"{path}/file").json()
    assert handed["outcome"] == "upheld" and len(handed["evidence"]["entries"]) == 2
    assert "shouted" not in json.dumps(handed)


def test_a_search_finds_one_person_exactly_and_nobody_else(site: Served, office: Office) -> None:
    office.run("update people set birth_year = 1980 where person = 'li'")
    with signed_in(site, "collector") as client:
        for fields, found in (
            ({"means": "case", "text": "case-li"}, ["case-li"]),
            ({"means": "case", "text": "case-"}, []),
            ({"means": "case", "text": "%"}, []),
            ({"means": "name", "text": "张li", "fact": "1980"}, ["case-li"]),
            ({"means": "name", "text": "张li", "fact": "1981"}, []),
            ({"means": "name", "text": "张", "fact": "1980"}, []),
            ({"means": "address", "text": " LI@mail.example"}, ["case-li"]),
            ({"means": "address", "text": "mail.example"}, []),
        ):  # fmt: skip
            assert order(post(client, "/desk/find", **fields).text) == found, fields
        assert post(client, "/desk/find", means="name", text="张li").status_code == 422
    kept = site.rows("select means, found from lookups order by lookup")
    assert len(kept) == 8 and kept[0] == ("case", ["case-li"])
    sealed = site.rows("select content from evidence_contents where content like '%%lookup%%'")
    assert len(sealed) == 8 and "1980" not in str(sealed)


def test_who_searches_without_end_is_stopped(site: Served) -> None:
    with signed_in(site, "collector") as client:
        hidden = fill(client, "/desk/find?lang=en", "/desk/find")
        codes = [
            client.post("/desk/find?lang=en", data=hidden | {"means": "case", "text": f"c{n}"}).status_code
            for n in range(21)
        ]
    assert codes == [200] * 20 + [429]


def test_an_agency_finds_only_what_is_placed_with_it(site: Served, office: Office) -> None:
    office.run(
        "insert into placements (case_id, agency, lender, from_day) values ('case-wu', 'ag1', 'cf1', '2026-01-01')"
    )
    with signed_in(site, "agency", collector="ag1") as client:
        assert order(post(client, "/desk/find", means="case", text="case-li").text) == []
        assert order(post(client, "/desk/find", means="case", text="case-wu").text) == ["case-wu"]


def test_the_agencys_workspace_shows_its_own_figures(site: Served, office: Office) -> None:
    office.add_call("k1", "li", "case-li", on_the_day("11:00", 12), "conversation")
    office.run("update contacts set collector = 'ag1'")
    office.run(
        """insert into complaints (complaint, person, case_id, about_contact, received_at, text_sha256)
           values ('b1', 'li', 'case-li', 'k1', %s, repeat('0', 64))""", NOW,
    )  # fmt: skip
    with signed_in(site, "agency", collector="ag1") as client:
        page = client.get("/desk/agency?lang=en").text
        assert client.get("/desk/agencies/ag1").status_code == 403
    with signed_in(site, "supervisor", collector="cf1") as lender:
        assert lender.get("/desk/agencies/ag1").status_code == 200
        assert lender.get("/desk/agencies/cf1").status_code == 404
    assert "示例资产服务有限公司" in page and "1000.0" in page


def test_what_happens_in_the_gate_reaches_whoever_may_know_within_two_seconds_and_nobody_else(
    site: Served, office: Office, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forbear.web.console.live.STREAM_SECONDS", 5)
    office.run(
        "insert into placements (case_id, agency, lender, from_day) values ('case-wu', 'ag1', 'cf1', '2026-01-01')"
    )
    seen: dict[str, list[str]] = {"lender": [], "agency": []}
    ready = threading.Barrier(3)
    done = threading.Event()

    def watch(name: str, role: str, collector: str) -> None:
        with (
            signed_in(site, role, collector=collector) as client,
            client.stream("GET", "/desk/live") as answer,
        ):
            lines = answer.iter_lines()
            next(lines)
            ready.wait(10)
            for line in lines:
                if line.startswith("data:"):
                    seen[name].append(line)
                    done.set()

    watchers = [
        threading.Thread(target=watch, args=("lender", "collector", "cf1"), daemon=True),
        threading.Thread(target=watch, args=("agency", "agency", "ag1"), daemon=True),
    ]
    for watcher in watchers:
        watcher.start()
    ready.wait(10)
    threading.Event().wait(0.3)  # the follower has begun
    reserve(door, office.record(), ask("li"), NOW)
    assert done.wait(5)
    threading.Event().wait(0.8)
    assert ["case-li" in line for line in seen["lender"]] == [True]
    assert "张" not in seen["lender"][0] and "138" not in seen["lender"][0]
    assert seen["agency"] == []
