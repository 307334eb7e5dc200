"""The invented people of a practice site, entered by a button: a borrower in each language, and a relative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forbear.store import portal
from forbear.terms import NotFound
from forbear.web.site import Site

_BORROWER: Final = """
select p.person from people p join cases c on c.debtor = p.person
  join lateral (select days_past_due from ageings a where a.case_id = c.case_id order by on_day desc limit 1) a on true
 where p.language = '%s' and p.zone is not null and c.status = 'overdue'
   and a.days_past_due between 5 and 200
 order by (select count(*) from contacts k where k.person = p.person) desc, p.person limit 1"""
_RELATIVE: Final = """
select p.person from parties p where p.role = 'named_contact'
 order by (select count(*) from contacts k where k.person = p.person) desc, p.person limit 1"""
_QUERIES: Final[Mapping[str, str]] = {
    "borrower_zh": _BORROWER.replace("%s", "zh-CN"),
    "borrower_en": _BORROWER.replace("%s", "en"),
    "relative": _RELATIVE,
}
PEOPLE: Final = tuple(_QUERIES)


def enter_practice(site: Site, who: str) -> str:
    """The token of a session as one of the invented people. NotFound where there is none."""
    query = _QUERIES.get(who)
    with site.database.borrow() as connection:
        row = connection.execute(query.encode()).fetchone() if query else None
        if row is None:
            raise NotFound("there is no such person here")
        return portal.start_session(connection, str(row[0]), site.clock())
