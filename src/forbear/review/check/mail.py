"""Mail: single messages (.eml) and mailboxes (mbox). Attachments stay closed."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from datetime import UTC
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from forbear.review.check.record import MOST_TEXT, Record, Unread


def read_eml(data: bytes, zone: ZoneInfo, mine: frozenset[str]) -> Record | Unread:
    """One message. `mine` are the borrower's own addresses: what came from one of them was sent by the borrower."""
    return _read(BytesParser(policy=policy.default).parsebytes(data), 1, zone, mine)


def read_mbox(path: Path, zone: ZoneInfo, mine: frozenset[str]) -> Iterator[Record | Unread]:
    """The messages of a mailbox."""
    box: Any = mailbox.mbox(path, factory=cast(Any, _parse), create=False)
    try:
        for number, message in enumerate(box, 1):
            yield _read(message, number, zone, mine)
    finally:
        box.close()


def _parse(file: Any) -> Message:
    return BytesParser(policy=policy.default).parse(file)


def _read(message: Message, number: int, zone: ZoneInfo, mine: frozenset[str]) -> Record | Unread:
    try:
        sender = parseaddr(str(message["From"] or ""))[1]
        at = parsedate_to_datetime(str(message["Date"]))
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
        text = _text(message)
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        return Unread(line=number, why="has no date or text that can be read")
    if not sender:
        return Unread(line=number, why="has no sender")
    sent = sender.casefold() in mine
    other = parseaddr(str(message["To"] or ""))[1] if sent else sender
    subject = str(message["Subject"] or "").strip()
    return Record(
        line=number, at=at, channel="email", incoming=not sent, other=other or "?",
        text=f"{subject}\n{text}".strip()[:MOST_TEXT], result="sent" if sent else "delivered",
    )  # fmt: skip


def _text(message: Message) -> str:
    if not isinstance(message, EmailMessage):
        return ""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = body.get_content()
    return _strip(content) if body.get_content_subtype() == "html" else str(content)


class _Words(HTMLParser):
    """The words of a page, without its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.found.append(data.strip())


def _strip(page: str) -> str:
    words = _Words()
    words.feed(page[: 20 * MOST_TEXT])
    return "\n".join(words.found)
