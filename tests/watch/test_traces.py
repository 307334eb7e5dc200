"""Traces, taken in by a real receiver of OTLP over HTTP: the steps of an ask and of sending, and nobody in them."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from forbear.gate.sending import send_due
from forbear.watch.steps import close_traces, open_traces, step, trace_id
from office import Office, Postbox, ask, ask_mail, mail_server, on_the_day

NOW = on_the_day("09:30")


@dataclass
class Receiver:
    """What a receiver got, decoded and raw."""

    endpoint: str = ""
    raw: list[bytes] = field(default_factory=list)
    services: set[str] = field(default_factory=set)
    spans: list[Span] = field(default_factory=list)

    def take(self, body: bytes) -> None:
        given = ExportTraceServiceRequest.FromString(body)
        self.raw.append(body)
        for resource in given.resource_spans:
            self.services |= {
                a.value.string_value for a in resource.resource.attributes if a.key == "service.name"
            }
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]

    def tree(self) -> dict[str, str | None]:
        """Each span's name and that of the one above it."""
        names = {span.span_id: span.name for span in self.spans}
        return {span.name: names.get(span.parent_span_id) for span in self.spans}

    def words(self, name: str) -> dict[str, str]:
        """What a span tells."""
        span = next(span for span in self.spans if span.name == name)
        return {a.key: a.value.string_value for a in span.attributes}


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            assert self.path == "/v1/traces"
            receiver.take(body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *words: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    receiver.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint)
        yield receiver
        close_traces()


def test_an_ask_shows_as_ask_judge_and_record_and_a_message_as_judge_and_send(
    receiver: Receiver, office: Office, door: Door
) -> None:
    office.add_borrower("li", mobile="+8613812345678", email="li.canary@mail.example")
    assert open_traces("gate")
    reserve(door, office.record(), ask_mail("li"), NOW)
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
    for canary in ("13812345678", "li.canary", "张", "case-li", "li-mail", "key-li"):
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
