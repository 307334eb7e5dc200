"""A statement in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forbear.web.statement import Statement
from forbear.web.words import say


def show_statement(statement: Statement, console: Console | None = None) -> None:
    """Show a statement to a person: the sums, the lines, what can be done."""
    console = console or Console(highlight=False)
    language = statement.language
    console.print(Text(statement.title, style="bold"))
    console.print(Text(statement.lead))
    for name, value in (*statement.meta, *statement.figures):
        console.print(Text(f"  {name}: {value}"))
    console.print(Text(statement.overdue + "\n"))
    console.print(_table(statement.parts_head, statement.parts, numbers_from=1))
    rows = [
        (line.day, line.what + (f"\n{line.why}" if line.why else ""), line.change, line.running)
        for line in statement.lines
    ]
    console.print(_table(statement.lines_head, rows, numbers_from=2))
    console.print(Text(f"{statement.total[0]}: {statement.total[1]}\n", style="bold"))
    for title, texts in (
        ("if_unpaid", statement.ahead), ("objecting", statement.object), ("by_rule", statement.rules),
    ):  # fmt: skip
        console.print(Text(say(language, f"owed.{title}"), style="bold"))
        for text in texts:
            console.print(Text(f"  {text}"))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers_from: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for i, name in enumerate(head):
        table.add_column(Text(name), justify="right" if i >= numbers_from else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
