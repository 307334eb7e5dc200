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

_TERMS: Final = "select case_id, body from terms where case_id = any(%s)"
_EVENTS: Final = """
select case_id, event, on_day, body from ledger_events
 where case_id = any(%s) and on_day <= %s order by case_id, on_day, seq"""


def with_fresh_ages(
    connection: psycopg.Connection[Any], dossier: Dossier, stale: Sequence[str], at: datetime
) -> Dossier:
    """The dossier, its `stale` cases aged as of that day. What cannot be aged has no age, and the gate says so."""
    if not stale:
        return dossier
    known = dossier.people.get(dossier.debtor)
    on = local_day(at, known.zones if known else None)
    ages = _age(connection, list(stale), on)
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
