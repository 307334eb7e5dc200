"""The legal public holidays of the United States, and the days counted without them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.law.clock.calendars import add_us_business_days, us_legal_holidays

PUBLISHED = {
    # the Office of Personnel Management's lists, by the holiday's own date
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-19 07-04 09-06 10-11 11-11 11-25 12-25",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_holidays_are_those_of_the_published_lists(year):
    assert us_legal_holidays(year) == {date.fromisoformat(f"{year}-{d}") for d in PUBLISHED[year].split()}


def test_juneteenth_is_a_holiday_since_the_year_of_its_act():
    assert date(2020, 6, 19) not in us_legal_holidays(2020)
    assert date(2021, 6, 19) in us_legal_holidays(2021)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday: Tue Wed Thu Fri Mon
        (date(2026, 3, 6), 5, date(2026, 3, 13)),  # Friday
        (date(2026, 3, 7), 5, date(2026, 3, 13)),  # Saturday: Mon … Fri
        (date(2026, 5, 22), 5, date(2026, 6, 1)),  # over Memorial Day
        (date(2026, 11, 23), 5, date(2026, 12, 1)),  # over Thanksgiving; the Friday after it counts
        (date(2026, 12, 24), 5, date(2027, 1, 4)),  # over Christmas and New Year
        (date(2027, 7, 2), 1, date(2027, 7, 5)),  # Sunday 4 July stays a Sunday in the statute
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_business_days_pass_over_weekends_and_holidays(start, count, end):
    assert add_us_business_days(start, count) == end


@given(st.dates(date(2021, 1, 1), date(2060, 1, 1)), st.integers(1, 30))
def test_the_days_that_are_counted_are_as_many_as_asked_for(start, count):
    end = add_us_business_days(start, count)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    counted = [d for d in passed if d.weekday() < 5 and d not in us_legal_holidays(d.year)]
    assert len(counted) == count
    assert counted[-1] == end
