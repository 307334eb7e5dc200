"""SMS over a real SMS centre: sent once, within the lawful span, and never repeated blindly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from forbear.desk.strategy_file import read_strategy
from forbear.gate.asks import Ask
from forbear.gate.channels.smpp import SmsCentre
from forbear.gate.channels.smpp_settings import SmppSettings
from forbear.gate.channels.smpp_text import decode_text, encode_text
from forbear.gate.door import Door
from forbear.gate.heard import Heard, reference_of
from forbear.gate.reservation import reserve
from forbear.gate.sending import Tally, send_due
from forbear.gate.settling import MOST_ATTEMPTS
from forbear.store.gate import ContactRecord
from forbear.store.night import run_night
from forbear.terms import InputError
from message_centre import OURS, Centre, centre, running
from office import NIGHT, Office, ask, free_port, on_the_day

__all__ = ["centre"]
NOON = on_the_day("12:00")
NUMBER = "8613800138000"
BY_SMS = b"""
id = "sms"
version = "1"
hours = { from = 09:30:00, to = 19:00:00 }
[[stage]]
name = "soft_reminder"
from_days = 3
to_days = 15
treatment = "soft_reminder"
channels = ["sms", "email"]
templates = { sms = "sms_soft_reminder", email = "soft_reminder" }
"""


def ask_sms(person: str, **fields: Any) -> Ask:
    return ask(person, **{"channel": "sms", "template": "sms_soft_reminder", **fields})


def reserve_sms(office: Office, door: Door, person: str = "li", **fields: Any) -> str:
    office.add_borrower(
        person, mobile=fields.pop("mobile", f"+{NUMBER}"), language=fields.pop("language", "zh-CN")
    )
    answer = reserve(door, office.record(), ask_sms(person, **fields), on_the_day("09:30"))
    assert answer.entry.state == "reserved", answer.entry.verdict
    return answer.entry.contact


@contextmanager
def post_to(settings: SmppSettings, heard: list[Heard] | None = None) -> Iterator[SmsCentre]:
    post = SmsCentre(settings, (heard if heard is not None else []).append)
    try:
        yield post
    finally:
        post.close()


def send(office: Office, door: Door, settings: SmppSettings, now: datetime = NOON, **fields: Any) -> Tally:
    with post_to(settings) as post:
        return send_due(door, office.record(), post, lambda: now, **fields)


def test_a_reminder_in_chinese_arrives_whole_and_asks_for_a_receipt(
    office: Office, door: Door, centre: Centre
) -> None:
    contact = reserve_sms(office, door)
    assert send(office, door, centre.settings()) == Tally(sent=1)
    [seen] = centre.submitted
    assert (seen["to"], seen["ton"], seen["from"], seen["coding"]) == (NUMBER, 1, OURS, 8)
    assert [
        word for word in ("张li", "示例消费金融有限公司", "400-000-0000", "回复T") if word not in seen["text"]
    ] == []
    assert "880" not in seen["text"]
    assert seen["payload"] and seen["registered"] == 1 and seen["reference"] == reference_of(contact)
    row = office.contact(contact)
    assert (row["state"], row["result"], row["message_id"]) == ("done", "sent", seen["id"])


def test_plain_english_goes_in_seven_bits(office: Office, door: Door, centre: Centre) -> None:
    office.run("update collectors set registered_name = 'Example Finance'")
    office.add_borrower("li", language="en", mobile=f"+{NUMBER}")
    office.run("update people set name = 'Li Lei'")
    assert reserve(door, office.record(), ask_sms("li"), on_the_day("09:30")).entry.state == "reserved"
    assert send(office, door, centre.settings()) == Tally(sent=1)
    [seen] = centre.submitted
    assert seen["coding"] == 0 and "Reply STOP" in seen["text"] and "Example Finance" in seen["text"]


@pytest.mark.parametrize(("clock", "seconds"), [("21:59", 59), ("20:00", 2 * 3600 - 1), ("08:00", 12 * 3600)])
def test_the_centre_is_told_when_the_lawful_span_ends(
    office: Office, door: Door, centre: Centre, clock: str, seconds: int
) -> None:
    """Sent at 21:59, it is not delivered at 22:05; and never later than twelve hours after."""
    reserve_sms(office, door)
    office.run("update contacts set at = %s", on_the_day(clock))
    assert send(office, door, centre.settings(), on_the_day(clock)) == Tally(sent=1)
    assert centre.submitted[0]["seconds"] == pytest.approx(seconds, abs=4)


def test_what_could_be_delivered_for_seconds_only_is_not_handed_over(
    office: Office, door: Door, centre: Centre
) -> None:
    contact = reserve_sms(office, door)
    late = on_the_day("21:59") + timedelta(seconds=55)
    office.run("update contacts set at = %s", late)
    assert send(office, door, centre.settings(), late) == Tally(waiting=1)
    assert send(office, door, centre.settings(), late + timedelta(minutes=5)) == Tally(void=1)
    assert "cn.gbt45251.hours" in office.contact(contact)["rules"] and centre.submitted == []


def test_a_night_may_plan_an_sms_where_the_strategy_says_so(
    office: Office, door: Door, centre: Centre
) -> None:
    office.add_borrower("li", mobile=f"+{NUMBER}", days=10)
    run_night(office.connection, door, read_strategy(BY_SMS, "sms.toml"), NIGHT)
    [(*planned, at)] = office.run("select channel, template, state, at from contacts").fetchall()
    assert planned == ["sms", "sms_soft_reminder", "reserved"]
    assert send(office, door, centre.settings(), at) == Tally(sent=1)


def test_a_centre_that_takes_no_more_for_now_is_left_alone_and_the_message_waits(
    office: Office, door: Door, centre: Centre
) -> None:
    contact = reserve_sms(office, door)
    centre.behave(**{"as": "status", "status": 0x58, "times": 1})
    assert send(office, door, centre.settings()).waiting == 1
    assert send(office, door, centre.settings()).wait_seconds == 5
    assert send(office, door, centre.settings(), NOON + timedelta(seconds=5)) == Tally(sent=1)
    assert office.contact(contact)["attempts"] == 1


def test_a_number_that_does_not_exist_bounces_and_is_not_written_to_again(
    office: Office, door: Door, centre: Centre
) -> None:
    contact = reserve_sms(office, door)
    centre.behave(**{"as": "status", "status": 0x0B})
    assert send(office, door, centre.settings()) == Tally(bounced=1)
    assert office.contact(contact)["result"] == "bounced"
    again = reserve(door, office.record(), ask_sms("li", key="again", at=on_the_day("12:00", 20)), NOON)
    assert again.entry.rules == ("gate.address",)


@pytest.mark.parametrize(("status", "tries"), [(0x08, MOST_ATTEMPTS), (0x62, 1)])
def test_a_message_is_given_up_after_its_attempts_or_when_refused_for_good(
    office: Office, door: Door, centre: Centre, status: int, tries: int
) -> None:
    contact = reserve_sms(office, door)
    centre.behave(**{"as": "status", "status": status})
    now = NOON
    with post_to(centre.settings()) as post:
        for _ in range(MOST_ATTEMPTS):
            send_due(door, office.record(), post, lambda now=now: now)
            now += timedelta(hours=1)
    row = office.contact(contact)
    assert (row["state"], len(centre.submitted)) == ("undelivered", tries)
    assert NUMBER not in row["why"]


@pytest.mark.parametrize("manner", ["silent", "drop"])
def test_no_answer_after_the_message_was_handed_over_leaves_a_doubt(
    office: Office, door: Door, centre: Centre, manner: str
) -> None:
    contact = reserve_sms(office, door)
    centre.behave(**{"as": manner})
    assert send(office, door, centre.settings(timeout_seconds=0.5)) == Tally(in_doubt=1)
    centre.behave(**{"as": "ok"})
    assert send(office, door, centre.settings(), NOON + timedelta(hours=1)) == Tally()
    assert office.contact(contact)["state"] == "in_doubt" and len(centre.submitted) == 1


def test_an_answer_given_twice_settles_once(office: Office, door: Door, centre: Centre) -> None:
    for person in ("li", "wang"):
        reserve_sms(office, door, person, mobile=f"+86139000000{len(person)}")
    centre.behave(**{"as": "twice"})
    heard: list[Heard] = []
    with post_to(centre.settings(), heard) as post:
        assert send_due(door, office.record(), post, lambda: NOON) == Tally(sent=2)
    assert len(centre.submitted) == 2 and heard == []


def test_several_are_under_way_at_once_and_each_goes_once(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    for number in range(24):
        reserve_sms(office, door, f"p{number}", mobile=f"+8613900000{number:03d}")
    centre.behave(**{"as": "ok", "wait": 30})
    with (
        psycopg.connect(database_url, autocommit=True) as a,
        psycopg.connect(database_url, autocommit=True) as b,
        post_to(centre.settings(window=3)) as post,
    ):
        others = [ContactRecord(a), ContactRecord(b)]
        assert send_due(door, office.record(), post, lambda: NOON, others=others) == Tally(sent=24)
    assert len({seen["to"] for seen in centre.submitted}) == len(centre.submitted) == 24


def test_a_centre_that_is_down_leaves_everything_reserved(office: Office, door: Door) -> None:
    reserve_sms(office, door)
    settings = SmppSettings(host="127.0.0.1", port=free_port(), user="u", password="", sender=OURS, tls=False)
    tally = send(office, door, settings)
    assert tally.error is not None and "nothing listens" in tally.error and str(settings.port) in tally.error
    assert office.states() == {"reserved": 1}


def test_a_wrong_password_is_said_without_saying_it(office: Office, door: Door, centre: Centre) -> None:
    reserve_sms(office, door)
    tally = send(office, door, centre.settings(password="wrong"))
    assert tally.error is not None and "FORBEAR_SMPP_USER" in tally.error and "wrong" not in tally.error


def test_a_session_that_breaks_is_opened_again(office: Office, door: Door, centre: Centre) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person, mobile=f"+86139000000{len(person)}")
    with post_to(centre.settings()) as post:
        for person in ("li", "wang"):
            assert (
                reserve(door, office.record(), ask_sms(person), on_the_day("09:30")).entry.state == "reserved"
            )
            assert send_due(door, office.record(), post, lambda: NOON) == Tally(sent=1)
            centre.tell(do="break")
            centre.wait("closed", len(centre.seen("bound")))
    assert len(centre.seen("bound")) == 2


def test_a_quiet_session_is_kept_up(centre: Centre) -> None:
    with post_to(centre.settings(timeout_seconds=0.3)) as post:
        post.attend()
        centre.wait("enquired", 3)
        post.attend()
    assert len(centre.seen("bound")) == 1


def test_the_session_can_be_sealed_by_tls(office: Office, door: Door, tmp_path: Path) -> None:
    reserve_sms(office, door)
    with running(*self_signed(tmp_path)) as centre:
        assert send(office, door, centre.settings(tls=True, timeout_seconds=3.0)) == Tally(sent=1)
        assert len(centre.submitted) == 1


def self_signed(folder: Path) -> tuple[str, str]:
    """A key and a certificate of localhost, as files."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return str(folder / "key.pem"), str(folder / "cert.pem")


