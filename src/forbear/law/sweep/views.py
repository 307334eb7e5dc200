"""The views to judge: each contact as each person who may answer it, about each debt, by each clock.

Most contacts have one view. A contact has more where a person may be in several zones, where it is about several
debts, where the address is known to be somebody else's, or where a law goes by a clock of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from forbear.law.rules.context import CONSUMERS
from forbear.law.sweep.dialect import Dialect, quote
from forbear.law.sweep.plan import Survey
from forbear.law.sweep.printing import among

DAY = 86400
AHEAD = "LEFT JOIN given_offsets g ON g.zone = {zone} AND {t} >= g.from_s AND {t} < g.until_s"
"""How the wall clock of a zone is found at a second."""


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
    return "\nUNION ALL ".join(parts)


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


def debts_sql(dialect: Dialect) -> str:
    """Each debt with the names it goes by: its own, and those of the debts under one account number with it."""
    alone = dialect.array.format("d.id")
    return (
        f"SELECT d.*, CASE WHEN d.grouping IS NULL THEN {alone} ELSE n.names END AS names\n"
        "FROM (SELECT x.*, ROW_NUMBER() OVER (PARTITION BY x.circle ORDER BY x.id) AS place FROM in_debts x) d\n"
        "LEFT JOIN (SELECT y.circle, y.id, ARRAY_AGG(y.name) AS names FROM (\n"
        "  SELECT a.circle, a.id, b.id AS name FROM in_debts a"
        " JOIN in_debts b ON b.circle = a.circle AND b.grouping = a.grouping\n"
        "  UNION ALL SELECT a.circle, a.id, a.grouping FROM in_debts a WHERE a.grouping IS NOT NULL\n"
        ") y GROUP BY y.circle, y.id) n ON n.circle = d.circle AND n.id = d.id"
    )


def sights_sql(dialect: Dialect, on_day: str, chooses: bool) -> str:
    """Each contact to judge as each person who may answer it, with the day on which the law is read."""
    leads = f"CASE WHEN {dialect.size.format('p.zones')} > 0 THEN {dialect.first.format('p.zones')} END"
    t = dialect.quotient("c.at_us", 1_000_000)
    law_day = on_day or dialect.quotient(f"({t} + COALESCE(g.offset_s, c.offset_s))", DAY)
    region = "p.region" if chooses else "NULL"
    joins = ""
    if not on_day or chooses:
        joins = "LEFT JOIN in_people p ON p.circle = c.circle AND p.id = c.person"
    if not on_day:
        joins += "\n" + AHEAD.format(zone=leads, t=t)
    base = (
        f"SELECT c.*, {t} AS t, {law_day} AS law_day, CAST({region} AS {dialect.types['text']}) AS region\n"
        f"FROM in_contacts c {joins} WHERE c.judged"
    )
    return (
        f"WITH base AS ({base})\n"
        "SELECT c.*, c.person AS seen, 0 AS seen_no FROM base c\n"
        "UNION ALL SELECT c.*, c.address_person, 1 FROM base c"
        " WHERE c.direction = 'outbound' AND c.address_person <> c.person\n"
        "UNION ALL SELECT c.*, CONCAT('whoever has ', c.address), 2 FROM base c"
        " JOIN sweep_wrong w ON w.circle = c.circle AND w.address = c.address AND w.first_us < c.at_us"
        " WHERE c.direction = 'outbound'"
    )


def debated_sql(dialect: Dialect) -> str:
    """Each sight about each of its debts; about all of the circle where it names none."""
    size, first = dialect.size.format("s.debts"), dialect.first.format("s.debts")
    return (
        f"SELECT s.*, {first} AS debt, CAST(0 AS BIGINT) AS debt_no FROM sweep_sights s WHERE {size} = 1\n"
        f"UNION ALL SELECT s.*, x.item, CAST(x.place AS BIGINT) FROM sweep_sights s"
        f" {dialect.spread.format('s.debts', 'x')} WHERE {size} > 1\n"
        "UNION ALL SELECT s.*, COALESCE(d.id, ''), COALESCE(d.place, 0) FROM sweep_sights s"
        f" LEFT JOIN sweep_debts d ON d.circle = s.circle WHERE {size} = 0"
    )


_KIND = "CASE WHEN k.acts_for IS NOT NULL THEN o.kind WHEN k.kind = 'agency' THEN NULL ELSE k.kind END"
LENDER = (
    "CASE WHEN k.id IS NULL OR (k.kind = 'agency' AND k.acts_for IS NULL) THEN NULL"
    " ELSE COALESCE(k.acts_for, k.id) END"
)
"""For whom a collector (`k`) acts: itself, where it is the lender; NULL where that is not known."""


def views_sql(dialect: Dialect, survey: Survey, fixed: Sequence[str], readings: bool) -> str:
    """The views, each with a number of its own (`vid`), its columns and its wall clock."""
    debts, zones = survey.most_debts + 2, survey.most_zones + len(fixed) + 2
    local = "(s.t + g.offset_s)"
    day = dialect.quotient(local, DAY)
    own = dialect.quotient("(s.t + s.offset_s)", DAY)
    alone = dialect.array.format("s.debt")
    acts = "r.acts, r.unsure" if readings else "CAST(0 AS BIGINT), FALSE"
    bits, unsure = acts.split(", ", 1)
    return f"""\
