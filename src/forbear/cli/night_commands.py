"""The commands `forbear night` and `forbear report`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.telling import parse_day, today

Day = Annotated[
    date | None, typer.Option("--on", parser=parse_day, metavar="DATE", help="A day, as 2026-05-12.")
]


def night_command(ctx: typer.Context, on: Day = None) -> None:
    """Run a night and show what it did.

    Every case is aged; what its borrower should hear the day after is decided and asked of the gate.
    Stopped halfway and started again, it goes on where it stopped; a night that is done is only shown.
    """
    from forbear.cli.night import run_and_show

    run_and_show(ctx.obj, on or today())


def report_command(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The HTML file to write.")],
    on: Day = None,
) -> None:
    """Write a night's report as HTML.

    One file that needs no other. Left out, --on is the latest night.
    """
    from forbear.cli.night import write_report

    write_report(ctx.obj, on, output)
