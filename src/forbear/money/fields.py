"""One field at a time: a word, an amount, a rate, a day, a count, each with an error that says what to write.

No error repeats the value: it may be a number or a name that stands in the wrong column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from forbear.money.currency import MINOR_DIGITS
from forbear.terms import InputError

_AMOUNT: Final = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,4})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RATE: Final = re.compile(r"[0-9]{1,2}(\.[0-9]{1,20})?")


def code(value: Any, at: str) -> str:
    """A currency's alphabetic code."""
    if not isinstance(value, str) or value not in MINOR_DIGITS:
        raise InputError(at, "is no currency of ISO 4217; write its three capitals, such as CNY")
    return value


def known(body: Mapping[str, Any], fields: frozenset[str], at: str) -> None:
    """Raises on the first field that the format doesn't have, so that a typo can't switch a safeguard off."""
    for name in body:
        if name not in fields:
            raise InputError(f"{at}/{name}", f"is no field here; known are {', '.join(sorted(fields))}")


def word(value: Any, words: frozenset[str], at: str) -> str:
    """One word of a fixed list."""
    if not isinstance(value, str) or value not in words:
        raise InputError(at, f"is none of {', '.join(sorted(words))}")
    return value


def amount(value: Any, at: str) -> Decimal:
    """A decimal amount, written as a string (a float has lost its cents already)."""
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise InputError(
            at, 'is no amount; write a decimal string with at most 4 digits after the point: "1100.16"'
        )
    return Decimal(value)


def rate(value: Any, at: str) -> Decimal:
    """A rate as a fraction: "0.18" is 18 per cent."""
    if not isinstance(value, str) or not _RATE.fullmatch(value):
        raise InputError(at, 'is no rate; write a fraction as a decimal string: "0.18" for 18 %')
    return Decimal(value)


def day(value: Any, at: str) -> date:
    """A day, YYYY-MM-DD, from 1900 to 2199."""
    found = None
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            found = date.fromisoformat(value)
    except ValueError:
        pass
    if found is None:
        raise InputError(at, "is no day; write YYYY-MM-DD")
    if not 1900 <= found.year <= 2199:
        raise InputError(at, "is a day outside 1900 to 2199")
    return found


def count(value: Any, at: str, least: int = 0, most: int = 1200) -> int:
    """A whole number within bounds."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError(at, f"is no whole number from {least} to {most}")
    return value


def whole_units(value: Decimal | None, unit: Decimal, at: str) -> None:
    """Raises where an amount is finer than the currency's smallest unit."""
    if value is not None and value % unit:
        raise InputError(at, f"is finer than the currency's smallest unit, {unit}")


def text(value: Any, at: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise InputError(at, "is no text")
    return value


def truth(value: Any, at: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise InputError(at, "is neither true nor false")
    return value


def object_of(value: Any, at: str, what: str) -> Mapping[str, Any]:
    """An object; `what` says what it should hold."""
    if not isinstance(value, Mapping):
        raise InputError(at, f"is no object; write {what}")
    return value
