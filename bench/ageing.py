"""A million accounts aged by sums in DuckDB, and a tenth of them: time, their ratio, and agreement.

    python bench/ageing.py [ACCOUNTS]

The accounts are made by SQL: 12 monthly instalments and 8 payments each, in full or in part, early, late or much
later. The plans of instalments are reckoned by `money`, one for each of 20 contracts, and copied to the accounts, as an
import does once. Timed is the ageing alone, on two threads. Of the accounts aged so, the pure code is asked about 300
as well: a difference ends the run. The last line is of contracts with late charges by the day: where a payment met such
a charge its sum has to be told in turn, so that account is left to the pure code, and what that takes is said.

The claim: 1,000,000 accounts within 30 s, and ten times the accounts within 11 times the time.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from forbear.money import Event, Terms, age, read_terms
from forbear.store.ageing.duck import add_cases, age_all, prepare

ON = date(2026, 11, 24)
PLANS = 20
SPREAD = """
create table account as
select 'a' || lpad(cast(i as varchar), 8, '0') as case_id, 'p' || (hash(i) % {plans}) as plan, hash(i, 1) as luck
  from range({accounts}) t(i);
insert into ageing_contracts select a.case_id, c.* exclude (case_id)
  from account a join plan_contracts c on c.case_id = a.plan;
insert into ageing_instalments select a.case_id, c.* exclude (case_id)
  from account a join plan_instalments c on c.case_id = a.plan order by 1, 2;
insert into ageing_events
select a.case_id, a.n, 'e' || a.n,
       i.due + cast(case when h % 10 < 7 then 0 - (h % 5) when h % 10 < 9 then h % 20 else 45 end as integer),
       'payment', null, case when h % 17 = 0 then i.owed // 2 else i.owed end, null, null
  from (select case_id, plan, n, cast(hash(luck, n) % 1000 as integer) as h from account, range(8) t(n)) a
  join plan_instalments i on i.case_id = a.plan and i.n = a.n;
"""


def plans(late: bool) -> list[tuple[str, Terms, list[Event]]]:
    """Twenty contracts: of other amounts, days and rates."""
    made: list[tuple[str, Terms, list[Event]]] = []
    for i in range(PLANS):
        body: dict[str, Any] = {
            "currency": "CNY", "principal": f"{4000 + 700 * i}.00", "disbursed": f"2026-0{2 + i // 10}-{i + 1:02}",
            "first_due": f"2026-0{3 + i // 10}-{i + 1:02}", "instalments": 12, "every": {"months": 1},
            "method": "equal_instalment", "annual_rate": f"0.{10 + i % 13}",
        }  # fmt: skip
        if late:
            body["late"] = {"kind": "daily_rate", "rate": "0.0005", "grace_days": 3}
        made.append((f"p{i}", read_terms(body), []))
    return made


def portfolio(accounts: int, late: bool) -> duckdb.DuckDBPyConnection:
    """So many accounts, in memory."""
    connection = duckdb.connect(config={"threads": 2})
    prepare(connection)
    add_cases(connection, plans(late))
    for table in ("contracts", "instalments"):
        connection.execute(f"create table plan_{table} as from ageing_{table}; delete from ageing_{table}")
    connection.execute(SPREAD.format(plans=PLANS, accounts=accounts))
    return connection


def events_of(connection: duckdb.DuckDBPyConnection, case: str) -> list[Event]:
    """The payments of an account as the pure code takes them."""
    rows = connection.execute(
        "select on_day, event, amount from ageing_events where case_id = ? order by on_day, seq", [case]
    ).fetchall()
    return [Event(on=on, kind="payment", id=name, amount=Decimal(cents) / 100) for on, name, cents in rows]


def agrees(connection: duckdb.DuckDBPyConnection, late: bool) -> tuple[int, float]:
    """Compares a sample with the pure code; how many, and the seconds that code took for each."""
    terms = {name: terms for name, terms, _ in plans(late)}
    rows = connection.execute(
        "select case_id, plan, days_past_due, bucket, overdue, balance, next_due from aged"
        " join account using (case_id) where why is null order by hash(case_id) limit 300"
    ).fetchall()
    took = 0.0
    for case, plan, *told in rows:
        events = events_of(connection, case)
        start = time.perf_counter()
        pure = age(terms[plan], [event for event in events if event.on <= ON], ON)
        took += time.perf_counter() - start
        amounts = [int(pure.overdue.total * 100), int(pure.balance.total * 100)]
        assert told == [pure.days_past_due, pure.bucket, *amounts, pure.next_due], case
    return len(rows), took / len(rows)


def main() -> None:
    """Print the table."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print("| accounts | late charges | by sums | left to the pure code | seconds | compared, all equal |")
    print("| --- | --- | --- | --- | --- | --- |")
    took = []
    for accounts, late in ((most // 10, False), (most, False), (most // 10, True)):
        connection = portfolio(accounts, late)
        start = time.perf_counter()
        age_all(connection, ON)
        took.append(time.perf_counter() - start)
        ((rest,),) = connection.execute("select count(*) from aged where why is not null").fetchall()
        compared, each = agrees(connection, late)
        facts = ["by the day" if late else "none", f"{accounts - rest:,}", f"{rest:,}", f"{took[-1]:.1f}"]
        print(f"| {accounts:,} | {' | '.join(facts)} | {compared} |", flush=True)
        connection.close()
    print(f"\nTen times the accounts took {took[1] / took[0]:.1f} times as long.")
    print(f"The pure code takes {each * 1e6:.0f} µs for an account of the last line.")
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
