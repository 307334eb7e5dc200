"""A provider that fails is left alone for a while; its pace is kept; what was given up is shown to a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forbear.gate.channels.smtp import Mailer, SmtpSettings
from forbear.gate.door import Door
from forbear.gate.provider import (
    FAILURES_TO_OPEN,
    LONGEST_PAUSE_SECONDS,
    SHORTEST_PAUSE_SECONDS,
    Pace,
    Provider,
    note_failure,
    wait_seconds,
)
from forbear.gate.reservation import reserve
from forbear.gate.sending import Tally, send_due
from forbear.gate.settling import drop, retry
from forbear.terms import Conflict, NotFound
from office import Office, Postbox, ask_mail, free_port, mail_server, on_the_day, smtp_settings

NOON = on_the_day("12:00")


def reserve_mail(office: Office, door: Door, *people: str) -> list[str]:
    contacts = []
    for person in people:
        office.add_borrower(person)
        answer = reserve(door, office.record(), ask_mail(person), on_the_day("09:30"))
        assert answer.entry.state == "reserved"
        contacts.append(answer.entry.contact)
    return contacts


def send(office: Office, door: Door, settings: SmtpSettings, now: Any = NOON) -> Tally:
    mailer = Mailer(settings)
    try:
        return send_due(door, office.record(), mailer, lambda: now)
    finally:
        mailer.close()


def fail(office: Office, door: Door, port: int, times: int) -> list[Tally]:
    return [send(office, door, smtp_settings(port)) for _ in range(times)]


def test_after_five_failures_in_a_row_the_server_is_left_alone(office: Office, door: Door) -> None:
    reserve_mail(office, door, "li", "wang")
    port = free_port()
    assert all(tally.error for tally in fail(office, door, port, FAILURES_TO_OPEN))
    with mail_server(Postbox(), port) as settings:
        assert send(office, door, settings) == Tally(wait_seconds=SHORTEST_PAUSE_SECONDS)
    provider = office.record().provider("email")
    assert provider.state(NOON) == "shut" and f":{port}" in (provider.why or "")
    assert office.states() == {"reserved": 2}


def test_when_the_pause_is_over_one_message_goes_as_a_probe_and_then_the_others(
    office: Office, door: Door
) -> None:
    reserve_mail(office, door, "li", "wang")
    port, later = free_port(), NOON + timedelta(seconds=SHORTEST_PAUSE_SECONDS)
    fail(office, door, port, FAILURES_TO_OPEN)
    assert office.record().provider("email").state(later) == "half_open"
    with mail_server(Postbox(), port) as settings:
        assert send(office, door, settings, later) == Tally(sent=2)
    assert office.record().provider("email").state(later) == "up"


def test_a_probe_that_fails_doubles_the_pause_up_to_a_quarter_of_an_hour(office: Office, door: Door) -> None:
    reserve_mail(office, door, "li")
    port, now, pauses = free_port(), NOON, []
    fail(office, door, port, FAILURES_TO_OPEN)
    for _ in range(7):
        now += timedelta(seconds=send(office, door, smtp_settings(port), now).wait_seconds)
        assert send(office, door, smtp_settings(port), now).error
        pauses.append(send(office, door, smtp_settings(port), now).wait_seconds)
    assert pauses == [60, 120, 240, 480, *[LONGEST_PAUSE_SECONDS] * 3]


def test_a_server_that_is_down_costs_a_message_none_of_its_attempts(office: Office, door: Door) -> None:
    [contact] = reserve_mail(office, door, "li")
    fail(office, door, free_port(), FAILURES_TO_OPEN)
    assert office.contact(contact)["attempts"] == 0


def test_no_more_go_than_the_server_takes_in_a_second(office: Office, door: Door) -> None:
    reserve_mail(office, door, *[f"p{n}" for n in range(5)])
    postbox = Postbox()
    with mail_server(postbox) as settings:
        slow = smtp_settings(settings.port, per_second=2.0)
        first = send(office, door, slow)
        second = send(office, door, slow, NOON + timedelta(seconds=first.wait_seconds))
    assert (first.sent, second.sent, len(postbox.got)) == (2, 1, 3)
    assert first.wait_seconds == pytest.approx(0.5)


def give_up(office: Office, door: Door) -> str:
    [contact] = reserve_mail(office, door, "li")
    with mail_server(Postbox(after_data="554 spam")) as settings:
        assert send(office, door, settings) == Tally(undelivered=1)
    return contact


def test_a_text_that_is_refused_for_good_says_nothing_about_the_address(office: Office, door: Door) -> None:
    contact = give_up(office, door)
    [entry] = office.record().in_state("undelivered", 10)
    assert (entry.contact, "554" in (entry.why or "")) == (contact, True)
    assert office.record().cards([entry])[contact].address == "l•••@m•••.example"
    again = reserve(door, office.record(), ask_mail("li", key="again"), NOON)
    assert again.entry.state == "reserved"


def test_what_was_given_up_is_retried_when_a_person_says_so(office: Office, door: Door) -> None:
    contact = give_up(office, door)
    later = NOON + timedelta(hours=1)
    assert retry(door, office.record(), contact, later).state == "reserved"
    with mail_server(Postbox()) as settings:
        assert send(office, door, settings, later) == Tally(sent=1)
    with pytest.raises(Conflict):
        retry(door, office.record(), contact, later)


def test_a_retry_is_judged_anew(office: Office, door: Door) -> None:
    contact = give_up(office, door)
    office.say("li", "opt_out", NOON, channel="email")
    entry = retry(door, office.record(), contact, NOON + timedelta(hours=1))
    assert (entry.state, entry.rules) == ("void", ("gate.stop",))


def test_what_was_given_up_can_be_dropped(office: Office, door: Door) -> None:
    contact = give_up(office, door)
    assert drop(office.record(), contact).state == "void"
    assert office.record().in_state("undelivered", 10) == []
    with pytest.raises(NotFound):
        drop(office.record(), "nobody")


def test_a_pause_from_before_the_clock_was_set_back_is_over() -> None:
    noon = NOON
    fast = noon + timedelta(hours=6)
    tired = note_failure(Provider(channel="sms", failures=4), "no answer", fast)
    assert tired.state(fast) == "shut" and wait_seconds(tired, Pace(), fast) > 0
    assert tired.state(noon) == "half_open" and wait_seconds(tired, Pace(), noon) == 0
