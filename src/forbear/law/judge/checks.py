"""Checks of single values: each returns the value as it is kept, or raises InputError with what to write instead.

The error carries no pointer of its own; whoever holds the value in a field or a list adds the place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from forbear.law.clock import find_zone, parse_date, parse_instant
from forbear.terms import InputError

Check = Callable[[Any], Any]
LIMIT = 100_000
"""The most items that a list in a request may hold."""


def word(words: frozenset[str]) -> Check:
    """A word of a closed list."""
    known = {word: word for word in words}

    def check(value: Any) -> str:
        if type(value) is str and (word := known.get(value)) is not None:
            return word  # one object a word, so that comparing is quick
        if not isinstance(value, str):
            raise InputError("", f"not a word; write one of {', '.join(sorted(words))}")
        close = get_close_matches(value, words, 1)
        hint = f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(sorted(words))
        raise InputError("", f"unknown word {value!r}; {hint}")

    return check


def text(value: Any) -> str:
    """Any text."""
    if type(value) is not str:
        raise InputError("", 'not a string; write "…"')
    return value


def name(value: Any) -> str:
    """An id."""
    if type(value) is not str or not value:
        raise InputError("", 'not an id; write a string such as "p1"')
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise InputError("", "not true or false; write true, false or null")
    return value


def number(value: Any) -> int:
    """A whole number."""
    if type(value) is not int:
        raise InputError("", "not a whole number; write 35")
    return value


def count_of(value: Any) -> int:
    """A number of people."""
    if number(value) < 0:
        raise InputError("", "a negative number of people; write 0 or more")
    return int(value)


def list_of(item: Check) -> Check:
    """A list of such things; the error names the place."""

    def check(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise InputError("", "not a list; write […]")
        if len(value) > LIMIT:
            raise InputError("", f"more than {LIMIT} items; split the request")
        made: list[Any] = []
        try:
            made.extend(map(item, value))
        except InputError as e:
            raise InputError(f"/{len(made)}{e.at}", e.why) from None
        return tuple(made)

    return check


def instant(value: Any) -> datetime:
    """An instant with its offset."""
    return parse_instant(value, "")


def day(value: Any) -> date:
    """A date."""
    return parse_date(value, "")


def zone(value: Any) -> str:
    """An IANA time zone."""
    try:
        find_zone(text(value))
    except ValueError as e:
        raise InputError("", str(e)) from None
    return str(value)
