"""The statement as a PDF, to print or keep."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, Final

import typst

from forbear.terms import InputError
from forbear.web.statement.telling import Statement
from forbear.web.words import TAGS, say

FONTS: Final = (
    "Noto Sans",
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "Source Han Sans SC",
)
"""Fonts of the document, the first that has a letter sets it; embedded as far as they are used."""
CHINESE: Final = FONTS[2:]
_HEADINGS: Final = ("sums", "story", "if_unpaid", "objecting", "by_rule", "footer")


def statement_document(statement: Statement) -> bytes:
    """The statement as a PDF. InputError where no font with Chinese in it is there, and Chinese is asked for."""
    language = statement.language
    told: dict[str, Any] = asdict(statement) | {"lang": TAGS[language][:2]}
    told |= {name: say(language, f"owed.{name}") for name in _HEADINGS}
    told["fonts"] = find_fonts(language)
    source = (files("forbear.web") / "statement" / "document.typ").read_bytes()
    made = typst.compile(source, sys_inputs={"told": json.dumps(told, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


def find_fonts(language: str) -> list[str]:
    """The fonts of this machine to set a document with. InputError where it is Chinese and none has Chinese in it."""
    there = _families()
    if language == "zh" and not there & {name.lower() for name in CHINESE}:
        raise InputError(
            "fonts", "none has Chinese in it; install one (Debian: apt-get install fonts-wqy-microhei)"
        )
    return [name for name in FONTS if name.lower() in there] or [FONTS[0]]


@cache
def _families() -> frozenset[str]:
    return frozenset(name.lower() for name in typst.Fonts(include_system_fonts=True).families())
