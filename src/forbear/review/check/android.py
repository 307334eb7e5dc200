"""Messages and calls as the Android app "SMS Backup & Restore" writes them (XML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from forbear.review.check.record import MOST_TEXT, Record, Unread
from forbear.terms import InputError

_INCOMING, _OUTGOING, _MISSED, _VOICEMAIL, _REJECTED, _REFUSED = "1", "2", "3", "4", "5", "6"
_RESULTS: Final = {
    _MISSED: "unanswered",
    _VOICEMAIL: "voicemail",
    _REJECTED: "unanswered",
    _REFUSED: "unanswered",
}
_HALVES: Final = re.compile(rb"&#(5[56]\d{3});&#(5[67]\d{3});")
_LONGEST_LINE: Final = 1 << 20


def read_android(path: Path, zone: ZoneInfo) -> Iterator[Record | Unread]:
    """The messages and calls of a backup. InputError where it is no such file, or holds entities of its own."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    number = 0
    try:
        with _Mended(path) as file:
            for _, element in iterparse(file, events=("end",), forbid_dtd=True):
                if element.tag in ("sms", "mms", "call"):
                    number += 1
                    yield _read(element, number, zone)
                    element.clear()
    except DefusedXmlException:
        raise InputError(
            path.name, "defines entities or a document type, which no backup does; not read"
        ) from None
    except (ParseError, UnicodeError, LookupError):
        if number == 0:
            raise InputError(path.name, "is no XML that can be read") from None
        yield Unread(line=number + 1, why="the file breaks off here, or is damaged")


def _read(element: Any, number: int, zone: ZoneInfo) -> Record | Unread:
    try:
        stamp = int(element.get("date", ""))
        at = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=stamp)).astimezone(zone)
    except (ValueError, OverflowError):
        return Unread(line=number, why="has no date")
    if element.tag == "call":
        return _call(element, number, at)
    other = element.get("address", "")
    if not other:
        return Unread(line=number, why="has no sender")
    sent = element.get("type" if element.tag == "sms" else "msg_box", "1") != "1"
    text = element.get("body", "") if element.tag == "sms" else _parts(element)
    return Record(
        line=number, at=at, channel="sms", incoming=not sent, other=other, text=text[:MOST_TEXT],
        result="sent" if sent else "delivered",
    )  # fmt: skip


def _call(element: Any, number: int, at: datetime) -> Record | Unread:
    other, kind = element.get("number", ""), element.get("type", "")
    duration = element.get("duration", "0")
    seconds = int(duration) if duration.isdigit() and len(duration) < 7 else 0
    if kind not in {_INCOMING, _OUTGOING, *_RESULTS}:
        return Unread(line=number, why="is of a kind of call that is not known")
    result = _RESULTS.get(kind) or ("conversation" if seconds else "unanswered")
    return Record(
        line=number, at=at, channel="call", incoming=kind != _OUTGOING, other=other or "?",
        seconds=seconds, result=result,
    )  # fmt: skip


def _parts(element: Any) -> str:
    texts = (part.get("text", "") for part in element.iter("part") if part.get("ct") == "text/plain")
    return "\n".join(text for text in texts if text and text != "null")


class _Mended:
    """The file with its emoji made readable: the app writes each as two halves, which XML does not allow."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("rb")

    def __enter__(self) -> _Mended:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        """The next line, mended; what the parser asks for by size is a hint to it only."""
        return _HALVES.sub(_join, self._file.readline(_LONGEST_LINE))


def _join(halves: re.Match[bytes]) -> bytes:
    high, low = int(halves[1]), int(halves[2])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return halves[0]
    return f"&#{0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00)};".encode()
