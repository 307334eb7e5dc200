"""The worklist: cases by what they need, in order, a page at a time.

First a promise that falls due, then hardship that nobody has answered, a complaint whose clock runs, a plan that is
late or broken; then the rest, the oldest debt first. How much is owed is not what decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import psycopg

from forbear.store.console.scope import Scope, has_few, scope_of
from forbear.terms import InputError

Connection = psycopg.Connection[Any]
NEEDS: Final = ("promise", "hardship", "complaint", "plan", "rest")
"""What a case may need, the most pressing first."""
_LATEST: Final = """
select coalesce((select max(on_day) from nights where finished_at is not null and on_day <= %(today)s),
                (select max(on_day) from ageings))"""
_SECTIONS: Final = {
    "promise": """
select m.due::text, c.case_id, m.due from promises m join cases c using (case_id)
 where m.status = 'open' and m.due <= %(today)s and {scope} and (m.due, c.case_id) > (%(rank)s::date, %(id)s)
 order by m.due, c.case_id limit %(most)s""",
    "hardship": """
select s.at::text, c.case_id, s.at::date
  from statements s cross join lateral (
       select case_id from cases c where debtor = s.person and (s.debts is null or case_id = any(s.debts))
          and status not in ('settled', 'current') and {scope} offset 0) c
 where s.kind = 'hardship' and s.at between %(rank)s::timestamptz and %(now)s
   and (s.until is null or s.until > %(now)s) and (s.at, c.case_id) > (%(rank)s::timestamptz, %(id)s)
   and (select count(*) from statements t
         where t.person = s.person and t.kind = 'lifted' and t.body ->> 'of' = s.statement) = 0
   and (select count(*) from plans p where p.case_id = c.case_id and p.signed_at >= s.at) = 0
 order by s.at, c.case_id limit %(most)s""",
    "complaint": """
select k.received_at::text, c.case_id, k.received_at::date from complaints k join cases c using (case_id)
 where k.stage <> 'closed' and {scope} and (k.received_at, c.case_id) > (%(rank)s::timestamptz, %(id)s)
 order by k.received_at, c.case_id limit %(most)s""",
    "plan": """
select p.signed_on::text, c.case_id, coalesce(p.closed_on, p.signed_on) from plans p join cases c using (case_id)
 where p.state in ('late', 'broken') and c.status not in ('settled', 'current') and {scope}
   and not exists (select from plans q where q.case_id = p.case_id and q.signed_at > p.signed_at)
   and (p.signed_on, c.case_id) > (%(rank)s::date, %(id)s)
 order by p.signed_on, c.case_id limit %(most)s""",
    "rest": """
select a.days_past_due::text, c.case_id, a.on_day - a.days_past_due from ageings a join cases c using (case_id)
 where a.on_day = %(on)s and a.days_past_due > 0 and c.status <> 'settled' and {scope}
   and (a.days_past_due, a.case_id) < (%(rank)s::int, %(id)s)
 order by a.days_past_due desc, a.case_id desc limit %(most)s""",
}
_REST_OF_FEW: Final = """
with few as materialized ({few})
select a.days_past_due::text, a.case_id, a.on_day - a.days_past_due from few join ageings a using (case_id)
 where a.on_day = %(on)s and a.days_past_due > 0 and (a.days_past_due, a.case_id) < (%(rank)s::int, %(id)s)
 order by a.days_past_due desc, a.case_id desc limit %(most)s"""
_FEW: Final = "select c.case_id from cases c where c.status <> 'settled' and {scope}"
_FEW_PLACED: Final = """
select distinct c.case_id from placements p join cases c using (case_id)
 where p.agency = %(who)s and p.recalled_at is null and c.status <> 'settled'
   and current_date between p.from_day and coalesce(p.to_day, 'infinity')"""
_FIRST: Final = {"promise": "0001-01-01", "hardship": "-infinity", "complaint": "-infinity", "plan": "0001-01-01",
                 "rest": "2147483647"}  # fmt: skip
_ROWS: Final = """
select c.case_id, q.name, c.product, c.currency, a.days_past_due, a.overdue, d.outcome, d.why
  from cases c join people q on q.person = c.debtor
  left join lateral (select on_day, days_past_due, overdue from ageings where case_id = c.case_id
                      order by on_day desc limit 1) a on true
  left join decisions d on d.on_day = a.on_day and d.case_id = c.case_id
 where c.case_id = any(%s)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A case in the order of the worklist: its need, by what it stands there, and since when it does."""

    need: str
    rank: str
    case: str
    since: date | None = None


START: Final = Place(need=NEEDS[0], rank=_FIRST[NEEDS[0]], case="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A case on the worklist. `name` is the borrower's, to be masked; `outcome` and `why` the last night's decision."""

    place: Place
    name: str
    product: str
    currency: str
    days_past_due: int | None
    overdue: Decimal | None
    outcome: str | None
    why: str | None


def find_work(
    connection: Connection,
    collector: str | None,
    now: datetime,
    today: date,
    *,
    after: Place = START,
    only: str | None = None,
    most: int,
) -> list[Place]:
    """The next cases of the worklist after a place, in order; of one need alone, where it is named.

    `today` is the day by which promises fall due. The connection sees all rows; whose cases they are is asked here.
    InputError where the place is none.
    """
    scope = scope_of(connection, collector)
    row = connection.execute(_LATEST, {"today": today}).fetchone()
    given = {**scope.values, "now": now, "today": today, "on": row and row[0]}
    found: list[Place] = []
    if after.need not in NEEDS:
        raise InputError("/need", f"is none; write one of {', '.join(NEEDS)}")
    for need in NEEDS[NEEDS.index(after.need) :]:
        if only in (None, need) and len(found) < most:
            rank, case = (after.rank, after.case) if need == after.need else (_FIRST[need], "")
            given |= {"rank": rank, "id": case, "most": most - len(found)}
            found += _section(connection, scope, need, given)
    return found


def first_of(need: str) -> Place:
    """The place before the first case of a need. InputError where there is no such need."""
    if need not in NEEDS:
        raise InputError("/need", f"is none; write one of {', '.join(NEEDS)}")
    return Place(need=need, rank=_FIRST[need], case="")


def read_items(connection: Connection, places: Sequence[Place]) -> list[Item]:
    """The cases of some places as they may be shown, over a connection that sees one's own rows alone."""
    rows = connection.execute(_ROWS, [[place.case for place in places]])
    known = {case: told for case, *told in rows}
    names = ("name", "product", "currency", "days_past_due", "overdue", "outcome", "why")
    return [
        Item(place=place, **dict(zip(names, known[place.case], strict=True)))
        for place in places
        if place.case in known
    ]


def _section(connection: Connection, scope: Scope, need: str, given: dict[str, Any]) -> list[Place]:
    query = _SECTIONS[need].format(scope=scope.condition)
    if need == "rest" and has_few(connection, scope):
        few = _FEW_PLACED if scope.kind == "placed" else _FEW.format(scope=scope.condition)
        query = _REST_OF_FEW.format(few=few)
    try:
        rows = connection.execute(query.encode(), given).fetchall()
    except psycopg.DataError:
        raise InputError("/rank", "is no place of the worklist; begin at its first page") from None
    return [Place(need=need, rank=rank, case=case, since=since) for rank, case, since in rows]
