"""`forbear study`: findings for a person in both languages, for a program, and as requests that judge answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Run

HOUSE = """+++
id = "vn.house"
title = { en = "House", zh = "内部" }
source = "ours"
regions = ["VN"]
force = "house"
in_force = 2024-01-01
read_on = 2026-01-01
+++
## H 1: Hours

```toml rule
id    = "vn.house.hours"
kind  = "hours"
allow = { from = "06:00", before = "20:00" }
en    = "w"
zh    = "字"
```
"""


@pytest.fixture
def house(tmp_path: Path) -> str:
    path = tmp_path / "house.md"
    path.write_text(HOUSE, "utf-8")
    return str(path)


def test_declared_gaps_are_no_error_and_their_reason_is_shown(run: Run) -> None:
    shown = run("study", "vn", "--on", "2026-11-24")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "for information: declared gap" in shown.stdout
    assert "binds finance companies" in " ".join(shown.stdout.split())


def test_in_chinese(run: Run) -> None:
    shown = run("--lang", "zh", "study", "vn", "--on", "2026-11-24").stdout
    assert "提示：已声明的缺失" in shown
    assert "约束财务公司" in "".join(shown.split())


def test_a_house_rule_above_the_law_is_told_and_can_be_seen_by_judge(
    run: Run, house: str, tmp_path: Path
) -> None:
    found = run(
        "study", "vn.house", "--on", "2026-11-24", "--rulebook", house, "--json", "--requests", "seen.jsonl"
    )
    assert (found.returncode, found.stderr) == (0, "")
    findings = [json.loads(line) for line in found.stdout.splitlines()]
    loose = next(f for f in findings if f["kind"] == "loosening")
    assert loose["rules"] == ["vn.house.hours", "vn.circ18.hours"]
    assert "mon 06:00-07:00" in loose["words"]["en"]
    verdicts = [
        json.loads(line) for line in run("judge", "seen.jsonl", "--rulebook", house).stdout.splitlines()
    ]
    verdict = next(v for v in verdicts if v["id"] == loose["request"]["id"])
    assert [b["rule"] for b in verdict["breaches"]] == ["vn.circ18.hours"]


def test_a_contradiction_is_an_error_and_exit_1(run: Run, house: str) -> None:
    path = Path(house)
    path.write_text(HOUSE.replace("06:00", "21:00").replace("20:00", "23:00"), "utf-8")
    shown = run("study", "vn.house", "--on", "2026-11-24", "--rulebook", house)
    assert shown.returncode == 1
    assert "error: contradiction" in shown.stdout


def test_a_second_version_of_a_shipped_book_is_an_error(run: Run, house: str) -> None:
    path = Path(house)
    path.write_text(HOUSE.replace("vn.house", "vn.circ18"), "utf-8")
    shown = run("study", "vn", "--on", "2026-11-24", "--rulebook", house, "--json")
    assert shown.returncode == 1
    first = json.loads(shown.stdout.splitlines()[0])
    assert (first["kind"], first["rules"]) == ("versions", ["vn.circ18.hours"])


def test_a_book_that_is_not_there_is_named(run: Run) -> None:
    shown = run("study", "atlantis")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "no rulebook 'atlantis'" in shown.stderr
