"""One verdict, explained to a person in a terminal, in zh or en."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "allow": "May be made", "forbid": "May not be made", "unknown": "Cannot be judged yet",
        "error": "Cannot be read", "because": "Because", "noted": "Noted, but it does not forbid",
        "duties": "With it goes", "missing": "What is missing", "next": "When next",
        "from": "{from} to {to}", "never": "not within 90 days, by what is known now", "now": "now, until {to}",
        "draft": "the text of this rule was not read at first hand", "read_at": "by the law of {day}",
        "law": "law", "regulation": "regulation", "standard": "standard or guidance",
        "self_regulation": "self-regulation", "contract": "contract", "house": "house rule",
        "presume": "presumed a violation", "advise": "a soft norm", "of": "{id}: ",
    },
    "zh": {
        "allow": "可以联系", "forbid": "不得联系", "unknown": "尚无法判断",
        "error": "无法读取", "because": "原因", "noted": "已记录，但不构成禁止",
        "duties": "同时应当", "missing": "缺少的事实", "next": "下次可联系时间",
        "from": "{from} 至 {to}", "never": "据目前所知，90天内没有", "now": "现在起至 {to}",
        "draft": "该条原文尚未直接核对", "read_at": "依 {day} 的规定",
        "law": "法律", "regulation": "规章", "standard": "标准或指引",
        "self_regulation": "行业自律", "contract": "合同", "house": "内部规定",
        "presume": "推定违规", "advise": "倡导性规范", "of": "{id}：",
    },
}  # fmt: skip
_DAYS = {"en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "zh": [f"周{d}" for d in "一二三四五六日"]}
_STYLE = {"allow": "bold green", "forbid": "bold red", "unknown": "bold yellow"}


def explain(answer: Mapping[str, Any], language: str, console: Console | None = None) -> None:
    """Show a verdict (or an error) of formats.md 3: what, why with the clause, the duties, and when next."""
    console = console or Console(highlight=False)
    words = WORDS[language]
    label = words["of"].format(id=answer["id"]) if answer.get("id") else ""
    if "error" in answer:
        error = answer["error"]
        console.print(Text(label + words["error"], style="bold red"))
        _indent(console, Text(f"{error['at']}: {error['why']}".lstrip(": ")), 2)
        console.print()
        return
    verdict = answer["verdict"]
    head = Text(label + words[verdict], style=_STYLE[verdict])
    head.append("  " + words["read_at"].format(day=answer["read_at"]), style="dim")
    console.print(head)
    _list(
        console,
        words["because" if verdict != "allow" else "noted"],
        _reasons(answer["breaches"], words, language),
    )
    _list(console, words["missing"], [Text(f"{m['fact']} ({m['rule']})") for m in answer["missing"]])
    _list(console, words["duties"], [_clause(d["words"][language], d["cite"]) for d in answer["duties"]])
    _list(console, words["next"], [Text(_next(answer, words, language))])
    console.print()


def _list(console: Console, title: str, items: list[Text]) -> None:
    if not items:
        return
    _indent(console, Text(title, style="bold"), 2)
    for item in items:
        _indent(console, item, 4)


def _indent(console: Console, text: Text, columns: int) -> None:
    """Like rich's Padding, but without spaces at the end of a line."""
    for line in text.wrap(console, console.width - columns):
        line.rstrip()
        console.print(Text(" " * columns) + line, soft_wrap=True)


def _reasons(breaches: list[Any], words: Mapping[str, str], language: str) -> list[Text]:
    out = []
    for b in breaches:
        marks = [b["cite"], words[b["force"]]]
        marks += [words[b["effect"]]] if b["effect"] != "forbid" else []
        marks += [words["draft"]] if b.get("draft") else []
        out.append(_clause(b["why"][language], " · ".join(marks)))
    return out


def _clause(said: str, cite: str) -> Text:
    text = Text("• " + said + "\n")
    text.append("  " + cite, style="dim")
    return text


def _next(answer: Mapping[str, Any], words: Mapping[str, str], language: str) -> str:
    window = answer["next_lawful"]
    if window is None:
        return words["never"]
    shown = {k: _moment(v, language) for k, v in window.items()}
    return words["now" if answer["verdict"] == "allow" else "from"].format(**shown)


def _moment(value: str, language: str) -> str:
    moment = datetime.fromisoformat(value)
    return f"{moment:%Y-%m-%d} {_DAYS[language][moment.weekday()]} {moment:%H:%M:%S} (UTC{moment:%z})"
