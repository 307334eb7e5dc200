"""Cases 7 to 11: what is not known, what cannot be recorded, and what somebody has said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from front import TEN, Gate

from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.heard import Inbound
from forbear.gate.hearing import hear
from forbear.gate.sending import send_due
from office import Postbox, mail_server


def test_case_07_a_missing_zone_is_unknown_and_so_refused(gate: Gate) -> None:
    gate.office.add_borrower("p3", zone=None)
    told = gate.ask(case="case-p3", person="p3").json()
    assert told["verdict"] == "unknown"
    assert any("zone" in lack["fact"] for lack in told["missing"])
    assert gate.office.states() == {"refused": 1}


def test_case_07_a_zone_that_there_is_not_is_refused_everywhere(gate: Gate) -> None:
    """However it came into the table, it opens nothing; a question that names it is told so."""
    gate.office.add_borrower("p3", zone="Foo/Bar")
    answer = gate.ask(case="case-p3", person="p3")
    assert (answer.status_code, answer.json()["verdict"]) == (200, "unknown")
    asked = {"contact": {"at": TEN.isoformat(), "channel": "call", "person": "p"},
             "people": [{"id": "p", "role": "borrower", "zones": ["Foo/Bar"], "region": "CN"}]}  # fmt: skip
    judged = gate.post("/v1/judge", asked)
    assert (judged.status_code, judged.json()["error"]["at"]) == (422, "/people/0/zones/0")


def test_case_07_an_unknown_consent_is_no_consent(gate: Gate) -> None:
    """A third person, asked about another's debt, without the borrower's consent (12 CFR 1006.6(d))."""
    gate.office.add_borrower("us1", language="en", zone="America/New_York", region="US-TX")
    gate.office.run(
        """insert into people (person, name, language, zone, region)
           values ('aunt', 'Aunt May', 'en', 'America/New_York', 'US-TX')"""
    )
    gate.office.run("insert into parties values ('case-us1', 'aunt', 'named_contact', 'form')")
    gate.office.add_address("aunt-phone", "aunt", "mobile", "+12125550111")
    gate.now = TEN + timedelta(hours=12)  # ten in the evening in Shanghai, ten in the morning in New York
    told = gate.ask(case="case-us1", person="aunt", collector="ag1").json()
    assert told["verdict"] != "allow"
    assert any(b["rule"].startswith("us.regf") for b in told["breaches"])


def test_case_08_while_the_evidence_cannot_be_written_nothing_is_allowed_and_nothing_sent(
    gate: Gate, door: Door
) -> None:
    mail = gate.mail().json()
    gate.office.run("alter table evidence_contents rename to evidence_gone")
    assert gate.ask(key="k2").status_code == 503
    postbox = Postbox()
    with mail_server(postbox) as settings, Mailer(settings) as mailer:
        with pytest.raises(Exception, match="evidence"):
            send_due(door, gate.office.record(), mailer, lambda: TEN + timedelta(minutes=1))
        assert postbox.got == []
        gate.office.run("alter table evidence_gone rename to evidence_contents")
        assert send_due(door, gate.office.record(), mailer, lambda: TEN + timedelta(minutes=2)).sent == 1
    assert gate.office.contact(mail["contact"])["state"] == "done"


def test_case_09_where_the_hold_fails_the_whole_dispute_fails(gate: Gate) -> None:
    call = gate.ask().json()
    gate.office.run(
        """create function no_hold() returns trigger language plpgsql as
           $$ begin raise exception 'the hold fails'; end $$"""
    )
    gate.office.run(
        "create trigger no_hold before update on contacts for each row execute function no_hold()"
    )
    answer = gate.say("dispute", debts=["case-p1"], written=True)
    assert answer.status_code == 503
    assert gate.office.run("select count(*) from statements").fetchone() == (0,)
    assert gate.office.contact(call["contact"])["state"] == "reserved"
    gate.office.run("drop trigger no_hold on contacts")
    assert gate.say("dispute", debts=["case-p1"], written=True).json()["withdrawn"] == [call["contact"]]


def test_case_10_after_a_dispute_no_campaign_reaches_the_borrower_on_any_channel(gate: Gate) -> None:
    gate.say("dispute", debts=["case-p1"])
    for key, purpose, channel, template in (
        ("a", "collect", "email", "soft_reminder"), ("b", "remind", "email", "pre_due_reminder"),
        ("c", "collect", "call", "call_task"), ("d", "collect", "email", "letter"),
        ("s", "collect", "sms", "sms_soft_reminder"),
    ):  # fmt: skip
        told = gate.ask(key=key, purpose=purpose, channel=channel, template=template).json()
        assert told["verdict"] == "forbid"
        assert "gate.dispute" in [b["rule"] for b in told["breaches"]]
    gate.now = TEN + timedelta(hours=1)
    gate.say("dispute_answered", debts=["case-p1"])
    assert gate.mail(key="e").status_code == 201


def test_case_11_an_opt_out_of_91_days_ago_holds_as_on_the_first_day(gate: Gate) -> None:
    gate.office.say("p1", "opt_out", TEN - timedelta(days=91), channel="email")
    told = gate.mail().json()
    assert (told["verdict"], told["next_lawful"]) == ("forbid", None)


def test_case_11_a_stop_from_a_number_of_nobody_known_is_kept_for_that_number(gate: Gate, door: Door) -> None:
    """Months later a file brings the number as a borrower's own: it is silent from its first second."""
    stranger = "+8613900007777"
    said = Inbound(channel="sms", kind="mobile", addresses=(stranger,), text="TD", at=TEN)
    hear(door, gate.office.record(), said, TEN)
    gate.office.add_borrower("p3", mobile=stranger)
    gate.office.add_borrower("p4")
    told = gate.ask(key="k3", case="case-p3", person="p3", channel="sms", template="sms_soft_reminder").json()
    assert (told["verdict"], told["breaches"][0]["rule"]) == ("forbid", "gate.stop")
    other = gate.ask(key="k4", case="case-p4", person="p4", channel="sms", template="sms_soft_reminder")
    assert other.status_code == 201


def test_case_11_a_number_on_two_cases_is_stopped_on_both(gate: Gate) -> None:
    gate.office.add_borrower("p1", "loan-2", mobile=None, email=None)
    first, second = gate.ask().json(), gate.ask(key="k2", case="loan-2").json()
    answer = gate.say("opt_out", address="p1-phone", channel="call")
    assert set(answer.json()["withdrawn"]) == {first["contact"], second["contact"]}
    for key, case in (("k3", "case-p1"), ("k4", "loan-2")):
        assert gate.ask(key=key, case=case).json()["verdict"] == "forbid"
