"""Offers side by side for a person in a terminal, in zh or en."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

Words = Mapping[str, str]
WORDS: Mapping[str, Words] = {
    "en": {
        "title": "Plans that may be agreed", "side_by_side": "Side by side", "schedule": "Every payment", "due": "Due",
        "pays": "Amount", "page_footer": "Nothing here is agreed until it is signed.",
        "error": "Cannot be planned", "of": "{id}: ",
        "owed": "Owed on {on}: {currency} {total} (principal {principal},"
        " interest {interest}, fees {fee}, late charges {penalty}); {days} days past due",
        "means": "A month by the form: {income} in, {outgoings} needed to live, {debts} to other debts; {left} left,"
        " of which a plan may ask {affordable}", "first": "First payment", "amount": "of", "then": "Highest instalment",
        "count": "Instalments", "ends": "Last payment", "total": "Paid in all", "more": "More than is owed",
        "waived": "Waived", "spare": "Can be spared", "yes": "yes", "no": "no", "unknown": "not known",
        "approve": "Agreed by", "desk": "the desk", "supervisor": "a supervisor",
        "missed": "If one payment is missed", "caps": "Rates above a cap", "cap": "{rule} ({cite}): {what} {points}"
        " points above {rate} %, {money} too much", "contract": "the contract",
        "met": "what is met if it is paid off today",
        "limits": "Limits of the law", "caution": "Before anything is signed", "refer": "A person decides",
        "marks": "More than can be spared",
        "not_offered": "Not offered", "counter": "Your proposal", "accepted": "It can be agreed as it is.",
        "nearest": "The nearest that can be agreed is shown.", "referred": "It goes to a person.",
    },
    "zh": {
        "title": "可以商定的还款方案", "side_by_side": "方案对比", "schedule": "各期明细", "due": "应还日",
        "pays": "金额", "page_footer": "签署之前，以上内容均不构成约定。", "error": "无法计算方案", "of": "{id}：",
        "owed": "{on}欠款：{currency} {total}（本金{principal}，利息{interest}，费用{fee}，"
        "逾期费用{penalty}）；逾期{days}天",
        "means": "按表格每月：收入{income}，必要支出{outgoings}，其他债务{debts}；结余{left}，"
        "其中还款计划最多可用{affordable}",
        "first": "首期", "amount": "首期金额", "then": "最高一期", "count": "期数", "ends": "最后一期", "total": "共还",
        "more": "比现欠款多还", "waived": "减免", "spare": "能否承受", "yes": "能", "no": "不能", "unknown": "未知",
        "approve": "由谁同意", "desk": "经办人员", "supervisor": "主管",
        "missed": "漏还一期的后果", "caps": "高于利率上限",
        "cap": "{rule}（{cite}）：{what}高出{rate}%上限{points}个百分点，多收{money}",
        "contract": "合同利率", "met": "按今日结清计算的实际利率", "limits": "法律限制", "caution": "签署前须告知",
        "refer": "须由人工决定", "marks": "超过可承受金额", "not_offered": "不提供的方案", "counter": "您提出的方案",
        "accepted": "可以按此签署。", "nearest": "表中为最接近的可行方案。", "referred": "已转人工处理。",
    },
}  # fmt: skip
ROWS: Final[Mapping[str, Callable[[Mapping[str, Any], Words], str]]] = {
    "first": lambda o, w: str(o["instalments"][0]["due"]),
    "amount": lambda o, w: str(o["instalments"][0]["amount"]),
    "then": lambda o, w: str(o["highest"]),
    "count": lambda o, w: str(len(o["instalments"])),
    "ends": lambda o, w: str(o["ends"]),
    "total": lambda o, w: str(o["total"]),
    "more": lambda o, w: str(o["interest"]),
    "waived": lambda o, w: str(o["waived"]),
    "spare": lambda o, w: w[{True: "yes", False: "no", None: "unknown"}[o["within_means"]]],
    "approve": lambda o, w: w[o["approve"]],
}


def compare(answer: Mapping[str, Any], language: str, console: Console | None = None) -> None:
    """Show an answer of `forbear plan` (or an error): what is owed, what can be spared, the offers side by side."""
    console = console or Console(highlight=False)
    words = WORDS[language]
    label = words["of"].format(id=answer["id"]) if answer.get("id") else ""
    if "error" in answer:
        console.print(Text(label + words["error"], style="bold red"))
        console.print(Text(f"  {answer['error']['at']}: {answer['error']['why']}\n"))
        return
    said = {**answer["owed"], "days": answer["days_past_due"], "on": answer["on"]}
    console.print(Text(label + words["owed"].format(currency=answer["currency"], **said), style="bold"))
    if answer["means"]:
        console.print(Text(words["means"].format(**answer["means"])))
    console.print(Text(answer["interest"]["words"][language]))
    for title, lines, stops in warnings(answer, words, language):
        _list(console, title, lines, style="bold yellow" if stops else "bold")
    counter = answer["counter"]
    own = [counter["plan"]] if counter and counter["plan"] else []
    if answer["offers"] or own:
        _side_by_side(console, [*answer["offers"], *own], words, language)
    if counter:
        told = [words[counter["outcome"]], *(one["words"][language] for one in counter["why"])]
        _list(console, words["counter"], told)
    _list(console, words["not_offered"], [one["words"][language] for one in answer["not_offered"]])
    console.print()


def warnings(answer: Mapping[str, Any], words: Words, language: str) -> list[tuple[str, list[str], bool]]:
    """What has to be known before anything is signed: title, lines, and whether it stops for a person."""
    above = [
        words["cap"].format(
            rule=cap["rule"],
            cite=cap["cite"],
            what=words[what],
            rate=f"{Decimal(cap['rate']) * 100:.2f}",
            points=f"{Decimal(cap[what]['points']):.2f}",
            money=cap[what]["money"],
        )
        for cap in answer["rates"]["caps"]
        for what in ("contract", "met")
        if cap[what] and cap[what]["above"]
    ]
    caution = [answer["caution"]["words"][language]] if answer["caution"] else []
    return [
        (words["caps"], above, False),
        (words["limits"], [limit["words"][language] for limit in answer["limits"]], False),
        (words["caution"], caution, True),
        (words["refer"], [one["words"][language] for one in answer["refer"]], True),
    ]


def notes(offers: list[Mapping[str, Any]], words: Words, language: str) -> list[tuple[str, list[str]]]:
    """What stands below the offers: what a missed payment means, and what asks for more than can be spared."""
    told = dict.fromkeys(offer["missed"][language] for offer in offers)
    marked = [offer for offer in offers if offer["mark"]]
    marks = [f"{offer['title'][language]}: {offer['mark'][language]}" for offer in marked]
    return [(words["missed"], list(told)), (words["marks"], marks)]


def _list(console: Console, title: str, lines: list[str], style: str = "bold") -> None:
    if lines:
        console.print(Text(title, style=style))
    for line in lines:
        wrapped = Text(line).wrap(console, console.width - 4)
        for number, part in enumerate(wrapped):
            part.rstrip()
            console.print(Text("    " if number else "  • ") + part, soft_wrap=True)


def _side_by_side(console: Console, offers: list[Mapping[str, Any]], words: Words, language: str) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_lines=False)
    table.add_column("")
    for offer in offers:
        table.add_column(offer["title"][language], justify="right", overflow="fold")
    for name, cell in ROWS.items():
        table.add_row(words[name], *(cell(offer, words) for offer in offers))
    console.print(table)
    for title, lines in notes(offers, words, language):
        _list(console, title, lines)
