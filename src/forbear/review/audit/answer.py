"""What an audit leaves behind: the verdicts in the order of the log, the rejects, and a sample for people."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forbear.review.audit.running import Audit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LARGE: Final = "maximum_object_size = 134217728"


def gather(connection: DuckDBPyConnection, audit: Audit) -> None:
    """Lay the verdicts of all parts beside the log: the view `judged`, a row for each contact."""
    run = connection.execute
    found = _quoted(audit.work / "verdicts-*.parquet")
    if not any(audit.work.glob("verdicts-*.parquet")):  # nothing could be read
        run(
            "CREATE OR REPLACE TEMP VIEW judged AS SELECT *, '' AS verdict, '' AS rules, '' AS missing FROM log"
            " LIMIT 0"
        )
        return
    run("CREATE OR REPLACE TEMP VIEW judged AS SELECT l.*, v.verdict, v.rules, v.missing"
        f" FROM log l JOIN read_parquet({found}) v USING (seq)")  # fmt: skip


def write_verdicts(connection: DuckDBPyConnection, audit: Audit, form: str) -> Path:
    """`verdicts.<form>`: every contact that was judged, in the order of the log."""
    path = audit.out / f"verdicts.{form}"
    new = path.with_suffix(".new")
    if form == "jsonl":
        _write_lines(connection, audit, new)
    else:
        how = "(FORMAT parquet)" if form == "parquet" else "(FORMAT csv, HEADER)"
        connection.execute(
            f"COPY (SELECT id, verdict, rules, missing FROM judged ORDER BY seq) TO {_quoted(new)} {how}"
        )
    new.replace(path)
    return path


def _write_lines(connection: DuckDBPyConnection, audit: Audit, path: Path) -> None:
    reasons = "(SELECT 0 AS seq, '' AS line LIMIT 0)"
    if any(f.stat().st_size for f in audit.work.glob("reasons-*.jsonl")):
        kinds = "{seq: 'BIGINT', agree: 'BOOLEAN', line: 'VARCHAR'}"
        files = _quoted(audit.work / "reasons-*.jsonl")
        reasons = f"read_json({files}, format = 'newline_delimited', columns = {kinds}, {_LARGE})"
    rows = connection.execute(
        "SELECT j.id, j.verdict, j.rules, r.line FROM judged j"
        f" LEFT JOIN {reasons} r ON r.seq = j.seq ORDER BY j.seq"
    )
    with path.open("w", encoding="utf-8") as file:
        while some := rows.fetchmany(20_000):
            file.writelines(
                (line or f'{{"id": {json.dumps(name, ensure_ascii=False)}, "verdict": "{verdict}", "rules":'
                 f" {json.dumps(rules.split(';') if rules else [])}}}") + "\n"
                for name, verdict, rules, line in some
            )  # fmt: skip


def count_disagreements(connection: DuckDBPyConnection, audit: Audit) -> list[str]:
    """Ids of contacts of which the sweep and `judge` say different things: one of the two is wrong."""
    if not any(f.stat().st_size for f in audit.work.glob("reasons-*.jsonl")):
        return []
    kinds = "{seq: 'BIGINT', agree: 'BOOLEAN'}"
    files = _quoted(audit.work / "reasons-*.jsonl")
    rows = connection.execute(
        f"SELECT l.id FROM read_json({files}, format = 'newline_delimited', columns = {kinds},"
        f" {_LARGE}) r JOIN log l USING (seq) WHERE NOT r.agree ORDER BY seq"
    )
    return [name for (name,) in rows.fetchall()]


def write_rejects(connection: DuckDBPyConnection, audit: Audit, names: tuple[str, ...]) -> Path:
    """`rejects.csv`: each row that was not judged: its line (with its file, where there are several), its id, why."""
    path = audit.out / "rejects.csv"
    rows = connection.execute(
        "SELECT part, NULL AS file, line, id, why FROM rejects"
        " UNION ALL SELECT 1000000000, file, line, id, why FROM beside_rejects ORDER BY part, file, line"
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "id", "why"])
        while some := rows.fetchmany(20_000):
            for part, beside, line, name, why in some:
                whose = beside or (names[part] if len(names) > 1 else None)
                writer.writerow([f"{whose}:{line}" if whose else line, safe(name or ""), safe(why)])
    return path


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("c1")
    ("'=1+1", 'c1')
    """
    return "'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def write_sample(connection: DuckDBPyConnection, audit: Audit, count: int, names: tuple[str, ...]) -> Path:
    """`sample.csv`: about so many contacts for people to look at, from every agency, verdict and rule alike.

    A stratum is an agency, a verdict and the first rule broken (of an unknown one: the first that lacks a
    fact). Each gives the same number, the small ones all they have; which ones is drawn by lot, the same for
    the same log.
    """
    path = audit.out / "sample.csv"
    rows = connection.execute(
        """
WITH s AS (SELECT seq, part, line, id, COALESCE(agency, '') AS agency, verdict,
    string_split(CASE WHEN verdict = 'unknown' THEN missing ELSE rules END, ';')[1] AS rule, rules, hash(id) AS lot
  FROM judged),
r AS (SELECT *, row_number() OVER (PARTITION BY agency, verdict, rule ORDER BY lot, seq) AS turn FROM s)
SELECT part, line, id, agency, verdict, rule, rules FROM (SELECT * FROM r ORDER BY turn, lot LIMIT ?)
ORDER BY agency, verdict, rule, part, line""",
        [count],
    ).fetchall()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "id", "collector", "verdict", "stratum", "rules"])
        for part, line, name, agency, verdict, rule, rules in rows:
            whose = f"{names[part]}:{line}" if len(names) > 1 else line
            writer.writerow([whose, safe(name), safe(agency), verdict, rule, rules])
    return path


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
