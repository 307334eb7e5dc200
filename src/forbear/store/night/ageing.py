"""Ageing a batch of cases as of the end of a day, and closing the promises on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg

from forbear.desk.dossier import Promise, local_day
from forbear.desk.promise import settle_promise
from forbear.money import Age
from forbear.store.ageing import Sums, age_by_sums
from forbear.store.ageing.in_turn import Event, age_case, payments

_TERMS = "select case_id, body from terms where case_id = any(%s)"
_EVENTS = """
select case_id, event, on_day, body from ledger_events
 where case_id = any(%s) and on_day <= %s order by case_id, on_day, seq"""
_BEFORE = """
select c.case_id, a.bucket from unnest(%s::text[]) c(case_id), lateral (
    select bucket from ageings where case_id = c.case_id and on_day < %s order by on_day desc limit 1) a"""
_PROMISES = """
select m.case_id, m.promise, m.person, m.amount, m.made_at, m.due, p.zone
  from promises m join people p using (person)
 where m.case_id = any(%s) and m.status = 'open'"""
_COPY = """
copy ageings (case_id, on_day, days_past_due, bucket, overdue, balance, next_due, previous_bucket)
from stdin"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """What came of a batch: the age of each case that could be read, and why the others could not.

    `in_turn` are the cases that the pure code aged, event by event, and why sums do not tell their age.
    """

    ages: Mapping[str, Sums] = field(default_factory=dict)
    in_turn: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)


def age_cases(connection: psycopg.Connection[Any], cases: Sequence[str], on: date) -> Aged:
    """Age cases as of the end of `on`, write it down, and close the promises that are kept or broken.

    A case whose terms or events cannot be read is named with the reason, and the night goes on.
    """
    wanted = list(cases)
    summed = age_by_sums(connection, wanted, on)
    ages = {case: told for case, told in summed.items() if isinstance(told, Sums)}
    rest = {case: _why(summed.get(case)) for case in wanted if case not in ages}
    promised = connection.execute(_PROMISES, [wanted]).fetchall()
    terms = dict(connection.execute(_TERMS, [list(rest)]).fetchall()) if rest else {}
    events: dict[str, list[Event]] = defaultdict(list)
    for case, event, day, body in connection.execute(_EVENTS, [[*rest, *(row[0] for row in promised)], on]):
        events[case].append((event, day, body))
    unreadable: dict[str, str] = {}
    for case in rest:
        told = age_case(terms.get(case), events.get(case, ()), on)
        if isinstance(told, Age):
            ages[case] = Sums(
                told.days_past_due, told.bucket, told.overdue.total, told.balance.total, told.next_due
            )
        else:
            unreadable[case] = told
    _write_ages(connection, ages, on)
    _close_promises(connection, promised, events, on)
    return Aged(ages=ages, unreadable=unreadable, in_turn=rest)


def _why(told: Sums | str | None) -> str:
    return told if isinstance(told, str) else "not laid out"


def _write_ages(connection: psycopg.Connection[Any], ages: Mapping[str, Sums], on: date) -> None:
    before = dict(connection.execute(_BEFORE, [list(ages), on]).fetchall())
    with connection.cursor().copy(_COPY) as copy:
        for case, told in ages.items():
            copy.write_row(
                (
                    case,
                    on,
                    told.days_past_due,
                    told.bucket,
                    told.overdue,
                    told.balance,
                    told.next_due,
                    before.get(case),
                )
            )


def _close_promises(
    connection: psycopg.Connection[Any],
    promised: Sequence[tuple[Any, ...]],
    events: Mapping[str, Sequence[Event]],
    on: date,
) -> None:
    closed = []
    for case, promise, person, amount, made_at, due, zone in promised:
        open_one = Promise(id=promise, case=case, person=person, amount=amount, made_at=made_at, due=due)
        made_on = local_day(made_at, zone.split(";") if zone else None)
        status = settle_promise(open_one, made_on, payments(events.get(case, ())), on)
        if status != "open":
            closed.append((status, on, promise))
    with connection.cursor() as cursor:
        cursor.executemany("update promises set status = %s, closed_on = %s where promise = %s", closed)
