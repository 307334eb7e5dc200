"""The portal's inbox: judged like any other message, sealed, read by one person; an answer comes in, a stop holds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import psycopg
import pytest

from forbear.gate.door import Door
from forbear.gate.inbox import Delivered, deliver_due, reply
from forbear.gate.reservation import reserve
from forbear.gate.vault import VaultClosed
from forbear.store.gate import ContactRecord
from forbear.store.inbox import InboxRecord
from forbear.terms import InputError, NotFound
from office import Office, ask, on_the_day

MORNING, NOON = on_the_day("09:30"), on_the_day("12:00")


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def ask_portal(office: Office, door: Door, person: str, now: datetime = MORNING, **fields: Any) -> Any:
    given = {"channel": "portal", "template": "portal_message", "key": f"portal-{person}", **fields}
    return reserve(door, office.record(), ask(person, **given), now).entry


def deliver(office: Office, door: Door, now: datetime = NOON) -> Delivered:
    return deliver_due(door, office.record(), InboxRecord(office.connection), at(now))


def deliver_to(office: Office, door: Door, person: str = "li") -> str:
    """A borrower with a message in the inbox; its id."""
    office.add_borrower(person)
    entry = ask_portal(office, door, person)
    assert entry.state == "reserved", entry.verdict
    assert deliver(office, door) == Delivered(delivered=1)
    return str(entry.contact)


def answer(
    office: Office, door: Door, message: str, text: str, person: str = "li", now: datetime = NOON
) -> str:
    return reply(door, office.record(), InboxRecord(office.connection), person, message, text, now)


def test_a_message_lies_in_the_inbox_of_its_person_alone(office: Office, door: Door) -> None:
    office.add_borrower("wang")
    contact = deliver_to(office, door)
    inbox = InboxRecord(office.connection)
    [message] = inbox.of_person("li")
    assert (message.message, message.direction, message.at) == (contact, "outbound", NOON)
    assert "张li" in message.text and "880.00" in message.text and "880" not in (message.subject or "")
    assert inbox.of_person("wang") == [] and inbox.find("wang", contact) is None
    row = office.contact(contact)
    assert (row["state"], row["result"], row["address"]) == ("done", "delivered", None)


def test_it_needs_no_address_and_is_judged_like_any_other(office: Office, door: Door) -> None:
    office.add_borrower("li", email=None, mobile=None)
    assert ask_portal(office, door, "li").state == "reserved"
    office.say("li", "dispute", on_the_day("09:00"))
    disputed = ask_portal(office, door, "li", key="disputed")
    assert disputed.state == "refused" and "gate.dispute" in disputed.rules


def test_a_stop_before_its_moment_keeps_it_out(office: Office, door: Door) -> None:
    office.add_borrower("li")
    contact = ask_portal(office, door, "li").contact
    office.say("li", "opt_out", on_the_day("11:00"), channel="portal")
    assert deliver(office, door) == Delivered(void=1)
    assert office.contact(contact)["state"] == "void"
    assert office.run("select count(*) from inbox").fetchone() == (0,)


def test_reading_is_noted_once(office: Office, door: Door) -> None:
    contact = deliver_to(office, door)
    inbox = InboxRecord(office.connection)
    assert [inbox.mark_read("li", contact, on_the_day(clock)) for clock in ("13:00", "14:00")] == [True, True]
    assert inbox.of_person("li")[0].read_at == on_the_day("13:00")
    assert not inbox.mark_read("wang", contact, NOON)


def test_an_answer_comes_in_and_a_collectors_answer_to_it_passes_the_gate(office: Office, door: Door) -> None:
    contact = deliver_to(office, door)
    came_in = answer(office, door, contact, "我下周一付款，可以吗？", now=on_the_day("13:00"))
    row = office.contact(came_in)
    assert (row["direction"], row["channel"], row["case_id"], row["body"]["reply_to"]) == (
        "inbound", "portal", "case-li", contact,
    )  # fmt: skip
    entry = ask_portal(office, door, "li", on_the_day("13:30"), key="r", purpose="reply", reply_to=came_in,
                       template="portal_reply", at=on_the_day("13:30"))  # fmt: skip
    assert entry.state == "reserved", entry.verdict
    assert deliver(office, door, on_the_day("14:00")) == Delivered(delivered=1)
    thread = [(m.direction, m.reply_to) for m in InboxRecord(office.connection).of_person("li")]
    assert thread == [("outbound", came_in), ("inbound", contact), ("outbound", None)]


def test_an_answer_that_says_stop_holds_before_it_is_acknowledged(office: Office, door: Door) -> None:
    contact = deliver_to(office, door)
    waiting = ask_portal(office, door, "li", NOON, key="next", at=on_the_day("16:00"), purpose="notice")
    answer(office, door, contact, "停止")
    if waiting.state == "reserved":
        assert office.contact(waiting.contact)["state"] == "void"
    assert office.run("select kind, body ->> 'channel' from statements").fetchall() == [("opt_out", "portal")]
    later = ask_portal(
        office, door, "li", on_the_day("10:00", day=20), key="later", at=on_the_day("10:00", day=20)
    )
    assert later.state == "refused" and "gate.stop" in later.rules


@pytest.mark.parametrize("text", ["", "   ", "x" * 4_001])
def test_an_answer_that_is_empty_or_too_long_is_refused(office: Office, door: Door, text: str) -> None:
    contact = deliver_to(office, door)
    with pytest.raises(InputError):
        answer(office, door, contact, text)


def test_nobody_answers_what_was_not_said_to_him(office: Office, door: Door) -> None:
    contact = deliver_to(office, door)
    office.add_borrower("wang")
    for person, message in (
        ("wang", contact),
        ("li", "nothing"),
        ("li", answer(office, door, contact, "hello")),
    ):
        with pytest.raises(NotFound):
            answer(office, door, message, "hello", person)


def test_no_row_holds_what_was_said_and_a_box_moved_to_another_row_does_not_open(
    office: Office, door: Door
) -> None:
    contact = deliver_to(office, door)
    answer(office, door, contact, "canary-words")
    tables = ["inbox", "contacts", "statements", "evidence_contents"]
    rows = [
        str(row)
        for name in tables
        for row in office.run(f"select to_jsonb(t)::text from {name} t").fetchall()
    ]
    assert all("canary-words" not in row and "尚未到账" not in row for row in rows)
    office.run("update inbox set box = (select box from inbox where message = %s)", contact)
    with pytest.raises(VaultClosed):
        InboxRecord(office.connection).of_person("li")


def test_several_at_once_deliver_each_message_once(office: Office, door: Door, database_url: str) -> None:
    for number in range(12):
        office.add_borrower(f"p{number}")
        ask_portal(office, door, f"p{number}")

    def run(_: int) -> int:
        with psycopg.connect(database_url, autocommit=True) as connection:
            return deliver_due(door, ContactRecord(connection), InboxRecord(connection), at(NOON)).delivered

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 12
    assert office.run("select count(*) from inbox").fetchone() == (12,)
