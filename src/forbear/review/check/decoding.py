"""From the bytes of a file to its text, whatever encoding a phone or a carrier wrote it in."""

from __future__ import annotations

import codecs
from typing import Final

from forbear.terms import InputError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROLS: Final = frozenset(range(32)) - {9, 10, 12, 13}
_MOST_CONTROLS: Final = 0.002


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or GB18030. InputError where it is no text.

    >>> decode("时间,号码".encode("gb18030"), "bill.csv"), decode("\\ufeffa,b".encode("utf-16-le"), "x.csv")
    ('时间,号码', 'a,b')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise InputError(
                    name, "is damaged: it begins as text and goes on as something else"
                ) from None
    controls = sum(data.count(bytes((c,))) for c in _CONTROLS)
    if controls > len(data) * _MOST_CONTROLS:
        raise InputError(name, "is no text, whatever its name says")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace")
