"""What there is about one person, to see and to take along; and who received it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[Any]
_ADDRESSES: Final = """
select kind, masked, source, verified_on from addresses where person = %s order by kind, address"""
_RECEIVERS: Final = """
select c.registered_name, min(since)::date, max(till)::date, bool_or(c.acts_for is not null)
  from (select k.lender as collector, k.opened::timestamptz as since, null::timestamptz as till
          from parties p join cases k using (case_id) where p.person = %(person)s
        union all
        select l.agency, l.from_day, l.to_day from parties p join placements l using (case_id)
         where p.person = %(person)s
        union all
        select k.collector, k.at, k.at from contacts k where k.person = %(person)s and k.state <> 'refused') got
  join collectors c using (collector) group by 1 order by 2, 1"""
_TOLD: Final = """
select json_build_object(
  'person', (select to_jsonb(p) - 'person' from people p where p.person = %(person)s),
  'addresses', (select json_agg(json_build_object('kind', kind, 'masked', masked, 'source', source,
                                                  'verified_on', verified_on))
                  from addresses where person = %(person)s),
  'parts', (select json_agg(json_build_object('account', case_id, 'role', role, 'authority', authority))
              from parties where person = %(person)s),
  'statements', (select json_agg(body order by at) from statements where person = %(person)s),
  'contacts', (select json_agg(json_build_object('contact', contact, 'at', at, 'channel', channel,
                 'direction', direction, 'purpose', purpose, 'state', state, 'result', result, 'collector', collector,
                 'verdict', verdict) order by at) from contacts where person = %(person)s),
  'complaints', (select json_agg(to_jsonb(c) - 'person' order by received_at) from complaints c
                  where person = %(person)s),
  'plans', (select json_agg(to_jsonb(c) - 'person' order by signed_at) from plans c where person = %(person)s),
  'promises', (select json_agg(to_jsonb(c) - 'person' order by made_at) from promises c where person = %(person)s),
  'accounts', (select json_agg(json_build_object('account', c.case_id, 'lender', c.lender, 'product', c.product,
                 'currency', c.currency, 'opened', c.opened, 'status', c.status, 'terms', t.body,
                 'events', (select json_agg(e.body || jsonb_build_object('on', e.on_day) order by e.on_day, e.seq)
                              from ledger_events e where e.case_id = c.case_id)))
                 from cases c left join terms t using (case_id) where c.case_id = any (%(owing)s)))"""
_NOTICES: Final = """
select at::date, body ->> 'notice' from contacts
 where person = %s and state = 'done' and body ->> 'notice' like %s order by at"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A firm that received somebody's data: from when, until when (None: it still has them), for a lender or as one."""

    firm: str
    since: date
    until: date | None
    agency: bool


def addresses_of(connection: Connection, person: str) -> list[tuple[str, str, str, date | None]]:
    """A person's addresses, masked: kind, what may be shown, where it is from, when it was verified."""
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(_ADDRESSES, [person])]


def receivers_of(connection: Connection, person: str) -> list[Receiver]:
    """The firms that received a person's data, the earliest first."""
    rows = connection.execute(_RECEIVERS, {"person": person})
    return [Receiver(firm=firm, since=since, until=until if agency else None, agency=agency)
            for firm, since, until, agency in rows]  # fmt: skip


def all_about(connection: Connection, person: str, owing: list[str]) -> dict[str, Any]:
    """Everything about a person, as JSON; of the money, the accounts on which that person owes."""
    row = connection.execute(_TOLD, {"person": person, "owing": owing}).fetchone()
    assert row is not None
    told: dict[str, Any] = row[0]
    return told


def notices_of(connection: Connection, person: str, prefix: str) -> list[tuple[date, str]]:
    """The notices of that beginning that a person was given, with their days."""
    return [(row[0], row[1]) for row in connection.execute(_NOTICES, [person, f"{prefix}%"])]
