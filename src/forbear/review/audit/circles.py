"""Who is concerned with one another: the circles of a log, and what is told of their people and debts.

People belong to one circle where contacts with them are about the same debt (or debts under one account number), or
where the address of one is known to be another's. What a row leaves out of its person is taken from the other rows of
that person, the last one first, and from the files beside the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.law.sweep.dialect import DUCKDB
from forbear.law.sweep.inputs import INPUTS, collector_row, debt_row, person_row, statement_row
from forbear.law.sweep.survey import EARLIEST_US
from forbear.review.audit.taking import BLOCK, put_json
from forbear.review.log_order import Known
from forbear.terms import Collector

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK: Final = 200_000
"""Contacts that are swept at once, as near as circles allow."""
UNNAMED: Final = "(not named)"
"""The debt of a circle whose rows tell of a debt and none of which names one."""
_SEQ = "(part * 1000000000000 + line)"
_TAKEN = "(t.part * 1000000000000 + t.line)"


def put_known(connection: DuckDBPyConnection, known: Known, collectors: dict[str, Collector]) -> None:
    """Put what is told beside the log into tables of its own."""
    said = [s for some in known.statements.values() for s in some]
    tables = {
        "in_people": [person_row(p, circle=0) for p in known.people.values()],
        "in_debts": [debt_row(d, circle=0) for d in known.debts.values()],
        "in_collectors": [collector_row(c) for c in collectors.values()],
        "in_statements": [statement_row(s, m=m, circle=0) for m, s in enumerate(said)],
    }
    for name, rows in tables.items():
        kinds = ", ".join(f"{column}: '{DUCKDB.told(kind)}'" for column, kind in INPUTS[name])
        table = name.replace("in_", "known_")
        declared = kinds.replace(": '", " ").replace("'", "")
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({declared})")
        put_json(connection, table, kinds, rows)
    connection.execute(
        f"DELETE FROM known_statements WHERE at_us < {EARLIEST_US} OR until_us < {EARLIEST_US}"
    )


def make_circles(connection: DuckDBPyConnection) -> None:
    """From `taken` to `log` (in the order of circles and time), `people`, `debts`, `collectors` and `chunks`."""
    _number_circles(connection)
    for name, select in _TABLES.items():
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS\n{select}")
    for name in _PASSING:
        connection.execute(f"DROP TABLE {name}")
    connection.execute("CHECKPOINT")


def _number_circles(connection: DuckDBPyConnection) -> None:
    """The table `circle_of`: each person's circle."""
    run = connection.execute
    run("CREATE OR REPLACE TEMP TABLE nodes AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS node FROM (\n"
        "SELECT DISTINCT 'p' || person AS name FROM taken UNION SELECT DISTINCT 'd' || unnest(debts) FROM taken\n"
        "UNION SELECT DISTINCT 'p' || address_person FROM taken WHERE address_person IS NOT NULL\n"
        "UNION SELECT 'd' || id FROM known_debts WHERE grouping IS NOT NULL\n"
        "UNION SELECT 'd' || grouping FROM known_debts WHERE grouping IS NOT NULL)")  # fmt: skip
    found = run("SELECT COUNT(*) FROM nodes").fetchone()
    parents = list(range(found[0] if found else 0))

    def root(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    pairs = run(
        "SELECT a.node, b.node FROM (SELECT DISTINCT 'p' || person AS one, 'd' || unnest(debts) AS other FROM taken\n"
        "UNION SELECT DISTINCT 'p' || person, 'p' || address_person FROM taken WHERE address_person <> person\n"
        "UNION SELECT 'd' || id, 'd' || grouping FROM known_debts WHERE grouping IS NOT NULL) t\n"
        "JOIN nodes a ON a.name = t.one JOIN nodes b ON b.name = t.other"
    )
    while some := pairs.fetchmany(10_000):
        for one, other in some:
            first, second = sorted((root(one), root(other)))
            parents[second] = first  # the least: the same log has the same circles
    run("CREATE OR REPLACE TEMP TABLE roots (node BIGINT, circle BIGINT)")
    for at in range(0, len(parents), BLOCK):
        some_nodes = range(at, min(at + BLOCK, len(parents)))
        put_json(connection, "roots", "node: 'BIGINT', circle: 'BIGINT'",
                 [{"node": node, "circle": root(node)} for node in some_nodes])  # fmt: skip
    named = "SELECT name[2:] AS {0}, circle FROM nodes JOIN roots USING (node) WHERE name[1] = '{1}'"
    run(f"CREATE OR REPLACE TABLE circle_of AS {named.format('person', 'p')}")
    run(f"CREATE OR REPLACE TABLE debt_circles AS {named.format('id', 'd')}")  # fmt: skip
    run("DROP TABLE nodes")
    run("DROP TABLE roots")


def _last(name: str) -> str:
    return f"arg_max({name}, {_SEQ}) AS {name}"


_TABLES: Final = {
    "told_people": f"SELECT person AS id, {', '.join(map(_last, ('role', 'zones', 'region', 'reachable')))}"
    " FROM taken GROUP BY person",
    "people": """\
SELECT c.circle, c.person AS id, COALESCE(t.role, k.role) AS role, COALESCE(t.zones, k.zones, []) AS zones,
  COALESCE(t.region, k.region) AS region, k.deceased, k.incapacitated, k.minor,
  COALESCE(t.reachable, k.reachable) AS reachable
FROM circle_of c LEFT JOIN told_people t ON t.id = c.person LEFT JOIN known_people k ON k.id = c.person""",
    "about": f"""\
SELECT seq, CASE WHEN named THEN one ELSE '{UNNAMED} ' || circle END AS id, circle, product, status,
  NOT named AS unnamed
FROM (
  SELECT {_SEQ} AS seq, len(debts) > 0 AS named, circle, product, status,
    unnest(CASE WHEN len(debts) > 0 THEN debts ELSE [''] END) AS one
  FROM taken JOIN circle_of USING (person)
  WHERE len(debts) > 0 OR product IS NOT NULL OR status IS NOT NULL OR days_past_due IS NOT NULL)""",
    "told_debts": "SELECT id, any_value(circle) AS circle, arg_max(product, seq) AS product,"
    " arg_max(status, seq) AS status,\n  COUNT(DISTINCT product) > 1 OR COUNT(DISTINCT COALESCE(status, '')) > 1"
    " AS varies, bool_and(unnamed) AS unnamed FROM about GROUP BY id",
    "debts": """\
SELECT c.circle, c.id, COALESCE(t.product, k.product) AS product,
  COALESCE(t.status, k.status, 'overdue') AS status, k.days_past_due, k.limitation_ends_day, k.validation_sent_day,
  k.assigned_day, k.assignment_notified_day, k.grouping, k.status AS known_status
FROM (SELECT id, circle FROM told_debts WHERE NOT unnamed OR circle NOT IN (
    SELECT circle FROM told_debts WHERE NOT unnamed)
  UNION SELECT k.id, c.circle FROM known_debts k JOIN debt_circles c USING (id) WHERE k.grouping IS NOT NULL) c
LEFT JOIN told_debts t ON t.id = c.id LEFT JOIN known_debts k ON k.id = c.id""",
    "otherwise": """\
SELECT DISTINCT a.seq FROM about a JOIN told_debts t ON t.id = a.id AND t.varies JOIN debts d ON d.id = a.id
WHERE COALESCE(a.product <> d.product, FALSE) OR COALESCE(a.status, d.known_status, 'overdue') <> d.status""",
    "told_collectors": f"""\
SELECT id, arg_max(kind, seq) AS kind, arg_max(acts_for, seq) AS acts_for, COUNT(DISTINCT kind) AS kinds FROM (
  SELECT collector AS id, kind, acts_for, {_SEQ} AS seq FROM taken WHERE collector IS NOT NULL
  UNION ALL SELECT acts_for, lender_kind, NULL, {_SEQ} FROM taken WHERE acts_for IS NOT NULL
  UNION ALL SELECT id, kind, acts_for, -1 FROM known_collectors
) GROUP BY id""",
    "agencies": """\
SELECT id, acts_for, CASE WHEN row_number() OVER (PARTITION BY id ORDER BY acts_for NULLS FIRST) = 1 THEN id
  ELSE id || ' for ' || acts_for END AS alias
FROM (SELECT DISTINCT t.collector AS id, COALESCE(t.acts_for, c.acts_for) AS acts_for
  FROM taken t JOIN told_collectors c ON c.id = t.collector)""",
    "collectors": """\
SELECT a.alias AS id, c.kind, a.acts_for, c.kinds FROM agencies a JOIN told_collectors c ON c.id = a.id
UNION ALL SELECT c.id, c.kind, c.acts_for, c.kinds FROM told_collectors c
WHERE c.id NOT IN (SELECT alias FROM agencies)""",
    "log": f"""\
SELECT t.* EXCLUDE (part, line, role, zones, region, reachable, product, status, collector, kind, acts_for,
    lender_kind, address_person),
  t.part, t.line, {_TAKEN} AS seq, c.circle, t.address_person, g.alias AS collector, t.collector AS agency,
  COALESCE(t.role, p.role) AS role, COALESCE(t.zones, p.zones) AS zones, COALESCE(t.region, p.region) AS region,
  COALESCE(t.reachable, p.reachable) AS reachable, t.product, t.status,
  (COALESCE(t.role, p.role), COALESCE(t.zones, p.zones), COALESCE(t.region, p.region),
    COALESCE(t.reachable, p.reachable)) IS DISTINCT FROM (p.role, p.zones, p.region, p.reachable)
  OR o.seq IS NOT NULL AS apart
FROM taken t JOIN circle_of c ON c.person = t.person
JOIN people p ON p.circle = c.circle AND p.id = t.person
LEFT JOIN told_collectors k ON k.id = t.collector
LEFT JOIN agencies g ON g.id = t.collector AND g.acts_for IS NOT DISTINCT FROM COALESCE(t.acts_for, k.acts_for)
LEFT JOIN otherwise o ON o.seq = {_TAKEN}
ORDER BY c.circle, t.at_us, seq""",
    "chunks": f"""\
SELECT chunk, MIN(circle) AS first, MAX(circle) AS last, SUM(many) AS many FROM (
  SELECT circle, COUNT(*) AS many, (SUM(COUNT(*)) OVER (ORDER BY circle) - 1) // {CHUNK} AS chunk
  FROM log GROUP BY circle
) GROUP BY chunk ORDER BY chunk""",
}
"""What is made of the rows taken in, in this order."""
_PASSING: Final = (
    "taken", "circle_of", "debt_circles", "told_people", "about", "told_debts", "otherwise", "told_collectors",
)  # fmt: skip
