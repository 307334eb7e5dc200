"""Calendars that a rule in force needs: public holidays by place, business days, months.

Where the days of a year are not known, the fact is missing; they are never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_EPOCH = date(1970, 1, 1).toordinal()


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last(year: int, month: int, weekday: int) -> date:
    return (
        _nth(year, month, weekday, 5)
        if _nth(year, month, weekday, 5).month == month
        else _nth(year, month, weekday, 4)
    )


def _no_days(year: int) -> frozenset[date]:
    return frozenset()


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


def easter_sunday(year: int) -> date:
    """Easter Sunday by the Gregorian reckoning (the anonymous algorithm, Nature, 20 April 1876).

    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * week) // 451
    month, day = divmod(h + week - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _au_named_days(year: int) -> frozenset[date]:
    easter = easter_sunday(year)
    fixed = {date(year, m, d) for m, d in ((1, 1), (1, 26), (4, 25), (12, 25), (12, 26))}
    return frozenset(fixed | {easter + timedelta(days=n) for n in (-2, 0, 1)})


def _mx_rest_days(year: int) -> frozenset[date]:
    days = {date(year, m, d) for m, d in ((1, 1), (5, 1), (9, 16), (12, 25))}
    days |= {_nth(year, 2, 0, 1), _nth(year, 3, 0, 3), _nth(year, 11, 0, 3)}
    if year % 6 == 2:  # the federal executive changes: 1 December until 2018, 1 October since 2024
        days.add(date(year, 12, 1) if year < 2024 else date(year, 10, 1))
    return frozenset(days)


def _au_sa_days(year: int) -> frozenset[date]:
    return _dated(year, _AU_SA)


def _id_days(year: int) -> frozenset[date]:
    return _dated(year, _ID)


def _dated(year: int, table: Mapping[int, str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(f"{year}-{day}") for day in table[year].split())


_AU_SA = {
    2021: "01-01 01-26 03-08 04-02 04-03 04-05 04-25 04-26 06-14 10-04 12-26 12-27 12-28",
    2022: "01-03 01-26 03-14 04-15 04-16 04-18 04-25 06-13 09-22 10-03 12-25 12-26 12-27",
    2023: "01-01 01-02 01-26 03-13 04-07 04-08 04-10 04-25 06-12 10-02 12-25 12-26",
    2024: "01-01 01-26 03-11 03-29 03-30 03-31 04-01 04-25 06-10 10-07 12-25 12-26",
    2025: "01-01 01-27 03-10 04-18 04-19 04-20 04-21 04-25 06-09 10-06 12-25 12-26",
    2026: "01-01 01-26 03-09 04-03 04-04 04-05 04-06 04-25 06-08 10-05 12-25 12-26 12-28",
    2027: "01-01 01-26 03-08 03-26 03-27 03-28 03-29 04-25 06-14 10-04 12-25 12-26 12-27 12-28",
}
_ID = {
    2023: "01-01 01-22 02-18 03-22 04-07 04-22 04-23 05-01 05-18 06-01 06-04 06-29 07-19 08-17 09-28 12-25",
    2024: "01-01 02-08 02-10 02-14 03-11 03-29 03-31 04-10 04-11 05-01 05-09 05-23 06-01 06-17 07-07 08-17"
    " 09-16 11-27 12-25",
    2025: "01-01 01-27 01-29 03-29 03-31 04-01 04-18 04-20 05-01 05-12 05-29 06-01 06-06 06-27 08-17 09-05"
    " 12-25",
    2026: "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 08-25"
    " 12-25",
}

_CN = {
    2019: "01-01 02-04 02-05 02-06 02-07 02-08 02-09 02-10 04-05 04-06 04-07 05-01 05-02 05-03"
    " 05-04 06-07 06-08 06-09 09-13 09-14 09-15 10-01 10-02 10-03 10-04 10-05 10-06 10-07",
    2020: "01-01 01-24 01-25 01-26 01-27 01-28 01-29 01-30 01-31 02-01 02-02 04-04 04-05 04-06"
    " 05-01 05-02 05-03 05-04 05-05 06-25 06-26 06-27 10-01 10-02 10-03 10-04 10-05 10-06"
    " 10-07 10-08",
    2021: "01-01 01-02 01-03 02-11 02-12 02-13 02-14 02-15 02-16 02-17 04-03 04-04 04-05 05-01"
    " 05-02 05-03 05-04 05-05 06-12 06-13 06-14 09-19 09-20 09-21 10-01 10-02 10-03 10-04"
    " 10-05 10-06 10-07",
    2022: "01-01 01-02 01-03 01-31 02-01 02-02 02-03 02-04 02-05 02-06 04-03 04-04 04-05 04-30"
    " 05-01 05-02 05-03 05-04 06-03 06-04 06-05 09-10 09-11 09-12 10-01 10-02 10-03 10-04"
    " 10-05 10-06 10-07 12-31",
    2023: "01-01 01-02 01-21 01-22 01-23 01-24 01-25 01-26 01-27 04-05 04-29 04-30 05-01 05-02"
    " 05-03 06-22 06-23 06-24 09-29 09-30 10-01 10-02 10-03 10-04 10-05 10-06 12-30 12-31",
    2024: "01-01 02-10 02-11 02-12 02-13 02-14 02-15 02-16 02-17 04-04 04-05 04-06 05-01 05-02"
    " 05-03 05-04 05-05 06-10 09-15 09-16 09-17 10-01 10-02 10-03 10-04 10-05 10-06 10-07",
    2025: "01-01 01-28 01-29 01-30 01-31 02-01 02-02 02-03 02-04 04-04 04-05 04-06 05-01 05-02"
    " 05-03 05-04 05-05 05-31 06-01 06-02 10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08",
    2026: "01-01 01-02 01-03 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23 04-04 04-05"
    " 04-06 05-01 05-02 05-03 05-04 05-05 06-19 06-20 06-21 09-25 09-26 09-27 10-01 10-02"
    " 10-03 10-04 10-05 10-06 10-07",
}
_CN_WORKED = {
    2019: "02-02 02-03 04-28 05-05 09-29 10-12",
    2020: "01-19 04-26 05-09 06-28 09-27 10-10",
    2021: "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    2022: "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    2023: "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays of a place: where they come from, and the years for which they are known.

    `last` is None where the days follow from the calendar alone (a date, the n-th Monday, Easter). `worked_in`
    tells the Saturdays and Sundays that are worked to make up for a holiday.
    """

    source: str
    first: int
    last: int | None
    days_in: Callable[[int], frozenset[date]]
    worked_in: Callable[[int], frozenset[date]] = _no_days

    def holds(self, year: int) -> bool:
        """Whether the days of a year are known."""
        return self.first <= year and (self.last is None or year <= self.last)


CALENDARS: Mapping[str, Calendar] = {
    "us.legal": Calendar("5 U.S.C. 6103(a), on the days' own dates", 1986, None, us_legal_holidays),
    "cn.workdays": Calendar("chinesecalendar 1.11: the State Council's yearly arrangements", 2019, 2026,
                            lambda year: _dated(year, _CN), lambda year: _dated(year, _CN_WORKED)),
    "au.national": Calendar("RG 96 Part 2 s4 and fn 11: the eight days it names, on their own dates", 1900, None,
                            _au_named_days),
    "au.sa": Calendar("python-holidays 0.109, Australia, South Australia", 2021, 2027, _au_sa_days),
    "id.national": Calendar("python-holidays 0.109, Indonesia: by the yearly joint decree", 2023, 2026, _id_days),
    "mx.rest_days": Calendar("Ley Federal del Trabajo art. 74; checked against python-holidays 0.109", 2007, None,
                             _mx_rest_days),
}  # fmt: skip
"""The calendars that a rule may name."""


@lru_cache(maxsize=512)
def holidays(name: str, year: int) -> frozenset[int] | None:
    """The holidays of a calendar in a year, as numbers of days; None where they are not known.

    >>> holidays("id.national", 2027) is None, len(holidays("au.national", 2026))
    (True, 8)
    """
    calendar = CALENDARS[name]
    if not calendar.holds(year):
        return None
    return frozenset(d.toordinal() - _EPOCH for d in calendar.days_in(year))


def is_holiday(name: str, day: int) -> bool | None:
    """Whether a local day (counted from 1970-01-01) is a holiday; None past the years that are known.

    >>> is_holiday("au.national", date(2026, 4, 25).toordinal() - _EPOCH)
    True
    """
    known = holidays(name, date.fromordinal(day + _EPOCH).year)
    return None if known is None else day in known


def is_business_day(name: str, day: date) -> bool | None:
    """Whether a day is worked: no holiday, and no Saturday or Sunday but one that makes up for a holiday.

    >>> is_business_day("cn.workdays", date(2026, 2, 28)), is_business_day("cn.workdays", date(2027, 1, 4)) is None
    (True, True)
    """
    calendar = CALENDARS[name]
    if not calendar.holds(day.year):
        return None
    if day in calendar.worked_in(day.year):
        return True
    return day.weekday() < 5 and day not in calendar.days_in(day.year)


def add_business_days(name: str, start: date, count: int) -> date | None:
    """The date `count` business days after `start`; None past the years that the calendar knows.

    12 CFR 1006.34(b)(5): a notice is assumed received at least five such days after it is provided.

    >>> add_business_days("us.legal", date(2026, 3, 2), 5)
    datetime.date(2026, 3, 9)
    """
    day = start
    while count:
        day += timedelta(days=1)
        worked = is_business_day(name, day)
        if worked is None:
            return None
        count -= worked
    return day


def add_calendar_months(day: date, months: int) -> date:
    """The same day so many months later; where that month has no such day, its last.

    >>> add_calendar_months(date(2026, 1, 31), 1), add_calendar_months(date(2024, 2, 29), 12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@lru_cache(maxsize=4096)
def within_business_days(name: str, day: int, count: int) -> int | None:
    """The last local day on which no more than `count` business days have begun since `day`; None: not known.

    >>> monday = date(2026, 6, 15).toordinal() - _EPOCH
    >>> within_business_days("au.national", monday, 2) - monday, within_business_days("au.national", monday, 4) - monday
    (2, 6)
    """
    last = day
    while True:
        worked = is_business_day(name, date.fromordinal(last + 1 + _EPOCH))
        if worked is None:
            return None
        count -= worked
        if count < 0:
            return last
        last += 1


@lru_cache(maxsize=4096)
def add_months(day: int, months: int) -> int:
    """The local day so many months later; where that month has no such day, the first of the next.

    >>> date.fromordinal(add_months(date(2026, 1, 31).toordinal() - _EPOCH, 1) + _EPOCH)
    datetime.date(2026, 3, 1)
    """
    start = date.fromordinal(day + _EPOCH)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return date(year, month + 1, start.day).toordinal() - _EPOCH
    except ValueError:
        return date(year, month + 2, 1).toordinal() - _EPOCH


@lru_cache(maxsize=4096)
def months_before(day: int, months: int) -> int:
    """The last local day from which so many months have passed on a day.

    >>> date.fromordinal(months_before(date(2026, 2, 28).toordinal() - _EPOCH, 1) + _EPOCH)
    datetime.date(2026, 1, 28)
    """
    earlier = add_months(day, -months)
    while add_months(earlier, months) > day:
        earlier -= 1
    return earlier
