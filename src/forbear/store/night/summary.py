"""What a night did, in counts and in ten cases: plain reads for the report. No name, number or address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import psycopg
from psycopg.rows import class_row, dict_row

from forbear.terms import NotFound

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketCount:
    """How many cases are in a bucket, and what is overdue in them, by currency."""

    bucket: str
    currency: str
    cases: int
    overdue: Decimal
    least_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """How many cases went from one bucket to another; `previous` is None for a case not aged before."""

    previous: str | None
    bucket: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedHour:
    """How many contacts are planned for an hour of the day in the person's zone, by channel."""

    channel: str
    hour: int
    contacts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How many contacts a rule refused. `why` is the rule's reason by language, or names the missing fact.

    `force` is None where a fact was missing; `draft` says that the rule's text was not read at first hand.
    """

    rule: str
    cite: str | None
    force: str | None
    draft: bool
    why: Mapping[str, str]
    contacts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many cases ended as `planned`, `refused`, `silent`, `none` or `attention`, and the word for why."""

    outcome: str
    why: str | None
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A case that a person should look at, and the word for why; `rules` where it was refused."""

    case: str
    why: str
    days_past_due: int | None
    bucket: str | None
    overdue: Decimal | None
    currency: str
    rules: Sequence[str]
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightSummary:
    """A night: by what it was judged and decided, how far it came, and what came of it."""

    on: date
    strategy: str
    strategy_sha256: str
    rulebooks: Mapping[str, str]
    started_at: datetime
    finished_at: datetime | None
    cases_total: int
    cases_done: int
    buckets: tuple[BucketCount, ...]
    rolls: tuple[Roll, ...]
    hours: tuple[PlannedHour, ...]
    refusals: tuple[Refusal, ...]
    outcomes: tuple[Outcome, ...]
    promises_kept: int
    promises_broken: int
    look: tuple[Look, ...]

    def count(self, outcome: str) -> int:
        """How many cases ended with an outcome."""
        return sum(entry.cases for entry in self.outcomes if entry.outcome == outcome)


def night_summary(connection: psycopg.Connection[Any], on: date) -> NightSummary:
    """What the night of `on` did, finished or not; NotFound where there was none."""
    with connection.cursor(row_factory=dict_row) as cursor:
        night = cursor.execute(_sql("night"), [on]).fetchone()
    if night is None:
        raise NotFound(f"there is no night of {on.isoformat()}; run forbear night --on {on.isoformat()}")
    promises = dict(connection.execute(_sql("promises"), [on]).fetchall())
    return NightSummary(
        **night,
        buckets=_read(connection, BucketCount, "buckets", on),
        rolls=_read(connection, Roll, "rolls", on),
        hours=_read(connection, PlannedHour, "hours", on),
        refusals=_read(connection, Refusal, "refusals", on),
        outcomes=_read(connection, Outcome, "outcomes", on),
        promises_kept=promises.get("kept", 0),
        promises_broken=promises.get("broken", 0),
        look=_read(connection, Look, "look", on),
    )


def nights(connection: psycopg.Connection[Any]) -> tuple[date, ...]:
    """The dates of all nights, the latest first."""
    rows = connection.execute("select on_day from nights order by on_day desc")
    return tuple(row[0] for row in rows.fetchall())


def _read(connection: psycopg.Connection[Any], kind: type[T], name: str, on: date) -> tuple[T, ...]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return tuple(cursor.execute(_sql(name), {"on": on}).fetchall())


@cache
def _sql(name: str) -> bytes:
    return (files("forbear.store.night") / "sql" / f"{name}.sql").read_bytes()
