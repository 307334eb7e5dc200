"""An agency's own figures: what it has in hand, how often it reached out, how often somebody complained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from forbear.store.console.scope import scope_of

Connection = psycopg.Connection[Any]
PERIOD: Final = timedelta(days=30)
_NAME: Final = "select registered_name from collectors where collector = %s and acts_for is not null"
_CASES: Final = "select count(*) from cases c where c.status <> 'settled' and {scope}"
_CONTACTS: Final = """
select count(*) filter (where state in ('done', 'sending', 'in_doubt')), count(*) filter (where state = 'refused'),
       count(distinct case_id) filter (where state in ('done', 'sending', 'in_doubt'))
  from contacts where at >= %(since)s and at <= %(now)s and collector = %(who)s and direction = 'outbound'"""
_COMPLAINTS: Final = """
select count(*) from complaints k join contacts x on x.contact = k.about_contact
 where k.received_at >= %(since)s and x.collector = %(who)s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyFigures:
    """An agency over the last `PERIOD`. `complaints` are those about a contact of its own."""

    agency: str
    name: str
    cases: int
    contacts: int
    refused: int
    reached: int
    complaints: int


def agency_figures(connection: Connection, agency: str, now: datetime) -> AgencyFigures | None:
    """The figures of an agency; None where there is no such agency."""
    row = connection.execute(_NAME, [agency]).fetchone()
    if row is None:
        return None
    scope = scope_of(connection, agency)
    given = {**scope.values, "since": now - PERIOD, "now": now}
    (cases,) = connection.execute(_CASES.format(scope=scope.condition).encode(), given).fetchone() or (0,)
    made, refused, reached = connection.execute(_CONTACTS, given).fetchone() or (0, 0, 0)
    (complaints,) = connection.execute(_COMPLAINTS, given).fetchone() or (0,)
    return AgencyFigures(agency=agency, name=row[0], cases=cases, contacts=made, refused=refused, reached=reached,
                         complaints=complaints)  # fmt: skip
