"""Showing an address without giving it away."""

from __future__ import annotations

import re
from typing import Final

_LETTER: Final = r"[^\s@<>,;:()\"'，。；：（）]"
_MAILBOX: Final = re.compile(rf"{_LETTER}{{1,64}}@{_LETTER}{{1,255}}\.[A-Za-z]{{2,24}}")
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9_.,])(?:\+|\()?\d(?:[\s().·\-‐-―]{0,2}\d){6,}(?![A-Za-z0-9_])")
_REACHES: Final = re.compile(
    r"\S@\S|\+\d[\d ().-]{6,}|(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"
    r"|\(\d{3}\) ?\d{3}[ -]?\d{4}(?!\d)"
)
_NO_NUMBER: Final = re.compile(r"\d{4}([-.])\d{1,2}\1\d{1,2}(\s\d{1,2})?|\d+\.\d{1,2}")
_HARDLY_A_NUMBER: Final = 8


def mask_address(kind: str, value: str) -> str:
    """An address as a screen or a log may show it: enough to recognise one's own, too little to use.

    >>> mask_address("mobile", "+8613800138000")
    '+86•••••••••00'
    >>> mask_address("email", "li.lei@example.com")
    'l•••@e•••.com'
    >>> mask_address("post", "88 Nanjing Road, Shanghai")
    '•••'
    """
    if kind == "email":
        name, _, host = value.partition("@")
        first, _, top = host.rpartition(".")
        return f"{name[:1]}•••@{first[:1]}•••.{top}"
    if kind in ("mobile", "landline"):
        if sum(character.isdigit() for character in value) < _HARDLY_A_NUMBER:
            return "•••" + value[-2:]
        shown = 3 if value.startswith("+") else 2
        return value[:shown] + "•" * (len(value) - shown - 2) + value[-2:]
    return "•••"


def holds_address(name: str) -> bool:
    """Whether an id, or a key, has somebody's number or mailbox in it. Other long numbers are ids as good as any.

    >>> [holds_address(name) for name in ("+86 138 0013 8000", "13800138000", "li@mail.example", "202605120001")]
    [True, True, True, False]
    """
    return _REACHES.search(name) is not None


def hide_addresses(text: str) -> str:
    """A free text with the mailboxes and the numbers of seven digits or more in it hidden, dates and amounts kept.

    >>> hide_addresses("2026-05-12: 他说打 138 0013 8000，或 li.lei@example.com；欠 1234567.00 元")
    '2026-05-12: 他说打 •••00，或 •••；欠 1234567.00 元'
    """

    def hide(found: re.Match[str]) -> str:
        return found[0] if _NO_NUMBER.fullmatch(found[0]) else f"•••{found[0][-2:]}"

    return _NUMBER.sub(hide, _MAILBOX.sub("•••", text))


def mask_name(name: str) -> str:
    """The initial of a name: the first character of a Chinese name, the first letter of any other.

    >>> mask_name("李雷"), mask_name("Anna Brown")
    ('李•', 'A•')
    """
    return f"{name.strip()[:1]}•"
