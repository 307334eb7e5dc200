"""The commands `forbear retention` and `forbear hold …`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.telling import Telling, parse_day

hold = typer.Typer(cls=Telling, help="Legal holds: of whom nothing is deleted.", no_args_is_help=True)
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]


def retention_command(
    ctx: typer.Context,
    on: Annotated[
        date | None,
        typer.Option("--on", parser=parse_day, metavar="DATE", help="As of a day; left out: today."),
    ] = None,
    settled_for: Annotated[
        int,
        typer.Option(
            min=1, metavar="DAYS", help="The house's own period after the last thing that happened."
        ),
    ] = 180,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a line of JSON for each debtor: why, until when."),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Delete what is over. It cannot be undone.")] = False,
) -> None:
    """Show whose data are kept and why; with --apply delete the rest.

    Of debtors who have settled everything. The periods are those of the rulebooks, the longest that runs; an open
    matter or a legal hold keeps all. What is deleted is destroyed in the evidence too, which still verifies; the books
    stay.
    """
    from forbear.cli.retention import run_retention

    run_retention(ctx.obj, on, settled_for, report, apply=apply)


@hold.command("add")
def hold_add_command(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; a file number, not a name.")],
    by: By,
    person: Annotated[str | None, typer.Option(metavar="PERSON", help="The id of a person.")] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="The id of a case.")] = None,
) -> None:
    """Place a hold on a person or a case, and show its id. It is sealed in the evidence."""
    from forbear.cli.retention import place_hold

    place_hold(ctx.obj, person, case, reason, by)


@hold.command("list")
def hold_list_command(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Those that were lifted, too.")] = False,
) -> None:
    """Show the holds that run."""
    from forbear.cli.retention import show_holds

    show_holds(ctx.obj, lifted=every)


@hold.command("lift")
def hold_lift_command(
    ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="HOLD", help="The id of a hold.")], by: By
) -> None:
    """Lift a hold. It is sealed in the evidence."""
    from forbear.cli.retention import end_hold

    end_hold(ctx.obj, name, by)
