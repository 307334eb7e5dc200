"""The complaints that are open, the oldest first, and one of them with what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

from forbear.store.console.scope import scope_of
from forbear.store.evidence import integrate
from forbear.terms import InputError

Connection = psycopg.Connection[Any]
_OPEN: Final = """
select k.complaint, k.received_at, k.received_at::text as rank, k.stage, k.case_id, k.about_contact, x.collector
  from complaints k left join cases c using (case_id) left join contacts x on x.contact = k.about_contact
 where k.stage <> 'closed' and ({scope} or (%(who)s::text is null and k.case_id is null))
   and (k.received_at, k.complaint) > (%(rank)s::timestamptz, %(id)s)
 order by k.received_at, k.complaint limit %(most)s"""
_TOLD: Final = """
select e.position from evidence_contents c join evidence_entries e using (entry)
 where c.person = %s and c.content::jsonb ->> 'complaint' = %s and e.position is not null order by e.position"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenComplaint:
    """A complaint that is not closed. `collector` made the contact that it is about, where it names one."""

    complaint: str
    received_at: datetime
    rank: str
    stage: str
    case_id: str | None
    about_contact: str | None
    collector: str | None


def open_complaints(
    connection: Connection, collector: str | None, *, rank: str, after: str, most: int
) -> list[OpenComplaint]:
    """The open complaints from a place on, as a lender may see them. InputError where the place is none."""
    scope = scope_of(connection, collector)
    cursor = connection.cursor(row_factory=dict_row)
    given: Mapping[str, Any] = {**scope.values, "rank": rank or "-infinity", "id": after, "most": most}
    try:
        rows = cursor.execute(_OPEN.format(scope=scope.condition).encode(), given).fetchall()
    except psycopg.DataError:
        raise InputError("/rank", "is no place of the list; begin at its first page") from None
    return [OpenComplaint(**row) for row in rows]


def entries_of_complaint(connection: Connection, person: str, complaint: str) -> list[int]:
    """The places in the evidence log of all that was done about a complaint."""
    integrate(connection)
    return [row[0] for row in connection.execute(_TOLD, [person, complaint])]
