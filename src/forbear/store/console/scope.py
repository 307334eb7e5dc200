"""Whose cases somebody has in hand, as a condition that a query over many cases can bear.

`seen_by` (0027_pre_console) says the same of one case; asked of 300,000 it would take seconds. What is found by these
conditions is read once more under the walls before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import psycopg

Connection = psycopg.Connection[Any]
FEW: Final = 5_000
"""Up to so many cases are read one by one and put in order; more are found by an index that is in order."""
_WHO: Final = """
select acts_for, acts_for is not null and not exists (select from placements p where p.lender = acts_for)
  from collectors where collector = %s"""
_PLACED: Final = """exists (select from placements p where p.case_id = c.case_id and p.agency = %(who)s
    and p.recalled_at is null and current_date between p.from_day and coalesce(p.to_day, 'infinity'))"""
_PLACED_WITH: Final = "select from placements where agency = %(who)s and recalled_at is null"
_CONDITIONS: Final = {
    "house": "true",
    "lender": "c.lender = %(who)s",
    "agency": "c.lender = %(lender)s",
    "placed": _PLACED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The cases of whoever asks: all (`house`), a lender's, all of an agency's lender, or those placed with it."""

    kind: Literal["house", "lender", "agency", "placed"]
    who: str | None = None
    lender: str | None = None

    @property
    def condition(self) -> str:
        """The condition on a row `c` of `cases`."""
        return _CONDITIONS[self.kind]

    @property
    def values(self) -> dict[str, str | None]:
        """What the condition names."""
        return {"who": self.who, "lender": self.lender}


def scope_of(connection: Connection, collector: str | None) -> Scope:
    """The scope of a lender or agency; None: the house. Somebody whom nobody knows sees nothing."""
    if collector is None:
        return Scope(kind="house")
    row = connection.execute(_WHO, [collector]).fetchone()
    if row is None or row[0] is None:
        return Scope(kind="lender", who=collector)
    lender, shares_all = row
    return Scope(kind="agency" if shares_all else "placed", who=collector, lender=lender)


def has_few(connection: Connection, scope: Scope) -> bool:
    """Whether a scope holds so few cases that they are read one by one."""
    if scope.kind == "house":
        return False
    few = _PLACED_WITH if scope.kind == "placed" else f"select from cases c where {scope.condition}"
    query = f"select count(*) from ({few} limit %(most)s) counted"
    row = connection.execute(query.encode(), {**scope.values, "most": FEW}).fetchone()
    return bool(row and row[0] < FEW)
