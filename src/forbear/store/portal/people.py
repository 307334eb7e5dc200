"""Who a person is to the portal: name, language, zone, and the cases to which that person is a party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import psycopg

from forbear.terms import NotFound

Connection = psycopg.Connection[Any]
OWING: Final = frozenset({"borrower", "co_borrower", "guarantor"})
"""The roles that owe, and may see what is owed. Whoever was only named to be asked is told of no debt."""
_PERSON: Final = "select name, language, zone, region from people where person = %s and erased_on is null"
_PARTS: Final = """
select c.case_id, p.role, c.lender, l.registered_name, l.public_number, l.kind, c.product, c.currency, c.status
  from parties p join cases c using (case_id) join collectors l on l.collector = c.lender
 where p.person = %s order by c.opened desc, c.case_id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A case to which a person is a party, and as what."""

    case: str
    role: str
    lender: str
    firm: str
    number: str | None
    lender_kind: str
    product: str
    currency: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person signed in to the portal. `parts` are all cases that name the person, `cases` those it owes on."""

    id: str
    name: str
    language: str
    zone: str | None
    region: str | None
    parts: tuple[Part, ...]

    @property
    def cases(self) -> tuple[Part, ...]:
        """The cases on which this person owes."""
        return tuple(part for part in self.parts if part.role in OWING)

    @property
    def clock(self) -> ZoneInfo:
        """The zone in which this person reads a time: the first that is known, China's where none is."""
        return ZoneInfo(self.zone.split(";")[0] if self.zone else "Asia/Shanghai")

    def case(self, name: str) -> Part:
        """A case on which this person owes. NotFound for any other, there or not."""
        for part in self.cases:
            if part.case == name:
                return part
        raise NotFound("there is no such account of yours")


def read_someone(connection: Connection, person: str) -> Someone:
    """A person by its id. NotFound where there is none, or it was erased."""
    row = connection.execute(_PERSON, [person]).fetchone()
    if row is None:
        raise NotFound("there is no such person")
    name, language, zone, region = row
    parts = tuple(
        Part(case=case, role=role, lender=lender, firm=firm, number=number, lender_kind=kind, product=product,
             currency=currency, status=status)
        for case, role, lender, firm, number, kind, product, currency, status in connection.execute(_PARTS, [person])
    )  # fmt: skip
    return Someone(id=person, name=name, language=language, zone=zone, region=region, parts=parts)
