"""Duties with a date: what must be done once something has happened, and how long a record is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from forbear import terms
from forbear.law.clock.calendars import CALENDARS, add_business_days, add_calendar_months
from forbear.law.rules.bounds import MOST_DAYS
from forbear.law.rules.conditions import read_filter
from forbear.law.rules.expr import Expr
from forbear.law.rules.registry import Filter, filter_bit
from forbear.law.rules.values import read_flag, read_table, read_word

DEADLINE_KEYS: Final = ("starts", "ends", "due", "keep", "latest", "calendar")
_SPAN: Final = re.compile(r"([0-9]{1,5}) (business day|day|week|month|year)s?")
_UNITS: Final = {"day": 1, "business day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, business days or months, counted from the day after the one that starts it."""

    count: int
    unit: str
    calendar: str | None = None

    def after(self, day: date) -> date | None:
        """The last day of the span; None where the calendar does not know the days it needs.

        >>> Span(15, "day").after(date(2026, 5, 1)), Span(5, "business day", "us.legal").after(date(2026, 5, 22))
        (datetime.date(2026, 5, 16), datetime.date(2026, 6, 1))
        """
        match self.unit:
            case "business day":
                assert self.calendar is not None
                return add_business_days(self.calendar, day, self.count)
            case "month" | "year":
                return add_calendar_months(day, self.count * (12 if self.unit == "year" else 1))
            case _:
                return day + timedelta(days=self.count * _UNITS[self.unit])


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What starts or ends a deadline: statements of some kinds, or contacts of a sort (`first`: only the first)."""

    said: frozenset[str] = frozenset()
    contact: Filter | None = None
    notice: str | None = None
    first: bool = False

    @property
    def bit(self) -> int:
        """The bit by which past contacts of the sort are known; 0 where it is no contact."""
        return 0 if self.contact is None else filter_bit(self.contact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A duty with a date as its rulebook states it.

    `kept`: not a thing to do but how long the record of what starts it is kept, at the least.
    """

    id: str
    book: str
    starts: Occasion
    ends: Occasion | None
    span: Span
    latest: Span | None
    kept: bool
    force: str
    cite: str
    article: str
    in_force: date
    until: date | None
    draft: bool
    binds: Expr
    clock: tuple[str, ...]
    words: Mapping[str, str]
    file: str
    line: int


def read_deadline(table: Mapping[str, Any]) -> dict[str, Any]:
    """What is a deadline's own in its table. ValueError says what to write instead.

    >>> own = read_deadline({"starts": {"said": "complaint"}, "ends": {"said": "complaint_closed"}, "due": "15 days"})
    >>> own["span"], own["kept"]
    (Span(count=15, unit='day', calendar=None), False)
    """
    if ("due" in table) == ("keep" in table):
        raise ValueError('due: write either due = "15 days" or keep = "2 years"')
    kept = "keep" in table
    if kept and ("ends" in table or "latest" in table):
        raise ValueError("keep: a record is kept until the span ends; leave ends and latest out")
    calendar = table.get("calendar")
    if calendar is not None:
        read_word(calendar, CALENDARS, "calendar", "calendar")
    span = read_span(table["keep" if kept else "due"], calendar, "keep" if kept else "due")
    latest = read_span(table["latest"], calendar, "latest") if "latest" in table else None
    return {
        "starts": read_occasion(table.get("starts"), "starts"),
        "ends": read_occasion(table["ends"], "ends") if "ends" in table else None,
        "span": span,
        "latest": latest,
        "kept": kept,
    }


def read_span(value: Any, calendar: str | None, where: str) -> Span:
    """A span such as `15 days` or `2 years`."""
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if not found or not int(found[1]):
        raise ValueError(
            f'{where}: write a span, such as "15 days", "5 business days", "6 months" or "2 years"'
        )
    count, unit = int(found[1]), found[2]
    if count * _UNITS[unit] > MOST_DAYS:
        raise ValueError(f"{where}: longer than {MOST_DAYS} days; nothing is due or kept so long")
    if unit == "business day" and calendar is None:
        raise ValueError(f'{where}: business days need a calendar; write calendar = "us.legal"')
    return Span(count, unit, calendar)


def read_occasion(value: Any, where: str) -> Occasion:
    """What starts or ends a deadline."""
    example = '{ said = "complaint" }, or { contact = { channel = "call" }, first = true }'
    table = read_table(value, ("said", "contact", "notice", "first"), where, example)
    first = read_flag(table.get("first", False), f"{where}.first")
    if len(table.keys() - {"first"}) != 1 or (first and "contact" not in table):
        raise ValueError(f"{where}: write one of said, contact and notice: {example}")
    if "said" in table:
        kinds = table["said"] if isinstance(table["said"], list) else [table["said"]]
        return Occasion(
            said=frozenset(read_word(k, terms.STATEMENT_KINDS, f"{where}.said", "statement") for k in kinds)
        )
    if "notice" in table:
        if not isinstance(table["notice"], str) or not table["notice"]:
            raise ValueError(f'{where}.notice: write the name of a notice, "us.regf.validation_notice"')
        return Occasion(notice=table["notice"])
    return Occasion(contact=read_filter(table["contact"], f"{where}.contact"), first=first)
