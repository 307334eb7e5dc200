"""Instants, dates and times of day: RFC 3339 and nothing beside it."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.law.clock import format_instant, parse_date, parse_instant, parse_time
from forbear.terms import InputError

EIGHT = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-03T07:59:59+08:00", datetime(2026, 3, 3, 7, 59, 59, tzinfo=EIGHT)),
        ("2026-03-02T23:59:59Z", datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)),
        (
            "2026-03-02t23:59:59z",
            datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC),
        ),  # RFC 3339, 5.6: may be lower case
        (
            "2026-03-02 23:59:59Z",
            datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC),
        ),  # 5.6: a space, for readability
        ("2026-03-02T23:59:59-00:00", datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)),
        ("2026-03-02T23:59:59.5Z", datetime(2026, 3, 2, 23, 59, 59, 500_000, tzinfo=UTC)),
        ("2026-03-02T23:59:59.123456Z", datetime(2026, 3, 2, 23, 59, 59, 123_456, tzinfo=UTC)),
        ("2026-03-02T23:59:59.123456789Z", datetime(2026, 3, 2, 23, 59, 59, 123_456, tzinfo=UTC)),
        ("2024-02-29T12:00:00+05:45", datetime(2024, 2, 29, 6, 15, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_to_the_second_and_its_fraction(text, instant):
    assert parse_instant(text, "/contact/at") == instant


@pytest.mark.parametrize(
    "text",
    ["2026-03-03T07:59:59", "2026-03-03 07:59:59", "2026-03-03T07:59:59.25"],
)
def test_a_time_without_an_offset_is_an_error_and_never_a_guess(text):
    with pytest.raises(InputError, match="a time without an offset") as told:
        parse_instant(text, "/contact/at")
    assert told.value.at == "/contact/at"
    assert f"{text}+08:00" in told.value.why


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-03-03", "2026-03-03T08:00Z", "2026-03-03T08Z", "08:00:00Z",
        "2026-03-03T08:00:00+0800",  # RFC 3339 wants the colon
        "2026-03-03T08:00:00+08", "2026-03-03T08:00:00+08:00:30", "20260303T080000+08:00",
        "2026-03-03T080000+08:00", "2026-W10-2T08:00:00+08:00", "2026-062T08:00:00+08:00",
        "2026-03-03T08:00:00,5Z", "2026-03-03T08:00:00.Z", "2026-03-03_08:00:00Z", "2026-03-03T24:00:00Z",
        "2026-03-03T23:59:60Z", "2026-02-29T08:00:00Z", "2026-13-01T08:00:00Z", "2026-03-03T08:00:00+24:00",
        "2026-03-03T08:00:00 Z", " 2026-03-03T08:00:00Z", "2026-03-03T08:00:00Z\n",
        "２０２６-03-03T08:00:00Z",
        "-2026-03-03T08:00:00Z", "2026-3-3T08:00:00Z", "2026-03-03T08:00:00Z" * 1000, "1772496000",
        "Tue, 03 Mar 2026 08:00:00 GMT", "2026-03-03T08:00:00+08:00[Asia/Shanghai]",
    ],
)  # fmt: skip
def test_what_is_no_instant_is_refused_with_an_example(text):
    with pytest.raises(InputError, match=r"write .*2026-03-03T08:00:00") as told:
        parse_instant(text, "/history/3/at")
    assert told.value.at == "/history/3/at"


@pytest.mark.parametrize("value", [None, 0, 1772496000, 1.5, True, [], {}, b"2026-03-03T08:00:00Z"])
def test_an_instant_that_is_not_a_string_is_refused(value):
    with pytest.raises(InputError, match="not an instant"):
        parse_instant(value, "/at")


@pytest.mark.parametrize("year", ["0001", "0999", "1899", "2501", "9999"])
def test_a_year_in_which_nobody_owes_anything_is_a_slip_of_the_pen(year):
    with pytest.raises(InputError, match="year"):
        parse_instant(f"{year}-06-01T08:00:00+08:00", "/contact/at")
    with pytest.raises(InputError, match="year"):
        parse_date(f"{year}-06-01", "/read_at")


@given(
    st.integers(631_152_000, 3_786_912_000),  # 1990 to 2090
    st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m))),
)
def test_what_is_written_is_read_back(stamp, offset):
    instant = datetime.fromtimestamp(stamp, offset)
    text = format_instant(instant)
    assert parse_instant(text, "/at") == instant
    assert parse_instant(text, "/at").utcoffset() == instant.utcoffset()


@given(st.text(max_size=30))
def test_any_text_is_an_instant_or_an_error_with_a_pointer(text):
    try:
        assert parse_instant(text, "/at").utcoffset() is not None
    except InputError as e:
        assert e.at == "/at"


@given(st.text(alphabet="0123456789-:TtZz+. W", min_size=5, max_size=26))
def test_nothing_is_read_that_its_own_digits_do_not_say(text):
    for parse, fields in ((parse_instant, 6), (parse_date, 3), (parse_time, 2)):
        try:
            value = parse(text, "/x")
        except InputError:
            continue
        shown = value.isoformat().replace("T", " ")
        given_ = text.replace("T", " ").replace("t", " ")
        cut = {6: 19, 3: 10, 2: 5}[fields]
        assert shown[:cut] == given_[:cut] or text == "24:00"


@pytest.mark.parametrize("text", [
    "2026-02-29", "2026-2-1", "20260201", "2026-W10-2", "2026-060", "", "01/02/2026", "2026-02-01T00:00:00Z",
    "２０２６-02-01",
])  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(InputError, match="write it as 2026-03-03") as told:
        parse_date(text, "/read_at")
    assert told.value.at == "/read_at"


@pytest.mark.parametrize("value", [None, 20260201, date(2026, 2, 1), [], {}])
def test_a_date_that_is_not_a_string_is_refused(value):
    with pytest.raises(InputError, match="not a date"):
        parse_date(value, "/read_at")


def test_a_date_is_read():
    assert parse_date("2024-02-29", "/read_at") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "read"),
    [("00:00", time(0, 0)), ("21:30", time(21, 30)), ("23:59:59", time(23, 59, 59)), ("24:00", time(0, 0))],
)
def test_a_time_of_day_is_read(text, read):
    assert parse_time(text, "/from") == read


@pytest.mark.parametrize("text", [
    "", "8:00", "0800", "24:01", "21:60", "T2130", "10+05", "1030Z", "21:30Z", "9pm", "103000.5", "21:30:60",
    "21:30:00.5", "10:00+05:00", "２１:30",
])  # fmt: skip
def test_what_is_no_time_of_day_is_refused_with_an_example(text):
    with pytest.raises(InputError, match="write it as 21:30"):
        parse_time(text, "/from")
