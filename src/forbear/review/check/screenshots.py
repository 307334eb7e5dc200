"""Pictures of a screen: read by an OCR library where one is installed, otherwise kept as exhibits that nobody read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_BEGINNINGS: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_SURE: Final = 0.5
_ASIDE: Final = 0.15
"""By how much of the width a line must be nearer to the right edge than to the left."""


def is_picture(begins: bytes) -> bool:
    """Whether a file's first bytes are those of a picture."""
    return begins.startswith(_BEGINNINGS)


def can_read() -> bool:
    """Whether an OCR library is installed (`pip install 'forbear[ocr]'`)."""
    return find_spec("rapidocr") is not None


@cache
def _reader() -> Any:
    """The library with its models, which take a second to load; they lie in its wheel, nothing is fetched."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def read_picture(path: Path) -> str:
    """The lines of a picture, top to bottom, without the owner's own; empty where nothing could be read.

    What comes out is a machine's reading: it is shown as such and needs a person's eye.
    """
    found = _reader()(str(path))
    if found is None or found.txts is None:
        return ""
    width = float(found.img.shape[1])
    lines = zip(found.boxes, found.txts, found.scores, strict=True)
    return join_lines(
        text
        for box, text, score in lines
        if score >= _SURE and not is_own(float(box[0][0]), float(box[2][0]), width)
    )


def is_own(left: float, right: float, width: float) -> bool:
    """Whether a line stands at the right of a picture, where a chat shows the words of the phone's owner.

    >>> is_own(505, 689, 750), is_own(55, 494, 750), is_own(294, 474, 750)
    (True, False, False)
    """
    return left - (width - right) > _ASIDE * width


def join_lines(lines: Iterable[str]) -> str:
    """Lines of a picture as running text: a break in Chinese is none, elsewhere it is a space.

    >>> join_lines(["今天再不", "还", "pay", "now"])
    '今天再不还pay now'
    """
    text = ""
    for line in lines:
        text += (" " if text and text[-1].isascii() and line[:1].isascii() else "") + line
    return text
