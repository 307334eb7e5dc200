"""From a part of the log to the tables that a sweep reads.

A circle is laid out as it was told last. A row that was told otherwise then (another role, zone, place, product or
status) gets a copy of its circle in which its own words hold; and a circle that is too long is cut into slices, each
with the contacts before it. In every copy and slice the rows that it is there for are judged, the others are history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.law.sweep.inputs import INPUTS, reading_row
from forbear.review.audit.circles import UNNAMED
from forbear.review.audit.taking import put_json
from forbear.review.contacts import OWN_MATTER, read_words
from forbear.review.sweeping import make_inputs, on_duckdb

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SLICE: Final = 2_000
"""Of a circle with more than twice as many contacts, each is judged by at least so many before it."""
MOST_COPIES: Final = 20
"""In so many ways the people and debts of one circle may be told; what goes beyond is judged by what was told last."""


def fill_inputs(connection: DuckDBPyConnection, first: int, last: int) -> None:
    """Fill the tables of a sweep with the circles `first` to `last`; `seq_of` tells the row of each judged contact."""
    make_inputs(on_duckdb(connection))
    for name, select in _STEPS.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS\n{select.format(first=first, last=last)}")
    for name, select in _INPUTS.items():
        connection.execute(f"INSERT INTO {name} BY NAME\n{select}")
    _put_readings(connection)


def _put_readings(connection: DuckDBPyConnection) -> None:
    """Read each text once for each sort of person who may hear it, and write what it does beside each contact."""
    run = connection.execute
    own = ", ".join(f"'{role}'" for role in sorted(OWN_MATTER))
    run(f"""CREATE OR REPLACE TEMP TABLE hearers AS
WITH heard AS (
  SELECT n, circle, person FROM in_contacts WHERE judged AND text IS NOT NULL
  UNION SELECT n, circle, address_person FROM in_contacts
    WHERE judged AND text IS NOT NULL AND address_person IS NOT NULL
  UNION SELECT n, circle, concat('whoever has ', address) FROM in_contacts
    WHERE judged AND text IS NOT NULL AND address IS NOT NULL)
SELECT h.n, h.person, c.text, s.language, c.channel, COALESCE(p.role NOT IN ({own}), TRUE) AS outside,
  COALESCE(k.kind = 'agency', FALSE) AS agency
FROM heard h JOIN in_contacts c ON c.n = h.n JOIN spoken s ON s.n = h.n
LEFT JOIN in_people p ON p.circle = h.circle AND p.id = h.person LEFT JOIN in_collectors k ON k.id = c.collector""")
    kinds = "text, language, channel, outside, agency"
    run(f"CREATE OR REPLACE TEMP TABLE texts AS SELECT row_number() OVER () AS n, {kinds}"
        f" FROM (SELECT DISTINCT {kinds} FROM hearers)")  # fmt: skip
    run("CREATE OR REPLACE TEMP TABLE read_texts (n BIGINT, acts BIGINT, unsure BOOLEAN)")
    rows = run("SELECT * FROM texts").fetchall()
    made = [reading_row(read_words(*words), n=n, person="") for n, *words in rows]
    put_json(connection, "read_texts", "n: 'BIGINT', acts: 'BIGINT', unsure: 'BOOLEAN'", made)
    same = " AND ".join(f"h.{kind} IS NOT DISTINCT FROM t.{kind}" for kind in kinds.split(", "))
    run("INSERT INTO in_readings BY NAME SELECT h.n, h.person, r.acts, r.unsure"
        f" FROM hearers h JOIN texts t ON {same} JOIN read_texts r ON r.n = t.n")  # fmt: skip


_TOLD = ("role", "zones", "region", "reachable")
_STEPS: Final = {
    "part": f"""\
SELECT l.*, CASE WHEN COUNT(*) OVER c > {2 * SLICE}
    THEN (row_number() OVER (c ORDER BY at_us, seq) - 1) // {SLICE} ELSE 0 END AS slice,
  COUNT(*) OVER c > {2 * SLICE} AS sliced
FROM log l WHERE circle BETWEEN {{first}} AND {{last}} WINDOW c AS (PARTITION BY circle)""",
    "told": """\
SELECT *, dense_rank() OVER (
  PARTITION BY circle ORDER BY person, role, zones, region, reachable, debts, product, status) AS copy
FROM part WHERE apart""",
    "settings": f"""\
SELECT row_number() OVER (ORDER BY circle, slice, copy) AS k, circle, slice, copy FROM (
  SELECT DISTINCT p.circle, p.slice, CASE WHEN t.copy <= {MOST_COPIES} THEN t.copy ELSE 0 END AS copy
  FROM part p LEFT JOIN told t ON t.seq = p.seq)""",
    "placed": f"""\
SELECT row_number() OVER (ORDER BY s.k, p.at_us, p.seq) AS n, s.k, p.*,
  p.slice = s.slice AND s.copy = COALESCE(CASE WHEN t.copy <= {MOST_COPIES} THEN t.copy END, 0) AS judged
FROM settings s JOIN part p ON p.circle = s.circle AND p.slice IN (s.slice, s.slice - 1)
LEFT JOIN told t ON t.seq = p.seq""",
    "seq_of": "SELECT n, seq FROM placed WHERE judged",
    "spoken": "SELECT n, language FROM placed WHERE judged AND text IS NOT NULL",
    "owned": f"""\
SELECT s.k, {", ".join(f"any_value(t.{name}) AS {name}" for name in ("person", *_TOLD, "debts", "product", "status"))}
FROM settings s JOIN told t ON t.circle = s.circle AND t.copy = s.copy GROUP BY s.k""",
}
_CONTACT = ", ".join(name for name, _ in INPUTS["in_contacts"] if name not in {"n", "circle", "judged"})
_STATEMENT = ", ".join(
    f"t.{name}" for name, _ in INPUTS["in_statements"] if name not in {"m", "circle", "given_to"}
)
_INPUTS: Final = {
    "in_contacts": f"SELECT n, k AS circle, judged, {_CONTACT} FROM placed",
    "in_people": "SELECT s.k AS circle, p.id,"
    + ", ".join(f" CASE WHEN o.person = p.id THEN o.{n} ELSE p.{n} END AS {n}" for n in _TOLD)
    + ", p.deceased, p.incapacitated, p.minor\n"
    "FROM settings s JOIN people p ON p.circle = s.circle LEFT JOIN owned o ON o.k = s.k",
    "in_debts": f"""\
SELECT s.k AS circle, d.id, CASE WHEN o.k IS NOT NULL THEN COALESCE(o.product, d.product) ELSE d.product END AS product,
  CASE WHEN o.k IS NOT NULL THEN COALESCE(o.status, d.known_status, 'overdue') ELSE d.status END AS status,
  d.days_past_due, d.limitation_ends_day, d.validation_sent_day, d.assigned_day, d.assignment_notified_day, d.grouping
FROM settings s JOIN debts d ON d.circle = s.circle
LEFT JOIN owned o ON o.k = s.k
  AND (list_contains(o.debts, d.id) OR (len(o.debts) = 0 AND starts_with(d.id, '{UNNAMED}')))""",
    "in_collectors": "SELECT DISTINCT id, kind, acts_for FROM collectors"
    " WHERE kind IS NOT NULL OR acts_for IS NOT NULL",
    "in_statements": f"""\
SELECT row_number() OVER () AS m, s.k AS circle, COALESCE(a.alias, t.given_to) AS given_to, {_STATEMENT}
FROM settings s JOIN people p ON p.circle = s.circle JOIN known_statements t ON t.person = p.id
LEFT JOIN agencies a ON a.id = t.given_to""",
}
