"""A night in the terminal: the same words as its page, in tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forbear.store.night import NightSummary
from forbear.web.report import NightReport, tell_night
from forbear.web.words import say


def show_night(night: NightSummary, language: str, console: Console | None = None) -> None:
    """Print what a night did: no name, number or address is in it."""
    console = console or Console(highlight=False)
    told = tell_night(night, language)
    console.print(Text(told.title, style="bold"))
    console.print(told.lead)
    if told.unfinished:
        console.print(Text(told.unfinished, style="yellow"))
    for table in _tables(told, language):
        console.print()
        console.print(Text(str(table.title), style="bold"))
        table.title = None
        console.print(table)
    console.print()
    console.print(told.promises)


def _tables(told: NightReport, language: str) -> Iterable[Table]:
    def heads(*names: str) -> list[str]:
        return [say(language, f"column.{name}") for name in names]

    columns = heads("bucket", "cases", "share", "amount")
    yield _table(say(language, "night.bucket"), columns, told.buckets, numbers=(1, 2, 3))
    if told.rolls:
        table = _table(say(language, "report.rolls"), told.roll_head, told.rolls, numbers=range(1, 20))
        table.caption = told.moved
        yield table
    if told.hours:
        yield _table(say(language, "report.hours"), told.hour_head, told.hours, numbers=range(1, 20))
    if told.refusals:
        refused = [(row.count, f"{row.rule}\n{row.cite}".strip(), row.why) for row in told.refusals]
        columns = heads("count", "rule", "why")
        yield _table(say(language, "night.refused"), columns, refused, numbers=(0,), lines=True)
    if told.silences:
        columns = heads("reason", "cases")
        yield _table(say(language, "night.silent"), columns, told.silences, numbers=(1,))
    if told.looks:
        rows = [(look.case, look.days, look.amount, look.why) for look in told.looks]
        columns = heads("case", "days", "amount", "why")
        yield _table(say(language, "night.ten"), columns, rows, numbers=(1, 2))


def _table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Iterable[int],
    lines: bool = False,
) -> Table:
    table = Table(title=title, caption_justify="left", box=box.SIMPLE_HEAD, show_edge=False, show_lines=lines,
                  pad_edge=False)  # fmt: skip
    right = set(numbers)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
