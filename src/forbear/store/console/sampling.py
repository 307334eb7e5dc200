"""A sample of a day's contacts for a person to read: a few of each firm and channel, the same for all who look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from forbear.gate.asks import Entry
from forbear.store.entries import COLUMNS, entry_of

Connection = psycopg.Connection[Any]
EACH: Final = 4
"""So many of each firm and channel."""
MOST: Final = 60
_SAMPLE: Final = f"""
select {", ".join("s." + name for name in COLUMNS)}, s.of, f.registered_name, f.kind, p.role from (
    select k.*, count(*) over (partition by collector, channel) of,
           row_number() over (partition by collector, channel
                                  order by sha256(convert_to(%(seed)s || contact, 'UTF8'))) n
      from contacts k
     where at >= %(on)s and at < %(on)s::date + 1 and direction = 'outbound'
       and state in ('done', 'sending', 'in_doubt')) s
  join collectors f on f.collector = s.collector
  left join parties p on p.case_id = s.case_id and p.person = s.person
 where s.n <= {EACH} order by s.collector, s.channel, s.n limit {MOST}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """A contact of the sample. `of` is how many of its firm and channel there were that day."""

    entry: Entry
    of: int
    firm: str
    by_agency: bool
    role: str | None


def draw_sample(connection: Connection, on: date, seed: str) -> list[Sampled]:
    """The sample of a day (by UTC) under a seed: the same day and seed, the same sample."""
    given: Mapping[str, Any] = {"on": on, "seed": f"{seed} {on} "}
    told = connection.execute(_SAMPLE.encode(), given)
    return [
        Sampled(
            entry=entry_of(row[:-4]), of=row[-4], firm=row[-3], by_agency=row[-2] == "agency", role=row[-1]
        )
        for row in told
    ]
