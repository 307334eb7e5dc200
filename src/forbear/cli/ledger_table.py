"""A ledger answer as tables for a person in a terminal, in zh or en."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forbear.money import PARTS

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "error": "Cannot be reckoned", "is": ": ", "of": "{id}: ", "schedule": "Instalments", "states": "On the day",
        "due": "Due", "principal": "Principal", "interest": "Interest", "fee": "Fees", "penalty": "Late charges",
        "paid": "Paid", "outstanding": "Left", "total": "Total", "on": "Day", "days_past_due": "Days past due",
        "bucket": "Bucket", "overdue": "Overdue", "balance": "Owed in all", "next_due": "Next due",
        "credit": "Credit", "none": "–", "annual_percentage_rate": "Annual percentage rate (nominal)",
        "effective_annual_rate": "Effective annual rate", "why": "No rate: {why}",
        "above": "Above the cap of {rate}: {points} points, {money} too much · {rule}, {cite}",
        "classed": "{day}: class by {rule} ({cite}): {name}",
    },
    "zh": {
        "error": "无法计算", "is": "：", "of": "{id}：", "schedule": "各期", "states": "各日状态",
        "due": "应还日", "principal": "本金", "interest": "利息", "fee": "费用", "penalty": "逾期费用",
        "paid": "已还", "outstanding": "未还", "total": "合计", "on": "日期", "days_past_due": "逾期天数",
        "bucket": "逾期段", "overdue": "逾期金额", "balance": "欠款总额", "next_due": "下一应还日",
        "credit": "溢缴款", "none": "–", "annual_percentage_rate": "年化利率（单利）",
        "effective_annual_rate": "实际年利率（复利）", "why": "无法得出利率：{why}",
        "above": "高于上限{rate}：高出{points}个百分点，多收{money} · {rule}，{cite}",
        "classed": "{day}：按{rule}（{cite}）分类为{name}",
        "class.normal": "正常", "class.special_mention": "关注", "class.substandard": "次级", "class.doubtful": "可疑",
        "class.loss": "损失",
    },
}  # fmt: skip
_ROW = ("due", *PARTS, "paid", "outstanding")
_STATE = ("on", "days_past_due", "bucket", "overdue", "balance", "next_due", "credit")


def tabulate(answer: Mapping[str, Any], language: str, console: Console | None = None) -> None:
    """Show a ledger answer (or an error) of formats.md 5: the instalments, each day asked for, the rates."""
    console = console or Console(highlight=False)
    words = WORDS[language]
    label = words["of"].format(id=answer["id"]) if answer.get("id") else ""
    if "error" in answer:
        error = answer["error"]
        console.print(Text(label + words["error"], style="bold red"))
        console.print(Text(f"  {error['at']}: {error['why']}"))
        console.print()
        return
    if answer["schedule"]:
        rows = [[row[column] for column in _ROW] for row in answer["schedule"]]
        sums = [words["total"], *(_sum(row[i] for row in rows) for i in range(1, len(_ROW)))]
        _print(console, label + words["schedule"], [words[column] for column in _ROW], rows, sums)
    if answer["as_of"]:
        states = [_shown(day, state, words) for day, state in answer["as_of"].items()]
        _print(console, label + words["states"], [words[column] for column in _STATE], states)
    for name in ("annual_percentage_rate", "effective_annual_rate"):
        if answer[name] is not None:
            console.print(Text(f"{words[name]}{words['is']}{Decimal(answer[name]) * 100:.4f} %"))
    for cap in answer.get("caps", ()):
        if cap["contract"]["above"]:
            excess = {**cap, **cap["contract"]} | {"points": f"{Decimal(cap['contract']['points']):.2f}"}
            console.print(
                Text(words["above"].format(**excess | {"rate": f"{Decimal(cap['rate']) * 100:f} %"}))
            )
    for day, state in answer["as_of"].items():
        for one in state.get("classes", {}).get("by", ()):
            console.print(
                Text(words["classed"].format(day=day, **{**one, "name": _named(one["class"], words)}))
            )
    if "why" in answer:
        console.print(Text(words["why"].format(why=answer["why"])))
    console.print()


def _named(name: str, words: Mapping[str, str]) -> str:
    return words.get(f"class.{name}", name.replace("_", " "))


def _shown(day: str, state: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    return [
        day,
        str(state["days_past_due"]),
        state["bucket"],
        state["overdue"]["total"],
        state["balance"]["total"],
        state["next_due"] or words["none"],
        state["credit"],
    ]


def _sum(amounts: Any) -> str:
    return f"{sum(map(Decimal, amounts), Decimal(0)):f}"


def _print(
    console: Console,
    title: str,
    columns: Sequence[str],
    rows: Sequence[list[str]],
    sums: list[str] | None = None,
) -> None:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_footer=sums is not None,
    )
    for i, column in enumerate(columns):
        widest = max((len(row[i]) for row in rows), default=0)  # a heading may wrap, an amount may not
        table.add_column(
            column, footer=sums[i] if sums else "", justify="left" if i == 0 else "right", min_width=widest
        )
    for row in rows:
        table.add_row(*row)
    console.print(table)
