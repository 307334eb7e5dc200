"""Patterns that no single contact shows: signs of pressure, found over the whole log.

A sign is no breach. Its threshold is ours, not the law's, unless a clause says the same (then the breach is listed with
the others): it tells a person where to look.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forbear.review.audit.answer import safe
from forbear.review.contacts import OWN_MATTER

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HOUR_US: Final = 3_600_000_000
DAY_US: Final = 24 * HOUR_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A pattern: so many (`least`) of something (`counted`, distinct; None: contacts) about one `subject` within a
    span. `subject` is the column by which contacts belong together, `where` which contacts are looked at.
    `named` is whether the subject may be shown: a debt or a person by its id, never a number.
    """

    name: str
    subject: str
    where: str
    counted: str | None
    span_us: int
    least: int
    named: bool = True


_OWN = ", ".join(f"'{role}'" for role in sorted(OWN_MATTER))
_CALL = "channel IN ('call', 'ringless_voicemail')"
SIGNS: Final = (
    Sign(name="blasting", subject="debt", where=f"role NOT IN ({_OWN})", counted="person", span_us=7 * DAY_US, least=3),
    Sign(name="shared_number", subject="address", where="channel <> 'letter'", counted="person",
         span_us=7 * DAY_US, least=3, named=False),
    Sign(name="rotation", subject="person", where=_CALL, counted="address", span_us=DAY_US, least=3),
    Sign(name="bursts", subject="person", where=_CALL, counted=None, span_us=HOUR_US, least=3),
    Sign(name="voicemails", subject="person", where="(channel = 'ringless_voicemail' OR result = 'voicemail')",
         counted=None, span_us=DAY_US, least=3),
)  # fmt: skip
"""The signs that are looked for, besides contact after a stop."""
AFTER_STOP: Final = "after_stop"
NAMES: Final = (*(s.name for s in SIGNS), AFTER_STOP)
_EXEMPT = "('notice', 'reply', 'confirm', 'service')"
"""Purposes that a stop leaves open almost everywhere; the rules say exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One case of a sign: whom it is about (None where that is a number), by whom, how many at the worst, since when
    (an instant in microseconds), and the contact at which it was worst."""

    sign: str
    subject: str | None
    collectors: str
    most: int
    contacts: int
    first_us: int
    contact: str


def find_signs(connection: DuckDBPyConnection, most: int) -> tuple[dict[str, int], dict[str, list[Shown]]]:
    """How many cases of each sign the log shows, and the worst of them; all stand in the table `signs`."""
    run = connection.execute
    run("CREATE OR REPLACE TEMP TABLE signs (sign VARCHAR, subject VARCHAR, collectors VARCHAR, most BIGINT,"
        " contacts BIGINT, first_us BIGINT, contact VARCHAR)")  # fmt: skip
    for sign in SIGNS:
        run(f"INSERT INTO signs {sign_sql(sign)}")
    run(f"INSERT INTO signs {_AFTER_STOP_SQL}")
    counts: dict[str, int] = dict(run("SELECT sign, COUNT(*) FROM signs GROUP BY sign").fetchall())
    worst: dict[str, list[Shown]] = {}
    rows = run(
        "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY sign ORDER BY most DESC, contacts DESC, first_us,"
        " contact) AS place FROM signs) WHERE place <= ? ORDER BY sign, place",
        [most],
    )
    for sign, subject, collectors, many, contacts, first, contact, _ in rows.fetchall():
        worst.setdefault(sign, []).append(
            Shown(sign=sign, subject=subject, collectors=collectors or "", most=many, contacts=contacts,
                  first_us=first, contact=contact)
        )  # fmt: skip
    return {name: counts.get(name, 0) for name in NAMES}, worst


def sign_sql(sign: Sign) -> str:
    """The cases of a sign: those of its subjects for which the span is ever full enough."""
    rows = "SELECT *, person AS subject_id FROM log" if sign.subject == "person" else _SUBJECTS[sign.subject]
    wanted = f"direction = 'outbound' AND ({sign.where})" + (
        f" AND {sign.counted} IS NOT NULL" if sign.counted else ""
    )
    counted = f"COUNT(DISTINCT {sign.counted})" if sign.counted else "COUNT(*)"
    return f"""
WITH e AS (SELECT subject_id, at_us, id, seq, agency, person, address FROM ({rows}) WHERE {wanted}),
f AS (SELECT * FROM e WHERE subject_id IN (
  SELECT subject_id FROM e GROUP BY subject_id HAVING {counted} >= {sign.least})),
w AS (SELECT *, {counted} OVER (PARTITION BY subject_id ORDER BY at_us RANGE BETWEEN {sign.span_us - 1} PRECEDING
  AND CURRENT ROW) AS many FROM f)
SELECT '{sign.name}', {"subject_id" if sign.named else "NULL"}, string_agg(DISTINCT agency, ', ' ORDER BY agency),
  MAX(many), COUNT(*), MIN(at_us), arg_min(id, (-many, at_us, seq))
FROM w WHERE many >= {sign.least} GROUP BY subject_id"""


_SUBJECTS = {
    "debt": "SELECT *, unnest(CASE WHEN len(debts) > 0 THEN debts ELSE ['circle ' || circle] END) AS subject_id"
    " FROM log",
    "address": "SELECT *, address AS subject_id FROM log WHERE address IS NOT NULL",
}
_AFTER_STOP_SQL = f"""
WITH s AS (SELECT * FROM known_statements WHERE kind IN ('cease', 'declines', 'opt_out')),
x AS (SELECT l.person, l.at_us, l.id, l.seq, l.agency FROM log l JOIN s ON s.person = l.person AND s.at_us < l.at_us
  WHERE l.direction = 'outbound' AND l.purpose NOT IN {_EXEMPT} AND (s.until_us IS NULL OR l.at_us < s.until_us)
    AND (s.kind <> 'opt_out' OR ((s.channel IS NULL OR s.channel = l.channel
      OR (s.channel = 'call' AND l.channel = 'ringless_voicemail')) AND (s.address IS NULL OR s.address = l.address)))
    AND (len(s.debts) = 0 OR len(l.debts) = 0 OR list_has_any(s.debts, l.debts))
    AND NOT EXISTS (SELECT 1 FROM known_statements u WHERE u.person = s.person AND u.at_us < l.at_us AND (
      (u.kind = 'lifted' AND u.lifts = s.id) OR (u.kind = 'opt_in' AND s.kind = 'opt_out' AND u.at_us > s.at_us
        AND (u.channel IS NULL OR u.channel = l.channel) AND (u.address IS NULL OR u.address = l.address))))
  GROUP BY ALL)
SELECT '{AFTER_STOP}', person, string_agg(DISTINCT agency, ', ' ORDER BY agency), COUNT(*), COUNT(*), MIN(at_us),
  arg_min(id, (at_us, seq)) FROM x GROUP BY person"""


def write_signs(connection: DuckDBPyConnection, out: Path) -> Path:
    """`signs.csv`: every case of every sign."""
    path = out / "signs.csv"
    rows = connection.execute(
        "SELECT sign, subject, collectors, most, contacts, strftime(make_timestamp(first_us), '%Y-%m-%dT%H:%M:%SZ'),"
        " contact FROM signs ORDER BY sign, most DESC, contacts DESC, first_us, contact"
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sign", "subject", "collectors", "most", "contacts", "since", "contact"])
        while some := rows.fetchmany(20_000):
            writer.writerows([safe(c) if isinstance(c, str) else c for c in row] for row in some)
    return path
