"""`forbear study`: what is missing in the rulebooks, what conflicts, what has no effect; each with a request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from forbear.cli.telling import progress, today
from forbear.law.rulebook import Law, load_law, read_rulebook_file
from forbear.law.study.expected import load_expected
from forbear.law.study.finding import KINDS, SEVERITIES, Finding, finding_json
from forbear.law.study.study import Study, days_of_change, study_law
from forbear.law.study.versions import find_doubles
from forbear.review.contacts import read_contact

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "info": "for information",
        "none": "nothing found",
        "days": "the law of {days}",
        "see": "To see one: forbear study --requests FILE, then forbear judge --pretty FILE. The number is its id.",
        "shows": "judge shows:",
        "progress": "studying",
    },
    "zh": {
        "error": "错误",
        "warning": "警告",
        "info": "提示",
        "none": "未发现问题",
        "days": "所依法律日期：{days}",
        "see": "查看某一项：先运行 forbear study --requests FILE，再运行 forbear judge --pretty FILE。编号即其 id。",
        "shows": "judge 显示：",
        "progress": "检查中",
    },
}
COLON = {"en": ": ", "zh": "："}
HEADS = {
    "en": ("place", "books", "twice", "clash", "gaps", "no effect", "within", "declared"),
    "zh": ("地区", "手册", "版本", "矛盾", "缺失", "无效", "涵盖", "已声明"),
}
"""The heads of the table: place, books, and the kinds of findings in their order."""


def run_study(
    names: Sequence[str],
    on: date | None,
    rulebooks: tuple[Path, ...],
    requests: Path | None,
    *,
    as_json: bool,
    language: str,
) -> int:
    """Study the rulebooks and show what was found; the exit status is 1 where there is an error, else 0."""
    packaged = tuple(load_law().books.values())
    further, doubles = find_doubles(packaged, [read_rulebook_file(path) for path in rulebooks])
    law = Law((*packaged, *further))
    only = law.named(tuple(names)) if names else ()
    days = (on,) if on else days_of_change(law, today())
    with progress(WORDS[language]["progress"], "") as step:
        study = study_law(law, days, load_expected(), read_contact, only, step)
    findings = [_numbered(f, n) for n, f in enumerate((*doubles, *study.findings), 1)]
    if requests is not None:
        lines = (json.dumps(dict(f.request), ensure_ascii=False) + "\n" for f in findings)
        requests.write_text("".join(lines), "utf-8")
    console = Console(highlight=False, soft_wrap=as_json)
    if as_json:
        for finding in findings:
            console.out(json.dumps(finding_json(finding), ensure_ascii=False))
    else:
        _show(console, study, findings, language)
    return int(any(f.severity == "error" for f in findings))


def _numbered(finding: Finding, number: int) -> Finding:
    return replace(finding, request={**finding.request, "id": f"study-{number}"})


def _show(console: Console, study: Study, findings: Sequence[Finding], language: str) -> None:
    words = WORDS[language]
    for severity in reversed(SEVERITIES):
        for kind, named in reversed(list(KINDS.items())):
            shown = [f for f in findings if (f.severity, f.kind) == (severity, kind)]
            if shown:
                console.print(
                    f"\n{words[severity]}{COLON[language]}{named[language]}", style="bold", markup=False
                )
            for finding in shown:
                _show_finding(console, finding, language)
    console.print()
    console.print(_table(study, findings, language))
    console.print(words["days"].format(days=", ".join(d.isoformat() for d in study.days)))
    console.print(words["see"] if findings else words["none"])


def _show_finding(console: Console, finding: Finding, language: str) -> None:
    number = str(finding.request["id"])
    day = "" if finding.kind == "declared" else f", {finding.day}"
    console.print(f"  {number} ({finding.place}{day}) {finding.words[language]}", markup=False)
    if finding.severity != "info":
        console.print(f"    {WORDS[language]['shows']} {finding.shows[language]}", markup=False, style="dim")


def _table(study: Study, findings: Sequence[Finding], language: str) -> Table:
    table = Table()
    for i, head in enumerate(HEADS[language]):
        table.add_column(head, justify="right" if i else "left", overflow="fold")
    counts = Counter((f.place, f.kind) for f in findings)
    books = {place.region: len(place.books) for place in study.places}
    for region in sorted({*books, *(f.place for f in findings)}):
        if any(counts[region, kind] for kind in KINDS):
            shown = [str(counts[region, kind] or "·") for kind in KINDS]
            table.add_row(region, str(books.get(region, "·")), *shown)
    quiet = [region for region in sorted(books) if not any(counts[region, kind] for kind in KINDS)]
    if quiet:
        table.caption = f"{WORDS[language]['none']}{COLON[language]}{', '.join(quiet)}"
    return table
