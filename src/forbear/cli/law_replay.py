"""`forbear law replay LOG`: which past contacts another law would have judged otherwise."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table

from forbear.cli.telling import Step, progress, tell
from forbear.law.judge import read_request
from forbear.law.rulebook import load_law, replace_books
from forbear.review.log_files import Reject, Row, read_rows
from forbear.review.log_known import read_known
from forbear.review.log_order import MOST, OrderedLog, Placed
from forbear.review.replay import Changed, Ruling, Tally, changed_json
from forbear.terms import InputError

NAMED = 20
"""How many bad lines are told one by one."""
SHOWN = 5
"""How many changed contacts are named for each direction, where no file takes them."""
STEP = 500
WORDS: Mapping[str, tuple[str, str]] = {
    "judged": ("{judged} contacts judged; {changed} would be judged otherwise",
               "共判断{judged}次联系；其中{changed}次结论不同"),
    "newly_forbidden": ("newly forbidden", "变为不得"), "newly_allowed": ("newly allowed", "变为可以"),
    "newly_unknown": ("newly unknown", "变为无法判断"), "rule": ("rule", "规则"),
    "other": ("{count} the same, for other reasons", "{count}次结论相同而理由不同"),
    "cut": ("{count} contacts: only the latest {most} before each were looked at",
            "{count}次联系：每次只看此前最近的{most}次"),
    "rejected": ("{count} lines could not be read", "{count}行无法读取"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Files that stand beside a log."""

    people: Path | None = None
    debts: Path | None = None
    statements: Path | None = None


@dataclass(slots=True)
class _Bad:
    """The lines that cannot be read: told on standard error, the first of them by name."""

    file: str
    count: int = 0

    def tell(self, found: Reject, file: str | None = None) -> None:
        self.count += 1
        if self.count <= NAMED:
            name = f" ({found.id})" if found.id else ""
            tell(f"{file or self.file}:{found.line}{name}: {found.why}")


def run_replay(
    log: Path, before: Ruling, after: Ruling, beside: Beside, output: Path | None, *, as_json: bool, language: str
) -> int:  # fmt: skip
    """Judge a log twice and show what differs; the exit status is 1 where a line could not be read."""
    bad, tally, cut = _Bad(log.name), Tally(), 0
    named: dict[str, list[str]] = {}
    with ExitStack() as opened:
        out = opened.enter_context(output.open("w", encoding="utf-8")) if output else None
        for placed in _placed(log, beside, bad, language, opened):
            found = _judged(placed, before, after, tally, bad)
            cut += placed.cut
            if found is not None:
                _write(found, out)
                some = named.setdefault(found.direction, [])
                if len(some) < SHOWN:
                    some.append(found.id or f":{found.line}")
    if bad.count > NAMED:
        tell(WORDS["rejected"][language == "zh"].format(count=bad.count))
    if as_json:
        sys.stdout.write(json.dumps(_summary(tally, cut, bad.count), ensure_ascii=False) + "\n")
    else:
        _show(tally, cut, {} if output else named, language)
    return int(bad.count > 0)


def _judged(placed: Placed, before: Ruling, after: Ruling, tally: Tally, bad: _Bad) -> Changed | None:
    try:
        was, now = before.judge(placed.request), after.judge(placed.request)
    except InputError as e:
        bad.tell(Reject(line=placed.line, id=placed.request.id, why=str(e)))
        return None
    return tally.add(placed.line, placed.request.id, was, now)


def _write(found: Changed, out: TextIO | None) -> None:
    if out is not None:
        out.write(json.dumps(changed_json(found), ensure_ascii=False, default=str) + "\n")


