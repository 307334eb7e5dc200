"""`forbear audit` through the script: its verdicts are those of `forbear judge`, its rejects name every broken row."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from bench.audit_log import write_log
from pypdf import PdfReader

FORBEAR = (sys.executable, "-m", "forbear.cli")
ENVIRONMENT = os.environ | {"LC_ALL": "C.UTF-8"}
CONTACT = "id at channel direction person purpose address address_kind result collector".split()


def run(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FORBEAR, *map(str, arguments)],
        input=given,
        text=True,
        capture_output=True,
        timeout=100,
        env=ENVIRONMENT,
    )


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_contact(row: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {name: row[name] for name in CONTACT if row[name]}
    return told | {"debts": [row["debts"]], "conveys_debt": row["conveys_debt"] == "true"}


def as_question(
    row: dict[str, str], rows: list[dict[str, str]], statements: list[dict[str, Any]]
) -> dict[str, Any]:
    """A row of the log as `forbear judge` is asked it: all that is about its debt, and who was reached about it."""
    near = [r for r in rows if r["debts"] == row["debts"]]
    people = {r["person"]: {"id": r["person"], "role": r["person_role"], "zones": [r["zone"]], "region": r["region"]}
              for r in near}  # fmt: skip
    return {
        "id": row["id"], "books": ["cn"], "contact": as_contact(row), "people": list(people.values()),
        "debts": [{"id": row["debts"], "product": row["product"], "days_past_due": int(row["days_past_due"])}],
        "collectors": [
            {"id": row["collector"], "kind": row["collector_kind"], "acts_for": row["lender"]},
            {"id": row["lender"], "kind": row["lender_kind"]},
        ],
        "statements": [s for s in statements if s["person"] in people],
        "history": [as_contact(r) for r in near if r is not row],
    }  # fmt: skip


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 1,500 rows, about fifteen of them broken, and the statements of its people."""
    folder = tmp_path_factory.mktemp("log")
    write_log(folder / "log.csv", 1_500, seed=5, statements=folder / "said.jsonl")
    return folder / "log.csv"


@pytest.fixture(scope="module")
def audited(log: Path) -> Path:
    """Where the audit of that log stands."""
    out = log.parent / "out"
    done = run(
        "audit", log, "--books", "cn", "--statements", log.parent / "said.jsonl", "--sample", "40", "-o", out
    )
    assert done.returncode == 1, done.stderr
    assert "could not be used" in done.stdout
    return out


def test_every_verdict_is_that_of_judge_reasons_and_all(log: Path, audited: Path) -> None:
    rejected = {row["id"] for row in read_csv(audited / "rejects.csv")} - {"c0"}
    first = {row["id"]: row for row in reversed(read_csv(log))}
    rows = [row for row in first.values() if row["id"] not in rejected and row["person"]]
    statements = read_lines(log.parent / "said.jsonl")
    asked = "".join(json.dumps(as_question(row, rows, statements)) + "\n" for row in rows)
    judged = {a["id"]: a for a in map(json.loads, run("judge", given=asked).stdout.splitlines())}
    found = {v["id"]: v for v in read_lines(audited / "verdicts.jsonl")}
    assert set(found) == set(judged) and len(found) > 1_400
    for name, verdict in found.items():
        assert verdict["verdict"] == judged[name]["verdict"], judged[name]
        assert verdict["rules"] == sorted({b["rule"] for b in judged[name]["breaches"]})
        assert verdict.get("breaches", []) == judged[name]["breaches"]
        assert verdict.get("missing", []) == judged[name]["missing"]
    assert {"allow", "forbid"} <= {v["verdict"] for v in found.values()}


def test_verdicts_come_in_the_order_of_the_log(log: Path, audited: Path) -> None:
    lines = {row["id"]: n for n, row in reversed(list(enumerate(read_csv(log))))}
    places = [lines[v["id"]] for v in read_lines(audited / "verdicts.jsonl")]
    assert places == sorted(places)


def test_every_row_is_judged_or_among_the_rejects_with_its_line(log: Path, audited: Path) -> None:
    rows = read_csv(log)
    rejects = read_csv(audited / "rejects.csv")
    verdicts = read_lines(audited / "verdicts.jsonl")
    assert len(rows) == len(rejects) + len(verdicts)
    for reject in rejects:
        assert rows[int(reject["line"]) - 2]["id"] == reject["id"]
    reasons = " ".join(reject["why"] for reject in rejects)
    for said in ("without an offset", "no time zone", "with this id before", "unknown word 'phone'", "missing",
                 "not a whole number"):  # fmt: skip
        assert said in reasons
    shown = (audited / "report.html").read_text("utf-8")
    assert f"<dd>{len(rejects)}</dd>" in shown


def test_the_report_is_a_pdf_too(audited: Path) -> None:
    text = " ".join(page.extract_text() for page in PdfReader(audited / "report.pdf").pages)
    for said in (
        "Audit of a contact log",
        "By hour",
        "By week",
        "Blasting",
        "After a stop",
        "Who bore most",
        "rough",
    ):
        assert said in text
    assert (
        len(read_csv(audited / "rejects.csv")) and f"{len(read_lines(audited / 'verdicts.jsonl')):,}" in text
    )


def test_rejects_hold_no_contents(log: Path, audited: Path) -> None:
    assert list(read_csv(audited / "rejects.csv")[0]) == ["line", "id", "why"]
    assert "bank" not in (audited / "rejects.csv").read_text("utf-8").replace("write one of", "")


