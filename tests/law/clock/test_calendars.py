"""Public holidays by place, the days counted without them, and months by the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.law.clock import day_of
from forbear.law.clock.calendars import (
    CALENDARS,
    add_business_days,
    add_months,
    easter_sunday,
    holidays,
    is_holiday,
    months_before,
    us_legal_holidays,
    within_business_days,
)
from forbear.law.clock.zones import date_of

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
    assert add_business_days("us.legal", start, count) == end


@given(st.dates(date(2021, 1, 1), date(2060, 1, 1)), st.integers(1, 30))
def test_the_days_that_are_counted_are_as_many_as_asked_for(start, count):
    end = add_business_days("us.legal", start, count)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    counted = [d for d in passed if d.weekday() < 5 and d not in us_legal_holidays(d.year)]
    assert len(counted) == count
    assert counted[-1] == end


@pytest.mark.parametrize(
    ("year", "easter"),
    [(1954, "04-18"), (2000, "04-23"), (2008, "03-23"), (2024, "03-31"), (2025, "04-20"), (2026, "04-05"),
     (2027, "03-28"), (2038, "04-25"), (2049, "04-18")],
)  # fmt: skip
def test_easter_falls_where_the_churches_calendars_have_it(year, easter):
    assert easter_sunday(year) == date.fromisoformat(f"{year}-{easter}")


def test_the_eight_days_of_the_australian_guide_keep_their_own_dates():
    assert holidays("au.national", 2027) == {
        day_of(date.fromisoformat(f"2027-{d}"))
        for d in "01-01 01-26 03-26 03-28 03-29 04-25 12-25 12-26".split()
    }


def test_mexican_rest_days_move_to_mondays_and_the_executive_changes_every_six_years():
    for day in ("2026-02-02", "2026-03-16", "2026-11-16", "2024-10-01", "2030-10-01", "2018-12-01"):
        assert is_holiday("mx.rest_days", day_of(date.fromisoformat(day))), day
    for day in ("2026-02-05", "2026-10-01", "2024-12-01"):
        assert not is_holiday("mx.rest_days", day_of(date.fromisoformat(day))), day


def test_past_the_last_known_year_a_holiday_is_not_known():
    for name, calendar in CALENDARS.items():
        assert holidays(name, calendar.first - 1) is None, name
        assert holidays(name, calendar.first), name
        if calendar.last is not None:
            assert holidays(name, calendar.last), name
            assert is_holiday(name, day_of(date(calendar.last + 1, 6, 1))) is None, name
    assert within_business_days("id.national", day_of(date(2026, 12, 31)), 1) is None


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-06-15", 2, "2026-06-17"),  # Monday
        ("2026-06-12", 2, "2026-06-16"),  # Friday
        ("2026-06-12", 0, "2026-06-14"),  # no business day begins on a weekend
        ("2026-04-02", 1, "2026-04-07"),  # over Easter
        ("2026-12-24", 1, "2026-12-28"),  # Boxing Day is a Saturday
    ],
)
def test_business_days_after_a_message(start, count, last):
    found = within_business_days("au.national", day_of(date.fromisoformat(start)), count)
    assert date_of(found) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-03-01"),
        ("2023-12-29", 2, "2024-02-29"),
        ("2025-12-16", 6, "2026-06-16"),
        ("2026-08-31", 6, "2027-03-01"),
    ],
)
def test_months_end_on_the_same_day_or_the_first_of_the_next(start, months, end):
    assert date_of(add_months(day_of(date.fromisoformat(start)), months)) == date.fromisoformat(end)


@given(st.integers(0, 40_000), st.integers(1, 24))
def test_months_before_is_the_last_day_from_which_they_have_passed(day, months):
    earlier = months_before(day, months)
    assert add_months(earlier, months) <= day < add_months(earlier + 1, months)
