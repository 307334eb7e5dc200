"""Placing cases with an agency and taking them back: a recall holds at the gate before it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.gate.reservation import is_open, void
from forbear.store.gate import ContactRecord
from forbear.terms import Conflict, InputError

Connection = psycopg.Connection[Any]
RECALLED: Final = "recalled"
_AGENCIES: Final = """
select a.collector, a.registered_name, a.acts_for,
       (select count(*) from placements p where p.agency = a.collector and p.recalled_at is null
           and current_date between p.from_day and coalesce(p.to_day, 'infinity'))
  from collectors a where a.acts_for is not null and (%(lender)s::text is null or a.acts_for = %(lender)s)
 order by a.collector"""
_OTHER: Final = """
select agency from placements where case_id = %s and recalled_at is null
   and current_date between from_day and coalesce(to_day, 'infinity')"""
_PLACE: Final = """
insert into placements (case_id, agency, lender, from_day, placed_by)
select c.case_id, %(agency)s, c.lender, current_date, %(by)s from cases c join collectors a on a.collector = %(agency)s
 where c.case_id = %(case)s and a.acts_for = c.lender
on conflict (case_id, agency, from_day) do update
   set to_day = null, recalled_at = null, recalled_by = null, placed_by = excluded.placed_by"""
_RECALL: Final = """
update placements set recalled_at = %(now)s, recalled_by = %(by)s
 where case_id = %(case)s and recalled_at is null and current_date between from_day and coalesce(to_day, 'infinity')
returning agency"""
_WAITING: Final = """
select contact from contacts where case_id = %s and collector = any(%s) and state in ('reserved', 'sending')"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency, whom it acts for, and how many cases are placed with it now."""

    agency: str
    name: str
    lender: str
    cases: int


def list_agencies(connection: Connection, lender: str | None) -> list[Agency]:
    """The agencies of a lender; of every lender, where none is named."""
    rows = connection.execute(_AGENCIES, {"lender": lender})
    return [
        Agency(agency=agency, name=name, lender=owner, cases=cases) for agency, name, owner, cases in rows
    ]


def place(record: ContactRecord, cases: Sequence[str], agency: str, by: str) -> int:
    """Place cases with an agency, all or none; how many. A case that it has already stays as it is.

    InputError where a case is none of its lender's; Conflict where another agency has one.
    """
    placed = 0
    with record.work():
        for case in cases:
            held = [row[0] for row in record.connection.execute(_OTHER, [case])]
            if held == [agency]:
                continue
            if held:
                raise Conflict(f"another agency has the case {case}; recall it first")
            given = {"case": case, "agency": agency, "by": by}
            if record.connection.execute(_PLACE, given).rowcount == 0:
                raise InputError("/cases", f"{case} is no case of the lender for whom the agency acts")
            placed += 1
    return placed


def recall(record: ContactRecord, case: str, by: str, now: datetime) -> list[str]:
    """Take a case back from its agency: it sees the case no more, and what it had waiting is withdrawn; which.

    InputError where no agency has it.
    """
    with record.work():
        debtor = record.connection.execute("select debtor from cases where case_id = %s", [case]).fetchone()
        if debtor is not None:
            record.lock([debtor[0]])
        told = {"case": case, "by": by, "now": now}
        agencies = [row[0] for row in record.connection.execute(_RECALL, told)]
        if not agencies:
            raise InputError("/cases", f"no agency has the case {case}; there is nothing to recall")
        waiting = [row[0] for row in record.connection.execute(_WAITING, [case, agencies])]
        gone = []
        for contact in waiting:
            entry = record.hold(contact)
            if entry is not None and is_open(entry):
                gone.append(void(record, contact, RECALLED).contact)
    return gone
