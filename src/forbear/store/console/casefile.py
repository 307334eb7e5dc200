"""A case as its page shows it, read under the walls: what a lender or agency may not see is not here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

from forbear.terms import NotFound

Connection = psycopg.Connection[Any]
Row = Mapping[str, Any]
CONTACTS: Final = 40
STATEMENTS: Final = 60
_CASE: Final = """
select c.case_id, c.debtor, c.product, c.currency, c.opened, c.status, l.registered_name lender_name, c.lender,
       a.on_day, a.days_past_due, a.bucket, a.overdue, a.balance, a.next_due, d.outcome, d.why
  from cases c join collectors l on l.collector = c.lender
  left join lateral (select * from ageings where case_id = c.case_id order by on_day desc limit 1) a on true
  left join decisions d on d.on_day = a.on_day and d.case_id = c.case_id
 where c.case_id = %(case)s"""
_PEOPLE: Final = """
select p.person, p.role, p.authority, q.name, q.language, q.zone, q.region, q.deceased, q.incapacitated
  from parties p join people q using (person) where p.case_id = %(case)s order by p.role <> 'borrower', p.person"""
_ADDRESSES: Final = """
select a.person, a.kind, a.masked, a.verified_on,
       exists (select from statements s where s.person = a.person and s.kind = 'address_invalid'
                  and s.body ->> 'address' = a.address) as dead
  from addresses a where a.person in (select person from parties where case_id = %(case)s)
 order by a.person, a.kind, a.address"""
_STATEMENTS: Final = """
select s.statement, s.person, s.kind, s.at, s.until, s.body
  from statements s where s.person in (select person from parties where case_id = %(case)s)
   and (s.debts is null or %(case)s = any(s.debts)) order by s.at desc, s.statement limit %(most)s"""
_CONTACTS: Final = """
select k.contact, k.person, k.channel, k.direction, k.purpose, k.at, k.state, k.result, k.why, k.rules, k.collector,
       k.verdict -> 'breaches' as breaches
  from contacts k where k.case_id = %(case)s order by k.at desc, k.contact limit %(most)s"""
_PLANS: Final = """
select plan, state, signed_on, closed_on, offer from plans where case_id = %(case)s order by signed_at desc"""
_PROMISES: Final = """
select promise, amount, made_at, due, status, closed_on from promises where case_id = %(case)s
 order by due desc, promise limit 20"""
_COMPLAINTS: Final = """
select complaint, received_at, stage, outcome, about_contact from complaints where case_id = %(case)s
 order by received_at desc"""
_PLACED: Final = """
select p.agency, f.registered_name, p.from_day, p.to_day, p.recalled_at
  from placements p join collectors f on f.collector = p.agency where p.case_id = %(case)s order by p.from_day desc"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """All that is known of a case, as rows of the tables. Names are whole; whoever shows them masks them."""

    case: Row
    people: list[Row]
    addresses: list[Row]
    statements: list[Row]
    contacts: list[Row]
    plans: list[Row]
    promises: list[Row]
    complaints: list[Row]
    placements: list[Row]


def read_sheet(connection: Connection, case: str) -> CaseSheet:
    """The sheet of a case, over a connection that sees one's own rows alone. NotFound where there is no such case."""
    cursor = connection.cursor(row_factory=dict_row)

    def rows(query: str, most: int = 0) -> list[Row]:
        return list(cursor.execute(query.encode(), {"case": case, "most": most}))

    known = rows(_CASE)
    if not known:
        raise NotFound("there is no such case")
    return CaseSheet(
        case=known[0],
        people=rows(_PEOPLE),
        addresses=rows(_ADDRESSES),
        statements=rows(_STATEMENTS, STATEMENTS),
        contacts=rows(_CONTACTS, CONTACTS),
        plans=rows(_PLANS),
        promises=rows(_PROMISES),
        complaints=rows(_COMPLAINTS),
        placements=rows(_PLACED),
    )
