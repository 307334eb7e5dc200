"""Chats as text: WhatsApp's "Export chat", and the shapes in which WeChat's conversations are handed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from forbear.review.check.dates import Dates
from forbear.review.check.record import MOST_TEXT, Record, Unread

_DAY: Final = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日)"
_TIME: Final = r"(?:上午|下午|凌晨|晚上|中午)? ?\d{1,2}:\d{2}(?::\d{2})?(?: ?[apAP]\.?[mM]\.?)?"
_WHATSAPP: Final = re.compile(rf"\[?({_DAY}),? ({_TIME})(?:\] | - )(?:([^:\n]{{1,80}}?): )?(.*)$")
_WECHAT_DAY: Final = re.compile(rf"[—–-]{{3,}} *({_DAY}) *[—–-]{{3,}}$")
_WECHAT_HEAD: Final = re.compile(rf"(\S.{{0,60}}?) {{1,4}}({_TIME})$")
_NAME_FIRST: Final = re.compile(rf"(\S.{{0,60}}?) +({_DAY}) ({_TIME})$")
_TIME_FIRST: Final = re.compile(rf"({_DAY}) ({_TIME}) +(\S.{{0,60}})$")
_MISSED: Final = re.compile(
    r"missed (?:voice|video) call|未接(?:语音|视频|来电)|未接听|对方已取消", re.IGNORECASE
)
_CALL: Final = re.compile(r"^\W*(?:(?:voice|video) call\b|\[?(?:语音|视频)通话\]?|通话时长)", re.IGNORECASE)


@dataclass(slots=True)
class _Piece:
    line: int
    when: str
    who: str
    lines: list[str] = field(default_factory=list)


def looks_like_whatsapp(text: str) -> bool:
    """Whether a text begins like WhatsApp's export."""
    return any(_WHATSAPP.match(_plain(line)) for line in text[:4000].splitlines()[:20])


def looks_like_wechat(text: str) -> bool:
    """Whether a text begins like a WeChat conversation handed on."""
    lines = [_plain(line) for line in text[:8000].splitlines()[:60]]
    return any(_WECHAT_DAY.match(s) or _NAME_FIRST.match(s) or _TIME_FIRST.match(s) for s in lines)


def read_whatsapp(
    text: str, dates: Dates, mine: frozenset[str], owner: str | None
) -> Iterator[Record | Unread]:
    """The messages of a WhatsApp export. What has no sender is the program's own and left out.

    `mine` are names, casefolded, under which the phone's owner writes.
    """
    pieces: list[_Piece] = []
    for number, line in enumerate(text.splitlines(), 1):
        if found := _WHATSAPP.match(_plain(line)):
            pieces.append(_Piece(number, f"{found[1]} {found[2]}", found[3] or "", [found[4]]))
        elif pieces:
            pieces[-1].lines.append(line)
    yield from _records(pieces, dates, mine, owner)


def read_wechat(
    text: str, dates: Dates, mine: frozenset[str], owner: str | None
) -> Iterator[Record | Unread]:
    """The messages of a WeChat conversation as text: the mailed history, or `name date time` above each message."""
    pieces: list[_Piece] = []
    day = ""
    for number, line in enumerate(text.splitlines(), 1):
        plain = _plain(line)
        if found := _WECHAT_DAY.match(plain):
            day = found[1]
        elif found := _NAME_FIRST.match(plain):
            pieces.append(_Piece(number, f"{found[2]} {found[3]}", found[1]))
        elif found := _TIME_FIRST.match(plain):
            pieces.append(_Piece(number, f"{found[1]} {found[2]}", found[3]))
        elif day and (found := _WECHAT_HEAD.match(plain)):
            pieces.append(_Piece(number, f"{day} {found[2]}", found[1]))
        elif pieces:
            pieces[-1].lines.append(line)
    yield from _records(pieces, dates, mine, owner)


def _plain(line: str) -> str:
    return line.translate({0x200E: None, 0x200F: None, 0xFEFF: None, 0x202F: " ", 0xA0: " "}).strip()


def _records(
    pieces: list[_Piece], dates: Dates, mine: frozenset[str], owner: str | None
) -> Iterator[Record | Unread]:
    dates.learn(piece.when for piece in pieces)
    others = [p.who for p in pieces if p.who and p.who.casefold() not in mine]
    partner = others[0] if others else "?"
    for piece in pieces:
        if not piece.who:
            continue
        try:
            at = dates.read(piece.when)
        except ValueError as e:
            yield Unread(line=piece.line, why=str(e))
            continue
        yield _record(piece, at, partner, mine, owner, dates.guessed)


def _record(
    piece: _Piece, at: datetime, partner: str, mine: frozenset[str], owner: str | None, guessed: bool
) -> Record:
    text = "\n".join(piece.lines).strip()
    sent = piece.who.casefold() in mine
    call = "unanswered" if _MISSED.search(text[:60]) else "conversation" if _CALL.match(text) else None
    return Record(
        line=piece.line, at=at, channel="call" if call else "im", incoming=not sent,
        other=partner if sent else piece.who, owner=owner, text=None if call else text[:MOST_TEXT],
        result=call or ("sent" if sent else "delivered"),
        doubts=frozenset({"order"}) if guessed else frozenset(),
    )  # fmt: skip
