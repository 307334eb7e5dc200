"""One field at a time: a word, an amount, a rate, a day, a count, each with an error that says what to write.

No error repeats the value: it may be a number or a name that stands in the wrong column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from forbear.terms import InputError

_AMOUNT: Final = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,4})?")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def code(value: Any, at: str) -> str:
    """A currency's alphabetic code."""
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise InputError(at, "is no ISO 4217 code; write three capitals, such as CNY")
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
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not 0 <= number < 100:
        raise InputError(at, 'is no rate; write a fraction as a decimal string: "0.18" for 18 %')
    return number


def day(value: Any, at: str) -> date:
    """A day, YYYY-MM-DD."""
    try:
        if isinstance(value, str) and len(value) == 10 and value[4] == "-":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise InputError(at, "is no day; write YYYY-MM-DD")


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
