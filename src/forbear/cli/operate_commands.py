"""Commands for whoever runs forbear: backups, migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.telling import Telling

operate = typer.Typer(cls=Telling)
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of its own.")]


@operate.command("backup")
def backup_command(ctx: typer.Context, folder: Folder) -> None:
    """Back everything up while it runs.

    One dump of the database and a manifest with its SHA-256, the rows of each table and the signed head of the
    evidence. The keys are not in it: they are named, and kept elsewhere.
    """
    from forbear.cli.backup import back_up

    back_up(ctx.obj, folder)


@operate.command("restore")
def restore_command(ctx: typer.Context, folder: Folder) -> None:
    """Restore a backup into an empty database, and check it.

    Whole or not at all; then every row count, the evidence and its head are held against the manifest. Exit 1 where
    something does not hold or a key lacks.
    """
    from forbear.cli.backup import restore

    raise typer.Exit(restore(ctx.obj, folder))


@operate.command("migrate")
def migrate_command(
    ctx: typer.Context,
    pre: Annotated[
        bool, typer.Option("--pre", help="Only what a new program needs; an old one runs on beside it.")
    ] = False,
    post: Annotated[
        bool, typer.Option("--post", help="Only what clears up, once no older program runs.")
    ] = False,
) -> None:
    """Bring the tables up to date.

    Left to themselves the other commands do --pre when they start, and nothing where FORBEAR_MIGRATE is `no`.
    """
    from forbear.cli.migrating import bring_up_to_date

    bring_up_to_date(ctx.obj, pre=pre, post=post)
