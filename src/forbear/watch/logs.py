"""Logs: JSON lines with FORBEAR_LOG=json, otherwise words; only known fields, and no person in them.

A field that is not in `FIELDS` is dropped, and so is a value that does not fit its field. Free text (the event
itself, `why`) loses every run of digits and every mailbox. Of other libraries' records only the template of the
message is kept, not what was filled into it, and of an error its kind and place, never what it says: a
database's message may quote a row.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

from forbear.terms import CHANNELS, InputError

VARIABLE: Final = "FORBEAR_LOG"
FORMS: Final = ("plain", "json")
_WORD: Final = re.compile(r"[a-z][a-z_]{0,39}(\.[a-z0-9_]{1,60}){0,5}")
FIELDS: Final[Mapping[str, re.Pattern[str]]] = {
    "request": re.compile(r"[0-9a-f]{16}"),
    "trace": re.compile(r"[0-9a-f]{32}"),
    "error": re.compile(r"[A-Za-z_][A-Za-z_.]{0,79}"),
    "place": re.compile(r"\?|[A-Za-z0-9_]{1,60}\.\w{1,3}:\d{1,5}"),
    "route": re.compile(r"other|/[a-z0-9_/{}.-]{0,99}"),
    "method": re.compile(r"[A-Z]{3,7}|other"),
    "channel": re.compile("|".join(sorted(CHANNELS))),
    "migration": re.compile(r"\d{4}_(pre|post)_[a-z_]{1,40}"),
    "night": re.compile(r"\d{4}-\d\d-\d\d"),
    "process": _WORD, "check": _WORD, "verdict": _WORD, "outcome": _WORD, "rule": _WORD, "kind": _WORD,
}  # fmt: skip
"""What a field may hold, whole. `status`, `seconds` and `count` are numbers; `why` is text, made safe."""
_NUMBERS: Final = ("status", "seconds", "count")
_LARGEST: Final = 1_000_000_000
"""A number as large as this may be somebody's."""
_OURS: Final = ("event", "level", "logger", "timestamp")
_STDLIB: Final = ("_record", "_from_structlog")
_DIGITS: Final = re.compile(r"\+?\d(?:[\d\s().·-]*\d){4,}")
_MAILBOX: Final = re.compile(r"[^\s<>\"'(,;]+@[^\s<>\"'),;]+")
_LONGEST: Final = 300

Event = MutableMapping[str, Any]


def logger(name: str) -> BoundLogger:
    """The log of a part of the program, `forbear.web` and so on. Fields are given as keywords.

    >>> log = logger("forbear.doctest")
    >>> log.info("the night is done", night="2026-05-12", name="Li Lei")  # `name` is no field: dropped
    """
    made: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            keep_known,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=True,
    )
    return made


def keep_known(given: Any, method: str, event: Event) -> Event:
    """Only the fields that are known, each holding only what it may hold.

    >>> keep_known(None, "", {"event": "sent to li@mail.example", "status": 200, "route": "/v1/tasks", "x": 1})
    {'event': 'sent to …', 'status': 200, 'route': '/v1/tasks'}
    """
    kept: Event = {"event": make_safe(str(event.get("event", "")))}
    for name, value in event.items():
        if name in _STDLIB:
            kept[name] = value
        elif name in _NUMBERS:
            if isinstance(value, int | float) and abs(value) < _LARGEST:
                kept[name] = value
        elif name == "why":
            kept[name] = make_safe(str(value))
        elif name in FIELDS and isinstance(value, str) and FIELDS[name].fullmatch(value):
            kept[name] = value
    return kept


def make_safe(text: str) -> str:
    """A text without mailboxes and without runs of five digits or more, in one short line.

    >>> make_safe("call +86 138 0013 8000 or write to li@mail.example, room 12")
    'call … or write to …, room 12'
    """
    line = " ".join(text.split())
    return _DIGITS.sub("…", _MAILBOX.sub("…", line))[:_LONGEST]


def place_of(error: BaseException) -> str:
    """Where an error was raised, as `file.py:line`, without anything that it says.

    >>> try:
    ...     int("13800138000x")
    ... except ValueError as error:
    ...     "138" in place_of(error)
    False
    """
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "?"


def open_logs(environment: Mapping[str, str] = os.environ, stream: TextIO | None = None) -> None:
    """Write every log of this process to standard error in the form that FORBEAR_LOG names; InputError where
    it names none. Also what ends a thread."""
    form = environment.get(VARIABLE) or "plain"
    if form not in FORMS:
        raise InputError(VARIABLE, f"is no form of logs; write {' or '.join(FORMS)}")
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.processors.LogfmtRenderer(key_order=[*reversed(_OURS)], drop_missing=True)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[
                _take_template,
                keep_known,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[ProcessorFormatter.remove_processors_meta, render],
            keep_exc_info=False,
            keep_stack_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("forbear").setLevel(logging.INFO)
    threading.excepthook = _tell_thread


def _take_template(given: Any, method: str, event: Event) -> Event:
    """Of another library's record: the first line of the message before anything was filled in; an error's kind
    and place."""
    record: logging.LogRecord = event["_record"]
    told: dict[str, Any] = {"event": str(record.msg).strip().split("\n")[0]}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        told |= {"error": type(error).__name__, "place": place_of(error)}
    record.exc_info = record.exc_text = record.stack_info = None
    told |= {"_record": record, "_from_structlog": False}
    return told


def _tell_thread(ended: threading.ExceptHookArgs) -> None:
    place = place_of(ended.exc_value) if ended.exc_value else "?"
    logger("forbear.thread").error("a thread ended", error=ended.exc_type.__name__, place=place)
