"""The cases that a lender or agency may see: what is owed and how late, without a name or a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg

_CASES: Final = """
select c.case_id, c.debtor as person, c.product, c.currency, c.status, a.on_day, a.days_past_due, a.bucket,
       a.overdue, a.next_due, p.due as promised
  from cases c
  left join lateral (select * from ageings where case_id = c.case_id order by on_day desc limit 1) a on true
  left join lateral (select due from promises where case_id = c.case_id and status = 'open' order by due limit 1) p
    on true
 where c.status not in ('settled', 'current')
   and (%(collector)s::text is null or seen_by(c.lender, c.case_id, %(collector)s))
   and c.case_id > %(after)s
 order by c.case_id limit %(most)s"""


def cases_of(
    connection: psycopg.Connection[Any], collector: str | None, *, after: str = "", most: int = 50
) -> list[Mapping[str, Any]]:
    """The overdue cases that a lender or agency has in hand, by id from `after` on; None: every case."""
    cursor = connection.execute(_CASES.encode(), {"collector": collector, "after": after, "most": most})
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor]
