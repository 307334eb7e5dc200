"""Signed plans on the database: signed together with what the ledger and the gate are told, closed by the night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

from forbear.desk.dossier import local_day
from forbear.desk.plan import HELD, Agreement, state_on, told_to_ledger
from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.reservation import withdraw
from forbear.law.clock import format_instant
from forbear.law.judge.wire import read_statement
from forbear.store.ageing.in_turn import payments
from forbear.store.gate import ContactRecord
from forbear.store.ledger_events import add_event
from forbear.terms import Conflict, NotFound

_SIGN: Final = """
insert into plans (plan, case_id, person, offer, signed_at, signed_on) values (%s, %s, %s, %s, %s, %s)"""
_REPLACE: Final = """
update plans set state = 'replaced', closed_on = %s where case_id = %s and state in ('in_force', 'late')"""
_KNOWN: Final = "select person, case_id, offer from plans where plan = %s"
_ZONE: Final = "select zone from people where person = %s"
_HELD: Final = """
select p.plan, p.case_id, p.person, p.offer, p.signed_at, p.signed_on, p.state, q.zone
  from plans p join people q using (person) where p.case_id = any(%s) and p.state in ('in_force', 'late')"""
_EVENTS: Final = """
select event, on_day, body from ledger_events where case_id = %s and on_day <= %s order by on_day, seq"""
_CLOSE: Final = "update plans set state = %s, closed_on = %s where plan = %s"
_SAY: Final = """
insert into statements (statement, person, kind, at, debts, body) values (%s, %s, 'plan_breached', %s, %s, %s)
on conflict do nothing"""


def sign_plan(
    door: Door, record: ContactRecord, plan: str, case: str, person: str, offer: dict[str, Any], now: datetime
) -> list[Entry]:
    """Sign an offer of the plan answer: kept, told to the ledger, and in force before this returns.

    A plan in force on the case is replaced. What it withdrew from the queues comes back. NotFound where the
    person is no party to the case; InputError where the ledger cannot read the offer; Conflict where another
    plan has this id.
    """
    with record.work():
        if record.debtor_of(case, person) is None:
            raise NotFound("there is no such case, or the person is no party to it")
        record.lock(record.circle(person))
        known = record.connection.execute(_KNOWN, [plan]).fetchone()
        if known is not None:
            if known != (person, case, offer):
                raise Conflict("another plan has this id; write one of its own")
            return []
        signed_on = local_day(now, _zones(record.connection, person))
        agreement = Agreement(
            id=plan, case=case, person=person, offer=offer, signed_at=now, signed_on=signed_on
        )
        events = told_to_ledger(agreement)
        record.connection.execute(_REPLACE, [signed_on, case])
        record.connection.execute(_SIGN, [plan, case, person, Jsonb(offer), now, signed_on])
        for event in events:
            add_event(record.connection, case, event["id"], signed_on, event)
        body = {"id": f"plan:{plan}", "at": format_instant(now), "person": person, "kind": "plan_signed",
                "debts": [case]}  # fmt: skip
        record.say(read_statement(body), body)
        return withdraw(door, record, person, now)


def settle_plans(connection: psycopg.Connection[Any], cases: Sequence[str], on: date) -> int:
    """Write down how the plans on some cases stand at the end of a day; how many changed.

    A plan that is broken is said to be (`plan_breached`) on the day on which it broke.
    """
    changed = 0
    for plan, case, person, offer, signed_at, signed_on, state, zone in connection.execute(
        _HELD, [list(cases)]
    ).fetchall():
        agreement = Agreement(id=plan, case=case, person=person, offer=offer, signed_at=signed_at,
                              signed_on=signed_on, state=state)  # fmt: skip
        money = payments(connection.execute(_EVENTS, [case, on]).fetchall())
        now = state_on(agreement, [(paid.on, paid.amount) for paid in money], on)
        if now == state:
            continue
        changed += 1
        connection.execute(_CLOSE, [now, None if now in HELD else on, plan])
        if now == "broken":
            at = datetime.combine(on, time(0), ZoneInfo(zone.split(";")[0] if zone else "UTC"))
            body = {"id": f"plan:{plan}:broken", "at": format_instant(at), "person": person,
                    "kind": "plan_breached", "debts": [case]}  # fmt: skip
            connection.execute(_SAY, [body["id"], person, at, [case], Jsonb(body)])
    return changed


def _zones(connection: psycopg.Connection[Any], person: str) -> tuple[str, ...]:
    row = connection.execute(_ZONE, [person]).fetchone()
    return tuple(row[0].split(";")) if row and row[0] else ()
