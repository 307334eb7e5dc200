"""Every address that names a case, a contact, a person or a complaint: another's is answered like one that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving
from signing import session_of

from forbear.evidence import Signer
from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.staff import add_key
from forbear.store.staff.tenancy import WHOSE
from forbear.web.site import Site
from forbear.web.staff import ROLES, SCOPES, Principal
from forbear.web.staff.access import ACCESS
from office import Office, on_the_day

NOW = on_the_day("10:00")
NAMES = "|".join(WHOSE)
ADDRESSES = sorted(
    route
    for route in ACCESS
    if re.search(rf"{{(?:{NAMES})}}", route) and not route.split(" ")[1].startswith("/me")
)


@pytest.fixture
def site(database_url: str, door: Door) -> Iterator[Served]:
    """The lender cf1 and its agency ag1, with a case each; and another lender, with a case that is neither's."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        office.run(
            "insert into collectors (collector, kind, registered_name) values ('other', 'bank', 'Another bank')"
        )
        office.add_borrower("li")
        office.add_borrower("ma", lender="other")
        office.run(
            "insert into placements (case_id, agency, lender, from_day) values ('case-li', 'ag1', 'cf1', '2026-01-01')"
        )
        office.add_call("call-ma", "ma", "case-ma", on_the_day("09:00", 12), "conversation")
        office.run("update contacts set collector = 'other'")
        office.run(
            """insert into complaints (complaint, person, case_id, received_at, text_sha256)
               values ('b-ma', 'ma', 'case-ma', %s, repeat('0', 64))""", NOW,
        )  # fmt: skip
        made = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW, practice=True,
                    closed=True, log_key=Signer.new("log.example"))  # fmt: skip
        with serving(made) as served:
            yield served


FOREIGN = {"case": "case-ma", "contact": "call-ma", "person": "ma", "complaint": "b-ma"}
MISSING = {"case": "case-zz", "contact": "call-zz", "person": "zz", "complaint": "b-zz"}


def askers(site: Served) -> Iterator[tuple[Principal, dict[str, str]]]:
    """A person of each role who works for the lender and for its agency, and a key of each scope of both."""
    for collector in ("cf1", "ag1"):
        for role in ROLES:
            token = session_of(site, role, collector=collector)
            who = Principal(id=role, kind="person", roles=frozenset({role}), collector=collector)
            yield who, {"cookie": f"forbear_session={token}"}
        with psycopg.connect(site.site.database.url, autocommit=True) as connection:
            for scope in SCOPES:
                _, secret = add_key(connection, name=scope, kind="dialler", collector=collector, scopes=[scope], days=1,
                                    now=NOW)  # fmt: skip
                who = Principal(id=scope, kind="key", scopes=frozenset({scope}), collector=collector)
                yield who, {"authorization": f"Bearer {secret}"}


def test_anothers_case_contact_person_or_complaint_is_answered_like_a_missing_one(site: Served) -> None:
    wrong, asked = [], 0
    with httpx.Client(base_url=site.url, timeout=60) as client:
        for who, headers in askers(site):
            for route in (one for one in ADDRESSES if ACCESS[one].admits(who)):
                answers = []
                for names in (FOREIGN, MISSING):
                    method, path = route.split(" ")
                    named = re.sub(rf"{{({NAMES})}}", lambda found, names=names: names[found[1]], path)
                    answer = client.request(
                        method, re.sub(r"{\w+}", "call", named) + "?lang=en", headers=headers
                    )
                    client.cookies.clear()
                    answers.append((answer.status_code, answer.text, answer.headers.get("content-type")))
                asked += 1
                if answers[0] != answers[1] or answers[0][0] != 404:
                    wrong.append(f"{who.collector}/{who.id}: {route} {answers[0][0]} {answers[1][0]}")
    assert asked > 60
    assert wrong == []


def test_ones_own_is_answered(site: Served) -> None:
    for collector in ("cf1", "ag1"):
        token = session_of(site, "supervisor", collector=collector)
        cookies = {"forbear_session": token}
        assert httpx.get(f"{site.url}/desk/cases/case-li", cookies=cookies).status_code == 200
