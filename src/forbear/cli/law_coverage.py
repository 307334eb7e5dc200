"""`forbear law coverage`: what became of every clause of the sources."""

from __future__ import annotations

import json
from collections import Counter

from rich.console import Console
from rich.table import Table

from forbear.law.rulebook import load_law
from forbear.law.study.coverage import KINDS, Clause, account, read_ids, read_rows

HEADS = {
    "en": ("source", "clauses", "rules", "duties", "values", "out of scope", "unaccounted"),
    "zh": ("来源", "条款", "规则", "义务", "数值", "不适用", "未归类"),
}


def show_coverage(*, as_json: bool, rows: bool, language: str) -> int:
    """Show it by source, or each clause by itself; the exit status is 1 where one is nowhere."""
    found = list(account(load_law(), read_ids(), read_rows()))
    console = Console(highlight=False, soft_wrap=as_json or rows)
    if as_json:
        for clause in found:
            console.out(json.dumps(_plain(clause), ensure_ascii=False))
    elif rows:
        for clause in found:
            if clause.kind in {"out_of_scope", "unaccounted"}:
                console.print(f"{clause.id}: {clause.why or '?'} → {clause.where or '?'}")
    else:
        _show_sources(console, found, language)
    return int(any(clause.kind == "unaccounted" for clause in found))


def _show_sources(console: Console, found: list[Clause], language: str) -> None:
    table = Table()
    for i, head in enumerate(HEADS[language]):
        table.add_column(head, justify="right" if i else "left", overflow="fold")
    by_source: dict[str, Counter[str]] = {}
    for clause in found:
        by_source.setdefault(clause.source, Counter())[clause.kind] += 1
    for source, counts in by_source.items():
        table.add_row(source, *_cells(counts))
    table.add_section()
    table.add_row("合计" if language == "zh" else "all", *_cells(Counter(c.kind for c in found)))
    console.print(table)


def _cells(counts: Counter[str]) -> list[str]:
    shown = [str(counts[kind] or "·") for kind in KINDS[:-1]]
    return [str(counts.total()), *shown, str(counts["unaccounted"])]


def _plain(clause: Clause) -> dict[str, str]:
    told = {"id": clause.id, "kind": clause.kind, "why": clause.why, "where": clause.where}
    return {key: value for key, value in told.items() if value}
