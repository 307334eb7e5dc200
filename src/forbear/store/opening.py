"""What an ask needs of the record, in two statements: the people held, then all about them read."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.gate.ports import Opened
from forbear.store.dossiers import read_with_stale
from forbear.store.fresh import with_fresh_ages

_HOLD: Final = """
select d.debtor, (
    select count(pg_advisory_xact_lock(lock)) from (
        select distinct hashtextextended('forbear person ' || person, 0) as lock
          from unnest(array[d.debtor, $2]) person order by lock) locks)
  from (select debtor from cases join parties using (case_id) where case_id = $1 and person = $2) d"""
_ASKED: Final = """
select p.name, (select contact from contacts where key = $2),
       (select json_object_agg(address, masked) from addresses where person = $1)
  from people p where person = $1"""


def open_case(
    connection: psycopg.Connection[Any], case: str, person: str, key: str, at: datetime
) -> Opened | None:
    """Hold the debtor of a case and that party, and then read; None where there is no such thing."""
    cursor = psycopg.RawCursor(connection)
    held = cursor.execute(_HOLD, [case, person]).fetchone()
    if held is None:
        return None
    dossier, stale = read_with_stale(connection, [held[0]])[held[0]]
    told = cursor.execute(_ASKED, [person, key]).fetchone()
    assert told is not None
    name, contact, masked = told
    return Opened(
        dossier=with_fresh_ages(connection, dossier, stale, at),
        name=name,
        masked=masked or {},
        contact=contact,
    )
