"""Cases 1 to 6: whom a contact reaches, and that a person is counted, not a number, a loan or a channel."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from front import TEN, Gate

from clock import clock_at_ten
from fire import gates, last_permits
from forbear.store.staff.keys import add_key
from office import Office

STRANGER = "+8613900001111"


@pytest.mark.parametrize("field", ["number", "phone", "to", "recipient", "address", "msisdn"])
def test_case_01_a_number_that_belongs_to_nobody_known_cannot_be_named(gate: Gate, field: str) -> None:
    answer = gate.ask(**{field: STRANGER})
    assert (answer.status_code, answer.json()["error"]["at"]) == (422, f"/{field}")
    assert STRANGER not in answer.text
    assert gate.office.states() == {}


def test_case_01_a_number_in_the_place_of_a_person_reaches_nobody(gate: Gate) -> None:
    assert gate.ask(person=STRANGER).status_code == 404
    assert gate.ask(case=STRANGER).status_code == 404
    assert gate.office.states() == {}


def add_party(office: Office, person: str, role: str, case: str = "case-p1") -> None:
    office.run(
        """insert into people (person, name, language, zone, region)
           values (%s, %s, 'zh-CN', 'Asia/Shanghai', 'CN')""",
        person,
        f"王{person}",
    )
    office.run("insert into parties values (%s, %s, %s, 'contract')", case, person, role)


def test_case_02_a_valid_case_does_not_open_a_relatives_number(gate: Gate) -> None:
    """The aunt is a party to the other borrower's case, with a number of her own; to this case she is nobody."""
    add_party(gate.office, "aunt", "guarantor", "case-p2")
    gate.office.add_address("aunt-phone", "aunt", "mobile", STRANGER)
    assert gate.ask(person="aunt").status_code == 404
    gate.office.run("delete from addresses where person = 'p1'")
    told = gate.ask().json()
    assert (told["verdict"], told["missing"][0]["rule"]) == ("unknown", "gate.address")


def test_case_02_a_relative_named_as_a_contact_is_not_collected_from(gate: Gate) -> None:
    add_party(gate.office, "aunt", "named_contact")
    gate.office.add_address("aunt-phone", "aunt", "mobile", STRANGER)
    told = gate.ask(person="aunt").json()
    assert told["verdict"] != "allow" and (told["breaches"] or told["missing"])
    assert gate.office.states() == {"refused": 1}


def add_other_lender(office: Office) -> None:
    office.run(
        """insert into collectors (collector, kind, acts_for, registered_name, public_number)
           values ('cf2', 'consumer_finance', null, '另一家消费金融有限公司', '400-1'),
                  ('ag2', 'agency', 'cf2', '别家资产服务有限公司', '400-2'),
                  ('ag3', 'agency', 'cf1', '第三资产服务有限公司', '400-3')"""
    )


def key_of(gate: Gate, collector: str) -> str:
    scopes = ("contacts:ask", "contacts:result", "statements:write", "people:read")
    _, secret = add_key(gate.office.connection, name="t", collector=collector, scopes=scopes, kind="dialler",
                        days=30, now=gate.now)  # fmt: skip
    return secret


@pytest.mark.parametrize("tenant", ["cf2", "ag2"])
def test_case_03_another_tenants_case_is_as_if_it_were_missing(gate: Gate, tenant: str) -> None:
    add_other_lender(gate.office)
    made = gate.ask().json()["contact"]
    key = key_of(gate, tenant)
    ask = {"key": "k", "case": "case-p1", "person": "p1", "channel": "call", "template": "call_task"}
    said = {"id": "s9", "at": TEN.isoformat(), "person": "p1", "kind": "cease"}
    for theirs, missing in (
        (gate.post("/v1/contacts", ask, key), gate.post("/v1/contacts", ask | {"case": "none"}, key)),
        (gate.post(f"/v1/contacts/{made}/void", None, key), gate.post("/v1/contacts/k0/void", None, key)),
        (gate.post(f"/v1/contacts/{made}/result", {"result": "unanswered"}, key),
         gate.post("/v1/contacts/k0/result", {"result": "unanswered"}, key)),
        (gate.post("/v1/statements", said, key),
         gate.post("/v1/statements", said | {"person": "nobody"}, key)),
        (gate.get("/v1/people/p1/contacts", key), gate.get("/v1/people/nobody/contacts", key)),
    ):  # fmt: skip
        assert (theirs.status_code, missing.status_code) == (404, 404)
        assert theirs.content == missing.content
    assert gate.office.states() == {"reserved": 1}
    assert gate.office.run("select count(*) from statements").fetchone() == (0,)


