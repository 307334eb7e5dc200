"""A rulebook is data from outside: what goes beyond the bounds is refused before it costs anything."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forbear.law.clock.instants import YEARS
from forbear.law.rules.bounds import MOST_BYTES, MOST_ITEMS, MOST_LETTERS, MOST_NESTING, MOST_NUMBER
from forbear.terms import RulebookError

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
).search
"""Characters that nobody sees, and that can make a line read as another: controls, marks of direction."""
DEEP_KEY = re.compile(r"(?<![^\s.=,{\[])(?:[^\s.=,{}\[\]]++[ \t]*+\.[ \t]*+){16}").search
"""A dotted key of very many parts, which costs its reader far more than its length."""


def read_text(path: Path) -> str:
    """The text of a file that is a plain one, not too large, and UTF-8. RulebookError says what else it is.

    Nothing is waited for: a pipe, a device or a folder in its place is refused, not read.
    """
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as e:
        why = getattr(e, "strerror", None) or str(e)
        raise RulebookError(str(path), 1, "", f"cannot be opened: {why.lower()}; name a file") from None
    found = os.fstat(opened)
    if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
        os.close(opened)
        plain = stat.S_ISREG(found.st_mode)
        why = (
            f"more than {MOST_BYTES} bytes; split it by legal source"
            if plain
            else "no plain file; name a file"
        )
        raise RulebookError(str(path), 1, "", why)
    with os.fdopen(opened, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise RulebookError(str(path), line, "", "not UTF-8; save the file in that encoding") from None


def check_text(text: str, file: str) -> None:
    """Refuse a text that is too long, or holds a character that nobody sees.

    >>> check_text("no \\u202e please", "x.md")
    Traceback (most recent call last):
        ...
    forbear.terms.RulebookError: x.md:1: holds the hidden character U+202E; take it out
    """
    if len(text) > MOST_BYTES:
        raise RulebookError(file, 1, "", f"more than {MOST_BYTES} bytes; split it by legal source")
    found = HIDDEN(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise RulebookError(file, line, "", f"holds the hidden character U+{ord(found[0]):04X}; take it out")


def check_size(value: Any, where: str = "", depth: int = 0) -> None:
    """Refuse a table that goes beyond what any rule or case needs. ValueError says where, and the limit.

    >>> check_size({"max": 10**9})
    Traceback (most recent call last):
        ...
    ValueError: max: the number 1000000000; write one from -100000 to 100000
    """
    at = f"{where}: " if where else ""
    match value:
        case Mapping() | list():
            if depth > MOST_NESTING:
                raise ValueError(f"{at}nested more than {MOST_NESTING} deep; write it flatter")
            if len(value) > MOST_ITEMS:
                raise ValueError(f"{at}more than {MOST_ITEMS} items; write fewer, or a rule for each part")
            pairs = (
                value.items() if isinstance(value, Mapping) else [(f"[{i}]", v) for i, v in enumerate(value)]
            )
            for key, item in pairs:
                check_size(item, f"{where}{'' if key[:1] == '[' or not where else '.'}{key}", depth + 1)
        case str():
            if len(value) > MOST_LETTERS:
                raise ValueError(f"{at}more than {MOST_LETTERS} letters; write less")
            if found := HIDDEN(value):
                raise ValueError(f"{at}holds the hidden character U+{ord(found[0]):04X}; take it out")
        case bool():
            pass
        case int() | float() if not -MOST_NUMBER <= value <= MOST_NUMBER:
            told = f"the number {value}" if abs(value) < 10**18 else "a number of very many digits"
            raise ValueError(f"{at}{told}; write one from -{MOST_NUMBER} to {MOST_NUMBER}")
        case date() if value.year not in YEARS:
            raise ValueError(f"{at}the year {value.year}; write one from {YEARS[0]} to {YEARS[-1]}")
