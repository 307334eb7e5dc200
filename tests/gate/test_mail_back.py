"""Mail that comes back: bounces, complaints and answers, out of a maildir."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from forbear.gate.channels.mail_back import Mailbag, read_mail
from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.heard import Heard
from forbear.gate.hearing import hear
from forbear.gate.reservation import reserve
from forbear.gate.sending import Tally, send_due
from forbear.terms import InputError
from office import STOP, Office, Postbox, ask_mail, mail_server, on_the_day

NOON = on_the_day("12:00")
Drop = Callable[[bytes], None]

BOUNCE = """From: MAILER-DAEMON@mx.example
To: service@lender.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered. To stop these notices, do nothing.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; li@mail.example
Action: {action}
Status: {status}
--b
Content-Type: {kind}

Message-ID: {message_id}
Subject: =?utf-8?q?a?=

--b--
"""
COMPLAINT = """From: fbl@provider.example
Subject: Complaint
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

An abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
Version: 1
User-Agent: x/1

--b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: a

text
--b--
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def drop(folder: Path) -> Drop:
    """Put a message into the maildir, as a mail server does."""

    def put(content: bytes) -> None:
        number = len(list(folder.glob("*/*")))
        (folder / "new" / f"{number}.host").write_bytes(content)

    return put


def take_in(office: Office, door: Door, folder: Path, now: datetime = NOON) -> int:
    return Mailbag(folder, lambda heard: hear(door, office.record(), heard, now)).read(now)


def reserve_mail(office: Office, door: Door, person: str = "li", **fields: object) -> str:
    office.add_borrower(person)
    answer = reserve(door, office.record(), ask_mail(person, **fields), on_the_day("09:30"))
    assert answer.entry.state == "reserved"
    return answer.entry.contact


def sent_mail(office: Office, door: Door) -> tuple[str, str, bytes]:
    """A contact whose mail was sent, its Message-ID, and the mail."""
    contact, postbox = reserve_mail(office, door), Postbox()
    with mail_server(postbox) as settings:
        assert send_due(door, office.record(), Mailer(settings), lambda: NOON) == Tally(sent=1)
    return contact, office.contact(contact)["message_id"], postbox.got[0][1]


def bounce(
    message_id: str, status: str = "5.1.1", action: str = "failed", kind: str = "message/rfc822"
) -> bytes:
    return BOUNCE.format(message_id=message_id, status=status, action=action, kind=kind).encode()


def answer(text: str, subject: str = "Re: A message about your account", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Li <Li@Mail.example>", STOP, subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def outcome(office: Office, contact: str) -> tuple[str, str | None]:
    row = office.contact(contact)
    return row["state"], row["result"]


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_settles_the_contact_whose_message_it_names(
    office: Office, door: Door, folder: Path, drop: Drop, kind: str
) -> None:
    contact, message_id, _ = sent_mail(office, door)
    drop(bounce(message_id, kind=kind))
    assert [take_in(office, door, folder) for _ in range(2)] == [1, 0]
    assert outcome(office, contact) == ("done", "bounced")
    again = reserve(door, office.record(), ask_mail("li", key="again", at=on_the_day("12:00", 20)), NOON)
    assert again.entry.rules == ("gate.address",)


@pytest.mark.parametrize(("status", "rules"), [("5.2.2", ()), ("5.7.1", ()), ("5.2.1", ("gate.address",))])
def test_a_full_mailbox_is_not_a_dead_one(
    office: Office, door: Door, folder: Path, drop: Drop, status: str, rules: tuple[str, ...]
) -> None:
    contact, message_id, _ = sent_mail(office, door)
    drop(bounce(message_id, status))
    take_in(office, door, folder)
    assert outcome(office, contact) == ("done", "bounced")
    again = reserve(door, office.record(), ask_mail("li", key="again", at=on_the_day("12:00", 20)), NOON)
    assert again.entry.rules == rules


def test_a_bounce_settles_a_doubt(office: Office, door: Door, folder: Path, drop: Drop) -> None:
    contact, message_id, _ = sent_mail(office, door)
    office.run("update contacts set state = 'in_doubt', result = null")
    drop(bounce(message_id))
    take_in(office, door, folder)
    assert outcome(office, contact) == ("done", "bounced")


def test_a_report_of_delivery_settles_a_doubt_too(
    office: Office, door: Door, folder: Path, drop: Drop
) -> None:
    contact, message_id, _ = sent_mail(office, door)
    office.run("update contacts set state = 'in_doubt', result = null")
    drop(bounce(message_id, "2.0.0", "delivered"))
    take_in(office, door, folder)
    assert outcome(office, contact) == ("done", "delivered")


@pytest.mark.parametrize("action", ["delayed", "relayed"])
def test_a_delay_settles_nothing(office: Office, door: Door, folder: Path, drop: Drop, action: str) -> None:
    contact, message_id, _ = sent_mail(office, door)
    drop(bounce(message_id, "4.4.7", action))
    take_in(office, door, folder)
    assert outcome(office, contact) == ("done", "sent")


def test_a_bounce_that_names_no_message_of_ours_settles_nothing(
    office: Office, door: Door, folder: Path, drop: Drop
) -> None:
    contact, _, _ = sent_mail(office, door)
    drop(bounce("<somebody@else.example>"))
    assert take_in(office, door, folder) == 1
    assert outcome(office, contact) == ("done", "sent")


def stopped(office: Office) -> list[tuple[str, str]]:
    return office.run("select person, body ->> 'channel' from statements where kind = 'opt_out'").fetchall()


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "停止",
        "Please stop.\n\nOn Wed, 13 May 2026 at 12:00, Example wrote:\n> reply with the word STOP",
        "I don't want this any more. Unsubscribe me!",
    ],
)
def test_an_answer_that_says_stop_withdraws_what_is_reserved(
    office: Office, door: Door, folder: Path, drop: Drop, text: str
) -> None:
    contact = reserve_mail(office, door, at=on_the_day("15:00"))
    drop(answer(text))
    take_in(office, door, folder)
    assert stopped(office) == [("li", "email")]
    assert outcome(office, contact)[0] == "void"


