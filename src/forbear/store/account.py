"""What a statement of a case needs from the database: its contract, its events, who lends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from forbear.money import Event, Terms
from forbear.store.journal import read_case
from forbear.terms import NotFound

_CASE: Final = """
select c.product, l.registered_name, l.public_number, p.region
  from cases c join collectors l on l.collector = c.lender join people p on p.person = c.debtor
 where c.case_id = %s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccount:
    """A case as its account is told: no name, number or address of the borrower."""

    case: str
    product: str
    lender: str
    number: str | None
    region: str | None
    terms: Terms
    events: Sequence[Event]


def case_account(connection: psycopg.Connection[Any], case: str, on: date) -> CaseAccount:
    """The account of a case through a day. NotFound where there is no such case, or no terms of it."""
    row = connection.execute(_CASE, [case]).fetchone()
    if row is None:
        raise NotFound(f"there is no case {case}; name one of cases.csv")
    product, lender, number, region = row
    terms, events = read_case(connection, case, on)
    return CaseAccount(
        case=case, product=product, lender=lender, number=number, region=region, terms=terms, events=events
    )
