"""`forbear plan`: the example answered as JSON, and shown side by side in both languages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from forbear.cli import app
from forbear.cli.plan_table import compare

EXAMPLE = Path(__file__).parents[2] / "examples" / "plan_request.json"


def answered(*lines: str) -> tuple[list[dict[str, Any]], int]:
    ran = CliRunner().invoke(app, ["plan"], input="".join(line + "\n" for line in lines))
    return [json.loads(line) for line in ran.stdout.splitlines()], ran.exit_code


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    ran = CliRunner().invoke(app, ["plan", str(EXAMPLE)])
    assert ran.exit_code == 0
    (answer,) = [json.loads(line) for line in ran.stdout.splitlines()]
    return dict(answer)


def test_the_example_is_answered_with_offers_that_add_up(example: dict[str, Any]) -> None:
    assert [offer["kind"] for offer in example["offers"]] == [
        "extension",
        "lower_instalments",
        "step_up",
        "payment_holiday",
        "settlement",
    ]
    for offer in example["offers"]:
        cents = [round(float(row["amount"]) * 100) for row in offer["instalments"]]
        assert sum(cents) == round(float(offer["total"]) * 100)
        assert offer["owed"] == example["owed"]["total"]
        assert offer["events"][-1]["kind"] == "settlement"
        assert set(offer["missed"]) == {"en", "zh"}
    assert example["counter"]["outcome"] == "accepted"
    assert example["rates"]["caps"][0]["rule"] == "cn.rate.fin24"
    assert example["rates"]["caps"][0]["contract"]["above"] is True


@pytest.mark.parametrize(("language", "said"), [("en", "Canbespared"), ("zh", "能否承受")])
def test_the_offers_stand_side_by_side_for_a_person(
    example: dict[str, Any], language: str, said: str
) -> None:
    console = Console(file=io.StringIO(), width=120, highlight=False)
    compare(example, language, console)
    shown = "".join(console.file.getvalue().split())
    assert said in shown
    assert "709.33" in shown and "20224.79" in shown
    assert shown.count("2026-12-10") >= 3
    for offer in example["offers"]:
        assert offer["mark"] is None or "".join(offer["mark"][language].split()) in shown


def test_a_line_that_cannot_be_read_is_answered_in_its_place(example: dict[str, Any]) -> None:
    line = EXAMPLE.read_text("utf-8").strip()
    lines, status = answered(line, '{"id": "x", "on": "2026-11-24"}', line)
    assert status == 1
    assert lines[0] == lines[2] == example
    assert lines[1] == {
        "id": "x",
        "error": {"at": "/terms", "why": "is missing; write the terms of a ledger request"},
    }


def test_a_policy_of_ones_own_is_used(tmp_path: Path, example: dict[str, Any]) -> None:
    text = (Path("src/forbear/policies/standard.toml")).read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace("longest_months = 36", "longest_months = 24"), encoding="utf-8")
    ran = CliRunner().invoke(app, ["plan", "--policy", str(own), str(EXAMPLE)])
    offers = json.loads(ran.stdout)["offers"]
    assert max(offer["ends"] for offer in offers) <= "2028-11-24" < max(o["ends"] for o in example["offers"])


def test_a_policy_that_is_not_there_is_said() -> None:
    ran = CliRunner().invoke(app, ["plan", "--policy", "nowhere.toml", str(EXAMPLE)])
    assert ran.exit_code == 2
    assert "no such policy" in ran.output or "no such policy" in str(ran.exception)
