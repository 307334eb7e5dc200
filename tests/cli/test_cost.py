"""`forbear cost`: the example as JSON and as a table in both languages; a charge without a payee is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from forbear.cli import app
from forbear.cli.cost import show_costs

EXAMPLE = Path(__file__).parents[2] / "examples" / "cost_request.json"


def answer(**change: Any) -> dict[str, Any]:
    body = {**json.loads(EXAMPLE.read_text("utf-8")), **change}
    ran = CliRunner().invoke(app, ["cost"], input=json.dumps(body) + "\n")
    return dict(json.loads(ran.stdout))


def test_the_table_says_what_the_rule_of_2026_asks_for() -> None:
    """cn.disclose2026.table: principal, each charge, how, who, rate, yearly cost, default, nothing else."""
    table = answer()
    assert table["principal"] == "24000.00"
    assert [(c["part"], c["payee"], c["rate"], c["unit"]) for c in table["charges"]] == [
        ("interest", "示例小额贷款公司", "0.2160", "per_year"),
        ("fee", "示例融资担保公司", "60.00", "CNY"),
    ]
    assert table["total_cost"] == "7208.18"
    assert table["annual_percentage_rate"].startswith("0.2660")
    assert [(c["rate"], c["unit"], c["total"]) for c in table["on_default"]] == [("0.0005", "per_day", None)]
    assert table["asked_by"]["rule"] == "cn.disclose2026.table" and table["asked_by"]["draft"]
    assert {cap["rule"] for cap in table["caps"] if cap["contract"]["above"]} >= {"cn.rate.fin24"}


@pytest.mark.parametrize(("lender", "day"), [("private_lender", "2026-09-10"), ("microloan", "2026-07-31")])
def test_it_is_not_asked_of_private_lenders_nor_before_its_day(lender: str, day: str) -> None:
    terms = {**json.loads(EXAMPLE.read_text("utf-8"))["terms"], "disbursed": day}
    assert answer(lender=lender, terms=terms)["asked_by"] is None


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"payees": {"interest": "A", "penalty": "A"}}, "/payees/fee"),
        ({"payees": {"interest": "A", "fee": "A"}}, "/payees/penalty"),
        ({"payees": None}, "/payees"),
        ({"payees": {"bribe": "A"}}, "/payees/bribe"),
        ({"terms": {"currency": "CNY", "method": "revolving"}}, "/terms/method"),
        ({"terms": []}, "/terms"),
        ({"lender": "agency"}, "/lender"),
        ({"wish": 1}, "/wish"),
    ],
)
def test_what_cannot_be_laid_out_names_the_field(change: dict[str, Any], at: str) -> None:
    assert answer(**change)["error"]["at"] == at


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["综合融资成本明示表", "年化21.6%", "CNY60.00", "每日0.05%", "不收取任何其他费用", "26.61%"]),
        ("en", ["Whatthisloancosts", "21.6%ayear", "CNY60.00", "0.05%aday", "Nothingischarged", "26.61%"]),
    ],
)
def test_a_person_reads_it_in_both_languages(language: str, said: list[str]) -> None:
    console = Console(file=io.StringIO(), width=150, highlight=False)
    show_costs(answer(), language, console)
    shown = "".join(console.file.getvalue().split())
    assert [words for words in said if words not in shown] == []
