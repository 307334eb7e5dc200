"""A letter on paper: A4 for a window envelope, set by typst, the same bytes for the same letter."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, Final

import typst

from forbear.gate.templates import Message
from forbear.gate.wording import written_day
from forbear.review.check.pdf import choose_fonts

_LONGEST_LINE: Final = 46
_PUBLIC: Final = {"zh": "官方客服电话 {number}", "en": "Public number {number}"}
_FULL_STOPS: Final = "、，。；："


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLetter:
    """What stands on paper: to whom and where, who speaks, the words, the day. Never log it."""

    contact: str
    name: str = field(repr=False)
    to: str = field(repr=False)
    sender: str
    public_number: str
    language: str
    message: Message = field(repr=False)
    on: date


def set_letter(letter: PaperLetter) -> bytes:
    """The letter as a PDF. InputError where no font of this machine has its language."""
    language = "zh" if letter.language.lower().startswith("zh") else "en"
    told: dict[str, Any] = {
        "contact": letter.contact,
        "lang": language,
        "fonts": choose_fonts(language),
        "sender": letter.sender,
        "public": _PUBLIC[language].format(number=letter.public_number),
        "lines": address_lines(letter.name, letter.to, language),
        "day": written_day(letter.on, language),
        "subject": letter.message.subject,
        "parts": [part for part in letter.message.text.strip().split("\n\n") if part],
    }
    source = (files("forbear.gate") / "channels" / "letter.typ").read_bytes()
    made = typst.compile(source, sys_inputs={"told": json.dumps(told, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


def address_lines(name: str, to: str, language: str) -> list[str]:
    """The lines of an address field: in English the name first, in Chinese the place first and the name last.

    >>> address_lines("Anna Brown", "88 Nanjing Road, Shanghai 200001", "en")
    ['Anna Brown', '88 Nanjing Road', 'Shanghai 200001']
    >>> address_lines("李雷", "人民路12号 示例市 000000", "zh")
    ['人民路12号', '示例市 000000', '李雷（收）']
    """
    lines = [line.strip() for line in to.splitlines() if line.strip()]
    if len(lines) == 1 and language == "en":
        lines = [part.strip() for part in lines[0].split(",") if part.strip()]
    elif len(lines) == 1:
        first, _, rest = lines[0].partition(" ")
        lines = [part for part in (first, rest.strip(_FULL_STOPS + " ")) if part]
    lines = [line[at : at + _LONGEST_LINE] for line in lines for at in range(0, len(line), _LONGEST_LINE)]
    return [name, *lines] if language == "en" else [*lines, f"{name}（收）"]
