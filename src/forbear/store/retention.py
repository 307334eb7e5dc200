"""Retention on PostgreSQL: whose data are kept and why, legal holds, and deleting what nothing keeps any more.

Deleted are addresses, contacts, statements, complaints, plans, promises, decisions, ages and whatever else tells of
the person, in the evidence too (salt and content; the tree verifies). What stays are the books: the case, its terms,
its events and its journal, under ids. A wish to be left alone stays as well, as the fingerprint of an address that
nobody has any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import psycopg
from psycopg.types.json import Jsonb

from forbear.desk.retention import Keeping, decide_keeping
from forbear.gate.request import build_request
from forbear.law.rulebook import Law
from forbear.store.dossiers import read_dossiers
from forbear.store.evidence import erase_contents, erase_person

Connection = psycopg.Connection[Any]
BATCH: Final = 200
_CIRCLE: Final = """
select c.debtor, array_agg(distinct c.case_id),
       greatest((select max(on_day) from ledger_events e where e.case_id = any(array_agg(c.case_id))),
                (select max(at)::date from contacts k where k.case_id = any(array_agg(c.case_id))),
                (select max(at)::date from statements s where s.person = c.debtor), max(c.opened))
  from cases c join people p on p.person = c.debtor
 where (p.erased_on is null or p.name <> '') and c.debtor > %s {only}
 group by c.debtor having bool_and(c.status = 'settled') order by c.debtor limit %s"""
_HELD: Final = """
select person from legal_holds where lifted_at is null and person is not null
 union all select case_id from legal_holds where lifted_at is null and case_id is not null"""
_PEOPLE: Final = """
select person from parties where case_id = any(%(cases)s)
 union select %(debtor)s
except select person from parties where not case_id = any(%(cases)s)
except select debtor from cases where not case_id = any(%(cases)s)"""
_LOCK: Final = """
select pg_advisory_xact_lock(lock) from (
    select distinct hashtextextended('forbear person ' || person, 0) as lock from unnest(%s::text[]) person
     order by lock) locks"""
_KEEP_SILENCE: Final = """
insert into silenced (fingerprint, kind, channel, at, source)
select a.fingerprint, a.kind, c.channel, min(s.at), 'erased'
  from statements s join addresses a using (person)
 cross join lateral unnest(case a.kind when 'email' then array['email'] when 'post' then array['letter']
                                       when 'mobile' then array['call', 'sms'] else array['call'] end) c (channel)
 where s.person = any(%(people)s) and s.kind in ('cease', 'opt_out')
   and coalesce(s.body ->> 'channel', c.channel) = c.channel and coalesce(s.body ->> 'address', a.address) = a.address
   and not exists (select from statements l where l.kind = 'lifted' and l.body ->> 'of' = s.statement)
 group by a.fingerprint, a.kind, c.channel on conflict do nothing"""
DELETED: Final[Mapping[str, str]] = {
    "decisions": "case_id = any(%(cases)s)",
    "receipts": "fingerprints && array(select fingerprint from addresses where person = any(%(people)s))",
    "portal_sessions": "person = any(%(people)s)",
    "portal_codes": "person = any(%(people)s)"
    " or fingerprints && array(select fingerprint from addresses where person = any(%(people)s))",
    "inbox": "person = any(%(people)s)",
    "call_legs": "people && %(people)s::text[]",
    "complaints": "case_id = any(%(cases)s) or person = any(%(people)s)",
    "plans": "case_id = any(%(cases)s) or person = any(%(people)s)",
    "contacts": "case_id = any(%(cases)s) or person = any(%(people)s)",
    "promises": "case_id = any(%(cases)s) or person = any(%(people)s)",
    "proposals": "case_id = any(%(cases)s) or person = any(%(people)s)",
    "legal_holds": "case_id = any(%(cases)s) or person = any(%(people)s)",
    "statements": "person = any(%(people)s)",
    "addresses": "person = any(%(people)s)",
    "unread_rows": "case_id = any(%(cases)s)",
    "ageings": "case_id = any(%(cases)s)",
    "parties": "case_id = any(%(cases)s)",
}
"""What is deleted, in the order that references allow."""
_RECORDINGS: Final = """
select distinct body ->> 'recording_sha256' from contacts
 where (case_id = any(%(cases)s) or person = any(%(people)s)) and body ? 'recording_sha256' order by 1"""
_BLANK: Final = """
update people set name = '', role_default = null, zone = null, region = null, birth_year = null, deceased = null,
       incapacitated = null, reachable = null, erased_on = %(on)s where person = any(%(people)s)"""
_OF_CASES: Final = "contact in (select contact from contacts where case_id = any(%s))"
_SEAL: Final = "select seal_evidence('retention', null, null, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A debtor, the cases, and whether the data are kept; what was deleted (rows by table, people), if it was.

    `recordings` are the hashes of recordings that lie elsewhere and are to be deleted there.
    """

    keeping: Keeping
    cases: tuple[str, ...]
    people: tuple[str, ...] = ()
    deleted: Mapping[str, int] | None = None
    recordings: tuple[str, ...] = ()


