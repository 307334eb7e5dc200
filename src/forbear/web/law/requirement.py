"""What a rule asks, in plain words: its own `zh` and `en`, with its numbers in place and without what it found.

A rule's words say what is asked and then what was found ("there it is {local}"). To be read as law, before any
contact, the second half is left out; where it cannot be, a plain mark stands in the place of the fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any, Final

from forbear.web.words import catalogue, say, word

_SPAN: Final = re.compile(r"(\d+) (business day|day|week|month|year|hour|minute)s?")
_NAME: Final = r"\{\w+\}"
_ASIDE: Final = re.compile(rf"\s?[(（](?:[a-z]+ )?{_NAME}(?:[,，] ?{_NAME})*(?: [a-z]+(?:\(s\))?)?[)）]")
_ENDS: Final = (r"[.。] ?", r"[;；] ?", r"[:：] ?", r"，")
"""What may stand between what is asked and what was found, the strongest first."""
_FOUND: Final = re.compile(rf"[^{{}}]*{_NAME}[次名条人]?[.。]?$").match
SPANS: Final = {
    "business day": "个工作日", "day": "天", "week": "周", "month": "个月", "year": "年", "hour": "小时",
    "minute": "分钟",
}  # fmt: skip


def write_span(language: str, span: Any) -> str:
    """A span of a rulebook in words.

    >>> write_span("zh", "7 days"), write_span("en", "1 month"), write_span("zh", "ever")
    ('7天', '1 month', '不限期')
    """
    found = _SPAN.fullmatch(str(span))
    if found is None:
        return word(language, "flag", str(span))
    return str(span) if language == "en" else found[1] + SPANS[found[2]]


def ask(language: str, text: str, values: Mapping[str, Any]) -> str:
    """Words of a rule, with the values that are its own, and without what it would find.

    >>> ask("en", "At most {max} calls within {within}; today there were {count}.", {"max": 3, "within": "7 days"})
    'At most 3 calls within 7 days.'
    >>> ask("zh", "{within}内已联系{count}次，最多{max}次。", {"max": 3, "within": "7 days"})
    '7天内已联系〔N〕次，最多3次。'
    >>> ask("en", "The person asked for no calls (statement {statement}).", {})
    'The person asked for no calls.'
    """
    known = {name: told(language, name, value) for name, value in values.items()}
    return fill(language, _leave_out(_put(text, known)), {})


def fill(language: str, text: str, facts: Mapping[str, Any]) -> str:
    """Words of a rule with the facts it was judged by, in words; a plain mark where one is not known.

    >>> fill("zh", "该人身份为：{role}；{acts}。", {"role": "friend", "acts": ["insults"]})
    '该人身份为：朋友；侮辱。'
    """
    known = {name: told(language, name, value) for name, value in facts.items() if value is not None}
    blanks = {name: blank(language, name) for _, name, _, _ in Formatter().parse(text) if name}
    return text.format_map(blanks | known)


def blank(language: str, name: str) -> str:
    """What stands in the place of a fact that is not known.

    >>> blank("en", "count"), blank("zh", "product")
    ('[n]', '〔产品〕')
    """
    if name in catalogue()["blank"]:
        return word(language, "blank", name)
    return f"〔{word(language, 'key', name)}〕" if language == "zh" else f"[{word(language, 'key', name)}]"


def told(language: str, name: str, value: Any) -> str:
    """A value or fact of a rule, in words.

    >>> told("zh", "local", "Mon 22:10"), told("en", "acts", ["insults", "adds_fees"]), told("zh", "for", "7 days")
    ('周一 22:10', 'insults, adds fees', '7天')
    """
    if isinstance(value, list | tuple | frozenset):
        return say(language, "law.comma").join(told(language, name, item) for item in value)
    if name in ("within", "for"):
        return write_span(language, value)
    if name == "local":
        day, _, clock = str(value).partition(" ")
        return f"{word(language, 'weekday', day.lower())} {clock}"
    section = {"acts": "act", "lender": "collector"}.get(name, name)
    return word(language, section, str(value)) if section in catalogue() else str(value)


def _put(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def _leave_out(text: str) -> str:
    """Without asides and a last clause that only tell what was found."""
    text = _ASIDE.sub("", text)
    for end in _ENDS:
        *_, last = [None, *re.finditer(end, text.rstrip(".。"))]
        if last is not None and "{" not in text[: last.start()] and _FOUND(text[last.end() :]):
            return text[: last.start()] + ("。" if text.endswith("。") else ".")
    return text
