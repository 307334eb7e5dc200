"""Ageing by sums over the tables of the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import psycopg

from forbear.money import read_terms
from forbear.store.ageing.contract import Contract, buckets, lay_out
from forbear.store.ageing.statement import ageing_statement
from forbear.terms import ForbearError

_LACKING: Final = """
select t.case_id, t.body from terms t where not exists (
    select from ageing_contracts c where c.case_id = t.case_id)
 limit 5000"""
_CONTRACTS: Final = """
copy ageing_contracts (case_id, kind, why, digits, bounds, opened, principal, grace, late_rate, late_unit, even,
                       order_known, fee_first, interest_first, fee_before_interest) from stdin"""
_ROWS: Final = """
copy ageing_instalments (case_id, n, starts, ends, due, principal, interest, fee, owed, reached) from stdin"""
_BUCKETS: Final = "insert into ageing_buckets values (%s, %s, %s, %s) on conflict do nothing"
_SOURCES: Final = """
with asked as materialized (
    select %(on)s::date as today
), contract as materialized (
    select * from ageing_contracts where case_id = any(%(cases)s)
), instalment as materialized (
    select * from ageing_instalments where case_id = any(%(cases)s)
), bucket as (
    select * from ageing_buckets
), read as materialized (
    select e.case_id, e.event, e.on_day, e.seq, e.body->>'kind' as kind, e.body->>'of' as undoes,
           (e.body->>'due')::date as due, (e.body->>'amount')::numeric * 10::numeric ^ c.digits as amount,
           (e.body->>'minimum')::numeric * 10::numeric ^ c.digits as minimum
      from ledger_events e join contract c on c.case_id = e.case_id
     where e.case_id = any(%(cases)s) and e.on_day <= %(on)s and c.why is null
), told as materialized (
    select case_id, event, on_day, kind, undoes, due, amount::bigint as amount, minimum::bigint as minimum,
           coalesce(amount, 0) = trunc(coalesce(amount, 0))
               and coalesce(minimum, 0) = trunc(coalesce(minimum, 0)) as usable,
           row_number() over (partition by case_id order by on_day, seq) as place
      from read
), """
_UNITS: Final = """
select g.case_id, g.why, g.days_past_due::int, g.bucket, (g.overdue / 10::numeric ^ c.digits)::numeric(18, 4),
       (g.balance / 10::numeric ^ c.digits)::numeric(18, 4), g.next_due
  from ({}) g join ageing_contracts c on c.case_id = g.case_id"""
_STATEMENT: Final = _UNITS.format(_SOURCES + ageing_statement("numeric", "div({}, {})"))


@dataclass(frozen=True, slots=True)
class Sums:
    """A debt at the end of a day as far as sums tell it; amounts in its currency."""

    days_past_due: int
    bucket: str
    overdue: Decimal
    balance: Decimal
    next_due: date | None


def lay_out_terms(connection: psycopg.Connection[Any]) -> int:
    """Lays out every contract of `terms` that isn't yet, or was changed since; how many those were."""
    laid = 0
    while block := connection.execute(_LACKING).fetchall():
        _write(connection, {case: _laid_out(body) for case, body in block})
        laid += len(block)
    return laid


def age_by_sums(connection: psycopg.Connection[Any], cases: Sequence[str], on: date) -> dict[str, Sums | str]:
    """The age of each case at the end of a day, or why the pure code has to age it.

    A case whose contract is not laid out isn't in the answer. Where a row can't be read at all, none is.
    """
    try:
        with connection.transaction():
            connection.execute("set local enable_nestloop = off")
            rows = connection.execute(_STATEMENT, {"cases": list(cases), "on": on}).fetchall()
            connection.execute("set local enable_nestloop = on")
    except psycopg.DataError:
        return {}
    return {case: why if why is not None else Sums(*told) for case, why, *told in rows}


def _laid_out(body: Mapping[str, Any]) -> Contract:
    try:
        return lay_out(read_terms(body))
    except (ForbearError, ArithmeticError, ValueError, LookupError, TypeError):
        return Contract(kind="loan", why="terms that cannot be read")


def _write(connection: psycopg.Connection[Any], contracts: Mapping[str, Contract]) -> None:
    with connection.cursor() as cursor:
        for bounds in sorted({c.bounds for c in contracts.values() if c.bounds}):
            cursor.executemany(_BUCKETS, buckets(bounds))
        with cursor.copy(_CONTRACTS) as copy:
            for case, c in contracts.items():
                copy.write_row((
                    case, c.kind, c.why, c.digits, c.bounds, c.opened, c.principal, c.grace, c.late_rate, c.late_unit,
                    c.even, c.order_known, c.fee_first, c.interest_first, c.fee_before_interest,
                ))  # fmt: skip
        with cursor.copy(_ROWS) as copy:
            for case, c in contracts.items():
                for r in c.rows:
                    copy.write_row((
                        case, r.n, r.starts, r.ends, r.due, r.principal, r.interest, r.fee, r.owed, r.reached,
                    ))  # fmt: skip
