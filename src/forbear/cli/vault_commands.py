"""The commands `forbear vault …`: the keys under which addresses are kept."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.telling import Telling

vault = typer.Typer(cls=Telling, help="The keys under which addresses are kept.", no_args_is_help=True)


@vault.command("status")
def status_command(
    ctx: typer.Context,
    every: Annotated[
        bool, typer.Option("--open", help="Open every box too, and name the addresses whose box stays shut.")
    ] = False,
) -> None:
    """Show the keys, and how many boxes are under each.

    No number and no key is shown. Exit 1 where a box does not open.
    """
    from forbear.cli.vault import show_vault

    raise typer.Exit(show_vault(ctx.obj, every=every))


@vault.command("rotate")
def rotate_command(ctx: typer.Context) -> None:
    """Put every address under a fresh data key.

    Everything else goes on meanwhile. Killed and run again, it goes on where it stopped; the old key is forgotten
    at the end.
    """
    from forbear.cli.vault import rotate_vault

    rotate_vault(ctx.obj)


@vault.command("rewrap")
def rewrap_command(
    ctx: typer.Context,
    prepare: Annotated[
        bool,
        typer.Option("--prepare", help="Only add the new key to the file; then copy it to every machine."),
    ] = False,
) -> None:
    """Put the data keys under a fresh master key.

    No address changes. Back the key file up before and after.
    """
    from forbear.cli.vault import rewrap_vault

    rewrap_vault(ctx.obj, prepare=prepare)
