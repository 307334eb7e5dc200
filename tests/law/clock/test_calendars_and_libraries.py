"""Our tables of holidays against the libraries that keep them, for every year that both know."""

from datetime import date, timedelta

import chinese_calendar
import holidays as kept
import pytest

from forbear.law.clock.calendars import CALENDARS, easter_sunday, is_business_day

ON_THEIR_OWN_DATES = {"observed": False}
"""The statutes name the days themselves; a weekday given in lieu of a Sunday is another matter."""
DAY_OF_MOURNING = date(2022, 9, 22)
"""For Queen Elizabeth II: a national holiday of that year alone, which the guide of 2021 could not name."""
PEERS = {
    "us.legal": lambda year: kept.country_holidays("US", years=year, **ON_THEIR_OWN_DATES),
    "au.national": lambda year: kept.country_holidays("AU", subdiv="NSW", years=year, **ON_THEIR_OWN_DATES),
    "au.sa": lambda year: kept.country_holidays("AU", subdiv="SA", years=year),
    "id.national": lambda year: kept.country_holidays("ID", years=year),
    "mx.rest_days": lambda year: kept.country_holidays("MX", years=year),
}
CHINA = "cn.workdays"


def known_years(name, until=2060):
    """All years that a calendar knows; of one that knows no end, those until `until`."""
    calendar = CALENDARS[name]
    return range(calendar.first, (calendar.last or until) + 1)


@pytest.mark.parametrize("name", ["us.legal", "au.sa", "id.national", "mx.rest_days"])
def test_a_table_has_the_days_of_the_library_and_no_others(name):
    for year in known_years(name):
        assert CALENDARS[name].days_in(year) == set(PEERS[name](year)), year


def test_the_eight_australian_days_are_holidays_of_the_library():
    for year in range(2011, 2061):
        assert CALENDARS["au.national"].days_in(year) <= set(PEERS["au.national"](year)), year


def test_no_day_is_missing_that_the_whole_of_australia_keeps():
    for year in range(1990, 2061):
        whole = set(kept.country_holidays("AU", years=year, **ON_THEIR_OWN_DATES)) - {DAY_OF_MOURNING}
        assert whole <= CALENDARS["au.national"].days_in(year), year


def test_good_friday_and_easter_monday_lie_around_our_easter_sunday():
    for year in range(1950, 2100):
        days = kept.country_holidays("AU", years=year, **ON_THEIR_OWN_DATES)
        for offset, name in ((-2, "Good Friday"), (1, "Easter Monday")):
            assert name in days.get_list(easter_sunday(year) + timedelta(days=offset)), year


def test_each_day_in_china_is_worked_or_not_as_the_library_has_it():
    for year in known_years(CHINA):
        for number in range(366):
            day = date(year, 1, 1) + timedelta(days=number)
            if day.year == year:
                assert is_business_day(CHINA, day) == chinese_calendar.is_workday(day), day


def test_the_chinese_table_ends_with_the_last_year_that_the_library_knows():
    last = CALENDARS[CHINA].last
    assert chinese_calendar.is_workday(date(last, 12, 31)) is not None
    with pytest.raises(RuntimeError, match="no available data"):
        chinese_calendar.is_workday(date(last + 1, 6, 1))


def test_every_calendar_is_compared_with_a_library():
    assert set(CALENDARS) == {*PEERS, CHINA}
