"""The gate's interface line by line, as formats.md 6 has it, over real HTTP."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest
from front import LOG, TEN, Gate

from forbear.evidence import leaf_hash, open_note, verify_inclusion
from forbear.evidence.checkpoint import read_checkpoint
from forbear.gate.reservation import lapse
from office import plain_addresses


@pytest.mark.parametrize(("channel", "message"), [("call", "call_task"), ("email", "soft_reminder")])
def test_what_is_reserved_has_a_permit_its_end_a_masked_address_and_duties_on_every_channel(
    gate: Gate, channel: str, message: str
) -> None:
    answer = gate.ask(channel=channel, template=message)
    told = answer.json()
    assert (answer.status_code, told["verdict"]) == (201, "allow")
    assert isinstance(told["contact"], str) and len(told["permit"]) > 20
    assert datetime.fromisoformat(told["expires"]) == TEN + timedelta(minutes=15)
    assert "•" in told["address"]
    assert told["duties"] and all(isinstance(duty["do"], str) and duty["rule"] for duty in told["duties"])
    for value in plain_addresses(gate.office.connection).values():
        assert str(value) not in answer.text


def test_at_null_means_now_and_the_optional_fields_may_be_left_out(gate: Gate) -> None:
    bare = {"key": "k9", "case": "case-p1", "person": "p1", "channel": "call", "template": "call_task"}
    answer = gate.post("/v1/contacts", bare)
    assert (answer.status_code, datetime.fromisoformat(answer.json()["at"])) == (201, TEN)


def test_the_same_key_gives_the_same_answer_minutes_later_and_one_contact(gate: Gate) -> None:
    first = gate.ask()
    gate.now = TEN + timedelta(minutes=5)
    assert gate.ask().json() == first.json()
    assert gate.office.states() == {"reserved": 1}


def test_a_refusal_asked_for_again_is_the_same_refusal(gate: Gate) -> None:
    late = (TEN + timedelta(hours=13)).isoformat()
    assert gate.ask(at=late).json() == gate.ask(at=late).json()
    assert gate.office.states() == {"refused": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"case": "case-p2", "person": "p2"},
        {"channel": "email", "template": "soft_reminder"},
        {"purpose": "service"},
        {"at": (TEN + timedelta(hours=1)).isoformat()},
        {"collector": "ag1"},
    ],
    ids=["another person", "another channel", "another purpose", "another moment", "another collector"],
)
def test_a_key_used_for_something_else_is_a_conflict(gate: Gate, other: dict[str, Any]) -> None:
    gate.ask()
    answer = gate.ask(**other)
    assert (answer.status_code, answer.json()["error"]["at"]) == (409, "")
    assert gate.office.states() == {"reserved": 1}


def test_a_key_whose_contact_was_withdrawn_is_answered_with_the_reason_not_with_leave(gate: Gate) -> None:
    gate.ask()
    gate.say("cease")
    again = gate.ask()
    assert (again.status_code, again.json()["verdict"], "permit" in again.json()) == (200, "forbid", False)


@pytest.mark.parametrize(
    "broken",
    [{"at": (TEN + timedelta(hours=13)).isoformat()}, {"channel": "email", "template": "letter"}, {}],
    ids=["by night", "no address", "no public number"],
)
def test_a_refusal_has_every_field_of_a_verdict(gate: Gate, broken: dict[str, Any]) -> None:
    gate.office.run("delete from addresses where kind = 'email'")
    if not broken:
        gate.office.run("update collectors set public_number = null")
    answer = gate.ask(**broken)
    told = answer.json()
    assert answer.status_code == 200 and told["verdict"] in ("forbid", "unknown")
    assert {"id", "breaches", "duties", "missing", "next_lawful", "read_at", "books"} <= told.keys()
    assert told["breaches"] or told["missing"]


def test_a_result_makes_a_contact_of_a_reservation_whose_permit_holds(gate: Gate) -> None:
    told = gate.ask().json()
    gate.now = TEN + timedelta(minutes=4)
    path = f"/v1/contacts/{told['contact']}/result"
    given = {"result": "conversation", "at": (TEN + timedelta(minutes=2)).isoformat(),
             "recording_sha256": "0" * 64}  # fmt: skip
    for _ in range(2):
        noted = gate.post(path, given)
        assert (noted.status_code, noted.json()["state"], noted.json()["verdict"]) == (200, "done", "allow")
    assert gate.post(path, given | {"result": "voicemail"}).status_code == 409
    row = gate.office.contact(told["contact"])
    assert (row["at"], row["result"]) == (TEN + timedelta(minutes=2), "conversation")


def test_after_its_permit_lapsed_a_result_is_a_conflict(gate: Gate) -> None:
    told = gate.ask().json()
    gate.now = TEN + timedelta(minutes=16)
    answer = gate.post(f"/v1/contacts/{told['contact']}/result", {"result": "conversation"})
    assert answer.status_code == 409
    assert gate.office.states() == {"reserved": 1}


def test_a_contact_made_although_it_had_been_withdrawn_is_kept_as_the_breach_it_was(gate: Gate) -> None:
    told = gate.ask().json()
    gate.say("cease")
    gate.now = TEN + timedelta(minutes=3)
    answer = gate.post(f"/v1/contacts/{told['contact']}/result", {"result": "conversation"})
    assert (answer.status_code, answer.json()["state"], answer.json()["verdict"]) == (200, "done", "forbid")
    assert "gate.stop" in answer.json()["rules"]
    row = gate.office.contact(told["contact"])
    assert (row["state"], row["result"], row["verdict"]["verdict"]) == ("done", "conversation", "forbid")


def test_a_contact_that_was_made_and_told_of_after_its_reservation_lapsed_is_kept(gate: Gate) -> None:
    told = gate.ask().json()
    gate.now = TEN + timedelta(hours=13)
    assert lapse(gate.office.record(), gate.now) == 1
    path = f"/v1/contacts/{told['contact']}/result"
    made = {"result": "conversation", "at": (TEN + timedelta(minutes=2)).isoformat()}
    assert (
        gate.post(path, {"result": "conversation"}).status_code == 409
    )  # it would be made now, without a permit
    assert gate.post(path, made).json()["state"] == "done"
    assert gate.office.states() == {"done": 1}


def test_a_contact_given_back_was_not_made_and_takes_no_result(gate: Gate) -> None:
    told = gate.ask().json()
    for _ in range(2):
        assert gate.post(f"/v1/contacts/{told['contact']}/void").json()["state"] == "void"
    assert gate.post(f"/v1/contacts/{told['contact']}/result", {"result": "unanswered"}).status_code == 409
    made = gate.ask(key="k2").json()
    gate.post(f"/v1/contacts/{made['contact']}/result", {"result": "unanswered"})
    assert gate.post(f"/v1/contacts/{made['contact']}/void").status_code == 409


def test_a_statement_binds_before_its_answer_on_every_queue(gate: Gate) -> None:
    call, mail = gate.ask().json(), gate.mail(key="k2").json()
    later = gate.ask(key="k3", at=(TEN + timedelta(hours=5)).isoformat()).json()
    answer = gate.say("cease", medium="portal")
    assert (answer.status_code, set(answer.json()["withdrawn"])) == (
        201, {call["contact"], mail["contact"], later["contact"]},
    )  # fmt: skip
    assert gate.office.states() == {"void": 3}


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"kind": "go_away"}, "/kind"),
        ({"kind": "opt_out", "chanel": "sms"}, "/chanel"),
        ({"kind": "dispute", "at": "2026-05-13T09:00:00"}, "/at"),
        ({"kind": "dispute", "debts": ["case-p1", "case-p2"]}, "/debts/1"),
        ({"kind": "dispute", "debts": ["case-nobody"]}, "/debts/0"),
        ({"kind": "lifted", "of": "s-nothing"}, "/of"),
        ({"kind": "opt_out", "address": "p2-phone"}, "/address"),
    ],
)
def test_a_statement_that_would_bind_nothing_is_named_by_its_pointer(
    gate: Gate, wrong: dict[str, Any], at: str
) -> None:
    answer = gate.say(**wrong)
    assert (answer.status_code, answer.json()["error"]["at"]) == (422, at)
    assert gate.office.run("select count(*) from statements").fetchone() == (0,)


def test_what_is_missing_and_what_is_somebody_elses_look_alike(gate: Gate) -> None:
    for answers in (
        [gate.ask(case=case) for case in ("case-p2", "case-nobody")],
        [gate.ask(person=person) for person in ("p2", "nobody")],
        [gate.post(f"/v1/contacts/{name}/{step}", {"result": "sent"}) for name in ("k0", "k1")
         for step in ("result",)],
    ):  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


@pytest.mark.parametrize("path", ["contacts", "contacts/k1/result", "contacts/k1/void", "statements"])
def test_with_wrong_credentials_nothing_is_done(gate: Gate, path: str) -> None:
    assert gate.post(f"/v1/{path}", {}, token="wrong").status_code == 401
    assert gate.get("/v1/people/p1/contacts", token="wrong").status_code == 401


def test_an_allow_that_cannot_be_recorded_is_not_given(gate: Gate) -> None:
    gate.office.run("alter table evidence_entries rename to evidence_gone")
    assert (gate.ask().status_code, gate.office.states()) == (503, {})
    gate.office.run("alter table evidence_gone rename to evidence_entries")
    assert gate.ask().status_code == 201


def test_a_persons_record_holds_refusals_too_and_each_entry_verifies_against_the_head(gate: Gate) -> None:
    gate.ask(at=(TEN + timedelta(hours=13)).isoformat())
    gate.mail(key="k2")
    gate.ask(key="k3", case="case-p2", person="p2")
    told = gate.get("/v1/people/p1/contacts").json()["contacts"]
    assert [contact["state"] for contact in told] == ["refused", "reserved"]
    head = read_checkpoint(open_note(gate.get("/v1/record/checkpoint").text, [LOG.verifier])[0])
    proofs = [proof for contact in told for proof in contact["proofs"]]
    assert len(proofs) == 2  # what is reserved is sealed with its permit, in one entry
    for proof in proofs:
        one = gate.get(f"/v1/record/proof/{proof['index']}").json()
        hashes = [base64.b64decode(part) for part in one["proof"]]
        leaf = leaf_hash(proof["leaf"].encode())
        assert verify_inclusion(leaf, proof["index"], head.size, hashes, head.root)


def test_a_case_that_no_night_has_aged_is_aged_when_it_is_asked_for(gate: Gate) -> None:
    gate.office.run("delete from ageings")
    answer = gate.ask()
    assert (answer.status_code, answer.json()["verdict"]) == (201, "allow")


def test_a_debt_that_is_not_overdue_is_not_collected(gate: Gate) -> None:
    gate.office.add_borrower("p3", days=-5, overdue="100.00")
    told = gate.ask(case="case-p3", person="p3").json()
    assert (told["verdict"], [b["rule"] for b in told["breaches"]]) == ("forbid", ["gate.nothing_overdue"])
