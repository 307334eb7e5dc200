"""Traces, taken in by a real receiver of OTLP over HTTP: the steps of an ask and of sending, and nobody in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collector import Receiver, receiving
from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from forbear.gate.sending import send_due
from forbear.watch.steps import close_traces, open_traces, step, trace_id
from office import Office, Postbox, ask, ask_mail, mail_server, on_the_day

NOW = on_the_day("09:30")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint)
        yield receiver
        close_traces()


def test_an_ask_shows_as_ask_judge_and_record_and_a_message_as_judge_and_send(
    receiver: Receiver, office: Office, door: Door
) -> None:
    office.add_borrower("wang", mobile="+8613812345678", email="wang.canary@mail.example")
    assert open_traces("gate")
    reserve(door, office.record(), ask_mail("wang"), NOW)
    with mail_server(Postbox()) as settings, Mailer(settings) as mailer:
        send_due(door, office.record(), mailer, lambda: on_the_day("10:00"))
    close_traces()
    assert receiver.services == {"forbear-gate"}
    assert [span.name for span in receiver.spans].count("forbear.judge") == 2
    assert receiver.tree()["forbear.record"] == "forbear.ask"
    assert receiver.tree()["forbear.ask"] is None
    assert receiver.words("forbear.ask") == {"forbear.channel": "email", "forbear.verdict": "allow"}
    assert receiver.words("forbear.send") == {"forbear.channel": "email", "forbear.outcome": "sent"}
    raw = b"".join(receiver.raw)
    for canary in ("13812345678", "wang.canary", "张", "case-wang", "wang-mail", "key-wang"):
        assert canary.encode() not in raw


def test_a_step_that_fails_says_what_kind_of_error_and_not_its_words(receiver: Receiver) -> None:
    assert open_traces("gate")
    with pytest.raises(ValueError), step("judge", person="p1", channel="13812345678"):
        raise ValueError("Key (value)=(+8613812345678)")
    close_traces()
    (span,) = receiver.spans
    assert receiver.words("forbear.judge") == {"forbear.error": "ValueError"}
    assert not span.events and b"13812345678" not in receiver.raw[0]


@pytest.mark.parametrize(
    "variables",
    [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"},
     {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"}],
    ids=["nothing is named", "the SDK is disabled", "no exporter"],
)  # fmt: skip
def test_traces_are_off_unless_the_environment_names_a_receiver(variables: dict[str, str]) -> None:
    assert open_traces("gate", variables) is False
    with step("judge"):
        assert trace_id() is None


def test_an_ask_goes_on_where_the_receiver_is_gone(
    monkeypatch: pytest.MonkeyPatch, office: Office, door: Door
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    office.add_borrower("li")
    assert open_traces("gate")
    assert reserve(door, office.record(), ask("li"), NOW).entry.state == "reserved"
    close_traces()
