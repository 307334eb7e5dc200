"""What asks need of the record, in three statements for all of them: the people held, then all about them read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.gate.ports import Busy, Opened
from forbear.store.dossiers import read_with_stale
from forbear.store.fresh import with_fresh_ages

_HOLD: Final = """
with asked as materialized (
    select n, debtor, p.person
      from unnest($1::text[], $2::text[]) with ordinality a (case_id, person, n)
      join cases using (case_id) join parties p on (p.case_id, p.person) = (a.case_id, a.person)
), held as materialized (
    select lock, case when $3 then pg_advisory_xact_lock(lock) is not null else pg_try_advisory_xact_lock(lock) end got
      from (select distinct hashtextextended('forbear person ' || who, 0) as lock
              from asked, unnest(array[debtor, person]) who order by lock) locks)
select n, debtor, (select bool_and(got) from held
                    where lock in (hashtextextended('forbear person ' || debtor, 0),
                                   hashtextextended('forbear person ' || person, 0)))
  from asked"""
_ASKED: Final = """
select n, p.name, (select contact from contacts where key = a.key),
       (select json_object_agg(address, masked) from addresses where addresses.person = a.person)
  from unnest($1::text[], $2::text[]) with ordinality a (person, key, n) join people p using (person)"""


def open_cases(
    connection: psycopg.Connection[Any],
    wanted: Sequence[tuple[str, str, str]],
    at: datetime,
    *,
    waits: bool = True,
) -> list[Opened | Busy | None]:
    """Of each case, person and key: hold the debtor of the case and that party, and then read.

    All are held, in one order for everybody, before anything is read. None where there is no such thing; Busy
    where somebody else holds one of them, and this does not wait.
    """
    cursor = psycopg.RawCursor(connection)
    cases, people, keys = (list(column) for column in zip(*wanted, strict=True)) if wanted else ([], [], [])
    found = {n: (debtor, got) for n, debtor, got in cursor.execute(_HOLD, [cases, people, waits])}
    held = {n: debtor for n, (debtor, got) in found.items() if got}
    dossiers = read_with_stale(connection, held.values())
    told = {n: rest for n, *rest in cursor.execute(_ASKED, [people, keys])}
    opened: list[Opened | Busy | None] = []
    for n, (_, person, _) in enumerate(wanted, 1):
        if n not in held:
            opened.append(Busy("somebody else asks about this person; ask again") if n in found else None)
            continue
        dossier, stale = dossiers[held[n]]
        name, contact, masked = told[n]
        opened.append(
            Opened(
                held=frozenset((held[n], person)),
                dossier=with_fresh_ages(connection, dossier, stale, at),
                name=name,
                masked=masked or {},
                contact=contact,
            )
        )
    return opened
