"""Wall clocks: every IANA zone, through every change, against the standard library's own reckoning."""

import random
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.law.clock import Zone, day_of, find_zone
from forbear.law.clock.zones import DAY, date_of

NAMES = sorted(zoneinfo.available_timezones() - {"localtime"})
FIRST, LAST = (int(datetime(y, 1, 1, tzinfo=UTC).timestamp()) for y in (1995, 2040))


def stamp(text):
    return int(datetime.fromisoformat(text).timestamp())


def wall(name, t):
    """The local day and second by the standard library."""
    local = datetime.fromtimestamp(t, UTC).astimezone(zoneinfo.ZoneInfo(name))
    return day_of(local.date()), local.hour * 3600 + local.minute * 60 + local.second


ODD = {
    # zone: an hour before and after one of its changes
    "Australia/Lord_Howe": ("2026-04-04T14:00:00Z", "2026-04-04T16:00:00Z"),  # by half an hour
    "America/St_Johns": (
        "2010-11-07T01:31:00Z",
        "2010-11-07T03:31:00Z",
    ),  # back at 00:01, into the day before
    "Pacific/Apia": ("2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"),  # Friday the 30th did not take place
    "Antarctica/Troll": ("2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"),  # by two hours
    "Africa/Casablanca": ("2026-02-15T01:00:00Z", "2026-02-15T03:00:00Z"),  # for Ramadan
    "Africa/Cairo": ("2024-04-25T21:00:00Z", "2024-04-25T23:00:00Z"),  # a day that starts at 01:00
    "America/Havana": ("2025-11-02T03:00:00Z", "2025-11-02T07:00:00Z"),  # 00:00 to 00:59 twice
    "Asia/Gaza": ("2011-08-01T00:00:00Z", "2011-10-02T00:00:00Z"),
    "America/Sao_Paulo": ("2018-11-04T02:00:00Z", "2018-11-04T04:00:00Z"),  # no midnight
    "Asia/Pyongyang": ("2015-08-14T14:00:00Z", "2015-08-14T17:00:00Z"),  # half an hour, for politics
    "America/New_York": ("2026-03-08T06:00:00Z", "2026-11-01T07:00:00Z"),
    "Asia/Shanghai": ("2026-03-03T00:00:00Z", "2026-03-05T00:00:00Z"),
}


@settings(max_examples=300)
@given(st.sampled_from(NAMES), st.integers(FIRST, LAST - 1))
def test_the_wall_clock_is_that_of_the_zone_at_any_instant(name, t):
    assert find_zone(name).local(t) == wall(name, t)
    assert find_zone(name).day(t) == wall(name, t)[0]


def test_no_zone_is_left_out():
    assert len(NAMES) > 500
    rng = random.Random(7)
    for name in NAMES:
        t = rng.randrange(FIRST, LAST)
        assert find_zone(name).local(t) == wall(name, t), name


@pytest.mark.parametrize("name", ODD)
def test_the_wall_clock_is_that_of_the_zone_in_the_seconds_around_a_change(name):
    zone = find_zone(name)
    start, end = map(stamp, ODD[name])
    for change, _, _ in [*zone.segments(start, end)]:
        for t in range(change - 2, change + 3):
            assert zone.local(t) == wall(name, t)
    assert zone.local(start) == wall(name, start)
    assert zone.local(end) == wall(name, end)


def test_every_change_of_every_zone_in_a_year_is_found_to_the_second():
    start, end = stamp("2025-11-15T00:00:00Z"), stamp("2027-02-01T00:00:00Z")
    for name in NAMES:
        zone, info = find_zone(name), zoneinfo.ZoneInfo(name)
        found = list(zone.segments(start, end))
        assert (found[0][0], found[-1][1]) == (start, end), name
        for (_, close, before), (opens, _, after) in pairwise(found):
            assert close == opens, name
            assert before != after, name
        for opens, close, offset in found:
            for t in {opens, close - 1, *range(opens, close, 30 * DAY)}:
                seen = datetime.fromtimestamp(t, UTC).astimezone(info).utcoffset()
                assert seen == timedelta(seconds=offset), (name, t)


@given(st.sampled_from(NAMES), st.integers(FIRST, LAST), st.integers(0, 300 * DAY))
def test_segments_cover_a_span_exactly_each_with_one_offset(name, start, length):
    zone, end = find_zone(name), start + length
    found = list(zone.segments(start, end))
    assert sum(b - a for a, b, _ in found) == length
    at = start
    for opens, close, offset in found:
        assert opens == at < close
        assert zone.offset(opens) == zone.offset(close - 1) == offset
        at = close
    assert not found or at == end


@given(st.sampled_from(sorted(ODD)), st.lists(st.integers(0, 10**6), max_size=30))
def test_the_days_of_many_instants_are_those_of_each(name, steps):
    zone, start = find_zone(name), stamp(ODD[name][0])
    instants = [start + s for s in steps]
    assert zone.days_of(instants) == [zone.day(t) for t in instants]


def test_an_answer_does_not_depend_on_what_was_asked_before():
    fresh, used = Zone("America/New_York"), Zone("America/New_York")
    for year in range(1996, 2040):
        used.local(stamp(f"{year}-07-01T00:00:00Z"))
    start, end = stamp("2019-11-20T00:00:00Z"), stamp("2027-02-03T00:00:00Z")
    assert list(fresh.segments(start, end)) == list(used.segments(start, end))


def around(name):
    """A span of some days around a change, and the seconds at which a minute of the wall clock begins."""
    start, end = stamp(ODD[name][0]) - 2 * DAY, stamp(ODD[name][0]) + 3 * DAY
    return start, end, range(start - start % 60, end, 60)