def make(gate: Gate, key: str, minute: int, **fields: Any) -> str:
    """Ask, and where it is allowed have the conversation; the verdict."""
    gate.now = TEN.replace(minute=minute)
    answer = gate.ask(key=key, **fields)
    told = answer.json()
    if answer.status_code == 201:
        result = "conversation" if fields.get("channel", "call") == "call" else "sent"
        noted = gate.post(f"/v1/contacts/{told['contact']}/result", {"result": result})
        assert noted.status_code == 200, noted.text
    return str(told["verdict"])


def test_case_04_three_numbers_two_loans_three_channels_and_eight_attempts_are_one_person(gate: Gate) -> None:
    """GB/T 45251-2025 5.3: three effective calls a day to one debtor, whatever number and loan they use."""
    office = gate.office
    office.add_borrower("p1", "loan-2", mobile=None, email=None)
    for n in (2, 3):
        office.add_address(f"p1-phone{n}", "p1", "mobile", f"+861390000000{n}")
    calls = [
        make(gate, f"c{n}", n, case=("case-p1", "loan-2")[n % 2], **({"collector": "ag1"} if n == 1 else {}))
        for n in range(3)
    ]
    for n in (1, 2):  # the person shuts a number: the next one is used, and counts as the same person
        gate.say("opt_out", id=f"s{n}", address=("p1-phone", "p1-phone2")[n - 1], channel="call")
    more = [make(gate, f"d{n}", 10 + n, case=("case-p1", "loan-2")[n % 2]) for n in range(3)]
    mail = make(gate, "m", 20, channel="email", template="soft_reminder")
    text = make(gate, "t", 21, channel="sms", template="sms_soft_reminder")
    assert (calls, more) == (["allow"] * 3, ["forbid"] * 3)
    used = office.run(
        "select count(*) from contacts where person = 'p1' and channel = 'call' and state = 'done'"
    )
    assert used.fetchone() == (3,)
    assert (mail, text) == ("allow", "allow")  # the limit is on calls; each attempt is on the one record
    assert len(gate.get("/v1/people/p1/contacts").json()["contacts"]) == 8


def test_case_05_of_two_workers_who_ask_for_the_last_permit_one_gets_it(
    database_url: str, tmp_path: Path
) -> None:
    """Two gates, each a process of its own over the same database, and eight diallers at once; six rounds."""
    clock = clock_at_ten(tmp_path)
    people = [f"q{number}" for number in range(6)]
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        for person in people:
            office.add_borrower(person)
            for past in (1, 2):  # three effective calls a day are allowed (GB/T 45251-2025 5.3)
                at = clock.now() - timedelta(minutes=30 * past)
                office.add_call(f"{person}-{past}", person, f"case-{person}", at, "conversation")
        with gates(2, database_url, tmp_path, clock) as port:
            assert last_permits(port, people, 8) == [1] * 6
        rows = office.run(
            "select person, count(*) from contacts where state = 'reserved' group by 1 order by 1"
        )
        assert rows.fetchall() == [(person, 1) for person in people]


def test_case_06_of_two_cases_with_one_phone_the_stop_of_one_silences_the_phone_for_both(gate: Gate) -> None:
    """A couple: whoever picks up, the number was asked to be left in peace."""
    gate.office.add_address("p2-old", "p2", "mobile", STRANGER)
    gate.office.run("delete from addresses where person = 'p2' and address = 'p2-phone'")
    gate.office.add_address("p1-shared", "p1", "mobile", STRANGER)
    other = gate.ask(key="k2", case="case-p2", person="p2").json()
    answer = gate.say("opt_out", channel="call", address="p1-shared")
    assert other["contact"] in answer.json()["withdrawn"]
    told = gate.ask(key="k3", case="case-p2", person="p2").json()
    assert (told["verdict"], told["breaches"][0]["rule"]) == ("forbid", "gate.stop")
    assert gate.mail(key="k4", case="case-p2", person="p2").status_code == 201


def test_case_06_the_stop_of_one_person_leaves_another_with_a_phone_of_his_own(gate: Gate) -> None:
    gate.say("cease")
    assert gate.ask(key="k2", case="case-p2", person="p2").status_code == 201
