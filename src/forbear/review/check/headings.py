"""What a table's headings mean, in Chinese and English, however a carrier or a phone words them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "at": (
        "通话开始时间", "起始时间", "开始时间", "呼叫时间", "发送时间", "接收时间", "日期时间", "通话时间", "时间",
        "message date", "date/time", "date and time", "datetime", "call time", "start time", "timestamp", "strtime",
        "at", "when", "time", "date", "日期",
    ),
    "day": ("通话日期", "日期", "call date", "date", "day"),
    "clock": ("通话时刻", "时刻", "开始时间", "通话时间", "时间", "call time", "time"),
    "caller": (
        "主叫号码", "来电号码", "来电", "主叫", "发件人", "calling number", "caller", "from", "sender id", "sender",
    ),
    "callee": ("被叫号码", "接听号码", "接收号码", "called number", "to number", "called", "to", "recipient"),
    "other": (
        "对方号码", "对端号码", "通话号码", "联系号码", "对方账号", "对方", "电话号码", "手机号码", "号码", "电话",
        "chat session", "other party", "phone number", "contact number", "number", "phone", "remark",
        "nickname", "talker",
    ),
    "who": ("接听人", "被叫人", "接到的人", "接电话的人", "谁", "who", "person", "person called", "answered by"),
    "kind": (
        "呼叫类型", "通话类型", "通信方式", "通信类型", "主叫/被叫", "主被叫", "呼叫方式", "方向", "类型", "状态",
        "call type", "direction", "type", "issender", "status",
    ),
    "seconds": (
        "通话时长", "时长", "通信时长", "duration", "call duration", "length",
    ),
    "text": (
        "短信内容", "内容", "消息内容", "消息", "说了什么", "通话内容", "备注", "text", "message", "content",
        "strcontent", "body", "what was said", "said", "note", "notes",
    ),
    "channel": ("渠道", "方式", "业务类型", "channel", "service", "medium"),
}  # fmt: skip
"""The meanings of columns, each with the headings it goes by; the first that a table has is taken."""
NEEDED: Final = ("at", "other")
_OUT: Final = re.compile(
    r"主叫|去电|呼出|拨出|已拨|发送|发出|outgoing|dialled|dialed|\bsent\b|placed|\bout\b", re.IGNORECASE
)
_MISSED: Final = re.compile(
    r"未接|拒接|拒绝|未应答|无人接听|missed|rejected|declined|unanswered|no answer", re.IGNORECASE
)
_IN: Final = re.compile(
    r"被叫|来电|呼入|已接|接听|接通|接收|收到|收件|incoming|received|answered|\bin\b", re.IGNORECASE
)
_VOICEMAIL: Final = re.compile(r"语音信箱|语音留言|留言|voice ?mail", re.IGNORECASE)
_CHANNELS: Final = (
    (re.compile(r"微信|wechat|whatsapp|telegram|\bqq\b|im\b|聊天", re.IGNORECASE), "im"),
    (re.compile(r"短信|彩信|短消息|sms|mms|imessage|text message", re.IGNORECASE), "sms"),
    (re.compile(r"邮件|e-?mail", re.IGNORECASE), "email"),
    (re.compile(r"上门|visit", re.IGNORECASE), "visit"),
    (re.compile(r"信函|挂号信|letter", re.IGNORECASE), "letter"),
    (re.compile(r"语音通话|语音|通话|电话|\bcall|voice|phone", re.IGNORECASE), "call"),
)


def find_columns(header: Sequence[str], told: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column holds what, by meaning; `told` (meaning → heading) is believed first.

    A heading in brackets or with a unit is known by what stands before it. Without `at` and somebody's number
    the answer is no table of contacts.

    >>> find_columns(["序号", "起始时间", "对方号码", "呼叫类型", "通话时长(秒)"])
    {'at': 1, 'kind': 3, 'other': 2, 'seconds': 4}
    """
    names = [_plain(name) for name in header]
    found: dict[str, int] = {}
    for meaning, heading in (told or {}).items():
        if meaning in MEANINGS and _plain(heading) in names:
            found[meaning] = names.index(_plain(heading))
    taken = set(found.values())
    for meaning in ("day", "clock") if _is_split(names) else ("at",):
        _take(meaning, names, found, taken)
    for meaning in MEANINGS:
        if meaning not in ("at", "day", "clock"):
            _take(meaning, names, found, taken)
    return dict(sorted(found.items()))


def _take(meaning: str, names: Sequence[str], found: dict[str, int], taken: set[int]) -> None:
    if meaning in found:
        return
    for word in MEANINGS[meaning]:
        place = next((i for i, name in enumerate(names) if name == word and i not in taken), None)
        if place is not None:
            found[meaning] = place
            taken.add(place)
            return


def _is_split(names: Sequence[str]) -> bool:
    """Whether day and time of day stand in two columns."""
    return bool({"日期", "通话日期", "date", "call date", "day"} & set(names)) and bool(
        set(MEANINGS["clock"]) & set(names)
    )


def _plain(name: str) -> str:
    return (
        re.sub(r"[（(\[].*?[）)\]]", "", name).replace("\ufeff", "").strip().casefold()
        or name.strip().casefold()
    )


def usable(columns: Mapping[str, int]) -> bool:
    """Whether a table with these columns can be read: it says when, and with whom."""
    return ("at" in columns or {"day", "clock"} <= columns.keys()) and bool(
        {"other", "caller", "callee"} & columns.keys()
    )


def direction_of(kind: str) -> tuple[bool | None, str | None]:
    """Whether a cell says incoming (None: not told), and with what result where it says that.

    >>> direction_of("被叫"), direction_of("Missed call"), direction_of("主叫")
    ((True, None), (True, 'unanswered'), (False, None))
    """
    if _MISSED.search(kind):
        return True, "unanswered"
    if _VOICEMAIL.search(kind):
        return True, "voicemail"
    if _OUT.search(kind):
        return False, None
    if _IN.search(kind) or kind.strip() == "0":
        return True, None
    return (False if kind.strip() == "1" else None), None


def channel_of(told: str) -> str | None:
    """The channel that a cell names; None where it names none.

    >>> channel_of("国内短信"), channel_of("语音通话"), channel_of("iMessage")
    ('sms', 'call', 'sms')
    """
    return next((channel for pattern, channel in _CHANNELS if pattern.search(told)), None)
