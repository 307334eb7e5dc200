"""The small tables that a sweep brings along: how far clocks are ahead, what days are, where which book is law.

They come from the same calendars and zones as everything else in `law`, for the span that the log covers, so that no
engine is asked for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from forbear.law.clock import find_zone
from forbear.law.clock.zones import DAY, date_of, day_of
from forbear.law.rulebook.law import Law
from forbear.law.sweep.dialect import Dialect, quote
from forbear.law.sweep.plan import Plan, Survey

BEYOND = 400
"""Days for which the clocks are told past the last contact: longer than any statement takes to lapse."""


def values_sql(dialect: Dialect, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> str:
    """A select that gives some rows; without rows it gives none, with the same columns.

    >>> from forbear.law.sweep.dialect import DUCKDB
    >>> values_sql(DUCKDB, [("a", "number")], [(1,), (None,)])
    'SELECT CAST(x.a AS BIGINT) AS a FROM (VALUES (1), (NULL)) AS x(a)'
    """
    shown = ", ".join("(" + ", ".join(map(quote, row)) + ")" for row in rows)
    names = ", ".join(name for name, _ in columns)
    typed = ", ".join(f"CAST(x.{name} AS {dialect.types[kind]}) AS {name}" for name, kind in columns)
    if not shown:
        nothing = "(" + ", ".join("NULL" for _ in columns) + ")"
        return f"SELECT {typed} FROM (VALUES {nothing}) AS x({names}) WHERE 1 = 0"
    return f"SELECT {typed} FROM (VALUES {shown}) AS x({names})"


def clocks_of(survey: Survey, fixed: Iterable[str]) -> dict[str, int]:
    """The number of each clock by the zone it shows, from 1 on; 0 is for those whose zone is not known."""
    return {name: i for i, name in enumerate(sorted({*survey.zones, *fixed}), start=1)}


def offsets_sql(dialect: Dialect, survey: Survey, fixed: Iterable[str]) -> str:
    """How many seconds each zone's clock is ahead, by spans of instants; the first and last have no end."""
    start, end = survey.since - 4 * DAY, (survey.last + BEYOND) * DAY
    rows: list[tuple[Any, ...]] = []
    for name, clock in clocks_of(survey, fixed).items():
        spans = list(find_zone(name).segments(start, end))
        for i, (a, b, offset) in enumerate(spans):
            rows.append(
                (
                    name,
                    clock,
                    -DAY * 40_000 if i == 0 else a,
                    DAY * 400_000 if i == len(spans) - 1 else b,
                    offset,
                )
            )
    numbers = ((name, "number") for name in ("clock", "from_s", "until_s", "offset_s"))
    return values_sql(dialect, [("zone", "text"), *numbers], rows)


def zones_sql(dialect: Dialect, survey: Survey, fixed: Iterable[str]) -> str:
    """The number of each clock."""
    return values_sql(dialect, [("zone", "text"), ("clock", "number")], clocks_of(survey, fixed).items())


def days_sql(dialect: Dialect, survey: Survey, plan: Plan) -> str:
    """What each day of the log is: a holiday, the last of a span, so many months after another."""
    kinds = [("day", "number")]
    kinds += [(name, "flag" if name.startswith("holiday") else "number") for name in plan.days]
    days = range(survey.first, survey.last + 1) if plan.days else ()
    return values_sql(dialect, kinds, ((day, *(find(day) for find in plan.days.values())) for day in days))


def places_sql(dialect: Dialect, survey: Survey, law: Law, books: Sequence[str], on: date | None) -> str:
    """Where, and on which days, each book is law (`b0`, `b1` …), and whether all that binds there is known."""
    columns = [("region", "text"), ("from_day", "number"), ("to_day", "number"), ("known", "flag")]
    columns += [(f"b{i}", "flag") for i in range(len(books))]
    rows = [
        (region, first, last, whole, *(book in held for book in books))
        for region, first, last, held, whole in _placed(law, survey, on)
    ]
    return values_sql(dialect, columns, rows)


def books_in(law: Law, survey: Survey, on: date | None) -> tuple[str, ...]:
    """The books that are law at any place of the log, on any of its days."""
    held = {book for _, _, _, books, _ in _placed(law, survey, on) for book in books}
    return tuple(book for book in law.books if book in held)


def _placed(
    law: Law, survey: Survey, on: date | None
) -> Iterator[tuple[str, int, int, tuple[str, ...], bool]]:
    """Each place and span of days, the books in force there and then, and whether they are all that binds."""
    spans = [(day_of(on), day_of(on))] if on else _eras(survey, law)
    for region in survey.regions:
        for first, last in spans:
            yield region, first, last, *law.covering(region, date_of(first))


def _eras(survey: Survey, law: Law) -> list[tuple[int, int]]:
    """The spans of days within which no book begins or ends."""
    begins = {b.in_force for b in law.books.values()}
    begins |= {b.until + timedelta(days=1) for b in law.books.values() if b.until}
    first, last = date_of(survey.first), date_of(survey.last)
    starts = [first, *sorted(d for d in begins if first < d <= last)]
    numbers = [survey.first + (d - first).days for d in starts]
    return [(a, b - 1) for a, b in zip(numbers, [*numbers[1:], survey.last + 1], strict=True)]
