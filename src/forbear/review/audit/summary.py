"""What an audit shows, counted: by verdict, rule, agency, hour, weekday and week; who bore most; why rows were refused.

Counts are of outbound contacts unless said otherwise, hours and days by the clock of the person reached (by the offset
that was noted, where no zone is told).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from forbear.law.clock import find_zone
from forbear.law.clock.zones import DAY, date_of
from forbear.review.audit.answer import count_disagreements
from forbear.review.audit.filling import MOST_COPIES, SLICE
from forbear.review.audit.running import Audit
from forbear.review.audit.signs import Shown, find_signs
from forbear.review.audit.taking import put_json

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PEOPLE: Final = 20
WORST: Final = 8
REASONS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Outbound contacts of one agency, hour, weekday or week: all, forbidden, unknown."""

    all: int
    forbidden: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What one person bore: outbound contacts, on how many days, most on one day, how many forbidden."""

    person: str
    contacts: int
    days: int
    most: int
    forbidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that the report says. `verdicts` counts inbound contacts too; `rules`: breaches and people by rule."""

    rows: int
    rejected: int
    verdicts: Mapping[str, int]
    first: date | None
    last: date | None
    people: int
    rules: tuple[tuple[str, int, int], ...]
    missing: tuple[tuple[str, int], ...]
    agencies: Mapping[str, Judged]
    hours: Mapping[int, Judged]
    weekdays: Mapping[int, Judged]
    weeks: Mapping[date, Judged]
    burdens: tuple[Burden, ...]
    signs: Mapping[str, int]
    worst: Mapping[str, list[Shown]]
    statements: int
    rejects: tuple[tuple[str, int], ...]
    cut: int
    told_otherwise: int
    two_kinds: tuple[str, ...]
    disagreements: tuple[str, ...]


def summarise(connection: DuckDBPyConnection, audit: Audit) -> Summary:
    """Count what the view `judged` holds."""
    _lay_out(connection)

    def one(sql: str) -> int:
        found = connection.execute(sql).fetchone()
        return int(found[0] or 0) if found else 0

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    rejected = one("SELECT COUNT(*) FROM rejects")
    span = rows("SELECT MIN(day), MAX(day) FROM told")[0]
    signs, worst = find_signs(connection, WORST)
    return Summary(
        rows=one("SELECT COUNT(*) FROM judged") + rejected, rejected=rejected,
        verdicts=dict(rows("SELECT verdict, COUNT(*) FROM judged GROUP BY verdict")),
        first=None if span[0] is None else date_of(span[0]), last=None if span[1] is None else date_of(span[1]),
        people=one("SELECT COUNT(DISTINCT person) FROM told"),
        rules=tuple(rows(_RULES)), missing=tuple(rows(_MISSING)),
        agencies=_judged(connection, "COALESCE(agency, '')"), hours=_judged(connection, "second // 3600"),
        weekdays=_judged(connection, "(day + 3) % 7"),
        weeks={date_of(day): j for day, j in _judged(connection, "day - (day + 3) % 7").items()},
        burdens=tuple(Burden(person=p, contacts=c, days=d, most=m, forbidden=f) for p, c, d, m, f in rows(_BURDENS)),
        signs=signs, worst=worst, statements=one("SELECT COUNT(*) FROM known_statements"),
        rejects=tuple(rows(_REJECTS)), cut=one(_CUT), told_otherwise=one(_TOLD_OTHERWISE),
        two_kinds=tuple(name for (name,) in rows("SELECT id FROM collectors WHERE kinds > 1 ORDER BY id")),
        disagreements=tuple(count_disagreements(connection, audit)),
    )  # fmt: skip


def _lay_out(connection: DuckDBPyConnection) -> None:
    """The table `told`: each outbound contact with its local day and second."""
    run = connection.execute
    names = run("SELECT DISTINCT zones[1] FROM judged WHERE len(zones) > 0 ORDER BY 1").fetchall()
    span = run("SELECT MIN(at_us), MAX(at_us) FROM judged").fetchone() or (None, None)
    run("CREATE OR REPLACE TEMP TABLE clocks (zone VARCHAR, from_s BIGINT, until_s BIGINT, offset_s BIGINT)")
    if span[0] is not None:
        start, end = span[0] // 1_000_000 - 2 * DAY, span[1] // 1_000_000 + 2 * DAY
        found = [
            {"zone": name, "from_s": a, "until_s": b, "offset_s": offset}
            for (name,) in names
            for a, b, offset in find_zone(name).segments(start, end)
        ]
        kinds = "zone: 'VARCHAR', from_s: 'BIGINT', until_s: 'BIGINT', offset_s: 'BIGINT'"
        put_json(connection, "clocks", kinds, found)
    run(f"""CREATE OR REPLACE TEMP TABLE told AS
SELECT id, person, agency, verdict, rules, missing, local // {DAY} AS day, local % {DAY} AS second FROM (
  SELECT j.*, at_us // 1000000 + COALESCE(c.offset_s, j.offset_s) AS local FROM judged j
  LEFT JOIN clocks c ON c.zone = j.zones[1] AND at_us // 1000000 >= c.from_s AND at_us // 1000000 < c.until_s
  WHERE direction = 'outbound')""")


def _judged(connection: DuckDBPyConnection, by: str) -> dict[Any, Judged]:
    rows = connection.execute(
        f"SELECT {by} AS name, COUNT(*), COUNT(*) FILTER (verdict = 'forbid'), COUNT(*) FILTER (verdict = 'unknown')"
        " FROM told GROUP BY name ORDER BY name"
    )
    return {name: Judged(all=a, forbidden=f, unknown=u) for name, a, f, u in rows.fetchall()}


_RULES = (
    "SELECT rule, COUNT(*), COUNT(DISTINCT person) FROM"
    " (SELECT person, unnest(string_split(rules, ';')) AS rule FROM told WHERE rules <> '')"
    " GROUP BY rule ORDER BY 2 DESC, 1"
)
_MISSING = (
    "SELECT rule, COUNT(*) FROM (SELECT unnest(string_split(missing, ';')) AS rule FROM told"
    " WHERE verdict = 'unknown' AND missing <> '') GROUP BY rule ORDER BY 2 DESC, 1"
)
_BURDENS = f"""
SELECT person, SUM(many)::BIGINT, COUNT(*), MAX(many), SUM(forbidden)::BIGINT FROM (
  SELECT person, day, COUNT(*) AS many, COUNT(*) FILTER (verdict = 'forbid') AS forbidden FROM told GROUP BY person, day
) GROUP BY person ORDER BY 5 DESC, 2 DESC, 1 LIMIT {PEOPLE}"""
_REJECTS = f"""
SELECT regexp_replace(split_part(why, ';', 1), '''[^'']*''', '…', 'g') AS kind, COUNT(*) FROM (
  SELECT why FROM rejects UNION ALL SELECT file || ': ' || why FROM beside_rejects)
GROUP BY kind ORDER BY 2 DESC, 1 LIMIT {REASONS}"""
_CUT = f"""
SELECT COUNT(*) FROM (SELECT COUNT(*) OVER c AS many, row_number() OVER (c ORDER BY at_us, seq) AS place FROM log
  WINDOW c AS (PARTITION BY circle)) WHERE many > {2 * SLICE} AND place > {2 * SLICE}"""
_TOLD_OTHERWISE = f"""
SELECT COUNT(*) FROM (SELECT dense_rank() OVER (PARTITION BY circle
  ORDER BY person, role, zones, region, reachable, debts, product, status) AS copy FROM log WHERE apart)
WHERE copy > {MOST_COPIES}"""
