"""Legal holds: of whom nothing is deleted, why, and who said so. Each is sealed in the evidence."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.terms import InputError, NotFound

_WHO: Final = "coalesce(%(person)s::text, (select debtor from cases where case_id = %(case)s::text))"
_LOCK: Final = f"select pg_advisory_xact_lock(hashtextextended('forbear person ' || {_WHO}, 0))"
_THERE: Final = f"select from people where person = {_WHO} and erased_on is null"
_ADD: Final = """
insert into legal_holds (hold, person, case_id, reason, placed_by) values (%s, %s, %s, %s, %s)"""
_LIFT: Final = """
update legal_holds set lifted_by = %s, lifted_at = now() where hold = %s and lifted_at is null"""
_ALL: Final = """
select hold, person, case_id, reason, placed_by, placed_at, lifted_by, lifted_at from legal_holds
 where lifted_at is null or %s order by placed_at, hold"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold on a person or on a case."""

    hold: str
    person: str | None
    case: str | None
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None


def add_hold(
    connection: psycopg.Connection[Any], *, person: str | None, case: str | None, reason: str, by: str
) -> str:
    """Place a hold; its id. NotFound where there is no such person or case, or the data are deleted already."""
    if (person is None) == (case is None):
        raise InputError("hold", "is on a person or on a case; name one of the two")
    if not reason.strip() or not by.strip():
        raise InputError("hold", "needs a reason and who places it")
    hold = f"h{secrets.token_hex(5)}"
    with connection.transaction():
        connection.execute(_LOCK, {"person": person, "case": case})  # a deletion that is under way goes first
        if connection.execute(_THERE, {"person": person, "case": case}).fetchone() is None:
            raise NotFound("there is no such person or case, or its data are deleted")
        connection.execute(_ADD, [hold, person, case, reason.strip(), by.strip()])
    return hold


def lift_hold(connection: psycopg.Connection[Any], hold: str, by: str) -> None:
    """Lift a hold. NotFound where there is none that runs."""
    if not by.strip():
        raise InputError("hold", "needs who lifts it")
    if connection.execute(_LIFT, [by.strip(), hold]).rowcount == 0:
        raise NotFound(f"there is no hold {hold} that runs")


def list_holds(connection: psycopg.Connection[Any], *, lifted: bool = False) -> tuple[Hold, ...]:
    """The holds that run, the oldest first; with `lifted` all of them."""
    names = ("hold", "person", "case", "reason", "placed_by", "placed_at", "lifted_by", "lifted_at")
    return tuple(Hold(**dict(zip(names, row, strict=True))) for row in connection.execute(_ALL, [lifted]))