def review_retention(
    connection: Connection,
    law: Law,
    on: date,
    *,
    settled_for: int,
    apply: bool = False,
    step: Callable[[int], None] = lambda done: None,
) -> Iterator[Circle]:
    """Each debtor whose cases are all settled: kept or over, and with `apply` deleted, each in a transaction of its
    own under the person's lock, decided anew there. `settled_for`: the house's own period in days after the last
    thing that happened. Needs an autocommit connection."""
    after, done = "", 0
    while rows := connection.execute(_CIRCLE.format(only="").encode(), [after, BATCH]).fetchall():
        after = rows[-1][0]
        found = _decide(connection, law, rows, on, settled_for)
        for circle in found:
            if apply and circle.keeping.is_over:
                circle = _delete(connection, law, circle, on, settled_for)
            yield circle
        done += len(found)
        step(done)


def _decide(
    connection: Connection, law: Law, rows: Sequence[tuple[Any, ...]], on: date, settled_for: int
) -> list[Circle]:
    held = [row[0] for row in connection.execute(_HELD)]
    dossiers = read_dossiers(connection, [row[0] for row in rows])
    return [
        Circle(
            keeping=decide_keeping(
                law,
                dossiers[debtor],
                on,
                build_request,
                held=held,
                quiet=last + timedelta(days=settled_for) < on,
            ),
            cases=tuple(cases),
        )
        for debtor, cases, last in rows
    ]


def _delete(connection: Connection, law: Law, circle: Circle, on: date, settled_for: int) -> Circle:
    """Delete what tells of a circle's people, if under their lock it is still so decided."""
    debtor = circle.keeping.debtor
    with connection.transaction():
        named = {"cases": list(circle.cases), "debtor": debtor, "on": on}
        people = sorted(row[0] for row in connection.execute(_PEOPLE, named))
        connection.execute(_LOCK, [people])
        query = _CIRCLE.format(only="and c.debtor = %s")
        rows = connection.execute(query.encode(), ["", debtor, 1]).fetchall()
        again = _decide(connection, law, rows, on, settled_for)
        if not again or not again[0].keeping.is_over or again[0].cases != circle.cases:
            return again[0] if again else circle
        named["people"] = people
        connection.execute(_KEEP_SILENCE, named)
        recordings = tuple(row[0] for row in connection.execute(_RECORDINGS, named))
        erased = erase_contents(connection, _OF_CASES, list(circle.cases))
        deleted = {
            table: connection.execute(f"delete from {table} where {which}".encode(), named).rowcount
            for table, which in DELETED.items()
        }
        connection.execute(_BLANK, named)
        deleted["evidence"] = sum(erase_person(connection, person) for person in people)
        told = _told(circle.keeping, on, len(people), deleted) | {"erased": erased}
        connection.execute(_SEAL, [Jsonb(told)])
    return Circle(
        keeping=circle.keeping,
        cases=circle.cases,
        people=tuple(people),
        deleted=deleted,
        recordings=recordings,
    )


def _told(keeping: Keeping, on: date, people: int, deleted: Mapping[str, int]) -> dict[str, Any]:
    """What the evidence keeps of a deletion: why, and how much; not of whom."""
    ran_out = {period.rule: period.until.isoformat() for period in keeping.periods if period.until}
    return {"on": on.isoformat(), "people": people, "ran_out": ran_out, "deleted": dict(deleted)}
