"""How many contacts of a log are judged in a second, against SQL written by hand for the same rules.

    python bench/sweep.py [--contacts 1000000] [--past 10] [--growth] [--books us.regf]

A log made up in DuckDB: circles of one person, one debt and one collector in American zones, each contact with so many
before it on average, one circle in ten with a statement. It is swept by the whole Regulation F (30 rules, per-row
zones) and judged by a hand-written query of the six of them that this log can break; both must name the same rules
for every contact. Time on the clock and of the processors are shown: on a machine that does other things, the second
counts. `--growth` sweeps a tenth, the whole and ten times as many.
"""

from __future__ import annotations

import argparse
import resource
import time

import duckdb

from forbear.law.rulebook import load_law
from forbear.law.sweep import DUCKDB, read_survey, survey_sql
from forbear.law.sweep.given import offsets_sql
from forbear.review.sweeping import make_inputs, on_duckdb, sweep

ZONES = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix"]
START = 1_771_200_000  # 16 February 2026: the clocks of most of these zones change in the log
DAYS = 35

LOG = """
INSERT INTO in_contacts BY NAME
SELECT i AS n, i // {per} AS circle, 'c' || i AS id, 0 AS offset_s, TRUE AS judged,
  ({start} + h(i * 7) % ({days} * 86400)) * 1000000 AS at_us,
  CASE WHEN h(i) % 10 < 6 THEN 'call' WHEN h(i) % 10 < 8 THEN 'sms' WHEN h(i) % 10 < 9 THEN 'email' ELSE 'letter' END
    AS channel,
  CASE WHEN h(i * 3) % 12 = 0 THEN 'inbound' ELSE 'outbound' END AS direction,
  'p' || i // {per} AS person, ['d' || i // {per}] AS debts, 'k' || h(i // {per}) % 5 AS collector,
  CASE WHEN h(i * 5) % 15 = 0 THEN 'remind' ELSE 'collect' END AS purpose,
  'a' || i // {per} || '-' || h(i * 11) % 2 AS address,
  CASE WHEN h(i * 13) % 4 = 0 THEN 'home' ELSE 'mobile' END AS address_kind,
  CASE WHEN h(i) % 10 < 6 THEN ['unanswered', 'conversation', 'voicemail', 'not_connected', 'unanswered', 'unanswered']
    [1 + h(i * 17) % 6] ELSE 'delivered' END AS result,
  'interactive' AS style, FALSE AS conveys_debt, FALSE AS limited_content
FROM range({contacts}) t(i);
INSERT INTO in_people BY NAME
SELECT i AS circle, 'p' || i AS id, 'borrower' AS role, 'US-NY' AS region, [({zones})[1 + h(i) % 5]] AS zones,
  FALSE AS deceased, FALSE AS incapacitated, FALSE AS minor, TRUE AS reachable FROM range({circles}) t(i);
INSERT INTO in_debts BY NAME
SELECT i AS circle, 'd' || i AS id, 'credit_card' AS product, 'overdue' AS status, h(i) % 120 AS days_past_due,
  20400 AS validation_sent_day FROM range({circles}) t(i);
INSERT INTO in_collectors BY NAME
SELECT 'k' || i AS id, 'agency' AS kind, 'bank' AS acts_for FROM range(5) t(i)
UNION ALL BY NAME SELECT 'bank' AS id, 'bank' AS kind;
INSERT INTO in_statements BY NAME
SELECT i AS m, i * 10 AS circle, 's' || i AS id, 'p' || i * 10 AS person, 0 AS offset_s, [] AS debts,
  ({start} + h(i) % ({days} * 43200)) * 1000000 AS at_us,
  ['cease', 'dispute', 'consent', 'inconvenient', 'opt_out'][1 + h(i * 5) % 5] AS kind,
  CASE WHEN h(i * 5) % 5 = 2 THEN 'calls' END AS consent_to,
  CASE WHEN h(i * 5) % 5 = 3 THEN 43200 END AS from_s, CASE WHEN h(i * 5) % 5 = 3 THEN 50000 END AS to_s
FROM range({circles} // 10) t(i)
"""

