"""The command `forbear check`, as the command line takes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.telling import parse_day, today


def check_command(
    ctx: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER|FILE...", help="Your files: calls, messages, bills, mails."),
    ],
    case: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The facts; left out: case.toml in the folder, or you are asked."),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the dossier and letters go.")
    ] = Path("forbear-check"),
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take columns as they are found.")] = False,
    on: Annotated[
        date | None, typer.Option("--on", parser=parse_day, metavar="DATE", help="A day, as 2026-05-12.")
    ] = None,
) -> None:
    """Was that lawful? For borrowers.

    Reads your own files, judges every contact, and writes a dossier and letters to sign. Nothing leaves this
    machine, no file of yours is changed. Left out, --on is today. Exit 1 where a file could not be read.
    """
    from forbear.cli.check import run_check

    language = ctx.obj.language
    raise typer.Exit(run_check(paths, case, output, ask=not yes, language=language, on=on or today()))
