"""The age of a case at the moment of asking, where the night could not know it: never aged, or paid since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

import psycopg

from forbear.desk.dossier import Ageing, CaseFile, Dossier, local_day
from forbear.money import Age
from forbear.store.ageing.in_turn import age_case

_STALE: Final = """
select c.case_id from cases c
  left join lateral (select aged_at from ageings where case_id = c.case_id order by on_day desc limit 1) a on true
 where c.case_id = any(%s)
   and (a.aged_at is null
        or exists (select from ledger_events e where e.case_id = c.case_id and e.known_at > a.aged_at))"""
_TERMS: Final = "select case_id, body from terms where case_id = any(%s)"
_EVENTS: Final = """
select case_id, event, on_day, body from ledger_events
 where case_id = any(%s) and on_day <= %s order by case_id, on_day, seq"""


def with_fresh_ages(connection: psycopg.Connection[Any], dossier: Dossier, at: datetime) -> Dossier:
    """The dossier, its cases that were never aged, or of which money was heard since, aged as of that day.

    What cannot be aged has no age, and the gate says so.
    """
    ids = [file.id for file in dossier.cases]
    stale = [case for (case,) in connection.execute(_STALE, [ids])]
    if not stale:
        return dossier
    known = dossier.people.get(dossier.debtor)
    on = local_day(at, known.zones if known else None)
    ages = _age(connection, stale, on)
    files = tuple(_aged(file, ages, on) if file.id in stale else file for file in dossier.cases)
    return replace(dossier, cases=files)


def _age(connection: psycopg.Connection[Any], cases: Sequence[str], on: date) -> dict[str, Age]:
    terms = dict(connection.execute(_TERMS, [cases]).fetchall())
    events = defaultdict(list)
    for case, event, day, body in connection.execute(_EVENTS, [cases, on]):
        events[case].append((event, day, body))
    told = {case: age_case(terms.get(case), events.get(case, ()), on) for case in cases}
    return {case: age for case, age in told.items() if isinstance(age, Age)}


def _aged(file: CaseFile, ages: dict[str, Age], on: date) -> CaseFile:
    age = ages.get(file.id)
    if age is None:
        return replace(file, ageing=None)
    return replace(
        file,
        ageing=Ageing(
            on=on,
            days_past_due=age.days_past_due,
            bucket=age.bucket,
            overdue=age.overdue.total,
            balance=age.balance.total,
            next_due=age.next_due,
            previous_bucket=file.ageing.bucket if file.ageing else None,
        ),
    )
