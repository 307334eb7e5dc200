"""What a reason names, in words: a verdict's own values are the words of the formats."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from forbear.terms import WEEKDAYS

_FILE: Final = Path(__file__).parents[1] / "words.toml"
_SPAN: Final = re.compile(r"(\d+) (day|week|month|year|hour|minute)s?")
_UNITS: Final = {"day": "天", "week": "周", "month": "个月", "year": "年", "hour": "小时", "minute": "分钟"}
_SECTIONS: Final = {"acts": "act"}


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def in_english(name: str, value: Any) -> Any:
    """A value or fact of a rule as an English sentence names it: what a text does is told in words.

    >>> in_english("acts", ["insults", "invents_consequence"]), in_english("role", "friend")
    ('insults, invented consequences', 'friend')
    """
    if isinstance(value, list | tuple):
        return ", ".join(str(in_english(name, item)) for item in value)
    known = _words()["act"].get(str(value)) if name == "acts" else None
    return known["en"] if known else value


def in_chinese(name: str, value: Any) -> Any:
    """A value or fact of a rule as a Chinese sentence names it; what has no words of its own stays as it is.

    >>> in_chinese("within", "7 days"), in_chinese("role", "friend"), in_chinese("local", "Mon 22:10:00")
    ('7天', '朋友', '周一 22:10:00')
    >>> in_chinese("acts", ["insults", "adds_fees"]), in_chinese("max", 3)
    ('侮辱、加收费用', 3)
    """
    if isinstance(value, list | tuple):
        return "、".join(str(in_chinese(name, item)) for item in value)
    if name == "local":
        day, _, clock = str(value).partition(" ")
        return f"周{'一二三四五六日'[WEEKDAYS.index(day.lower())]} {clock}"
    if name in ("within", "for"):
        found = _SPAN.fullmatch(str(value))
        return found[1] + _UNITS[found[2]] if found else value
    known = _words().get(_SECTIONS.get(name, name), {}).get(str(value))
    return known["zh"] if known else value
