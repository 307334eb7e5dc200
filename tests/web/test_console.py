"""The console over HTTP: the worklist in its order, a case in one page, the gate asked, what was said noted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving
from signing import signed_in

from forbear.evidence import Signer
from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.staff import add_key
from forbear.web.site import Site
from office import Office, on_the_day

NOW = on_the_day("10:00")
LOG = Signer.new("log.example")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        for number, person in enumerate(("li", "wu", "ma")):
            office.add_borrower(person, days=10 + number)
        yield office


@pytest.fixture
def site(office: Office, database_url: str, door: Door) -> Iterator[Served]:
    made = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW, log_key=LOG)
    with serving(made) as served:
        yield served


def order(page: str) -> list[str]:
    """The cases of a worklist, in the order in which they stand."""
    return re.findall(r'href="/desk/cases/([^"?]+)', page)


def fill(client: httpx.Client, path: str, action: str) -> dict[str, str]:
    """The hidden fields of a form of a page, by where it is sent."""
    page = client.get(path).text
    form = re.search(rf'<form[^>]*action="{re.escape(action)}[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form is not None, page
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))


def test_the_worklist_puts_need_before_age_and_never_the_amount_first(site: Served, office: Office) -> None:
    office.run(
        """insert into promises (promise, case_id, person, amount, made_at, due)
           values ('m1', 'case-li', 'li', 5, %s, %s), ('m2', 'case-wu', 'wu', 5, %s, '2026-06-01')""",
        on_the_day("09:00", 8), NOW.date(), on_the_day("09:00", 8),
    )  # fmt: skip
    office.say("ma", "hardship", on_the_day("09:00", 12))
    with signed_in(site, "collector") as client:
        assert order(client.get("/desk?lang=en").text) == [
            "case-li",
            "case-ma",
            "case-ma",
            "case-wu",
            "case-li",
        ]
        assert order(client.get("/desk?need=hardship&lang=en").text) == ["case-ma"]
        assert order(client.get("/desk?need=complaint&lang=en").text) == []


def test_a_hardship_is_off_the_list_once_a_plan_answers_it(site: Served, office: Office) -> None:
    office.say("ma", "hardship", on_the_day("09:00", 12))
    office.run(
        """insert into plans (plan, case_id, person, offer, signed_at, signed_on)
           values ('pl1', 'case-ma', 'ma', '{}', %s, %s)""",
        NOW, NOW.date(),
    )  # fmt: skip
    with signed_in(site, "collector") as client:
        assert order(client.get("/desk?need=hardship&lang=en").text) == []


def test_the_pages_of_the_worklist_follow_on_each_other_without_gap_or_repetition(
    site: Served, office: Office
) -> None:
    for number in range(50):
        office.add_borrower(f"b{number:02}", days=number + 1, email=None, mobile=None)
    with signed_in(site, "collector") as client:
        seen, path = [], "/desk?need=rest&lang=en"
        while path:
            page = client.get(path).text
            seen += order(page)
            onward = re.search(r'rel="next" href="([^"]+)"', page)
            path = onward[1].replace("&amp;", "&") if onward else ""
    assert (
        len(seen) == len(set(seen)) == 52
    )  # what is one day old on the night's day was not overdue before it


def test_an_agency_sees_what_is_placed_with_it_and_a_recall_ends_that_at_once(
    site: Served, office: Office
) -> None:
    for case in ("case-li", "case-wu"):
        office.run(
            "insert into placements (case_id, agency, lender, from_day) values (%s, 'ag1', 'cf1', '2026-01-01')",
            case,
        )
    with signed_in(site, "agency", collector="ag1") as client:
        assert sorted(order(client.get("/desk?lang=en").text)) == ["case-li", "case-wu"]
        assert client.get("/desk/cases/case-ma").status_code == 404
        assert client.get("/desk/cases/case-ma").text == client.get("/desk/cases/nowhere").text
        office.run("update placements set recalled_at = now() where case_id = 'case-wu'")
        assert order(client.get("/desk?lang=en").text) == ["case-li"]
        assert client.get("/desk/cases/case-wu").status_code == 404


def test_the_gate_says_yes_with_duties_and_words(site: Served) -> None:
    with signed_in(site, "collector") as client:
        given = fill(client, "/desk/cases/case-li?lang=en", "/desk/cases/case-li/contact")
        wanted = given | {"person": "li", "message": "call_task", "purpose": "collect"}
        answer = client.post("/desk/cases/case-li/contact?lang=en", data=wanted, follow_redirects=True)
        again = client.post("/desk/cases/case-li/contact?lang=en", data=wanted, follow_redirects=True)
    assert answer.status_code == 200 and '<h2 id="verdict">Yes</h2>' in answer.text
    assert "What must be done" in answer.text and "录音" in answer.text
    assert again.url == answer.url
    assert site.rows("select state, channel, person from contacts") == [("reserved", "call", "li")]


def test_the_gate_says_no_with_the_clause_and_when_next_and_may_be_asked_for_then(
    database_url: str, office: Office, door: Door
) -> None:
    late = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: on_the_day("22:30"))
    with serving(late) as served, signed_in(served, "collector") as client:
        given = fill(client, "/desk/cases/case-li?lang=en", "/desk/cases/case-li/contact")
        answer = client.post("/desk/cases/case-li/contact?lang=en", follow_redirects=True,
                             data=given | {"person": "li", "message": "call_task", "purpose": "collect"})  # fmt: skip
        assert (
            '<h2 id="verdict">No</h2>' in answer.text
            and "The next lawful moment: 2026-05-14 0" in answer.text
        )
        path = str(answer.url).removeprefix(served.url)
        then = client.post("/desk/cases/case-li/contact?lang=en", follow_redirects=True,
                           data=fill(client, path, "/desk/cases/case-li/contact"))  # fmt: skip
        assert '<h2 id="verdict">Yes</h2>' in then.text and "2026-05-14 0" in then.text
        assert served.rows("select state from contacts order by changed_at") == [("refused",), ("reserved",)]


def test_what_is_said_holds_at_once_and_withdraws_what_waits(site: Served) -> None:
    with signed_in(site, "collector") as client:
        ask = fill(client, "/desk/cases/case-li?lang=en", "/desk/cases/case-li/contact")
        wanted = {"person": "li", "message": "call_task", "purpose": "collect"}
        client.post("/desk/cases/case-li/contact?lang=en", data=ask | wanted)
        said = fill(client, "/desk/cases/case-li?lang=en", "/desk/cases/case-li/say")
        told = said | {"person": "li", "kind": "hardship"}
        noted = client.post("/desk/cases/case-li/say?lang=en", data=told, follow_redirects=True)
        assert "Contacts withdrawn: 1." in noted.text
        twice = client.post("/desk/cases/case-li/say?lang=en", data=told, follow_redirects=True)
        assert twice.status_code == 200
        more = fill(client, "/desk/cases/case-li?lang=en", "/desk/cases/case-li/contact")
        answer = client.post("/desk/cases/case-li/contact?lang=en", data=more | wanted, follow_redirects=True)
        assert '<h2 id="verdict">No</h2>' in answer.text and "in hardship" in answer.text
    assert site.rows("select kind from statements") == [("hardship",)]


def test_the_proof_of_a_contact_is_downloaded(site: Served) -> None:
    with signed_in(site, "collector") as client:
        given = fill(client, "/desk/cases/case-li?lang=en", "/desk/cases/case-li/contact")
        answer = client.post("/desk/cases/case-li/contact?lang=en", follow_redirects=True,
                             data=given | {"person": "li", "message": "call_task"})  # fmt: skip
        contact = answer.url.path.rpartition("/")[2]
        proof = client.get(f"/desk/contacts/{contact}/proof")
    assert "attachment" in proof.headers["content-disposition"]
    assert proof.json()["entries"] and "张li" not in proof.text


def test_no_page_of_the_console_shows_a_whole_name_or_number(site: Served) -> None:
    with signed_in(site, "supervisor") as client:
        source = client.get("/desk?lang=zh").text + client.get("/desk/cases/case-li?lang=zh").text
    assert [secret for secret in [*site.addresses().values(), "张li"] if secret in source] == []
    assert "张•" in source


def test_a_hostile_name_stands_on_the_page_as_text(site: Served, office: Office) -> None:
    name = "<script>alert(1)</script>\u202e😀" + "长" * 10_000
    office.run("update people set name = %s where person = 'li'", name)
    office.run("update collectors set registered_name = %s where collector = 'cf1'", name)
    with signed_in(site, "supervisor") as client:
        page = client.get("/desk/cases/case-li?lang=en").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_an_agencys_key_lists_what_is_placed_with_it_and_no_other_case(site: Served, office: Office) -> None:
    office.run(
        "insert into placements (case_id, agency, lender, from_day) values ('case-li', 'ag1', 'cf1', '2026-01-01')"
    )
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        _, secret = add_key(connection, name="dialler", kind="dialler", collector="ag1", scopes=["contacts:ask"],
                            days=1, now=NOW)  # fmt: skip
    told = httpx.get(f"{site.url}/v1/cases", headers={"authorization": f"Bearer {secret}"}).json()
    assert [case["case"] for case in told] == ["case-li"]
