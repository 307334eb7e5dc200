"""E-mail over a real SMTP server: what is due is sent once, judged again, and never repeated blindly."""

from __future__ import annotations

import email
import email.policy
import threading
import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import psycopg
import pytest
from aiosmtpd.smtp import AuthResult

from forbear.gate.channels.smtp import Mailer, SmtpSettings
from forbear.gate.door import Door
from forbear.gate.reservation import note_result, reserve, void
from forbear.gate.sending import Tally, send_due
from forbear.gate.settling import MOST_ATTEMPTS
from forbear.store.gate import ContactRecord
from forbear.terms import InputError
from office import STOP, Office, Postbox, ask_mail, free_port, mail_server, on_the_day, smtp_settings

NOON = on_the_day("12:00")


def reserve_mail(office: Office, door: Door, person: str, **fields: Any) -> str:
    answer = reserve(door, office.record(), ask_mail(person, **fields), on_the_day("09:30"))
    assert answer.entry.state == "reserved", answer.entry.verdict
    return answer.entry.contact


def send(office: Office, door: Door, settings: SmtpSettings, now: datetime = NOON, **fields: Any) -> Tally:
    with Mailer(settings) as mailer:
        return send_due(door, office.record(), mailer, lambda: now, **fields)


def read_mail(content: bytes) -> EmailMessage:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ("示例消费金融有限公司", "400-000-0000", "停止", "人民币880.00元", "2026年5月11日")),
        ("en", ("示例消费金融有限公司", "400-000-0000", "STOP", "CNY 880.00", "11 May 2026")),
    ],
)
def test_a_reminder_arrives_whole_and_says_who_how_to_check_and_how_to_stop(
    office: Office, door: Door, language: str, words: tuple[str, ...]
) -> None:
    office.add_borrower("li", language=language)
    contact = reserve_mail(office, door, "li")
    postbox = Postbox()
    with mail_server(postbox) as settings:
        assert send(office, door, settings) == Tally(sent=1)
    [(to, content)] = postbox.got
    mail = read_mail(content)
    assert to == "li@mail.example"
    assert mail["Message-ID"] == f"<{contact}@lender.example>"
    assert mail["List-Unsubscribe"].strip() == f"<mailto:{STOP}?subject=STOP%20{contact}>"
    text = mail.get_content()
    assert [word for word in (*words, STOP, "张li", "case-li") if word not in text] == []
    assert not any(figure in mail["Subject"] for figure in ("880", "case-li", "2026"))
    row = office.contact(contact)
    assert (row["state"], row["result"], row["at"]) == ("done", "sent", NOON)
    assert row["message_id"] == mail["Message-ID"] and row["content_sha256"] and row["permit_used_at"] == NOON


def test_what_is_sent_is_not_sent_again(office: Office, door: Door) -> None:
    office.add_borrower("li")
    reserve_mail(office, door, "li")
    postbox = Postbox()
    with mail_server(postbox) as settings:
        assert [send(office, door, settings).sent for _ in range(3)] == [1, 0, 0]
    assert len(postbox.got) == 1


def test_what_is_not_yet_due_waits(office: Office, door: Door) -> None:
    office.add_borrower("li")
    reserve_mail(office, door, "li", at=on_the_day("15:00"))
    with mail_server(Postbox()) as settings:
        assert send(office, door, settings) == Tally()
        assert send(office, door, settings, on_the_day("15:00")) == Tally(sent=1)


def test_a_stop_after_the_reservation_is_heeded_at_the_moment_of_sending(office: Office, door: Door) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li")
    office.say("li", "opt_out", on_the_day("11:59"), channel="email")
    postbox = Postbox()
    with mail_server(postbox) as settings:
        assert send(office, door, settings) == Tally(void=1)
    row = office.contact(contact)
    assert (row["state"], row["why"], row["rules"]) == ("void", "forbid", ["gate.stop"])
    assert postbox.got == []


def test_the_law_is_asked_again_at_the_moment_of_sending(office: Office, door: Door) -> None:
    """Reserved for the evening, the sender comes up after ten at night: it stays unsent."""
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li", at=on_the_day("21:30"))
    with mail_server(Postbox()) as settings:
        assert send(office, door, settings, on_the_day("22:30")) == Tally(void=1)
    assert "cn.gbt45251.hours" in office.contact(contact)["rules"]


