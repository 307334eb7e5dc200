"""Spans of time in words: at any time, until a moment, or by the days of a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forbear.law.clock import Zone, find_zone
from forbear.law.clock.zones import DAY
from forbear.law.study.difference import Finding
from forbear.terms import WEEKDAYS
from forbear.web.words import word

SPANS = 3
"""How many spans are told one by one, where they follow no week."""
WORDS: Mapping[str, tuple[str, str]] = {
    "always": ("at any time", "任何时间"),
    "until": ("until {end}", "至{end}"),
    "from": ("from {start} on", "自{start}起"),
    "between": ("{start} to {end}", "{start}至{end}"),
    "daily": ("every day {spans}", "每日{spans}"),
    "never": ("not at all", "无"),
    "and": ("; ", "；"),
    "more": ("and {count} spans more", "另有{count}段"),
}

Day = tuple[tuple[int, int], ...]
"""The spans of one day, in seconds from its midnight."""


def tell_times(found: Finding, language: str) -> str:
    """When the contacts of a finding are judged otherwise, on the clock of its place."""
    zh, zone = language == "zh", find_zone(found.zone)
    start, end = found.looked
    spans = found.times
    if spans == (found.looked,):
        return WORDS["always"][zh]
    if len(spans) == 1 and (spans[0][0] == start or spans[0][1] == end):
        return _one(spans[0], start, end, zone, zh)
    week = _week(spans, start, end, zone)
    if week is not None:
        return _tell_week(week, language)
    told = [
        WORDS["between"][zh].format(start=_moment(a, zone), end=_moment(b, zone)) for a, b in spans[:SPANS]
    ]
    more = [WORDS["more"][zh].format(count=len(spans) - SPANS)] if len(spans) > SPANS else []
    return WORDS["and"][zh].join(told + more)


def _one(span: tuple[int, int], start: int, end: int, zone: Zone, zh: bool) -> str:
    if span[0] == start:
        return WORDS["until"][zh].format(end=_moment(span[1], zone))
    return WORDS["from"][zh].format(start=_moment(span[0], zone))


def _moment(t: int, zone: Zone) -> str:
    """A moment, midnight as the end of the day before would puzzle: it is the new day's 00:00."""
    at = zone.at(t)
    return f"{at:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def _week(spans: Iterable[tuple[int, int]], start: int, end: int, zone: Zone) -> list[Day] | None:
    """The spans of each day of the week, Monday first; None where two weeks, or the broken days, differ."""
    days: dict[int, list[tuple[int, int]]] = {}
    for a, b in spans:
        while a < b:
            day, second = zone.local(a)
            length = min(b - a, DAY - second)
            days.setdefault(day, []).append((second, second + length))
            a += length
    first, last = zone.day(start) + 1, zone.day(end)
    week: list[Day | None] = [None] * 7
    for day in range(first, last):
        found, weekday = tuple(days.get(day, ())), (day + 3) % 7
        if week[weekday] not in (None, found):
            return None
        week[weekday] = found
    known = [w for w in week if w is not None]
    if not known or not all(_within(days.get(d, ()), week[(d + 3) % 7]) for d in (first - 1, last)):
        return None
    common = known[0] if len(set(known)) == 1 else ()
    return [common if w is None else w for w in week]


def _within(part: Iterable[tuple[int, int]], day: Day | None) -> bool:
    """Whether the spans of a day that was not looked at whole fit those of its weekday."""
    return day is None or all(any(a <= s and e <= b for a, b in day) for s, e in part)


def _tell_week(week: list[Day], language: str) -> str:
    zh = language == "zh"
    if len(set(week)) == 1:
        return WORDS["daily"][zh].format(spans=_tell_day(week[0])) if week[0] else WORDS["never"][zh]
    by_spans: dict[Day, list[str]] = {}
    for name, spans in zip(WEEKDAYS, week, strict=True):
        if spans:
            by_spans.setdefault(spans, []).append(word(language, "weekday", name))
    comma = "、" if zh else ", "
    return WORDS["and"][zh].join(f"{comma.join(names)} {_tell_day(s)}" for s, names in by_spans.items())


def _tell_day(spans: Day) -> str:
    return ", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in spans)


def _clock(second: int) -> str:
    text = f"{second // 3600:02}:{second // 60 % 60:02}"
    return text + (f":{second % 60:02}" if second % 60 else "")
