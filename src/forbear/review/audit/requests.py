"""The circles in the tables of a sweep as requests, for whoever asks `judge` about some of their contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import groupby
from typing import TYPE_CHECKING, Any

from forbear.law.clock.zones import date_of
from forbear.law.sweep.inputs import INPUTS
from forbear.terms import WEEKDAYS, Collector, Contact, Debt, Person, Request, Statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_CIRCLES = 2_000
"""Circles whose rows are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """One circle of the tables: its rows with their contacts, in the order of time, and what is known of it."""

    rows: tuple[tuple[Mapping[str, Any], Contact], ...]
    people: tuple[Person, ...]
    debts: tuple[Debt, ...]
    statements: tuple[Statement, ...]
    makers: Mapping[str, Collector]

    def request(self, row: Mapping[str, Any], contact: Contact, before: Sequence[Contact]) -> Request:
        """The contact of a row as a request, with those of `before` that came strictly before it."""
        history = tuple(c for c in before if c.stamp < contact.stamp)
        return Request(
            id=row["id"], contact=contact, people=self.people, debts=_debts_of(row, self.debts),
            statements=self.statements, history=history, collectors=_makers(self.makers, contact, history),
        )  # fmt: skip


def read_circles(connection: DuckDBPyConnection) -> Iterator[Circle]:
    """The circles that the table `wanted_circles` (`circle`) names, as the tables hold them."""
    run = connection.execute
    circles = [k for (k,) in run("SELECT DISTINCT circle FROM wanted_circles ORDER BY circle").fetchall()]
    found = run("SELECT id, kind, acts_for FROM in_collectors").fetchall()
    makers = {i: Collector(id=i, kind=k, acts_for=a) for i, k, a in found}
    for at in range(0, len(circles), _MOST_CIRCLES):
        span = circles[at], circles[min(at + _MOST_CIRCLES, len(circles)) - 1]
        yield from _of_span(connection, makers, span)


def _of_span(
    connection: DuckDBPyConnection, makers: Mapping[str, Collector], span: tuple[int, int]
) -> Iterator[Circle]:
    people = _grouped(connection, "in_people", span, _person)
    debts = _grouped(connection, "in_debts", span, _debt)
    said = _grouped(connection, "in_statements", span, _statement)
    rows = connection.execute(
        "SELECT c.*, s.language FROM in_contacts c LEFT JOIN spoken s USING (n) WHERE circle BETWEEN ? AND ?"
        " AND circle IN (SELECT circle FROM wanted_circles) ORDER BY circle, at_us, n",
        span,
    )
    names = [column[0] for column in rows.description or ()]
    told = (dict(zip(names, row, strict=True)) for row in rows.fetchall())
    for circle, group in groupby(told, key=lambda row: row["circle"]):
        yield Circle(
            rows=tuple((row, _contact(row)) for row in group), people=tuple(people.get(circle, ())),
            debts=tuple(debts.get(circle, ())), statements=tuple(said.get(circle, ())), makers=makers,
        )  # fmt: skip


def _makers(
    makers: Mapping[str, Collector], contact: Contact, before: Sequence[Contact]
) -> tuple[Collector, ...]:
    """Everybody who made a contact, and for whom."""
    ids = dict.fromkeys(c.collector for c in (contact, *before) if c.collector)
    found = {name: makers[name] for name in ids if name in makers}
    lenders = {c.acts_for: makers[c.acts_for] for c in found.values() if c.acts_for and c.acts_for in makers}
    return tuple((found | lenders).values())


def _debts_of(row: Mapping[str, Any], debts: Sequence[Debt]) -> tuple[Debt, ...]:
    """The debts of a circle as a row tells of them: its days past due are of its own debts."""
    days, own = row["days_past_due"], row["debts"]
    if days is None:
        return tuple(debts)
    return tuple(replace(d, days_past_due=days) if not own or d.id in own else d for d in debts)


def _grouped(
    connection: DuckDBPyConnection, table: str, span: tuple[int, int], make: Any
) -> dict[int, list[Any]]:
    rows = connection.execute(
        f"SELECT * FROM {table} WHERE circle BETWEEN ? AND ? AND circle IN (SELECT circle FROM wanted_circles)",
        span,
    )
    names = [column[0] for column in rows.description or ()]
    made: dict[int, list[Any]] = {}
    for values in rows.fetchall():
        row = dict(zip(names, values, strict=True))
        made.setdefault(row["circle"], []).append(make(row))
    return made


def _contact(row: Mapping[str, Any]) -> Contact:
    same = {n: row[n] for n, _ in INPUTS["in_contacts"] if n in Contact.__dataclass_fields__}
    return Contact(
        **same | {
            "at": _instant(row["at_us"], row["offset_s"]), "debts": tuple(row["debts"]),
            "talked_of": None if row["talked_of"] is None else tuple(row["talked_of"]), "language": row["language"],
        }
    )  # fmt: skip


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        **{k: v for k, v in row.items() if k not in {"circle", "zones"}}, zones=tuple(row["zones"]) or None
    )


def _debt(row: Mapping[str, Any]) -> Debt:
    dates = ("limitation_ends", "validation_sent", "assigned", "assignment_notified")
    return Debt(
        id=row["id"], product=row["product"], status=row["status"], days_past_due=row["days_past_due"],
        group=row["grouping"], **{name: _day(row[f"{name}_day"]) for name in dates},
    )  # fmt: skip


def _statement(row: Mapping[str, Any]) -> Statement:
    same = "id person kind medium place consent_to given_to channel address written".split()
    return Statement(
        **{name: row[name] for name in same}, at=_instant(row["at_us"], row["offset_s"]),
        until=None if row["until_us"] is None else _instant(row["until_us"], 0),
        debts=tuple(row["debts"]) or None,
        days=None if row["weekdays"] is None else tuple(WEEKDAYS[d] for d in row["weekdays"]),
        dates=None if row["dates"] is None else tuple(date_of(d) for d in row["dates"]),
        from_time=_clock(row["from_s"]), to_time=_clock(row["to_s"]), from_date=_day(row["from_day"]),
        to_date=_day(row["to_day"]), of=row["lifts"], by=row["by_whom"],
    )  # fmt: skip


def _instant(micros: int, offset: int) -> datetime:
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(timezone(timedelta(seconds=offset)))


def _day(number: int | None) -> date | None:
    return None if number is None else date_of(number)


def _clock(second: int | None) -> time | None:
    return None if second is None else time(second // 3600, second // 60 % 60, second % 60)