def test_a_sample_has_some_of_every_agency_and_verdict(audited: Path) -> None:
    rows = read_csv(audited / "sample.csv")
    assert len(rows) == 40
    assert {r["collector"] for r in rows} == {"careful", "usual", "hasty", "rough"}
    assert {r["verdict"] for r in rows} == {"allow", "forbid"}
    assert len({r["stratum"] for r in rows}) > 3


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_other_formats_say_the_same(log: Path, audited: Path, form: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("audit", log, "--books", "cn", "--statements", log.parent / "said.jsonl", "--format", form, "-o", out)
    told = duckdb.sql(f"SELECT id, verdict, COALESCE(rules, '') FROM '{out / f'verdicts.{form}'}'").fetchall()
    whole = [(v["id"], v["verdict"], ";".join(v["rules"])) for v in read_lines(audited / "verdicts.jsonl")]
    assert told == whole


def test_postgresql_says_the_same(log: Path, audited: Path, database_url: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("--database-url", database_url, *command(log, out), "--engine", "postgres")
    assert (out / "verdicts.jsonl").read_text() == (audited / "verdicts.jsonl").read_text()
    for words in ((), ("--database-url", database_url)):
        engine = ("--engine", "postgres") if words else ()
        run(*words, "screen", log, "--books", "cn", "-o", tmp_path / f"plan{len(words)}", *engine)
    for name in ("now.csv", "later.csv", "forbidden.csv"):
        assert (tmp_path / "plan0" / name).read_text() == (tmp_path / "plan2" / name).read_text()


def test_a_spark_master_without_spark_is_told(log: Path, tmp_path: Path) -> None:
    done = run("audit", log, "--spark-master", "spark://host:7077", "-o", tmp_path / "out")
    assert done.returncode == 2 and "belongs to --engine spark" in done.stderr


def test_a_folder_of_parquet_is_one_log(log: Path, audited: Path, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    kept = "row_number() OVER () AS place"
    duckdb.sql(f"CREATE OR REPLACE TABLE l AS SELECT *, {kept} FROM read_csv('{log}', all_varchar = true)")
    for name, test in (("a", "place <= 700"), ("b", "place > 700")):
        duckdb.sql(f"COPY (SELECT * EXCLUDE place FROM l WHERE {test}) TO '{folder / name}.parquet'")
    run("audit", folder, "--books", "cn", "--statements", log.parent / "said.jsonl", "-o", tmp_path / "out")
    assert (tmp_path / "out" / "verdicts.jsonl").read_text() == (audited / "verdicts.jsonl").read_text()
    assert {r["line"].split(":")[0] for r in read_csv(tmp_path / "out" / "rejects.csv")} == {
        "a.parquet",
        "b.parquet",
    }


def test_an_audit_that_was_killed_goes_on_where_it_stopped(log: Path, audited: Path, tmp_path: Path) -> None:
    """Small parts, so that some are done when it dies: they are not done again."""
    out = tmp_path / "out"
    small = f"import sys; sys.argv = sys.argv[:1] + {[*map(str, command(log, out))]!r}; {SMALL}"
    process = subprocess.Popen([sys.executable, "-c", small], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(out.glob(".audit/verdicts-*.parquet"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(list(out.glob(".audit/verdicts-*.parquet"))) >= 2
    assert not (out / "report.html").exists()
    again = run(*command(log, out))
    assert "goes on with an audit that was interrupted" in again.stderr
    assert (out / "verdicts.jsonl").read_text() == (audited / "verdicts.jsonl").read_text()
    assert not (out / ".audit").exists()


SMALL = """
from forbear.review.audit import circles
circles._TABLES["chunks"] = circles._TABLES["chunks"].replace(str(circles.CHUNK), "50")
from forbear.cli import main
main()
"""


def command(log: Path, out: Path) -> tuple[str | Path, ...]:
    return ("audit", log, "--books", "cn", "--statements", log.parent / "said.jsonl", "-o", out)


def test_another_question_does_not_go_on_with_what_was_left(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".audit").mkdir(parents=True)
    (out / ".audit" / "state.json").write_text('{"key": "of another audit"}')
    done = run(*command(log, out))
    assert done.returncode == 1
    assert "interrupted" not in done.stderr
    assert (out / "report.html").exists()


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [("", 2, "is empty"), ("id,at,channel,person\n", 0, "0 contacts judged"), ("id,at\nx\n", 1, "1 rows")],
)
def test_a_log_with_nothing_to_judge(tmp_path: Path, content: str, status: int, says: str) -> None:
    (tmp_path / "log.csv").write_text(content)
    done = run("audit", tmp_path / "log.csv", "-o", tmp_path / "out")
    assert done.returncode == status, done.stderr
    assert says in done.stdout + done.stderr


def test_a_log_that_is_not_there_and_a_book_that_is_not_known(tmp_path: Path) -> None:
    gone = run("audit", tmp_path / "none.csv", "-o", tmp_path / "out")
    assert gone.returncode == 2 and "name a" in gone.stderr and "Traceback" not in gone.stderr
    (tmp_path / "log.csv").write_text("id,at,channel,person\n")
    unknown = run("audit", tmp_path / "log.csv", "--books", "zz", "-o", tmp_path / "out")
    assert unknown.returncode == 2 and "zz" in unknown.stderr and "Traceback" not in unknown.stderr
