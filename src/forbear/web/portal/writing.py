"""Moments as a person writes them, in the zone where that person lives."""

from __future__ import annotations

from datetime import datetime, tzinfo

from forbear.web.words import say, write_day

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def write_moment(at: datetime, clock: tzinfo, language: str) -> str:
    """A day and a time of day.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> noon = datetime(2026, 5, 12, 4, 5, tzinfo=UTC)
    >>> write_moment(noon, ZoneInfo("Asia/Shanghai"), "zh"), write_moment(noon, ZoneInfo("Asia/Shanghai"), "en")
    ('2026年5月12日（周二）12:05', 'Tue 12 May 2026, 12:05')
    """
    local = at.astimezone(clock)
    day, weekday = write_day(local.date(), language), say(language, f"weekday.{_WEEKDAYS[local.weekday()]}")
    return f"{day}（{weekday}）{local:%H:%M}" if language == "zh" else f"{weekday} {day}, {local:%H:%M}"
