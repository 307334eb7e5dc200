"""Dates and times as phones, carriers and people write them. They carry no offset: the clock is the borrower's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED: Final = re.compile(
    r"(?:([a-z]{3})[a-z]*\.? (\d{1,2})|(\d{1,2}) ([a-z]{3})[a-z]*\.?),? (\d{4})", re.IGNORECASE
)
_CLOCK: Final = re.compile(
    r"(上午|下午|凌晨|早上|中午|晚上)? ?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([ap])?\.?(?:m\.?)?(?![a-z])",
    re.IGNORECASE,
)
_CHINESE_CLOCK: Final = re.compile(
    r"(上午|下午|凌晨|早上|中午|晚上)?(\d{1,2})[时点](\d{1,2})分?(?:(\d{1,2})秒)?"
)
_OFFSET: Final = re.compile(r"(?:\d|\.\d+) ?(Z|[+-]\d{2}:?\d{2})$")
_EPOCH: Final = re.compile(r"\d{13}")
_AFTERNOON: Final = frozenset({"下午", "晚上", "p"})
_MORNING: Final = frozenset({"上午", "凌晨", "早上", "a"})
_MONTH_FIRST: Final = ("US", "PH")


@dataclass(slots=True, kw_only=True)
class Dates:
    """How one file's dates are read: in which zone, and whether the month comes first where that could be.

    `guessed` is set where neither the file nor the region says it for certain.
    """

    zone: ZoneInfo
    region: str = ""
    month_first: bool = False
    guessed: bool = False

    def learn(self, texts: Iterable[str]) -> None:
        """Find out by the file's own dates whether day or month comes first: one of them passes 12."""
        first = second = 0
        for text in texts:
            if _YEAR_FIRST.search(text) is None and (found := _YEAR_LAST.search(text)):
                first, second = max(first, int(found[1])), max(second, int(found[2]))
        self.month_first = second > 12 if max(first, second) > 12 else self.region.startswith(_MONTH_FIRST)
        self.guessed = 0 < max(first, second) <= 12

    def read(self, text: str) -> datetime:
        """An instant out of a date and a time. ValueError where there is no whole one.

        >>> zone = ZoneInfo("Asia/Shanghai")
        >>> Dates(zone=zone).read("2026年10月8日 下午9:15").isoformat()
        '2026-10-08T21:15:00+08:00'
        >>> Dates(zone=zone, month_first=True).read("10/08/26, 9:15:07 PM").isoformat()
        '2026-10-08T21:15:07+08:00'
        """
        plain = " ".join(text.replace("\u200e", "").replace("\u202f", " ").split())
        if _EPOCH.fullmatch(plain):
            return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(plain))).astimezone(
                self.zone
            )
        year, month, day, rest = self._day(plain)
        hour, minute, second = _clock(rest)
        told = datetime(year, month, day, hour, minute, second, tzinfo=self.zone)
        offset = _OFFSET.search(rest)
        if offset is None:
            return told
        written = offset[1].replace("Z", "+00:00")
        return datetime.fromisoformat(told.replace(tzinfo=None).isoformat() + written).astimezone(self.zone)

    def _day(self, text: str) -> tuple[int, int, int, str]:
        if found := _YEAR_FIRST.search(text):
            year, month, day = (int(found[i]) for i in (1, 2, 3))
        elif found := _NAMED.search(text):
            name, number = found[1] or found[4], found[2] or found[3]
            year, month, day = int(found[5]), _MONTHS.index(name.lower()) + 1, int(number)
        elif found := _YEAR_LAST.search(text):
            one, two, year = (int(found[i]) for i in (1, 2, 3))
            month, day = (one, two) if self.month_first else (two, one)
            year += 2000 if year < 100 else 0
        else:
            raise ValueError("has no whole date; write year, month and day")
        return year, month, day, text[: found.start()] + " " + text[found.end() :].lstrip("T,")


def _clock(text: str) -> tuple[int, int, int]:
    found = _CLOCK.search(text) or _CHINESE_CLOCK.search(text)
    if found is None:
        raise ValueError("has no time of day; write hours and minutes")
    groups = (*found.groups(), None)
    half = (found[1] or groups[4] or "").lower()
    hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    return hour, minute, second


_PARTS: Final = re.compile(
    r"(\d+) ?(小时|时|分钟|分|秒|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)", re.IGNORECASE
)


def read_seconds(text: str) -> int | None:
    """A call's length: `83`, `01:23`, `1分23秒`, `1 min 23 s`; None where it is none of these.

    >>> [read_seconds(t) for t in ("83", "00:01:23", "1分23秒", "1m 23s", "—")]
    [83, 83, 83, 83, None]
    """
    plain = text.strip()
    if re.fullmatch(r"\d{1,6}(\.0+)?", plain):
        return int(float(plain))
    if re.fullmatch(r"\d{1,3}(:\d{2}){1,2}", plain):
        total = 0
        for part in plain.split(":"):
            total = total * 60 + int(part)
        return total
    parts = _PARTS.findall(plain)
    units = {"小": 3600, "时": 3600, "h": 3600, "分": 60, "m": 60, "秒": 1, "s": 1}
    return sum(int(n) * units[unit[0].lower()] for n, unit in parts) if parts else None
