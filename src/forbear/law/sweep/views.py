"""The views to judge: each contact as each person who may answer it, about each debt, by each clock.

Most contacts have one view. A contact has more where a person may be in several zones, where it is about several
debts, where the address is known to be somebody else's, or where a law goes by a clock of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from forbear.law.rules.context import CONSUMERS
from forbear.law.sweep.dialect import Dialect, quote
from forbear.law.sweep.given import clocks_of
from forbear.law.sweep.plan import Survey
from forbear.law.sweep.printing import among

DAY = 86400
AHEAD = "LEFT JOIN given_offsets g ON g.clock = {clock} AND {t} >= g.from_s AND {t} < g.until_s"
"""How far a clock is ahead at a second."""


def medium(channel: str) -> str:
    """A voicemail dropped without ringing is a call."""
    return f"CASE WHEN {channel} = 'ringless_voicemail' THEN 'call' ELSE {channel} END"


def clocks_sql(dialect: Dialect, fixed: Sequence[str]) -> str:
    """The clocks of each person whose zones are known: his own, and those that a law goes by."""
    size, first = dialect.size.format("p.zones"), dialect.first.format("p.zones")
    spread = dialect.spread.format("p.zones", "x")
    row = "SELECT p.circle, p.id AS person, {zone} AS zone, {leads} AS leads, {own} AS own, {place} AS place"
    parts = [
        row.format(zone=first, leads="TRUE", own="TRUE", place="CAST(1 AS BIGINT)")
        + f" FROM in_people p WHERE {size} = 1",
        f"SELECT y.circle, y.person, y.zone, MIN(y.place) = {0 if dialect.name == 'spark' else 1} AS leads,"
        " TRUE AS own, MIN(y.place) AS place FROM ("
        + row.format(zone="x.item", leads="TRUE", own="TRUE", place="CAST(x.place AS BIGINT)")
        + f" FROM in_people p {spread} WHERE {size} > 1) y GROUP BY y.circle, y.person, y.zone",
    ]
    for i, zone in enumerate(fixed):
        outside = f"NOT {dialect.holds.format('p.zones', quote(zone))}"
        parts.append(
            row.format(zone=quote(zone), leads="FALSE", own="FALSE", place=f"CAST({-1 - i} AS BIGINT)")
            + f" FROM in_people p WHERE {size} > 0 AND {outside}"
        )
    every_part = "\n  UNION ALL ".join(parts)
    return (
        "SELECT y.circle, y.person, g.clock, y.leads, y.own, y.place\n"
        f"FROM (\n  {every_part}\n) y JOIN given_zones g ON g.zone = y.zone"
    )


def borrowers_sql() -> str:
    """What is known of the borrowers of each circle: reachable where any is, dead or incapable where all are."""

    def fold(column: str, beats: str) -> str:
        other = "FALSE" if beats == "TRUE" else "TRUE"
        return (
            f"CASE WHEN MAX(CASE WHEN p.{column} = {beats} THEN 1 ELSE 0 END) = 1 THEN {beats}"
            f" WHEN MAX(CASE WHEN p.{column} IS NULL THEN 1 ELSE 0 END) = 1 THEN NULL ELSE {other} END"
        )

    return (
        f"SELECT p.circle, {fold('reachable', 'TRUE')} AS reachable, {fold('deceased', 'FALSE')} AS deceased,"
        f" {fold('incapacitated', 'FALSE')} AS incapacitated\n"
        "FROM in_people p WHERE p.role = 'borrower' GROUP BY p.circle"
    )


def debts_sql() -> str:
    """Each debt with its place, and the names it goes by where it shares an account number with others."""
    return (
        "SELECT d.*, n.names\n"
        "FROM (SELECT x.*, ROW_NUMBER() OVER (PARTITION BY x.circle ORDER BY x.id) AS place FROM in_debts x) d\n"
        "LEFT JOIN (SELECT y.circle, y.id, ARRAY_AGG(y.name) AS names FROM (\n"
        "  SELECT a.circle, a.id, b.id AS name FROM in_debts a"
        " JOIN in_debts b ON b.circle = a.circle AND b.grouping = a.grouping\n"
        "  UNION ALL SELECT a.circle, a.id, a.grouping FROM in_debts a WHERE a.grouping IS NOT NULL\n"
        ") y GROUP BY y.circle, y.id) n ON n.circle = d.circle AND n.id = d.id"
    )


def more_sql(dialect: Dialect) -> str:
    """What a contact is judged as besides the usual: by whom else it may be answered, about which several debts."""
    size, first = dialect.size.format("s.debts"), dialect.first.format("s.debts")
    judged = "SELECT c.n, c.circle, c.debts, {0} AS seen, {1} AS seen_no FROM in_contacts c"
    whoever = "CONCAT('whoever has ', c.address)"
    others = f"""\
{judged.format("c.address_person", 1)}
  WHERE c.judged AND c.direction = 'outbound' AND c.address_person <> c.person
  UNION ALL {judged.format(whoever, 2)}
  JOIN sweep_wrong w ON w.circle = c.circle AND w.address = c.address AND w.first_us < c.at_us
  WHERE c.judged AND c.direction = 'outbound'"""
    usual = f"{judged.format('c.person', 0)} WHERE c.judged AND {dialect.size.format('c.debts')} <> 1"
    every_debt = "COALESCE(d.id, '')"
    row = "SELECT s.n, s.seen, s.seen_no, {0} AS debt, CAST({1} AS BIGINT) AS debt_no FROM s"
    return (
        f"WITH s AS (\n  {usual}\n  UNION ALL {others}\n)\n"
        f"{row.format(first, 0)} WHERE {size} = 1\n"
        f"UNION ALL {row.format('x.item', 'x.place')} {dialect.spread.format('s.debts', 'x')} WHERE {size} > 1\n"
        f"UNION ALL {row.format(every_debt, 'COALESCE(d.place, 0)')}"
        f" LEFT JOIN sweep_debts d ON d.circle = s.circle WHERE {size} = 0"
    )


_KIND = "CASE WHEN k.acts_for IS NOT NULL THEN o.kind WHEN k.kind = 'agency' THEN NULL ELSE k.kind END"
LENDER = (
    "CASE WHEN k.id IS NULL OR (k.kind = 'agency' AND k.acts_for IS NULL) THEN NULL"
    " ELSE COALESCE(k.acts_for, k.id) END"
)
"""For whom a collector (`k`) acts: itself, where it is the lender; NULL where that is not known."""


_PLAIN = (
    "circle at_us offset_s person address reply_to channel direction purpose style address_kind known_at conveys_debt"
    " limited_content staff notice text collector days_past_due"
)
_JOINS = {
    "b": "LEFT JOIN sweep_borrowers b ON b.circle = s.circle",
    "o": "LEFT JOIN in_collectors o ON o.id = k.acts_for",
    "q": "LEFT JOIN in_people q ON q.circle = s.circle AND q.id = s.person",
    "r": "LEFT JOIN in_readings r ON r.n = s.n AND r.person = s.seen AND s.text IS NOT NULL",
}
"""What is only joined where a column of it is asked for."""


def columns_sql(dialect: Dialect, survey: Survey, fixed: Sequence[str]) -> dict[str, str]:
    """Every column that a view may have, by name."""
    debts, zones = survey.most_debts + 2, survey.most_zones + len(fixed) + 2
    day = dialect.quotient("(s.t + g.offset_s)", DAY)
    there = f"COALESCE({day}, {dialect.quotient('(s.t + s.offset_s)', DAY)})"
    law_day = dialect.quotient("(s.t + COALESCE(i.offset_s, s.offset_s))", DAY)
    vid = f"((s.n * 3 + s.seen_no) * {debts} + s.debt_no) * {zones} + COALESCE(z.place, 0) + {len(fixed)}"
    same = "n circle at_us t address reply_to channel direction purpose style address_kind known_at"
    same += " conveys_debt limited_content staff notice debt"
    of_debt = "product limitation_ends_day validation_sent_day assigned_day assignment_notified_day"
    return {
        "vid": vid,
        **{name: f"s.{name}" for name in same.split()},
        **{name: f"d.{name}" for name in of_debt.split()},
        "person": "s.seen",
        "collector_id": "s.collector",
        "region": "q.region",
        "law_day": f"CASE WHEN z.leads AND s.seen_no = 0 THEN {there} ELSE {law_day} END",
        "has_address": "s.address IS NOT NULL",
        "has_text": "s.text IS NOT NULL",
        "acts": "CASE WHEN s.text IS NULL THEN 0 ELSE r.acts END",
        "unsure": "CASE WHEN s.text IS NULL THEN FALSE ELSE r.unsure END",
        "role": "p.role",
        "minor": "COALESCE(p.minor, FALSE)",
        **{f"borrower_{name}": f"b.{name}" for name in ("reachable", "deceased", "incapacitated")},
        "collector": "k.kind",
        "lender": _KIND,
        "lender_id": LENDER,
        "status": "COALESCE(d.status, 'overdue')",
        "days_past_due": "COALESCE(s.days_past_due, d.days_past_due)",
        "names": "d.names",
        "only_name": "CASE WHEN d.names IS NULL THEN s.debt END",
        "clock": "COALESCE(z.clock, 0)",
        "seat": f"s.circle * {len(clocks_of(survey, fixed)) + 1} + COALESCE(z.clock, 0)",
        "own": "COALESCE(z.own, TRUE)",
        "leads": "COALESCE(z.leads, TRUE)",
        "day": day,
        "second": f"(s.t + g.offset_s) - {DAY} * {day}",
        "day_there": there,
    }


def views_sql(dialect: Dialect, survey: Survey, fixed: Sequence[str], wanted: set[str]) -> str:
    """The views, each with a number of its own (`vid`), the columns that are wanted, and its wall clock."""
    columns = {name: sql for name, sql in columns_sql(dialect, survey, fixed).items() if name in wanted}
    shown = ",\n  ".join(f"{sql} AS {name}" for name, sql in columns.items())
    joins = [sql for letter, sql in _JOINS.items() if f"{letter}." in re.findall(r"\b[a-z]\.", shown)]
    if "law_day" in columns:
        first = dialect.first.format("q.zones")
        joins += [_JOINS["q"]] if _JOINS["q"] not in joins else []
        joins.append(
            f"LEFT JOIN given_offsets i ON {dialect.size.format('q.zones')} > 0 AND i.zone = {first}"
            " AND s.t >= i.from_s AND s.t < i.until_s"
        )
    base = f"c.n, {dialect.quotient('c.at_us', 1_000_000)} AS t, " + ", ".join(
        f"c.{c}" for c in _PLAIN.split()
    )
    more = f"""\
  UNION ALL SELECT {base}, m.seen, m.seen_no, m.debt, m.debt_no FROM in_contacts c JOIN sweep_more m ON m.n = c.n
"""
    return f"""\
SELECT {shown}
FROM (
  SELECT {base}, c.person AS seen, 0 AS seen_no, {dialect.first.format("c.debts")} AS debt, CAST(0 AS BIGINT) AS debt_no
  FROM in_contacts c WHERE c.judged AND {dialect.size.format("c.debts")} = 1
{"" if survey.one_view(fixed) else more}) s
LEFT JOIN in_people p ON p.circle = s.circle AND p.id = s.seen
LEFT JOIN sweep_clocks z ON z.circle = s.circle AND z.person = s.seen
{AHEAD.format(clock="z.clock", t="s.t")}
LEFT JOIN sweep_debts d ON d.circle = s.circle AND d.id = s.debt
LEFT JOIN in_collectors k ON k.id = s.collector
{chr(10).join(joins)}"""


def consumer(role: str) -> str:
    """That a role stands in the consumer's place."""
    return f"COALESCE({role} {among(CONSUMERS)}, FALSE)"
