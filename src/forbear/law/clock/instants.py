"""Instants, dates and times of day as they stand in the interchange formats."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from forbear.terms import InputError

YEARS = range(1900, 2200)
"""The years in which there are debts to judge; another one is a slip, and would lead beyond the calendar."""

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:]{8}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?"
).fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?").fullmatch


def parse_instant(value: object, at: str) -> datetime:
    """Read an RFC 3339 instant; one without an offset is an error, never a guess.

    `at` is the JSON pointer that an error names.

    >>> parse_instant("2026-03-03T07:59:59+08:00", "/contact/at").hour
    7
    >>> parse_instant("2026-03-03T07:59:59", "/contact/at")
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /contact/at: a time without an offset; write 2026-03-03T07:59:59+08:00 or ...Z
    """
    if not isinstance(value, str):
        raise InputError(at, "not an instant; write a string such as 2026-03-03T08:00:00+08:00")
    try:
        instant = datetime.fromisoformat(value.upper()) if _INSTANT(value) else None
    except ValueError:
        instant = None
    if instant is None:
        raise InputError(at, "not an instant; write date, time and offset as 2026-03-03T08:00:00+08:00")
    if instant.tzinfo is None:
        raise InputError(at, f"a time without an offset; write {value}+08:00 or ...Z")
    if instant.year not in YEARS:
        raise _beyond(instant, at)
    return instant


def parse_date(value: object, at: str) -> date:
    """Read a date, YYYY-MM-DD.

    >>> parse_date("2026-02-28", "/read_at").day
    28
    """
    try:
        read = date.fromisoformat(value) if isinstance(value, str) and _DATE(value) else None
    except ValueError:
        read = None
    if read is None:
        raise InputError(at, "not a date; write it as 2026-03-03")
    if read.year not in YEARS:
        raise _beyond(read, at)
    return read


def _beyond(value: date, at: str) -> InputError:
    return InputError(at, f"the year {value.year}; write one from {YEARS[0]} to {YEARS[-1]}")


def parse_time(value: object, at: str) -> time:
    """Read a time of day, HH:MM (or HH:MM:SS); 24:00 is midnight at the end, read as 00:00.

    >>> parse_time("21:30", "/statements/0/from").minute
    30
    """
    if isinstance(value, str) and _TIME(value):
        try:
            return time.fromisoformat("00:00" if value == "24:00" else value)
        except ValueError:
            pass
    raise InputError(at, "not a time of day; write it as 21:30")


def format_instant(instant: datetime) -> str:
    """Write an instant to the second, with its offset.

    >>> format_instant(datetime.fromisoformat("2026-03-03T08:00:00+08:00"))
    '2026-03-03T08:00:00+08:00'
    """
    return instant.isoformat(timespec="seconds")
