"""`forbear intend` and `forbear register` as a person runs them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

from office import Office

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_what_an_agency_intends_is_answered_line_by_line_and_four_times_is_once(
    run: Run, database_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        Office(connection).add_borrower("p1")
    (tmp_path / "calls.csv").write_text(
        "case,person,channel,template,联系人电话\ncase-p1,p1,call,call_task,13900002222\nnone,p1,call,call_task,1\n",
        encoding="utf-8",
    )
    for _ in range(4):
        done = run("intend", "calls.csv", "--collector", "ag1", "-o", "out")
        assert done.returncode == 1, done.stderr
        assert "not asked for: 2" in done.stdout
    [answer] = [
        json.loads(line) for line in (tmp_path / "out" / "answers.jsonl").read_text("utf-8").splitlines()
    ]
    assert answer["line"] == 2 and answer["verdict"] in ("allow", "forbid")
    rejects = (tmp_path / "out" / "rejects.csv").read_text("utf-8")
    assert "联系人电话" in rejects and "3,row" in rejects and "1390000" not in rejects + done.stdout
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from contacts").fetchone() == (1,)


def test_marks_go_into_the_register_once_and_a_row_that_names_nobody_is_refused(
    run: Run, database_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        Office(connection)
    (tmp_path / "marks.csv").write_text(
        "kind,value,collector,from,to\nstaff,8021,ag1,,\nstaff,8022,nobody,,\n", encoding="utf-8"
    )
    first, again = (run("register", "marks.csv") for _ in range(2))
    assert (first.returncode, "new or changed: 1; refused: 1" in first.stdout) == (1, True)
    assert "marks.csv:3" in first.stderr + first.stdout
    assert "new or changed: 0; refused: 1" in again.stdout
