"""Every contact with one person, as that person may see it: refused ones and planned ones too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.terms import NotFound

Connection = psycopg.Connection[Any]
MOST: Final = 500
_SELECT: Final = """
select k.contact, k.case_id, k.at, k.channel, k.direction, k.purpose, k.state, k.result, k.template, k.params, k.body,
       k.verdict, k.why, c.registered_name, l.registered_name, p.masked, k.collector, d.lender
  from contacts k join collectors c using (collector) join cases d using (case_id)
  left join collectors l on l.collector = c.acts_for left join addresses p on p.address = k.address
 where k.person = %(person)s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One contact: made, planned, refused or called off. `firm` made it, for `lender` where that is another."""

    contact: str
    case: str
    at: datetime
    channel: str
    direction: str
    purpose: str
    state: str
    result: str | None
    template: str | None
    params: Mapping[str, str]
    body: Mapping[str, Any]
    verdict: Mapping[str, Any]
    why: str | None
    firm: str
    lender: str | None
    address: str | None
    collector: str
    owner: str


def contacts_of(connection: Connection, person: str, most: int = MOST) -> list[Made]:
    """The contacts with a person, the latest first."""
    query = f"{_SELECT} order by k.at desc, k.contact limit %(most)s"
    rows = connection.execute(query.encode(), {"person": person, "most": most})
    return [_made(row) for row in rows]


def contact_of(connection: Connection, person: str, contact: str) -> Made:
    """One contact with a person. NotFound for another's, as for one that is not there."""
    query = f"{_SELECT} and k.contact = %(contact)s"
    row = connection.execute(query.encode(), {"person": person, "contact": contact}).fetchone()
    if row is None:
        raise NotFound("there is no such contact with you")
    return _made(row)


def _made(row: tuple[Any, ...]) -> Made:
    (contact, case, at, channel, direction, purpose, state, result, template, params, body, verdict, why, firm, lender,
     address, collector, owner) = row  # fmt: skip
    return Made(contact=contact, case=case, at=at, channel=channel, direction=direction, purpose=purpose, state=state,
                result=result, template=template, params=params or {}, body=body or {}, verdict=verdict or {}, why=why,
                firm=firm, lender=lender, address=address, collector=collector, owner=owner)  # fmt: skip
