"""Pictures of a screen: read by an OCR library where one is installed, otherwise kept as exhibits that nobody read."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_BEGINNINGS: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_SURE: Final = 0.5


def is_picture(begins: bytes) -> bool:
    """Whether a file's first bytes are those of a picture."""
    return begins.startswith(_BEGINNINGS)


def can_read() -> bool:
    """Whether an OCR library is installed (`pip install 'forbear[ocr]'`)."""
    return find_spec("rapidocr") is not None


def read_picture(path: Path) -> str:
    """The lines of a picture, top to bottom; empty where nothing could be read.

    What comes out is a machine's reading: it is shown as such and needs a person's eye.
    """
    from rapidocr import RapidOCR

    found = RapidOCR(params={"Global.log_level": "error"})(str(path))
    if found is None or found.txts is None:
        return ""
    lines = (t for t, score in zip(found.txts, found.scores, strict=True) if score >= _SURE)
    return join_lines(lines)


def join_lines(lines: Iterable[str]) -> str:
    """Lines of a picture as running text: a break in Chinese is none, elsewhere it is a space.

    >>> join_lines(["今天再不", "还", "pay", "now"])
    '今天再不还pay now'
    """
    text = ""
    for line in lines:
        text += (" " if text and text[-1].isascii() and line[:1].isascii() else "") + line
    return text