def test_our_own_words_quoted_in_an_answer_are_no_stop(
    office: Office, door: Door, folder: Path, drop: Drop
) -> None:
    _, message_id, mail = sent_mail(office, door)
    quoted = "\n".join(f"> {line}" for line in mail.decode("latin-1").splitlines())
    drop(answer(f"I will pay on Friday.\n\n{quoted}\n> STOP", In_Reply_To=message_id))
    drop(answer("下周五还款。\n\n在 2026年5月13日，示例 写道：\n回复“停止”", In_Reply_To=message_id))
    assert take_in(office, door, folder) == 2
    assert stopped(office) == []
    kept = office.run(
        "select body ->> 'text' from contacts where direction = 'inbound' order by 1"
    ).fetchall()
    assert kept == [("I will pay on Friday.",), ("下周五还款。",)]


def test_a_holiday_notice_is_nobodys_word(office: Office, door: Door, folder: Path, drop: Drop) -> None:
    sent_mail(office, door)
    drop(answer("I am away. Please stop by my colleague.", Auto_Submitted="auto-replied"))
    assert take_in(office, door, folder) == 1
    assert stopped(office) == []


def test_the_link_to_unsubscribe_stops_without_any_words(
    office: Office, door: Door, folder: Path, drop: Drop
) -> None:
    contact, _, _ = sent_mail(office, door)
    mail = answer("", subject=f"STOP {contact}")
    drop(mail.replace(b"Li@Mail.example", b"another@mail.example"))
    take_in(office, door, folder)
    assert stopped(office) == [("li", "email")]


@pytest.mark.parametrize(("kind", "said"), [("abuse", [("li", "email")]), ("not-spam", [])])
def test_a_complaint_at_the_mail_provider_is_a_stop(
    office: Office, door: Door, folder: Path, drop: Drop, kind: str, said: list[tuple[str, str]]
) -> None:
    _, message_id, _ = sent_mail(office, door)
    drop(COMPLAINT.format(kind=kind, message_id=message_id).encode())
    take_in(office, door, folder)
    assert stopped(office) == said


def test_a_stop_from_a_mailbox_that_nobody_knows_holds_when_it_is_taken_in_later(
    office: Office, door: Door, folder: Path, drop: Drop
) -> None:
    drop(answer("stop"))
    take_in(office, door, folder)
    office.add_borrower("li", email="li@mail.example")
    refused = reserve(door, office.record(), ask_mail("li"), NOON)
    assert refused.entry.rules == ("gate.stop",)


def test_what_cannot_be_recorded_stays_and_is_read_again(
    office: Office, door: Door, folder: Path, drop: Drop
) -> None:
    reserve_mail(office, door, at=on_the_day("15:00"))
    drop(answer("STOP"))

    def fail(heard: Heard) -> None:
        raise OSError

    with pytest.raises(OSError):
        Mailbag(folder, fail).read(NOON)
    assert take_in(office, door, folder, NOON + timedelta(minutes=1)) == 1
    assert stopped(office) == [("li", "email")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts",
        b"From: \xe9\nSubject: =?x?q?=\nContent-Type: text/plain; charset=nowhere\n\nstop\xe9",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 50,
    ],
)
def test_mail_that_is_no_mail_holds_up_nothing(
    office: Office, door: Door, folder: Path, drop: Drop, content: bytes
) -> None:
    drop(content)
    drop(answer("STOP"))
    assert take_in(office, door, folder) == 2


def test_words_in_a_page_are_read_too() -> None:
    mail = EmailMessage()
    mail["From"] = "li@mail.example"
    mail.set_content("<p>退订</p><blockquote>reply with STOP</blockquote>", subtype="html")
    [heard] = read_mail(mail.as_bytes(), NOON)
    assert heard.text == "退订"


def test_a_folder_that_is_no_maildir_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        Mailbag(tmp_path, print)
    assert error.value.at == "FORBEAR_MAIL_BACK"
