"""`forbear cost`: contracts in, their tables of costs out, as JSON Lines; or each as a table to a person."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forbear.cli.lines import run_lines
from forbear.law.rulebook import Law, load_law
from forbear.law.rulebook.values import say
from forbear.money.cost_wire import cost_answer, read_cost_request

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "error": "Cannot be reckoned", "of": "{id}: ", "title": "What this loan costs", "principal": "Principal",
        "charge": "Charge", "how": "How it is charged", "payee": "Who takes it", "rate": "Rate or amount",
        "total": "In all", "rates": "Yearly cost if all is paid in time: {apr} (nominal), {effective} (compounded)",
        "sum": "All charges together: {currency} {total}", "default": "What a default may cost",
        "above": "{points} percentage points above the cap of {rate} ({cite}): {currency} {money} too much",
        "asked": "Asked for by: {cite}", "none": "none", "unknown": "not known",
    },
    "zh": {
        "error": "无法计算", "of": "{id}：", "title": "综合融资成本明示表", "principal": "贷款本金",
        "charge": "收费项目", "how": "收取方式", "payee": "收取主体", "rate": "标准", "total": "合计",
        "rates": "正常履约的年化综合融资成本：{apr}（单利），{effective}（复利）",
        "sum": "各项费用合计：{currency} {total}", "default": "违约情形下可能发生的费用",
        "above": "高出{rate}上限{points}个百分点（{cite}）：多收{currency} {money}",
        "asked": "依据：{cite}", "none": "无", "unknown": "未知",
    },
}  # fmt: skip


def cost_table_answer(value: Any, law: Law) -> Mapping[str, Any]:
    """The answer to one request, as it is written.

    >>> cost_table_answer({"terms": {"currency": "CNY", "principal": "900.00", "disbursed": "2026-08-01",
    ...     "first_due": "2026-09-01", "instalments": 3, "every": {"months": 1}, "method": "equal_principal",
    ...     "annual_rate": "0.12"}, "payees": {"interest": "Bank A"}}, load_law())["total_cost"]
    '18.00'
    """
    return cost_answer(read_cost_request(value), law)


def run_cost(file: str, *, pretty: bool, language: str) -> int:
    """Answer a file, or standard input where it is `-`; the exit status of formats.md (0, 1 or 2)."""
    show = partial(show_costs, language=language) if pretty else None
    return run_lines(
        file, partial(cost_table_answer, law=load_law()), show, "nothing to reckon; write one request a line"
    )


def show_costs(answer: Mapping[str, Any], language: str, console: Console | None = None) -> None:
    """Show a table of costs (or an error) to a person."""
    console = console or Console(highlight=False)
    words = WORDS[language]
    label = words["of"].format(id=answer["id"]) if answer.get("id") else ""
    if "error" in answer:
        console.print(Text(label + words["error"], style="bold red"))
        console.print(Text(f"  {answer['error']['at']}: {answer['error']['why']}\n"))
        return
    console.print(Text(label + words["title"], style="bold"))
    console.print(Text(f"{words['principal']}: {answer['currency']} {answer['principal']}"))
    _charges(console, answer["charges"], words, language)
    console.print(Text(words["sum"].format(currency=answer["currency"], total=answer["total_cost"])))
    apr, effective = answer["annual_percentage_rate"], answer["effective_annual_rate"]
    console.print(Text(words["rates"].format(apr=_percent(apr, words), effective=_percent(effective, words))))
    for cap in answer["caps"]:
        if cap["contract"]["above"]:
            said = {**cap["contract"], "rate": _percent(cap["rate"], words), "currency": answer["currency"]}
            said["points"] = f"{Decimal(said['points']):.2f}"
            console.print(Text(words["above"].format(cite=cap["cite"], **said), style="bold yellow"))
    console.print(Text(words["default"], style="bold"))
    if answer["on_default"]:
        _charges(console, answer["on_default"], words, language)
    else:
        console.print(Text(words["none"]))
    console.print(Text(answer["nothing_else"][language]))
    if answer["asked_by"]:
        console.print(Text(words["asked"].format(cite=answer["asked_by"]["cite"]), style="dim"))
    console.print()


def _percent(fraction: str | None, words: Mapping[str, str]) -> str:
    return words["unknown"] if fraction is None else f"{Decimal(fraction) * 100:.2f} %"


def _charges(
    console: Console, charges: list[Mapping[str, Any]], words: Mapping[str, str], language: str
) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("charge", "how", "payee", "rate", "total"):
        table.add_column(words[column], justify="right" if column in ("rate", "total") else "left")
    for charge in charges:
        table.add_row(
            charge["name"][language],
            charge["how"][language],
            charge["payee"],
            say(Decimal(charge["rate"]), charge["unit"], language),
            charge["total"] or "",
        )
    console.print(table)
