"""`forbear intend` and `forbear register`: what an agency intends, and what a lender is known by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def intend_command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with a header, or .jsonl.")],
    collector: Annotated[
        str, typer.Option(metavar="ID", help="The agency, or the lender, that intends them.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Where answers.jsonl and rejects.csv go; left out: here."
        ),
    ] = None,
) -> None:
    """Ask for what an agency intends.

    Contacts by case and person, never by number; each is reserved or refused with its reasons. The same file again
    changes nothing. Exit 1 where a row could not be asked for.
    """
    from forbear.cli.intend import run_intend

    raise typer.Exit(run_intend(ctx.obj, file, collector, output or Path()))


def register_command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: kind,value,collector,from,to.")],
) -> None:
    """Add public marks to the register.

    Numbers, staff ids, payment accounts and mailboxes by which anybody can check on the page "Is this genuine?" who
    speaks. Exit 1 where a row was refused.
    """
    from forbear.cli.intend import run_register

    raise typer.Exit(run_register(ctx.obj, file))
