"""What a person reads, in zh-CN and in English: a catalogue with both languages side by side.

A text is named by its section and key, as `report.title`. The names of enumerated things (buckets, channels,
reasons) are sections too; a thing that the catalogue does not know is shown by its own word, never hidden.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("zh", "en")
FILES: Final = (
    ("forbear.web", "texts.toml"),
    ("forbear.web", "audit_texts.toml"),
    ("forbear.web", "law_texts.toml"),
    ("forbear.web", "law_words.toml"),
    ("forbear.web", "staff_texts.toml"),
    ("forbear.web", "statement_texts.toml"),
    ("forbear.web", "genuine_texts.toml"),
    ("forbear.web", "portal_texts.toml"),
    ("forbear.web", "console_texts.toml"),
    ("forbear.law", "words.toml"),
)
TAGS: Final = {"zh": "zh-CN", "en": "en"}


@cache
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Every text: section, key, language."""
    texts: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for room, name in FILES:
        texts |= tomllib.loads((files(room) / name).read_text(encoding="utf-8"))
    return texts


def say(language: str, key: str, **values: Any) -> str:
    """The text `key` in `language`, with its places filled in. An unknown key is a mistake of ours: KeyError.

    >>> say("en", "app.name"), say("zh", "report.title", day="2026年5月12日")
    ('forbear', '夜间处理报告 · 2026年5月12日')
    """
    section, _, name = key.partition(".")
    text = catalogue()[section][name][language]
    return text.format(**values) if values else text


def word(language: str, section: str, name: str | None) -> str:
    """The word for an enumerated thing; one that the catalogue lacks reads as its own name, spaced.

    >>> word("zh", "channel", "email"), word("en", "reason", "left_the_country"), word("en", "bucket", None)
    ('电子邮件', 'left the country', '–')
    """
    if name is None:
        return "–"
    known = catalogue()[section].get(name)
    return known[language] if known else name.replace("_", " ")


def one_of(language: str, texts: Mapping[str, str]) -> str:
    """The text in `language` out of a `{"zh": ..., "en": ...}`, or in whatever language there is.

    >>> one_of("zh", {"en": "too early"})
    'too early'
    """
    return texts.get(language) or next(iter(texts.values()), "")


def write_day(day: date, language: str) -> str:
    """A day as a person writes it.

    >>> write_day(date(2026, 5, 2), "zh"), write_day(date(2026, 5, 2), "en")
    ('2026年5月2日', '2 May 2026')
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def choose_language(wanted: str | None, accepted: str | None) -> str:
    """`zh` or `en`: what was asked for (`?lang=`), else the first that an Accept-Language header names.

    A header without either gives English; weights are heeded.

    >>> choose_language(None, "fr;q=0.9, zh-TW;q=0.8, en;q=0.5"), choose_language("en", "zh")
    ('zh', 'en')
    """
    if wanted and wanted[:2].lower() in LANGUAGES:
        return wanted[:2].lower()
    ranked = []
    for place, part in enumerate((accepted or "").split(",")):
        tag, _, weight = part.strip().partition(";")
        if tag[:2].lower() in LANGUAGES:
            ranked.append((-_weight(weight), place, tag[:2].lower()))
    return min(ranked)[2] if ranked else "en"


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q="))
    except ValueError:
        return 1.0
