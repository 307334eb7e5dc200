"""Logs hold what an operator needs and nobody's number, name, mailbox or words, by whatever way they come."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from forbear.terms import InputError
from forbear.watch.logs import FIELDS, keep_known, logger, make_safe, open_logs

log = logger("forbear.tests")


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_of_json_says_when_how_grave_where_and_what(logs_as_json: io.StringIO) -> None:
    log.warning("not ready", check="database", status=503, seconds=0.25)
    (line,) = lines(logs_as_json)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "not ready", "level": "warning", "logger": "forbear.tests", "check": "database",
                    "status": 503, "seconds": 0.25}  # fmt: skip


def test_left_to_itself_a_line_is_words(logs_as_words: io.StringIO) -> None:
    log.error("a request failed", error="ValueError", place="door.py:12")
    assert logs_as_words.getvalue().partition(" ")[2] == (
        'logger=forbear.tests level=error event="a request failed" error=ValueError place=door.py:12\n'
    )


@pytest.mark.parametrize(
    "field",
    [{"name": "Li Lei"}, {"person": "p1"}, {"to": "li@mail.example"}, {"text": "pay"}, {"error": "Key (value)=(1)"},
     {"place": "/home/li/x"}, {"route": "/people/Li Lei"}, {"count": 13800138000}, {"status": "13800138000"},
     {"channel": "13800138000"}, {"request": "13800138000"}, {"night": "13800138000"}, {"rule": "13800138000"}],
    ids=lambda field: next(iter(field)),
)  # fmt: skip
def test_what_is_no_field_or_does_not_fit_it_is_dropped(
    field: dict[str, Any], logs_as_json: io.StringIO
) -> None:
    log.error("something", **field)
    (line,) = lines(logs_as_json)
    assert set(line) == {"event", "level", "logger", "timestamp"}


@pytest.mark.parametrize(
    "text",
    ["+8613800138000", "138 0013 8000", "138-0013-8000", "(020) 7946 0958", "１３８００１３８０００",
     "li.lei@mail.example", "<li@x.example>", "6222 0200 0000 1234"],
)  # fmt: skip
def test_numbers_and_mailboxes_in_free_text_are_taken_out(text: str, logs_as_json: io.StringIO) -> None:
    log.error(f"failed for {text}!", why=f"Key (value)=({text}) exists")
    (line,) = lines(logs_as_json)
    assert line["event"].startswith("failed for ") and "…" in line["event"] and "…" in line["why"]
    assert text not in logs_as_json.getvalue()


@given(st.text(), st.from_regex(r"\+?[1-9][0-9]{7,14}", fullmatch=True))
def test_no_text_around_a_number_brings_it_through(around: str, number: str) -> None:
    for value in (make_safe(f"{around}{number}{around}"), make_safe(f"{around} {number}@mail.example")):
        assert number not in value


@given(st.sampled_from(sorted({*FIELDS, "count", "status", "seconds", "why"})),
       st.from_regex(r"\+?[1-9][0-9]{9,14}", fullmatch=True))  # fmt: skip
def test_no_field_takes_a_phone_number(field: str, number: str) -> None:
    for value in (number, int(number), float(number), f"x{number}", [number], {"n": number}):
        kept = keep_known(None, "", {"event": "", field: value})
        assert number not in json.dumps(kept) and number.lstrip("+") not in json.dumps(kept)


def test_of_other_libraries_the_message_stays_unfilled_and_an_error_says_only_what_and_where(
    logs_as_json: io.StringIO,
) -> None:
    other = logging.getLogger("another.library")
    other.warning("error connecting in %r: %s", "pool", "Key (value)=(+8613800138000)")
    try:
        raise ValueError("Key (value)=(+8613800138000) of Li Lei already exists")
    except ValueError:
        other.exception("Exception in ASGI application\n")
    first, second = lines(logs_as_json)
    assert first["event"] == "error connecting in %r: %s"
    assert (second["error"], second["place"].partition(":")[0]) == ("ValueError", "test_logs.py")
    assert "Li Lei" not in logs_as_json.getvalue() and "13800138000" not in logs_as_json.getvalue()


def test_a_task_or_a_thread_that_dies_tells_no_more(
    logs_as_json: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise ValueError("Li Lei, 13800138000")

    async def forget_a_task() -> None:
        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        del task

    asyncio.run(forget_a_task())

    def die() -> None:
        raise ValueError("Li Lei, 13800138000")

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    assert [line["error"] for line in lines(logs_as_json)] == ["ValueError", "ValueError"]
    assert "Lei" not in logs_as_json.getvalue()


def test_what_a_request_logs_carries_its_mark(logs_as_json: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request="0123456789abcdef", person="p1"):
        log.error("a request failed")
    (line,) = lines(logs_as_json)
    assert line["request"] == "0123456789abcdef" and "person" not in line


def test_a_form_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match="plain or json"):
        open_logs({"FORBEAR_LOG": "xml"})
