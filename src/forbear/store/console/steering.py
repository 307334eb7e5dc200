"""The figures by which a portfolio is steered, over a span of days: counted in the database, without names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[Any]
Counts = Sequence[tuple[Any, ...]]
VINTAGE_DAYS: Final = 30
"""From how many days past due a case counts as gone bad in its vintage."""
LATER_DAYS: Final = 28
"""After how many days a case of one night is looked at again, where strategies are compared."""
_MADE: Final = "k.direction = 'outbound' and k.state in ('done', 'sending', 'in_doubt')"
_IN: Final = "k.at >= %(since)s and k.at < %(until)s::date + 1"
_ROLLS: Final = """
select previous_bucket, bucket, count(*) from ageings
 where on_day = (select max(on_day) from ageings where on_day <= %(until)s) and previous_bucket is not null
 group by 1, 2"""
_VINTAGES: Final = f"""
select to_char(c.opened, 'YYYY"Q"Q'), count(*), count(*) filter (where a.days_past_due > {VINTAGE_DAYS})
  from cases c join ageings a on a.case_id = c.case_id
   and a.on_day = (select max(on_day) from ageings where on_day <= %(until)s)
 group by 1 order by 1 desc limit 12"""
_PROMISES: Final = """
select to_char(due, 'YYYY-MM'), count(*) filter (where status = 'kept'), count(*) filter (where status <> 'open')
  from promises where due >= %(until)s::date - 365 and due <= %(until)s group by 1 order by 1"""
_PLANS: Final = """
select coalesce(closed_on, %(until)s::date) - signed_on, state = 'broken' from plans where signed_on <= %(until)s"""
_BURDEN: Final = f"""
with made as (
    select k.case_id, k.collector, count(*) n from contacts k where {_IN} and {_MADE} group by 1, 2
), aged as (
    select case_id, bucket = '0' and exists (
               select from ageings b where b.case_id = a.case_id and b.on_day >= %(since)s and b.on_day < a.on_day
                  and b.bucket <> '0') as cured
      from ageings a where on_day = (select max(on_day) from ageings where on_day <= %(until)s)
       and case_id in (select case_id from made)
)
select {{by}}, sum(m.n), count(distinct m.case_id), count(distinct m.case_id) filter (where a.cured)
  from made m join cases c using (case_id) left join aged a using (case_id) group by 1 order by 2 desc limit 20"""
_REFUSALS: Final = f"""
select rule, count(*) from contacts k, unnest(k.rules) rule where {_IN} and k.state = 'refused' group by 1
 order by 2 desc, 1 limit 15"""
_COMPLAINTS: Final = """
select coalesce(x.channel, ''), coalesce(x.collector, ''), count(*),
       count(*) filter (where k.outcome in ('upheld', 'partly_upheld'))
  from complaints k left join contacts x on x.contact = k.about_contact
 where k.received_at >= %(since)s and k.received_at < %(until)s::date + 1
 group by 1, 2 order by 3 desc, 1, 2 limit 30"""
_STRATEGIES: Final = f"""
select n.strategy, min(d.on_day), count(*), count(*) filter (where later.bucket = '0')
  from nights n join decisions d using (on_day)
  join ageings a on a.on_day = d.on_day and a.case_id = d.case_id and a.bucket <> '0'
  join lateral (select bucket from ageings b where b.case_id = d.case_id and b.on_day >= d.on_day + {LATER_DAYS}
                 order by b.on_day limit 1) later on true
 where n.on_day >= %(since)s and n.on_day <= %(until)s group by 1 order by 2 desc limit 2"""
_VOLUMES: Final = f"""
select k.channel, k.collector, count(*), count(*) filter (where k.state = 'refused'), count(*) filter (where {_MADE}),
       count(*) filter (where {_MADE} and k.verdict ->> 'verdict' = 'forbid'),
       count(distinct k.person) filter (where {_MADE})
  from contacts k where {_IN} and k.direction = 'outbound' group by 1, 2 order by 1, 2"""
_HANDLED: Final = """
select coalesce(c.lender, ''), count(*), count(*) filter (where k.stage = 'closed'),
       count(*) filter (where k.outcome in ('upheld', 'partly_upheld'))
  from complaints k left join cases c using (case_id)
 where k.received_at >= %(since)s and k.received_at < %(until)s::date + 1 group by 1 order by 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """The counts of a span of days: rows as they come from the database.

    `burden` goes by product and by who made the contacts: contacts, cases contacted, and of those cured. `strategies`
    are the latest two that were live: since when, cases overdue on their nights, and of those not overdue a month on.
    """

    since: date
    until: date
    rolls: Counts
    vintages: Counts
    promises: Counts
    plans: Counts
    burden: Mapping[str, Counts]
    refusals: Counts
    complaints: Counts
    strategies: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What a regulator asks for of a span of days: volumes, breaches by rule, complaints."""

    since: date
    until: date
    volumes: Counts
    refusals: Counts
    complaints: Counts


def count_steering(connection: Connection, since: date, until: date) -> Steering:
    """Count a span of days, both ends included."""
    read = _reader(connection, since, until)
    burden = {
        "product": read(_BURDEN.format(by="c.product")),
        "collector": read(_BURDEN.format(by="m.collector")),
    }
    return Steering(
        since=since, until=until, rolls=read(_ROLLS), vintages=read(_VINTAGES), promises=read(_PROMISES),
        plans=read(_PLANS), burden=burden, refusals=read(_REFUSALS), complaints=read(_COMPLAINTS),
        strategies=read(_STRATEGIES),
    )  # fmt: skip


def count_pack(connection: Connection, since: date, until: date) -> Pack:
    """Count what a regulator asks for, of a span of days, both ends included."""
    read = _reader(connection, since, until)
    return Pack(
        since=since, until=until, volumes=read(_VOLUMES), refusals=read(_REFUSALS), complaints=read(_HANDLED)
    )


def survival(plans: Counts, days: Sequence[int]) -> list[tuple[int, float, int]]:
    """The share of plans that still holds after so many days, and how many were watched that long (Kaplan-Meier).

    A plan that was paid off, replaced or is still kept is watched until then and no longer.

    >>> survival([(10, True), (20, False), (30, True), (40, False)], [15, 35])
    [(15, 0.75, 3), (35, 0.375, 1)]
    """
    told = []
    for day in days:
        share = 1.0
        for broken_on in sorted({lasted for lasted, broken in plans if broken and lasted <= day}):
            at_risk = sum(lasted >= broken_on for lasted, _ in plans)
            broken_then = sum(broken and lasted == broken_on for lasted, broken in plans)
            share *= 1 - broken_then / at_risk
        told.append((day, share, sum(lasted >= day for lasted, _ in plans)))
    return told


def _reader(connection: Connection, since: date, until: date) -> Any:
    def read(query: str) -> Counts:
        return connection.execute(query.encode(), {"since": since, "until": until}).fetchall()

    return read
