"""Due dates and periods: the rhythm of a contract, month ends, holidays, the length of a period in years.

Fractions of a year are kept as whole numerator and denominator and divided last, so that a half cent is
really a half cent when it is rounded.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from forbear.law.clock.calendars import CALENDARS, is_holiday
from forbear.money.terms import Every, Holidays
from forbear.terms import InputError

Fraction = tuple[int, int]
_DAY: Final = timedelta(days=1)
_EPOCH: Final = date(1970, 1, 1).toordinal()


def add_months(start: date, months: int) -> date:
    """The same day some months on, or that month's last day where it has none.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    if day > 28:
        day = min(day, monthrange(year, month0 + 1)[1])
    return date(year, month0 + 1, day)


def step(every: Every, anchor: date, count: int) -> date:
    """The due date `count` periods from `anchor`: by months it keeps the anchor's day.

    >>> [step(Every(months=1), date(2026, 1, 31), i).isoformat() for i in range(3)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    if every.in_days:
        return anchor + timedelta(days=every.in_days * count)
    return add_months(anchor, every.months * count)


def shifted(due: date, holidays: Holidays | None) -> date:
    """The business day on which something is due; Saturdays, Sundays and the calendar's holidays are none.

    Raises `InputError` where the calendar doesn't know the year.

    >>> shifted(date(2026, 4, 3), Holidays(calendar="au.national"))
    datetime.date(2026, 4, 7)
    """
    if holidays is None:
        return due
    forward = _DAY if holidays.shift == "next" else -_DAY
    while True:
        shut = is_holiday(holidays.calendar, due.toordinal() - _EPOCH)
        if shut is None:
            years = CALENDARS[holidays.calendar]
            raise InputError(
                "/terms/holidays/calendar",
                f"does not know the year {due.year}; it holds from {years.first} to {years.last}",
            )
        if not shut and due.weekday() < 5:
            return due
        due += forward


def year_fraction(day_count: str, every: Every, start: date, end: date, *, regular: bool) -> Fraction:
    """The length of a period in years by a day count, as a numerator and a denominator.

    `regular` periods are as long as `every` says; by 30/360 a period of months is then so many twelfths,
    whatever its days, and an odd one is counted in whole months or by 30E/360.

    >>> year_fraction("30/360", Every(months=1), date(2026, 1, 10), date(2026, 2, 15), regular=False)
    (35, 360)
    """
    if day_count == "30/360":
        if every.in_days:
            return (end - start).days, 360
        return (every.months, 12) if regular else _thirty_360(start, end)
    if day_count == "act/act":
        return _act_act(start, end)
    return (end - start).days, 365 if day_count == "act/365" else 360


def _thirty_360(start: date, end: date) -> Fraction:
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) == end or add_months(end, -months) == start:
        return months, 12
    return months * 30 + min(end.day, 30) - min(start.day, 30), 360


def _act_act(start: date, end: date) -> Fraction:
    common = leap = 0
    at = start
    while at < end:
        until = min(date(at.year + 1, 1, 1), end)
        if monthrange(at.year, 2)[1] == 29:
            leap += (until - at).days
        else:
            common += (until - at).days
        at = until
    return common * 366 + leap * 365, 365 * 366
