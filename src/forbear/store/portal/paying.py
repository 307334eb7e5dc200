"""Where to pay, by the register; and promises to pay."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import psycopg

from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.reservation import withdraw
from forbear.store.gate import ContactRecord
from forbear.terms import Conflict

Connection = psycopg.Connection[Any]
_ACCOUNTS: Final = """
select value from public_marks where kind = 'account' and collector = %s
   and coalesce(valid_from <= %s, true) and coalesce(valid_to >= %s, true) order by value"""
_OPEN: Final = (
    "select amount, due, promise from promises where case_id = %s and status = 'open' order by due limit 1"
)
_PROMISE: Final = """
insert into promises (promise, case_id, person, amount, made_at, due) values (%s, %s, %s, %s, %s, %s)"""


def accounts_of(connection: Connection, lender: str, on: date) -> list[str]:
    """The accounts of a lender into which may be paid, by the signed register."""
    return [row[0] for row in connection.execute(_ACCOUNTS, [lender, on, on])]


def open_promise(connection: Connection, case: str) -> tuple[Decimal, date, str] | None:
    """The promise that is open on a case: its amount, its day, its id."""
    row = connection.execute(_OPEN, [case]).fetchone()
    return (row[0], row[1], row[2]) if row else None


def promise(
    door: Door,
    record: ContactRecord,
    name: str,
    case: str,
    person: str,
    amount: Decimal,
    due: date,
    now: datetime,
) -> list[Entry]:
    """Keep a promise to pay: the case is in peace before this returns; what that withdrew comes back.

    Told twice it is one. Conflict where another promise is open on the case.
    """
    with record.work():
        record.lock(record.circle(person))
        known = open_promise(record.connection, case)
        if known is not None:
            if known[2] == name:
                return []
            raise Conflict("another promise is open on this account; keep that one first")
        record.connection.execute(_PROMISE, [name, case, person, amount, now, due])
        return withdraw(door, record, person, now)
