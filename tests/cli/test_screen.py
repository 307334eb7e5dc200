"""`forbear screen`: a campaign divided by what is lawful, and the plan itself kept within the caps."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

HEAD = (
    "id,at,channel,person,debts,result,collector,collector_kind,lender,lender_kind,person_role,zone,region,product,"
    "days_past_due,conveys_debt"
)
FATES = ("now", "later", "forbidden", "unknown")


def row(name: str, at: str, *, result: str = "", zone: str = "America/New_York", person: str = "p") -> str:
    return f"{name},{at},call,{person},d{person},{result},k,agency,b,bank,borrower,{zone},US-NY-NYC,credit_card,45,true"


def screened(
    folder: Path, plan: list[str], past: list[str] | None = None, books: str = "us.regf"
) -> dict[str, list[dict[str, str]]]:
    (folder / "plan.csv").write_text("\n".join([HEAD, *plan]), "utf-8")
    words = ["screen", "plan.csv", "--books", books, "-o", "out"]
    if past is not None:
        (folder / "log.csv").write_text("\n".join([HEAD, *past]), "utf-8")
        words += ["--history", "log.csv"]
    done = subprocess.run(
        [sys.executable, "-m", "forbear.cli", *words],
        cwd=folder, text=True, capture_output=True, timeout=100, env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert "<h1>Screening" in (folder / "out" / "report.html").read_text("utf-8")
    found = {}
    for fate in FATES:
        with (folder / "out" / f"{fate}.csv").open(encoding="utf-8", newline="") as file:
            found[fate] = list(csv.DictReader(file))
    return found


def ids(rows: list[dict[str, str]]) -> list[str]:
    return [r["id"] for r in rows]


@pytest.mark.parametrize("same_instant", [False, True])
def test_of_ten_planned_calls_only_three_are_lawful_and_the_rest_come_later(
    tmp_path: Path, same_instant: bool
) -> None:
    """New York City allows three attempts within seven days; what comes later keeps to that too."""
    plan = [row(f"c{i}", f"2026-10-12T{12 if same_instant else 9 + i:02}:00:00-04:00") for i in range(10)]
    found = screened(tmp_path, plan, books="us.nyc")
    assert ids(found["now"]) == ["c0", "c1", "c2"]
    assert ids(found["later"]) == [f"c{i}" for i in range(3, 10)]
    assert {r["rules"] for r in found["later"]} == {"us.nyc.contact_frequency"}
    days = [datetime.fromisoformat(r["next_lawful"]).date() for r in found["later"]]
    assert days == sorted(days) and days[0] >= date(2026, 10, 19)
    assert all(sum(day <= d < day + timedelta(days=7) for d in days) <= 3 for day in days)


def test_a_planned_call_may_become_a_conversation_and_counts_as_one(tmp_path: Path) -> None:
    """12 CFR 1006.14(b)(2)(i)(B): after a conversation seven days are shut; nobody knows yet what comes of a plan."""
    found = screened(tmp_path, [row(f"c{i}", f"2026-08-10T{9 + i:02}:00:00-04:00") for i in range(3)])
    assert ids(found["now"]) == ["c0"]
    assert {r["rules"] for r in found["later"]} == {"us.regf.post_conversation_cooldown"}


def test_what_was_done_before_counts(tmp_path: Path) -> None:
    past = [row(f"h{i}", f"2026-10-11T{9 + i:02}:00:00-04:00", result="unanswered") for i in range(2)]
    plan = [row(f"c{i}", f"2026-10-12T{9 + i:02}:00:00-04:00") for i in range(3)]
    found = screened(tmp_path, plan, past, books="us.nyc")
    assert ids(found["now"]) == ["c0"]
    assert ids(found["later"]) == ["c1", "c2"]


def test_a_call_planned_for_the_night_is_lawful_in_the_morning(tmp_path: Path) -> None:
    found = screened(tmp_path, [row("c", "2026-08-10T22:30:00-04:00")])
    assert [(r["id"], r["next_lawful"]) for r in found["later"]] == [("c", "2026-08-11T08:00:01-04:00")]


def test_without_a_zone_it_cannot_be_judged_and_a_broken_row_is_told(tmp_path: Path) -> None:
    plan = [
        row("c", "2026-08-10T12:00:00-04:00", zone=""),
        row("bad", "tomorrow"),
        row("fine", "2026-08-10T12:00:00-04:00", person="q"),
    ]
    found = screened(tmp_path, plan)
    assert ids(found["unknown"]) == ["c"] and "zones" in found["unknown"][0]["missing"]
    assert ids(found["now"]) == ["fine"]
    assert "plan.csv" not in (tmp_path / "out" / "rejects.csv").read_text("utf-8").splitlines()[0]
    assert "bad" in (tmp_path / "out" / "rejects.csv").read_text("utf-8")