def test_what_a_night_planned_is_dropped_when_the_borrower_reports_hardship(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li", night=on_the_day("00:00").date())
    office.say("li", "hardship", on_the_day("11:00"))
    with mail_server(Postbox()) as settings:
        assert send(office, door, settings) == Tally(void=1)
    assert office.contact(contact)["why"] == "hardship"


def test_an_address_taken_away_after_the_reservation_is_not_written_to(office: Office, door: Door) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li")
    office.run("update addresses set verified_on = null where address = 'li-mail'")
    with mail_server(Postbox()) as settings:
        assert send(office, door, settings) == Tally(void=1)
    assert office.contact(contact)["why"] == "address"


def test_a_server_that_is_down_leaves_everything_reserved_with_a_plain_error(
    office: Office, door: Door
) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
        reserve_mail(office, door, person)
    port = free_port()
    tally = send(office, door, smtp_settings(port))
    assert (tally.sent, tally.waiting) == (0, 1)
    assert tally.error is not None and f"127.0.0.1:{port}" in tally.error and "nothing listens" in tally.error
    assert office.states() == {"reserved": 2}
    postbox = Postbox()
    with mail_server(postbox, port) as settings:
        assert send(office, door, settings, NOON + timedelta(minutes=2)) == Tally(sent=2)
    assert len(postbox.got) == 2


def test_a_recipient_refused_for_good_bounces_and_the_address_is_dead(office: Office, door: Door) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li")
    with mail_server(Postbox(refuse={"li@mail.example": "550 no such user"})) as settings:
        assert send(office, door, settings) == Tally(bounced=1)
    assert office.contact(contact)["result"] == "bounced"
    again = reserve(door, office.record(), ask_mail("li", key="again", at=on_the_day("12:00", 14)), NOON)
    assert again.entry.rules == ("gate.address",)


def test_a_recipient_refused_for_now_is_tried_later_and_given_up_in_the_end(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    office.add_borrower("wang")
    contact = reserve_mail(office, door, "li")
    reserve_mail(office, door, "wang")
    postbox = Postbox(refuse={"li@mail.example": "451 try later"})
    with mail_server(postbox) as settings:
        assert send(office, door, settings) == Tally(waiting=1, sent=1)
        assert send(office, door, settings, NOON + timedelta(seconds=30)) == Tally()
        now = NOON
        for _ in range(MOST_ATTEMPTS - 1):
            now += timedelta(hours=1)
            tally = send(office, door, settings, now)
    row = office.contact(contact)
    assert tally == Tally(undelivered=1)
    assert (row["state"], row["attempts"]) == ("undelivered", MOST_ATTEMPTS)
    assert "451" in row["why"]


@pytest.mark.parametrize(("reply", "state"), [("554 spam", "undelivered"), ("452 full", "reserved")])
def test_a_text_refused_after_it_was_handed_over_was_not_delivered(
    office: Office, door: Door, reply: str, state: str
) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li")
    with mail_server(Postbox(after_data=reply)) as settings:
        send(office, door, settings)
    assert office.contact(contact)["state"] == state


def test_a_server_that_takes_the_text_and_does_not_answer_leaves_a_doubt(office: Office, door: Door) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li")

    class Mute(Postbox):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            self.got.append((envelope.rcpt_tos[0], envelope.content))
            server.transport.abort()
            return "250 OK"

    postbox = Mute()
    with mail_server(postbox) as settings:
        assert send(office, door, settings) == Tally(in_doubt=1)
        assert send(office, door, settings, NOON + timedelta(hours=2)) == Tally()
    assert office.contact(contact)["state"] == "in_doubt"
    assert len(postbox.got) == 1


def test_a_doubt_is_settled_by_a_person(office: Office, door: Door) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
    arrived, lost = (reserve_mail(office, door, person) for person in ("li", "wang"))
    office.run("update contacts set state = 'in_doubt'")
    assert note_result(office.record(), arrived, "delivered", NOON).state == "done"
    assert void(office.record(), lost, "not_sent").state == "void"


def test_a_slow_server_holds_up_nobody_for_ever(office: Office, door: Door) -> None:
    office.add_borrower("li")
    reserve_mail(office, door, "li")

    class Slow(Postbox):
        async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, lines: Any) -> Any:  # noqa: N802
            import asyncio

            await asyncio.sleep(2)
            return lines

    with mail_server(Slow()) as settings:
        begun = time.monotonic()
        tally = send(office, door, smtp_settings(settings.port, timeout_seconds=0.3))
    assert time.monotonic() - begun < 2
    assert tally.error is not None and "does not answer" in tally.error
    assert office.states() == {"reserved": 1}


def test_several_senders_at_once_send_each_letter_once(office: Office, door: Door, database_url: str) -> None:
    people = [f"p{number}" for number in range(40)]
    for person in people:
        office.add_borrower(person)
        reserve_mail(office, door, person)
    postbox, tallies = Postbox(), []

    def run(settings: SmtpSettings) -> None:
        with psycopg.connect(database_url, autocommit=True) as connection, Mailer(settings) as mailer:
            tallies.append(send_due(door, ContactRecord(connection), mailer, lambda: NOON))

    with mail_server(postbox) as settings:
        threads = [threading.Thread(target=run, args=[settings]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(to for to, _ in postbox.got) == sorted(f"{person}@mail.example" for person in people)
    assert sum(tally.sent for tally in tallies) == 40
    assert office.states() == {"done": 40}


def test_a_contact_left_in_sending_by_a_dead_sender_is_in_doubt_and_not_repeated(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li")
    office.run("update contacts set state = 'sending'")
    postbox = Postbox()
    with mail_server(postbox) as settings:
        assert send(office, door, settings) == Tally(in_doubt=1)
    assert (office.contact(contact)["state"], postbox.got) == ("in_doubt", [])


def test_a_contact_that_another_sender_holds_is_left_to_it(
    office: Office, door: Door, database_url: str
) -> None:
    office.add_borrower("li")
    contact = reserve_mail(office, door, "li")
    office.run("update contacts set state = 'sending'")
    with psycopg.connect(database_url, autocommit=True) as other, ContactRecord(other).sole(contact) as held:
        assert held
        with mail_server(Postbox()) as settings:
            assert send(office, door, settings) == Tally()
    assert office.contact(contact)["state"] == "sending"


def test_the_server_may_ask_for_a_user_and_a_wrong_password_is_said(office: Office, door: Door) -> None:
    office.add_borrower("li")
    reserve_mail(office, door, "li")

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    options = {"authenticator": check, "auth_require_tls": False, "auth_required": True}
    postbox = Postbox()
    with mail_server(postbox, **options) as settings:
        wrong = send(office, door, smtp_settings(settings.port, user="gate", password="wrong"))
        assert wrong.error is not None and "password" in wrong.error and "wrong" not in wrong.error
        right = smtp_settings(settings.port, user="gate", password="right")
        assert send(office, door, right, NOON + timedelta(minutes=2)) == Tally(sent=1)


def test_a_server_that_offers_no_encryption_gets_nothing(office: Office, door: Door) -> None:
    office.add_borrower("li")
    reserve_mail(office, door, "li")
    postbox = Postbox()
    with mail_server(postbox) as settings:
        tally = send(office, door, smtp_settings(settings.port, tls="starttls"))
    assert tally.error is not None and "STARTTLS" in tally.error
    assert postbox.got == []


def test_a_mailbox_in_chinese_script_is_reached_where_the_server_can(office: Office, door: Door) -> None:
    office.add_borrower("li", email="李雷@例子.example")
    contact = reserve_mail(office, door, "li")
    postbox = Postbox()
    with mail_server(postbox) as settings:
        send(office, door, settings)
    assert [to for to, _ in postbox.got] == ["李雷@例子.example"]
    assert office.contact(contact)["result"] == "sent"


def test_a_value_that_is_no_mailbox_bounces_without_reaching_the_server(office: Office, door: Door) -> None:
    office.add_borrower("li", email="li@mail.example\nBcc: other@mail.example")
    contact = reserve_mail(office, door, "li")
    postbox = Postbox()
    with mail_server(postbox) as settings:
        send(office, door, settings)
    assert (office.contact(contact)["result"], postbox.got) == ("bounced", [])


@pytest.mark.parametrize(
    ("variables", "at"),
    [
        ({"FORBEAR_SMTP_PORT": "smtp"}, "FORBEAR_SMTP_PORT"),
        ({"FORBEAR_SMTP_TLS": "maybe"}, "FORBEAR_SMTP_TLS"),
        ({"FORBEAR_SMTP_TLS": "none"}, "FORBEAR_SMTP_TLS"),
        ({"FORBEAR_SMTP_FROM": "nobody"}, "FORBEAR_SMTP_FROM"),
        ({"FORBEAR_SMTP_STOP": "a@b@c"}, "FORBEAR_SMTP_STOP"),
    ],
)
def test_a_mail_setting_that_cannot_be_meant_is_named(variables: dict[str, str], at: str) -> None:
    given = {"FORBEAR_SMTP_HOST": "mx.example", "FORBEAR_SMTP_FROM": "service@lender.example"}
    with pytest.raises(InputError) as error:
        SmtpSettings.from_environment(given | variables)
    assert error.value.at == at


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ma Li", Tally(sent=1)),
        ("欧阳娜娜", Tally(sent=1)),
        ("王小明，再不还钱就让你全家不得安宁", Tally(void=1)),
    ],
)
def test_a_name_is_no_part_of_a_sentence_and_what_is_no_name_is_read(
    office: Office, door: Door, name: str, told: Tally
) -> None:
    office.add_borrower("li")
    office.run("update people set name = %s where person = 'li'", name)
    reserve_mail(office, door, "li")
    with mail_server(Postbox()) as settings:
        assert send(office, door, settings) == told