def held(spans, t):
    return any(a <= t < b for a, b in spans)


@pytest.mark.parametrize("name", ODD)
def test_days_are_the_instants_whose_wall_clock_shows_them(name):
    zone = find_zone(name)
    start, end, minutes = around(name)
    for first in range(zone.day(start) - 1, zone.day(end) + 2):
        for last in (first, first + 1):
            spans = zone.days(first, last, start, end)
            edges = {t for a, b in spans for t in (a - 1, a, b - 1, b)}
            for t in (t for t in {*minutes, *edges} if start <= t < end):
                assert held(spans, t) == (first <= wall(name, t)[0] <= last), t
            assert all(start <= a < b <= end for a, b in spans)


DAILY = [
    (8 * 3600, 22 * 3600, None),
    (0, DAY, frozenset({0, 2, 6})),
    (8 * 3600 + 1, 21 * 3600, frozenset({0, 1, 2, 3, 4})),
    (22 * 3600, DAY + 8 * 3600, None),  # through midnight
    (23 * 3600, DAY + 1800, frozenset({5, 6})),  # belongs to the evening on which it starts
    (0, 3600, None),
    (5, 1800, frozenset({3, 4, 5, 6})),
]


def within(span, day, second):
    """Whether a wall clock's day and second lie in a daily span."""
    opens, closes, weekdays = span
    for back in (0, 1):
        starts_on = date_of(day - back).weekday()
        if opens <= second + back * DAY < closes and (weekdays is None or starts_on in weekdays):
            return True
    return False


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("span", DAILY, ids=str)
def test_daily_hours_are_the_instants_at_which_the_wall_clock_shows_them(name, span):
    zone = find_zone(name)
    start, end, minutes = around(name)
    spans = zone.daily([span], start, end)
    edges = {t for a, b in spans for t in (a - 1, a, b - 1, b)}
    for t in (t for t in {*minutes, *edges} if start <= t < end):
        assert held(spans, t) == within(span, *wall(name, t)), t
    assert all(start <= a < b <= end for a, b in spans)


def test_several_daily_spans_are_their_union():
    zone = find_zone("America/Havana")
    start, end, _ = around("America/Havana")
    both = zone.daily(DAILY[:3], start, end)
    assert sorted(both) == sorted(s for span in DAILY[:3] for s in zone.daily([span], start, end))


def test_a_day_that_did_not_take_place_has_no_instants():
    zone = find_zone("Pacific/Apia")
    skipped = day_of(date(2011, 12, 30))
    start, end = stamp("2011-12-25T00:00:00Z"), stamp("2012-01-05T00:00:00Z")
    assert zone.days(skipped, skipped, start, end) == []
    before = zone.days(skipped - 1, skipped - 1, start, end)
    after = zone.days(skipped + 1, skipped + 1, start, end)
    assert before[0][1] == after[0][0] == stamp("2011-12-30T00:00:00-10:00")


def test_a_day_that_begins_at_one_has_twenty_three_hours():
    zone = find_zone("Africa/Cairo")
    day = day_of(date(2024, 4, 26))
    ((start, end),) = zone.days(day, day, stamp("2024-04-20T00:00:00Z"), stamp("2024-05-01T00:00:00Z"))
    assert zone.local(start) == (day, 3600)
    assert end - start == 23 * 3600


def test_an_hour_after_midnight_that_comes_twice_is_open_twice():
    zone = find_zone("America/Havana")
    start, end = stamp("2025-11-02T03:00:00Z"), stamp("2025-11-02T08:00:00Z")
    spans = zone.daily([(0, 3600, None)], start, end)
    assert sum(b - a for a, b in spans) == 2 * 3600


def test_a_clock_set_back_over_midnight_comes_back_to_the_day_before():
    zone = find_zone("America/St_Johns")
    change = stamp("2010-11-07T02:31:00Z")  # 00:01 becomes 23:01 of Saturday
    assert zone.local(change - 1) == (day_of(date(2010, 11, 7)), 59)
    assert zone.local(change) == (day_of(date(2010, 11, 6)), 23 * 3600 + 60)
    saturday = day_of(date(2010, 11, 6))
    start, end = change - 2 * DAY, change + 2 * DAY
    assert len(zone.days(saturday, saturday, start, end)) == 2


@pytest.mark.parametrize("name", ODD)
def test_an_instant_shown_on_a_wall_clock_is_the_same_instant(name):
    zone = find_zone(name)
    for t in range(*map(stamp, ODD[name]), 1800):
        shown = zone.at(t)
        assert shown.timestamp() == t
        assert (day_of(shown.date()), shown.hour * 3600 + shown.minute * 60 + shown.second) == zone.local(t)


@given(st.dates())
def test_a_date_and_its_number_go_there_and_back(day):
    assert date_of(day_of(day)) == day
    assert (day_of(day) + 3) % 7 == day.weekday()


@pytest.mark.parametrize(
    "name",
    ["", "Asia", "Asia/Nowhere", "asia/shanghai ", "../etc/passwd", "/etc/localtime", "GMT+25", "x" * 5000,
     "Asia/Shang\0hai", "中国/上海", "zone.tab", "EST5EDT6", "+08:00"],
)  # fmt: skip
def test_what_is_no_zone_is_named_with_one_that_is(name):
    with pytest.raises(
        ValueError, match=r"no time zone .*; write an IANA name such as Asia/Shanghai"
    ) as told:
        find_zone(name)
    assert len(str(told.value)) < 6000