BY_HAND = """
CREATE OR REPLACE TEMP TABLE by_hand AS
WITH told AS (
  SELECT c.n, c.circle, c.at_us, c.at_us // 1000000 AS t, c.channel, c.direction, c.result,
    (c.at_us // 1000000 + g.offset_s) // 86400 AS day, (c.at_us // 1000000 + g.offset_s) % 86400 AS second
  FROM in_contacts c JOIN in_people p ON p.circle = c.circle
  JOIN offsets g ON g.zone = p.zones[1] AND c.at_us // 1000000 >= g.from_s AND c.at_us // 1000000 < g.until_s
), talks AS (
  SELECT s.m, min(c.at_us) AS talk_us FROM in_statements s JOIN told c ON c.circle = s.circle AND c.at_us > s.at_us
  WHERE s.kind = 'consent' AND c.channel = 'call' AND c.result = 'conversation' GROUP BY s.m
), stated AS (
  SELECT c.n,
    bool_or(s.kind = 'cease') AS cease, bool_or(s.kind = 'opt_out') AS opt_out,
    bool_or(s.kind = 'inconvenient' AND c.second >= s.from_s AND c.second < s.to_s) AS inconvenient,
    bool_or(s.kind = 'consent' AND c.t * 1000000 >= s.at_us AND (k.talk_us IS NULL OR k.talk_us >= c.t * 1000000)
      AND c.day <= (s.at_us // 1000000 + g.offset_s) // 86400 + 6) AS consent
  FROM told c JOIN in_statements s ON s.circle = c.circle AND s.at_us <= c.at_us
  JOIN in_people p ON p.circle = c.circle
  JOIN offsets g ON g.zone = p.zones[1] AND s.at_us // 1000000 >= g.from_s AND s.at_us // 1000000 < g.until_s
  LEFT JOIN talks k ON k.m = s.m GROUP BY c.n
), seen AS (
  SELECT c.*, coalesce(s.cease, FALSE) AS cease, coalesce(s.opt_out, FALSE) AS opt_out,
    coalesce(s.inconvenient, FALSE) AS inconvenient, coalesce(s.consent, FALSE) AS consent
  FROM told c LEFT JOIN stated s ON s.n = c.n
), counted AS (
  SELECT c.n, count(CASE WHEN e.channel = 'call' AND e.direction = 'outbound' AND e.result <> 'not_connected'
      AND e.day > c.day - 7 AND NOT e.consent THEN 1 END) AS calls,
    max(CASE WHEN e.channel = 'call' AND e.result = 'conversation' THEN e.day END) AS talked
  FROM seen c JOIN seen e ON e.circle = c.circle AND e.at_us < c.at_us GROUP BY c.n
)
SELECT c.n, concat_ws(';',
  CASE WHEN c.channel = 'call' AND k.calls >= 7 AND NOT c.consent THEN 'us.regf.call_frequency' END,
  CASE WHEN c.cease THEN 'us.regf.cease' END,
  CASE WHEN c.second <= 28800 OR c.second >= 75600 THEN 'us.regf.hours' END,
  CASE WHEN c.inconvenient THEN 'us.regf.inconvenient_time' END,
  CASE WHEN c.opt_out THEN 'us.regf.medium_optout' END,
  CASE WHEN c.channel = 'call' AND c.day - k.talked < 7 AND NOT c.consent THEN 'us.regf.post_conversation_cooldown' END
) AS rules
FROM seen c LEFT JOIN counted k ON k.n = c.n WHERE c.direction = 'outbound'
UNION ALL SELECT n, '' FROM seen WHERE direction = 'inbound'
"""


def make_log(contacts: int, past: int) -> duckdb.DuckDBPyConnection:
    """A log of so many contacts, each with so many before it on average."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("CREATE MACRO h(x) AS (hash(x) >> 4)::BIGINT")
    make_inputs(on_duckdb(connection))
    per = 2 * past + 1
    zones = "[" + ", ".join(f"'{z}'" for z in ZONES) + "]"
    connection.execute(
        LOG.format(
            contacts=contacts, circles=contacts // per + 1, per=per, zones=zones, start=START, days=DAYS
        )
    )
    return connection


def timed(work) -> tuple[float, float]:
    """How long a piece of work takes: on the clock, and of the processors."""
    clock, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - used


def measure(contacts: int, past: int, books: list[str]) -> dict[str, tuple[float, float]]:
    """Both ways on one log, by turns; the better of two runs each."""
    connection, law = make_log(contacts, past), load_law()
    place = on_duckdb(connection)
    survey = read_survey({name: place.ask(sql) for name, sql in survey_sql(DUCKDB).items()})
    connection.execute(f"CREATE TEMP TABLE offsets AS {offsets_sql(DUCKDB, survey, ())}")
    runs: dict[str, list[tuple[float, float]]] = {"swept": [], "by hand": []}
    for _ in range(2):
        runs["swept"].append(timed(lambda: sweep(place, law, books=books)))
        runs["by hand"].append(timed(lambda: connection.execute(BY_HAND)))
    if books == ["us.regf"]:
        ((other,),) = connection.execute(
            "SELECT count(*) FROM sweep_verdicts s FULL JOIN by_hand h ON h.n = s.n"
            " WHERE s.rules IS DISTINCT FROM h.rules"
        ).fetchall()
        assert other == 0, f"{other} contacts are judged otherwise by hand"
    return {name: min(found, key=lambda run: run[1]) for name, found in runs.items()}


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--contacts", type=lambda text: int(float(text)), default=1_000_000)
    asked.add_argument("--past", type=int, default=10)
    asked.add_argument("--books", nargs="+", default=["us.regf"])
    asked.add_argument("--growth", action="store_true")
    how = asked.parse_args()
    sizes = [how.contacts // 10, how.contacts, how.contacts * 10] if how.growth else [how.contacts]
    print(
        f"{'contacts':>10} {'':8} {'seconds':>8} {'CPU s':>7} {'contacts/s':>11} {'per CPU-s, 2 cores':>19}"
    )
    for contacts in sizes:
        found = measure(contacts, how.past, how.books)
        for name, (clock, used) in found.items():
            shown = f"{clock:8.2f} {used:7.2f} {contacts / clock:11,.0f} {contacts / used * 2:19,.0f}"
            print(f"{contacts:>10} {name:8} {shown}")
        print(f"{'':10} swept / by hand: {found['swept'][1] / found['by hand'][1]:.2f} in CPU time")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"most memory: {most:.1f} GiB")


if __name__ == "__main__":
    main()
