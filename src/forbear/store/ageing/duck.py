"""Ageing by sums in DuckDB: over its tables, or over Parquet and CSV files read as such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from forbear.money import Event, Terms
from forbear.store.ageing.contract import Contract, buckets, lay_out
from forbear.store.ageing.statement import ageing_statement

if TYPE_CHECKING:
    import duckdb

_TABLES: Final = """
create table if not exists ageing_contracts (
    case_id varchar, kind varchar, why varchar, digits integer, bounds varchar, opened date, principal bigint,
    grace integer, late_rate bigint, late_unit bigint, even boolean, order_known boolean, fee_first boolean,
    interest_first boolean, fee_before_interest boolean);
create table if not exists ageing_instalments (
    case_id varchar, n integer, starts date, ends date, due date, principal bigint, interest bigint, fee bigint,
    owed bigint, reached bigint);
create table if not exists ageing_events (
    case_id varchar, seq integer, event varchar, on_day date, kind varchar, undoes varchar, amount bigint,
    minimum bigint, due date);
create table if not exists ageing_buckets (bounds varchar, least integer, most integer, name varchar);
"""
_SOURCES: Final = """
with asked as materialized (
    select cast($1 as date) as today
), contract as materialized (
    select * from ageing_contracts
), instalment as materialized (
    select i.* from ageing_instalments i
), bucket as (
    select * from ageing_buckets
), told as materialized (
    select e.case_id, e.event, e.on_day, e.kind, e.undoes, e.amount, e.minimum, e.due, true as usable,
           (e.on_day - date '1900-01-01') * 100000 + e.seq as place
      from ageing_events e, asked where e.on_day <= asked.today
), """
_STATEMENT: Final = _SOURCES + ageing_statement("hugeint", "({} // {})")


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the four tables that ageing reads, empty, where they are not there.

    `ageing_contracts` and `ageing_instalments` are contracts laid out (`lay_out`), `ageing_events` what
    happened, `ageing_buckets` the names of the buckets. A view over Parquet files of these columns will do.
    """
    connection.execute(_TABLES)


def add_cases(
    connection: duckdb.DuckDBPyConnection, cases: Iterable[tuple[str, Terms, Sequence[Event]]]
) -> None:
    """Adds contracts and what happened to each, told in that order within a day."""
    contracts: list[list[Any]] = []
    rows: list[list[Any]] = []
    told: list[list[Any]] = []
    bounds: set[str] = set()
    for case, terms, events in cases:
        laid = lay_out(terms)
        bounds.add(laid.bounds)
        contracts.append([case, *(getattr(laid, name) for name in Contract.__slots__[:-1])])
        rows += [[case, *astuple(row)] for row in laid.rows]
        for seq, event in enumerate(events):
            sums = [None if a is None else int(a.scaleb(laid.digits)) for a in (event.amount, event.minimum)]
            told.append([case, seq, event.id, event.on, event.kind, event.of, *sums, event.due])
    named = [row for each in sorted(bounds) for row in buckets(each)]
    names = ("ageing_contracts", "ageing_instalments", "ageing_events", "ageing_buckets")
    filled: tuple[Sequence[Sequence[Any]], ...] = (contracts, rows, told, named)
    for table, values in zip(names, filled, strict=True):
        if values:
            marks = ", ".join("?" * len(values[0]))
            connection.executemany(f"insert into {table} values ({marks})", values)


def age_all(connection: duckdb.DuckDBPyConnection, on: date) -> None:
    """Ages every case at the end of a day into the table `aged`, in whole smallest units.

    Where `why` is set, the pure code has to age the case.
    """
    connection.execute(f"create or replace table aged as {_STATEMENT}", [on])