SELECT ((s.n * 3 + s.seen_no) * {debts} + s.debt_no) * {zones} + COALESCE(z.place, 0) + {len(fixed)} AS vid,
  s.n, s.circle, s.at_us, s.t, s.law_day, s.region, s.seen AS person, s.collector AS collector_id, s.address,
  s.reply_to,
  s.channel, {medium("s.channel")} AS medium, s.direction, s.purpose, s.style, s.address_kind, s.known_at,
  s.conveys_debt, s.limited_content, s.staff, s.notice, s.address IS NOT NULL AS has_address,
  s.text IS NOT NULL AS has_text,
  CASE WHEN s.text IS NULL THEN 0 ELSE {bits} END AS acts,
  CASE WHEN s.text IS NULL THEN FALSE ELSE {unsure} END AS unsure,
  p.role, COALESCE(p.minor, FALSE) AS minor, b.reachable AS borrower_reachable, b.deceased AS borrower_deceased,
  b.incapacitated AS borrower_incapacitated, k.kind AS collector, {_KIND} AS lender, {LENDER} AS lender_id,
  s.debt, d.product, COALESCE(d.status, 'overdue') AS status,
  COALESCE(s.days_past_due, d.days_past_due) AS days_past_due,
  d.limitation_ends_day, d.validation_sent_day, d.assigned_day, d.assignment_notified_day,
  COALESCE(d.names, {alone}) AS names, CASE WHEN d.grouping IS NULL THEN s.debt END AS only_name,
  COALESCE(z.zone, '') AS zone, COALESCE(z.own, TRUE) AS own, COALESCE(z.leads, TRUE) AS leads,
  {day} AS day, {local} - {DAY} * {day} AS second, COALESCE({day}, {own}) AS day_there
FROM sweep_debated s
LEFT JOIN in_people p ON p.circle = s.circle AND p.id = s.seen
LEFT JOIN sweep_clocks z ON z.circle = s.circle AND z.person = s.seen
{AHEAD.format(zone="z.zone", t="s.t")}
LEFT JOIN sweep_borrowers b ON b.circle = s.circle
LEFT JOIN sweep_debts d ON d.circle = s.circle AND d.id = s.debt
LEFT JOIN in_collectors k ON k.id = s.collector
LEFT JOIN in_collectors o ON o.id = k.acts_for
{"LEFT JOIN in_readings r ON r.n = s.n AND r.person = s.seen AND s.text IS NOT NULL" if readings else ""}"""


def consumer(role: str) -> str:
    """That a role stands in the consumer's place."""
    return f"COALESCE({role} {among(CONSUMERS)}, FALSE)"