def _placed(
    log: Path, beside: Beside, bad: _Bad, language: str, opened: ExitStack
) -> Iterator[Placed]:  # fmt: skip
    """The contacts of the file as requests: judge requests as they are, a contact log once it is in order."""
    rows = read_rows(log)
    first = next(rows, None)
    if isinstance(first, Row) and "contact" in first.cells:
        yield from _requests(first, rows, bad)
        return
    known, rejects = read_known(beside.people, beside.debts, beside.statements)
    for name, reject in rejects:
        bad.tell(reject, name)
    ordered = opened.enter_context(OrderedLog(known))
    with progress("reading" if language == "en" else "读取", "rows") as step:
        for reject in ordered.take(_heard(first, rows, step, _count(log))):
            bad.tell(reject)
    with progress("replaying" if language == "en" else "回放", "contacts") as step:
        for done, placed in enumerate(ordered.requests(), 1):
            if done % STEP == 0:
                step(done, ordered.count)
            yield placed


def _heard(
    first: Row | Reject | None, rows: Iterator[Row | Reject], step: Step, of: int
) -> Iterator[Row | Reject]:
    """The rows, the first again with them, while `step` hears how many there were."""
    for done, row in enumerate(chain([first] if first is not None else [], rows), 1):
        if done % STEP == 0:
            step(done, max(done, of))
        yield row


def _count(log: Path) -> int:
    """About how many lines a file has, by its first megabyte."""
    with log.open("rb") as file:
        begins = file.read(1 << 20)
    return log.stat().st_size * begins.count(b"\n") // max(1, len(begins))


def _requests(first: Row, rows: Iterator[Row | Reject], bad: _Bad) -> Iterator[Placed]:
    for row in chain([first], rows):
        if isinstance(row, Reject):
            bad.tell(row)
            continue
        try:
            yield Placed(row.line, read_request(dict(row.cells)), False)
        except InputError as e:
            name = row.cells.get("id")
            bad.tell(Reject(line=row.line, id=name if isinstance(name, str) else None, why=str(e)))


def _summary(tally: Tally, cut: int, rejected: int) -> dict[str, Any]:
    by_rule: dict[str, dict[str, int]] = {}
    for (rule, direction), count in sorted(tally.rules.items()):
        by_rule.setdefault(rule, {})[direction] = count
    return {
        "judged": tally.judged, "changed": dict(tally.directions), "other_reasons": tally.other_reasons,
        "rules": by_rule, "cut": cut, "rejected": rejected,
    }  # fmt: skip


def _show(tally: Tally, cut: int, named: Mapping[str, list[str]], language: str) -> None:
    console = Console(highlight=False)
    zh = language == "zh"

    def say(name: str, **values: object) -> str:
        return WORDS[name][zh].format(**values)

    console.print(say("judged", judged=tally.judged, changed=tally.directions.total()), style="bold")
    for direction, count in sorted(tally.directions.items()):
        told = f"  {say(direction)}: {count}"
        names = named.get(direction, [])
        more = " …" if len(names) < count and names else ""
        console.print(told + (f" ({', '.join(names)}{more})" if names else ""))
    if tally.other_reasons:
        console.print("  " + say("other", count=tally.other_reasons), style="dim")
    if tally.rules:
        console.print(_table(tally.rules, say))
    if cut:
        console.print(say("cut", count=cut, most=MOST), style="yellow")


def _table(rules: Counter[tuple[str, str]], say: Callable[..., str]) -> Table:
    shown = [
        d for d in ("newly_forbidden", "newly_allowed", "newly_unknown") if any(k[1] == d for k in rules)
    ]
    table = Table(say("rule"), *(say(d) for d in shown))
    for column in table.columns[1:]:
        column.justify = "right"
    names = sorted({rule for rule, _ in rules}, key=lambda r: (-sum(rules[r, d] for d in shown), r))
    for name in names:
        table.add_row(name, *(str(rules[name, d] or "·") for d in shown))
    return table


def make_rulings(
    books: tuple[str, ...], files: tuple[Path, ...], on: date | None, was: tuple[str, ...]
) -> tuple[Ruling, Ruling]:
    """The law as it was judged by, and the candidate. InputError where neither a book nor a file is named."""
    if not books and not files and on is None:
        raise InputError("replay", "names no other law; write --books ID, --rulebook FILE or --on DATE")
    law = load_law()
    after = replace_books(law, files) if files else law
    if books:
        after.named(books)
    if was:
        law.named(was)
    return Ruling(law=law, books=was or None), Ruling(law=after, books=books or None, read_at=on)
