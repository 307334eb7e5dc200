"""What is happening, as the evidence log tells it: whatever changes a contact or is said is sealed there as it happens.

The log is followed instead of a NOTIFY in the gate's own transaction: that would hold one lock for the whole database
while each commit is written to disk. Nothing is read here that a page could not show: no name, number or text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[Any]
LOOK_BACK: Final = 200
"""So many entries are read again, since one may be committed after another that was sealed later."""
_NEWS: Final = """
with latest as (
    select e.entry, e.leaf::jsonb ->> 'kind' kind, x.contact, x.content::jsonb told
      from evidence_entries e join evidence_contents x using (entry)
     where e.entry > %s order by e.entry desc limit %s
), about as (
    select entry, kind, contact, told,
           coalesce(told ->> 'case', told ->> 'case_id', told #>> '{debts,0}') case_id
      from latest where kind in ('contact', 'statement', 'complaint', 'promise', 'plan')
)
select a.entry, a.kind, a.contact, c.case_id, told ->> 'channel',
       coalesce(told ->> 'result', told ->> 'state', told ->> 'stage', told ->> 'status', told ->> 'kind'),
       case when a.contact is not null then array[c.lender, told ->> 'collector']
            else array(select f.collector from collectors f
                        where c.lender in (f.collector, f.acts_for) and seen_by(c.lender, c.case_id, f.collector))
       end
  from about a join lateral (
       select case_id, lender from cases where cases.case_id = a.case_id
        union all
       (select case_id, lender from cases where a.case_id is null and debtor = a.told ->> 'person'
         order by case_id limit 1)
       ) c on true
 order by a.entry"""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that happened about a case. `word` is what became of it; `theirs` are the firms that may know."""

    entry: int
    kind: str
    case: str
    contact: str | None
    channel: str | None
    word: str
    theirs: frozenset[str]

    def is_for(self, collector: str | None) -> bool:
        """Whether a lender or agency may know of it; None is the house, which may.

        >>> one = News(entry=1, kind="contact", case="c1", contact="k1", channel="call", word="done",
        ...            theirs=frozenset({"b1"}))
        >>> one.is_for(None), one.is_for("b1"), one.is_for("ag1")
        (True, True, False)
        """
        return collector is None or collector in self.theirs


def last_entry(connection: Connection) -> int:
    """The number of the newest entry."""
    row = connection.execute("select coalesce(max(entry), 0) from evidence_entries").fetchone()
    return int(row[0]) if row else 0


def read_news(connection: Connection, after: int) -> list[News]:
    """What was sealed after an entry, the newest few hundred at most, in the order in which it was."""
    return [
        News(entry=entry, kind=kind, case=case, contact=contact, channel=channel, word=word or kind,
             theirs=frozenset(one for one in theirs if one))
        for entry, kind, contact, case, channel, word, theirs in connection.execute(_NEWS, [after, LOOK_BACK])
    ]  # fmt: skip