@pytest.mark.parametrize(
    ("variables", "at"),
    [
        ({"FORBEAR_SMPP_PORT": "smpp"}, "FORBEAR_SMPP_PORT"),
        ({"FORBEAR_SMPP_TLS": "maybe"}, "FORBEAR_SMPP_TLS"),
        ({"FORBEAR_SMPP_TLS": "no"}, "FORBEAR_SMPP_TLS"),
        ({"FORBEAR_SMPP_FROM": "EXAMPLE"}, "FORBEAR_SMPP_FROM"),
        ({"FORBEAR_SMPP_PASSWORD": "much-too-long"}, "FORBEAR_SMPP_PASSWORD"),
        ({"FORBEAR_SMPP_WINDOW": "2.5"}, "FORBEAR_SMPP_WINDOW"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(variables: dict[str, str], at: str) -> None:
    given = {"FORBEAR_SMPP_HOST": "smsc.example", "FORBEAR_SMPP_FROM": OURS, **variables}
    with pytest.raises(InputError) as error:
        SmppSettings.from_environment(given)
    assert error.value.at == at


@given(st.text(max_size=200))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    encoded = encode_text(text)
    assert decode_text(encoded.coding, encoded.octets) == text


@given(st.integers(0, 255), st.binary(max_size=200), st.integers(0, 255))
def test_whatever_comes_is_read_as_some_text(coding: int, octets: bytes, esm_class: int) -> None:
    assert isinstance(decode_text(coding, octets, esm_class), str)
