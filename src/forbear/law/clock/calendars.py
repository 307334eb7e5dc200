"""Calendars that a rule in force needs: the legal public holidays that 5 U.S.C. 6103(a) names."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last(year: int, month: int, weekday: int) -> date:
    return (
        _nth(year, month, weekday, 5)
        if _nth(year, month, weekday, 5).month == month
        else _nth(year, month, weekday, 4)
    )


@lru_cache(maxsize=64)
def us_legal_holidays(year: int) -> frozenset[date]:
    """The days that 5 U.S.C. 6103(a) names in a year, on their own dates (a Saturday stays a Saturday).

    >>> date(2026, 11, 26) in us_legal_holidays(2026)
    True
    """
    days = {
        date(year, 1, 1),
        _nth(year, 1, 0, 3),
        _nth(year, 2, 0, 3),
        _last(year, 5, 0),
        date(year, 7, 4),
        _nth(year, 9, 0, 1),
        _nth(year, 10, 0, 2),
        date(year, 11, 11),
        _nth(year, 11, 3, 4),
        date(year, 12, 25),
    }
    if year >= 2021:
        days.add(date(year, 6, 19))
    return frozenset(days)


def add_us_business_days(start: date, count: int) -> date:
    """The date `count` days after `start`, not counting Saturdays, Sundays and legal public holidays.

    12 CFR 1006.34(b)(5): assumed receipt is at least five such days after a notice is provided.

    >>> add_us_business_days(date(2026, 3, 2), 5)
    datetime.date(2026, 3, 9)
    """
    day = start
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in us_legal_holidays(day.year):
            count -= 1
    return day
