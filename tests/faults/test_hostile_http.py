"""Whoever means harm by HTTP is refused in plain words at a bounded cost, and others are answered meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import psycopg
import pytest

from hostile import LEFT, MB, Attacked, gate_process, head, read_all
from office import Office

BODY = 100 * MB
DEEP = 1_000_000
AT_MOST = 400 * MB


@pytest.fixture(scope="module")
def gate(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacked")
    with psycopg.connect(module_database_url, autocommit=True) as connection:
        Office(connection).add_borrower("p1")
        with gate_process(module_database_url, folder) as running:
            yield running
            told = running.said.read_text("utf-8", "replace")
        assert "Traceback" not in told and '"error"' not in told


@pytest.fixture(autouse=True)
def as_before(gate: Attacked) -> Iterator[None]:
    """After each attack the gate answers, and has not grown."""
    before = gate.most_memory()
    yield
    assert gate.answers()
    assert gate.most_memory() - before < AT_MOST, f"{(gate.most_memory() - before) / MB:.0f} MB more"


@pytest.mark.parametrize(
    "path", ["/v1/judge", "/v1/contacts", "/v1/statements", "/v1/proposals", "/v1/genuine"]
)
@pytest.mark.parametrize("chunked", [False, True], ids=["its length told", "chunked"])
def test_a_body_of_100_mb_is_refused(gate: Attacked, path: str, chunked: bool) -> None:
    length = "transfer-encoding: chunked" if chunked else f"content-length: {BODY}"
    piece = b" " * MB
    piece = b"%x\r\n%b\r\n" % (MB, piece) if chunked else piece
    assert (
        gate.status(head(f"POST {path}", length), *[piece] * (BODY // MB), b"0\r\n\r\n" if chunked else b"")
        == 413
    )


@pytest.mark.parametrize(
    "request_line", ["GET /v1/tasks", "POST /v1/contacts/k1/void", "GET /v1/record/checkpoint"]
)
def test_a_body_that_nobody_asked_for_is_not_kept(gate: Attacked, request_line: str) -> None:
    assert gate.status(head(request_line, f"content-length: {BODY}"), *[b" " * MB] * (BODY // MB)) in (
        200,
        404,
    )


def test_a_stranger_s_body_is_not_read(gate: Attacked) -> None:
    asked = f"POST /v1/judge HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {BODY}\r\n\r\n".encode()
    assert gate.status(asked, *[b" " * MB] * (BODY // MB)) == 401


@pytest.mark.parametrize(
    "body",
    [b"[" * DEEP, b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP, b'{"contact":' + b"[" * DEEP,
     b"[" + b"[]," * (5 * MB) + b"[]]", b'"' + b"x" * (16 * MB - 4) + b'"', b"[" + b"9" * DEEP + b"]",
     b'{"' + b"a" * DEEP + b'": 1}', b"[1e999999999, -1e999999999, NaN]", b'"\xff\xfe"', b'{"id": "\\ud800"}',
     b'{"id": "\\u0000"}', b"\x00" * DEEP],
    ids=["open lists", "lists", "objects", "in a field", "five million lists", "one text of 16 MB", "a long number",
         "a long name", "numbers beyond all", "no UTF-8", "half a character", "NUL", "zeros"],
)  # fmt: skip
def test_json_that_means_harm_is_refused(gate: Attacked, body: bytes) -> None:
    assert gate.post("/v1/judge", body) == 422


@pytest.mark.parametrize(
    "path", ["/v1/contacts", "/v1/statements", "/v1/complaints", "/v1/contacts/k1/result"]
)
@pytest.mark.parametrize("body", [b"[" * 60_000, b'{"key": "\\ud800"}', b'{"key": "\\u0000"}', b"\xc3\x28"],
                         ids=["deep", "half a character", "NUL", "no UTF-8"])  # fmt: skip
def test_no_other_endpoint_stumbles_over_it(gate: Attacked, path: str, body: bytes) -> None:
    assert gate.post(path, body) == 422


def test_eight_large_bodies_at_once_cost_no_more_than_a_few(gate: Attacked) -> None:
    body = b"[" + b"[]," * (4 * MB) + b"[]]"
    asked = head("POST /v1/judge", f"content-length: {len(body)}", "connection: close") + body
    with ExitStack() as kept:
        lines = [kept.enter_context(gate.line()) for _ in range(8)]
        for line in lines:
            with suppress(*LEFT):  # it may be refused before all of it is sent
                line.sendall(asked)
        statuses = {read_all(line)[9:12] for line in lines}
    assert statuses <= {b"422", b"503", b""}


def test_those_who_send_head_or_body_without_end_hold_up_nobody(gate: Attacked) -> None:
    whole = json.dumps({"contact": {}}).encode()
    with ExitStack() as kept:
        lines = [kept.enter_context(gate.line()) for _ in range(200)]
        for number, line in enumerate(lines):
            if number % 2:
                line.sendall(head("POST /v1/judge", f"content-length: {len(whole)}") + whole[:1])
            else:
                line.sendall(b"POST /v1/judge HTTP/1.1\r\nhost: ")
        for byte in range(1, 4):
            for number, line in enumerate(lines):
                line.sendall(whole[byte : byte + 1] if number % 2 else b"1")
            assert gate.answers()


def test_a_thousand_idle_lines_hold_up_nobody_and_the_oldest_are_closed(gate: Attacked) -> None:
    with ExitStack() as kept:
        for _ in range(1_000):
            kept.enter_context(gate.line())
        assert gate.answers()
        assert gate.lines_open() < 600


@pytest.mark.parametrize(
    "flood",
    [b"".join(b"x-%d: y\r\n" % n for n in range(100_000)), b"x: " + b"y" * 10 * MB, b"a" * 10 * MB],
    ids=["many", "one", "a name without end"],
)
@pytest.mark.parametrize("where", ["in the head", "behind the body", "in the line"])
def test_a_flood_of_headers_is_refused(gate: Attacked, flood: bytes, where: str) -> None:
    if where == "in the line":
        told = gate.status(
            b"GET /"
            + flood.replace(b"\r\n", b"").replace(b" ", b"")
            + b" HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
        )
    elif where == "in the head":
        told = gate.status(head("GET /health")[:-2], flood, b"\r\n\r\n")
    else:
        told = gate.status(
            head("POST /v1/judge", "transfer-encoding: chunked"), b"2\r\n{}\r\n0\r\n", flood, b"\r\n\r\n"
        )
    assert told in (400, 431, 0)


def test_extensions_of_chunks_without_end_are_refused(gate: Attacked) -> None:
    asked = head("POST /v1/judge", "transfer-encoding: chunked")
    assert gate.status(asked, b"1;" + b"x" * 10 * MB, b"\r\n{\r\n") in (400, 0)


SECOND = b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "fields",
    [("content-length: 2", "content-length: 44"), ("content-length: 2", "transfer-encoding: chunked"),
     ("content-length: 2, 44",), ("content-length: +2",), ("content-length: -2",), ("content-length: 0x2",),
     ("content-length: 99999999999999999999999",), ("transfer-encoding: chunked, identity",),
     ("transfer-encoding : chunked",), ("content-length: 2\x00",), ("content-length\x00: 2",), (" content-length: 2",)],
    ids=repr,
)  # fmt: skip
def test_a_request_of_which_the_length_is_doubtful_is_refused_and_the_line_closed(
    gate: Attacked, fields: tuple[str, ...]
) -> None:
    told = gate.send(head("POST /v1/judge", *fields) + b"{}" + SECOND)
    assert told[9:12] in (b"400", b"") and told.count(b"HTTP/1.1 ") <= 1
    assert b'"status"' not in told


@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        ("BREW /v1/tasks", (400, 405)), ("CONNECT 127.0.0.1:22", (400, 404)), ("TRACE /v1/tasks", (405,)),
        ("DELETE /v1/contacts", (405,)), ("OPTIONS *", (400, 404, 405)),
        ("GET http://other.example/v1/tasks", (200, 400, 404)),
        ("GET /v1/../v1/tasks", (404,)), ("GET /%00", (404,)), ("GET /v1/people/%00/contacts", (404,)),
        ("GET /v1/people/%ff%fe/contacts", (404,)), ("GET /v1/people/\xff/contacts", (400, 404)),
        ("GET /v1/cases?after=%00", (422,)), ("GET /v1/cases?after=%ff", (200,)),
        ("GET /v1/record/proof/" + "9" * 5_000, (404, 422)),
        ("GET /v1/record/proof/NaN", (422,)), ("GET //health", (404,)), ("GET /v1/tasks\x00", (400,)),
        ("GET  /health", (200, 400)), ("\x16\x03\x01\x02", (400,)), ("GET /health HTTP/9.9\r\nx: y", (400,)),
        ("PRI *", (400,)),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_absurd_lines_are_answered_plainly(gate: Attacked, line: str, statuses: tuple[int, ...]) -> None:
    assert gate.status(head(line)) in statuses


@pytest.mark.parametrize(
    "field",
    ["authorization: Bearer \xff\xfe", "cookie: forbear_session=\xff", "host: \xff", "origin: http://[",
     "accept-language: " + "zh," * 20_000, "content-type: \xff"],
)  # fmt: skip
def test_broken_fields_of_a_head_break_nothing(gate: Attacked, field: str) -> None:
    asked = f"POST /v1/judge HTTP/1.1\r\nhost: 127.0.0.1\r\n{field}\r\ncontent-length: 2\r\n\r\n{{}}".encode(
        "latin-1"
    )
    assert gate.status(asked) in (400, 401, 403, 421)


def test_a_thousand_requests_on_one_line_at_once_are_answered_in_turn(gate: Attacked) -> None:
    told = gate.send(SECOND * 1_000)
    assert told.count(b"HTTP/1.1 200") == 1_000
