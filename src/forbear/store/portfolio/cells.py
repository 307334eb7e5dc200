"""One cell at a time, from text to what the database takes. No error repeats the cell: it may be a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from forbear.gate.mask import hide_addresses
from forbear.money import fields
from forbear.terms import WEEKDAYS, InputError

Reader = Callable[[str, str], Any]

_ID: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_REACHES: Final = re.compile(r".*@.*|\+[0-9 ().-]{7,}|(86)?1[3-9][0-9]{9}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_REGION: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_COUNT: Final = re.compile(r"[0-9]{1,9}")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().-]{3,24}")
_MOST_DIGITS: Final = 15  # ITU-T E.164
_EMAIL: Final = re.compile(r"[^\s@;,<>\"]{1,64}@[^\s@;,<>\"]{1,255}")


def ident(cell: str, at: str) -> str:
    """An id: opaque, at most 200 characters on one line."""
    if not _ID.fullmatch(cell):
        raise InputError(at, "is no id; write at most 200 characters on one line")
    return cell


def address_id(cell: str, at: str) -> str:
    """The id of an address: no number and no mailbox, which the vault alone holds."""
    if _REACHES.fullmatch(cell):
        raise InputError(
            at, "is a number or mailbox itself, which only the vault holds; give the address an id"
        )
    return ident(cell, at)


def free(cell: str, at: str) -> str:
    """Any text of a reasonable length."""
    if len(cell) > 20_000:
        raise InputError(at, "is longer than 20,000 characters")
    return cell


def told(cell: str, at: str) -> str:
    """What was said: any text, with the numbers and mailboxes in it hidden."""
    return hide_addresses(free(cell, at))


def one_of(words: frozenset[str]) -> Reader:
    """A word of a list."""
    listed = ", ".join(sorted(words))

    def read(cell: str, at: str) -> str:
        if cell not in words:
            raise InputError(at, f"is none of {listed}")
        return cell

    return read


def day(cell: str, at: str) -> str:
    """A day, YYYY-MM-DD, from 1900 to 2199."""
    value = fields.day(cell, at)
    if not 1900 <= value.year <= 2199:
        raise InputError(at, "is a day outside 1900 to 2199")
    return cell


def instant(cell: str, at: str) -> str:
    """An instant with its offset."""
    try:
        value = datetime.fromisoformat(cell)
    except ValueError:
        value = None
    if value is None or len(cell) < 16 or not 1900 <= value.year <= 2199:
        raise InputError(at, "is no instant; write 2026-05-12T10:00:00+08:00")
    if value.utcoffset() is None:
        raise InputError(at, "has no offset; write 2026-05-12T10:00:00+08:00, a local time is never guessed")
    return value.isoformat()


def clock(cell: str, at: str) -> str:
    """A time of day, HH:MM."""
    try:
        if len(cell) == 5:
            return time.fromisoformat(cell).strftime("%H:%M")
    except ValueError:
        pass
    raise InputError(at, "is no time of day; write HH:MM")


def whole(least: int, most: int) -> Reader:
    """A whole number within bounds."""

    def read(cell: str, at: str) -> int:
        if not _COUNT.fullmatch(cell) or not least <= int(cell) <= most:
            raise InputError(at, f"is no whole number from {least} to {most}")
        return int(cell)

    return read


def truth(cell: str, at: str) -> bool:
    """true or false."""
    if cell not in ("true", "false"):
        raise InputError(at, "is neither true nor false")
    return cell == "true"


def language(cell: str, at: str) -> str:
    """A BCP 47 tag."""
    if not _LANGUAGE.fullmatch(cell):
        raise InputError(at, "is no language tag; write zh-CN or en")
    return cell


def region(cell: str, at: str) -> str:
    """A country or its subdivision (ISO 3166)."""
    if not _REGION.fullmatch(cell):
        raise InputError(at, "is no region; write CN, CN-31 or US-NY")
    return cell


def zone(cell: str, at: str) -> str:
    """An IANA time zone."""
    if cell not in _zones():
        raise InputError(at, "is no IANA time zone; write Asia/Shanghai")
    return cell


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def currency(cell: str, at: str) -> str:
    """An ISO 4217 code."""
    return fields.code(cell, at)


def positive(cell: str, at: str) -> str:
    """An amount above 0."""
    if fields.amount(cell, at) <= 0:
        raise InputError(at, "is not above 0")
    return cell


def listed(read: Reader) -> Reader:
    """Several values, with ; between them."""

    def read_all(cell: str, at: str) -> list[Any]:
        values = [part.strip() for part in cell.split(";")]
        return [read(part, at) for part in values if part]

    return read_all


weekdays: Final = listed(one_of(frozenset(WEEKDAYS)))


def address_value(kind: str, cell: str, at: str) -> str:
    """A number, mailbox or postal address, one only."""
    if kind == "email" and not _EMAIL.fullmatch(cell):
        raise InputError(at, "is not one e-mail address")
    digits = sum(character.isdigit() for character in cell)
    if kind in ("mobile", "landline") and not (_PHONE.fullmatch(cell) and digits <= _MOST_DIGITS):
        raise InputError(at, "is not one phone number; write +, digits and spaces, one number a row")
    if len(cell) > 500:
        raise InputError(at, "is longer than 500 characters")
    return cell
