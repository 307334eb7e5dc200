"""What comes back by SMS: receipts settle their contact once; a stop takes effect before it is acknowledged."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from forbear.desk.portfolio import write_demo_portfolio
from forbear.gate.channels.smpp import SmsCentre
from forbear.gate.door import Door
from forbear.gate.heard import Heard, Inbound, reference_of
from forbear.gate.hearing import hear
from forbear.gate.reservation import reserve
from forbear.gate.sending import Tally, send_due
from forbear.gate.stop_words import is_stop
from forbear.store.gate import ContactRecord
from forbear.store.portfolio import import_portfolio
from message_centre import Centre, centre
from office import Office, ask, on_the_day

__all__ = ["centre"]
NOON = on_the_day("12:00")
NUMBER = "8613800138000"
UNDELIVERED, EXPIRED = "UNDELIV", "EXPIRED"


@contextmanager
def line(centre: Centre, door: Door, url: str, at: datetime = NOON, **fields: Any) -> Iterator[SmsCentre]:
    """A session whose receipts and messages go into the record of that database."""

    def take(heard: Heard) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            hear(door, ContactRecord(connection), heard, at)

    post = SmsCentre(centre.settings(**fields), take)
    try:
        post.attend()
        yield post
    finally:
        post.close()


def reserve_sms(office: Office, door: Door, person: str = "li", **fields: Any) -> str:
    asked = ask(person, channel="sms", template="sms_soft_reminder", **fields)
    answer = reserve(door, office.record(), asked, on_the_day("09:30"))
    assert answer.entry.state == "reserved", answer.entry.verdict
    return answer.entry.contact


def outcome(office: Office, contact: str) -> tuple[str, str | None]:
    row = office.contact(contact)
    return row["state"], row["result"]


def send(office: Office, door: Door, post: SmsCentre) -> Tally:
    return send_due(door, office.record(), post, lambda: NOON)


@pytest.mark.parametrize(
    ("states", "result"),
    [
        (["DELIVRD"], "delivered"),
        (["ACCEPTD"], "sent"),
        (["ENROUTE", "DELIVRD"], "delivered"),
        (["DELIVRD", "ENROUTE", "ACCEPTD"], "delivered"),
        (["DELIVRD", "DELIVRD"], "delivered"),
        (["DELIVRD", UNDELIVERED], "delivered"),
        ([EXPIRED], "bounced"),
        ([EXPIRED, "DELIVRD"], "bounced"),
    ],
)
def test_receipts_settle_once_whatever_their_order(
    office: Office, door: Door, centre: Centre, database_url: str, states: list[str], result: str
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    contact = reserve_sms(office, door)
    with line(centre, door, database_url) as post:
        assert send(office, door, post) == Tally(sent=1)
        told = [centre.receipt(centre.submitted[0]["id"], state) for state in states]
    assert told == [0] * len(states)
    assert outcome(office, contact) == ("done", result)


@pytest.mark.parametrize(("state", "rules"), [(UNDELIVERED, ("gate.address",)), (EXPIRED, ())])
def test_only_a_number_that_cannot_be_reached_for_good_is_dead(
    office: Office, door: Door, centre: Centre, database_url: str, state: str, rules: tuple[str, ...]
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    reserve_sms(office, door)
    with line(centre, door, database_url) as post:
        send(office, door, post)
        centre.receipt(centre.submitted[0]["id"], state)
    asked = ask("li", key="again", channel="sms", template="sms_soft_reminder", at=on_the_day("12:00", 20))
    assert reserve(door, office.record(), asked, NOON).entry.rules == rules


def test_a_receipt_that_is_faster_than_the_answer_is_not_lost(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    contact = reserve_sms(office, door)
    with line(centre, door, database_url) as post:
        assert centre.receipt("m1", "DELIVRD") == 0
        send(office, door, post)
    assert outcome(office, contact) == ("done", "delivered")
    assert office.run("select count(*) from receipts").fetchone() == (0,)


def doubt(office: Office, door: Door, centre: Centre, post: SmsCentre, person: str = "li") -> str:
    contact = reserve_sms(office, door, person)
    centre.behave(**{"as": "silent"})
    assert send(office, door, post) == Tally(in_doubt=1)
    return contact


@pytest.mark.parametrize("with_reference", [True, False])
def test_a_doubt_is_settled_by_the_receipt_for_its_number(
    office: Office, door: Door, centre: Centre, database_url: str, with_reference: bool
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    with line(centre, door, database_url, timeout_seconds=0.5) as post:
        contact = doubt(office, door, centre, post)
        office.run("update contacts set at = now() - interval '1 minute'")
        told = {"reference": reference_of(contact)} if with_reference else {}
        centre.receipt(centre.submitted[0]["id"], "DELIVRD", **told)
    assert outcome(office, contact) == ("done", "delivered")
    assert len(centre.submitted) == 1


@pytest.mark.parametrize("told", [{"reference": 1}, {"to": "8613900000000"}])
def test_a_doubt_is_not_settled_by_a_receipt_for_another_message(
    office: Office, door: Door, centre: Centre, database_url: str, told: dict[str, Any]
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    with line(centre, door, database_url, timeout_seconds=0.5) as post:
        contact = doubt(office, door, centre, post)
        centre.receipt("m77", "DELIVRD", **told)
    assert outcome(office, contact) == ("in_doubt", None)


def test_an_answer_that_comes_too_late_settles_the_doubt_too(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    contact = reserve_sms(office, door)
    centre.behave(**{"as": "ok", "wait": 700})
    with line(centre, door, database_url, timeout_seconds=0.4) as post:
        assert send(office, door, post) == Tally(in_doubt=1)
        centre.tell(do="later", wait=900)
        centre.wait("waited")
        centre.inbound("8613900000001", "hello")  # taken after the answer
    assert office.contact(contact)["message_id"] == centre.submitted[0]["id"]
    assert outcome(office, contact) == ("done", "sent")


def test_a_sender_that_died_is_settled_by_the_receipt_that_came_meanwhile(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    """It died after the SMS centre took the message: the receipt proves it, and nothing is sent again."""
    office.add_borrower("li", mobile=f"+{NUMBER}")
    contact = reserve_sms(office, door)
    office.run("update contacts set state = 'sending', at = now() - interval '1 minute'")
    with line(centre, door, database_url) as post:
        centre.receipt("m9", "DELIVRD", reference=reference_of(contact))
        assert send(office, door, post) == Tally()
    assert outcome(office, contact) == ("done", "delivered")
    assert centre.submitted == []


@pytest.mark.parametrize(
    "text", ["STOP", "Stop please", "退订", "Ｔ", "td", " “T” ", "请不要再发短信了", "UNSUBSCRIBE."]
)
def test_a_stop_withdraws_what_is_reserved_before_it_is_acknowledged(
    office: Office, door: Door, centre: Centre, database_url: str, text: str
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    contact = reserve_sms(office, door, at=on_the_day("15:00"))
    with line(centre, door, database_url):
        assert centre.inbound(NUMBER, text) == 0
        assert outcome(office, contact) == ("void", None)
    assert office.contact(contact)["rules"] == ["gate.stop"]
    said = office.run("select kind, body ->> 'channel', body ->> 'address' from statements").fetchall()
    assert said == [("opt_out", "sms", None)]


def test_a_stop_holds_for_every_case_of_the_person_and_for_sms_alone(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    office.add_borrower("li", "second", mobile=None, email=None)
    with line(centre, door, database_url):
        centre.inbound(NUMBER, "T")
    for key, fields, state in (
        ("a", {"channel": "sms", "template": "sms_soft_reminder"}, "refused"),
        ("b", {"channel": "sms", "template": "sms_soft_reminder", "case": "second"}, "refused"),
        ("c", {}, "reserved"),
    ):
        assert reserve(door, office.record(), ask("li", key=key, **fields), NOON).entry.state == state


def test_a_stop_for_a_number_that_two_people_have_holds_for_that_number_of_both(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    contacts = []
    for person in ("li", "wang"):
        office.add_borrower(person, mobile=f"+{NUMBER}")
        contacts.append(reserve_sms(office, door, person, at=on_the_day("15:00")))
    with line(centre, door, database_url):
        centre.inbound(NUMBER, "STOP")
    assert [outcome(office, contact)[0] for contact in contacts] == ["void", "void"]
    said = office.run("select person, body ->> 'address' from statements order by 1").fetchall()
    assert said == [("li", "li-phone"), ("wang", "wang-phone")]


def test_a_stop_from_a_number_that_nobody_knows_holds_when_it_is_taken_in_later(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    with line(centre, door, database_url):
        assert centre.inbound(NUMBER, "退订") == 0
    office.add_borrower("li", mobile="138 0013 8000")
    answer = reserve(door, office.record(), ask("li", channel="sms", template="sms_soft_reminder"), NOON)
    assert (answer.entry.state, answer.entry.rules) == ("refused", ("gate.stop",))
    assert reserve(door, office.record(), ask("li", key="call"), NOON).entry.state == "reserved"


def test_an_import_brings_no_number_back_that_said_stop(
    office: Office, door: Door, database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "portfolio"
    write_demo_portfolio(folder, cases=20, seed=5, on=NOON.date())
    with (folder / "addresses.csv").open(encoding="utf-8", newline="") as rows:
        numbers = {row["value"] for row in csv.DictReader(rows) if row["kind"] == "mobile" and row["value"]}
    for number in numbers:
        said = Inbound(channel="sms", kind="mobile", addresses=(number,), text="T", at=NOON)
        hear(door, office.record(), said, NOON)
    with psycopg.connect(database_url) as connection:
        import_portfolio(connection, folder, tmp_path / "rejects.csv")
        import_portfolio(connection, folder, tmp_path / "rejects.csv")
    mobiles = office.run("select count(*) from addresses where kind = 'mobile'").fetchone()
    silent = office.run("select count(*) from statements where statement like 'silenced:sms:%%'").fetchone()
    assert mobiles == silent and mobiles != (0,)


def test_a_stop_that_cannot_be_recorded_is_not_acknowledged(
    office: Office, door: Door, centre: Centre, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    office.run("alter table statements add constraint broken check (kind <> 'opt_out')")
    with line(centre, door, database_url):
        assert centre.inbound(NUMBER, "STOP") == 0x64
        office.run("alter table statements drop constraint broken")
        assert centre.inbound(NUMBER, "STOP") == 0
    assert office.run("select count(*) from silenced").fetchone() == (1,)
    assert NUMBER not in caplog.text


def test_what_else_a_person_writes_is_kept_as_a_contact_that_came_in(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    contact = reserve_sms(office, door, at=on_the_day("15:00"))
    with line(centre, door, database_url):
        centre.inbound(NUMBER, "我失业了，想商量一下")
    row = office.run(
        "select case_id, person, channel, body ->> 'text' from contacts where direction = 'inbound'"
    )
    assert row.fetchall() == [("case-li", "li", "sms", "我失业了，想商量一下")]
    assert outcome(office, contact)[0] == "reserved"


@pytest.mark.parametrize(
    "text",
    ["我这周五还款", "Thanks", "I will pay at the end of the month", "好的", "收到", "Can I get a plan?"],
)
def test_an_answer_that_asks_for_no_stop_is_none(text: str) -> None:
    assert not is_stop(text)


def test_several_receipts_at_once_do_no_harm(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    for number in range(6):
        office.add_borrower(f"p{number}", mobile=f"+861390000000{number}")
        reserve_sms(office, door, f"p{number}")
    with line(centre, door, database_url) as post:
        assert send(office, door, post) == Tally(sent=6)
        for seen in reversed(centre.submitted):
            centre.tell(do="receipt", id=seen["id"], to=seen["to"], state="DELIVRD")
        centre.wait("answered", 6)
    assert {row["status"] for row in centre.seen("answered")} == {0}
    assert office.run("select distinct result from contacts").fetchall() == [("delivered",)]


def test_days_after_it_a_receipt_without_a_reference_settles_no_doubt(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}")
    with line(centre, door, database_url, timeout_seconds=0.5) as post:
        contact = doubt(office, door, centre, post)
        office.run("update contacts set at = now() - %s", timedelta(days=4))
        centre.receipt("m1", "DELIVRD")
    assert outcome(office, contact) == ("in_doubt", None)
