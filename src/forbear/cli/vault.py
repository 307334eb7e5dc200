"""What `forbear vault` does and says; never a number, never a key."""

from __future__ import annotations

import typer

from forbear.cli.opening import open_store
from forbear.cli.telling import Session, progress, tell
from forbear.gate.master import key_file
from forbear.store.rotation import rewrap, rotate, shut_boxes, vault_keys
from forbear.store.vault import open_vault
from forbear.store.walls import GATE


def show_vault(session: Session, *, every: bool) -> int:
    """Show the keys and how many boxes are under each; with `every` open them all. The exit status."""
    with open_store(session.database_url).acting_as(GATE).connect(autocommit=True) as connection:
        open_vault(connection)
        keys = vault_keys(connection)
        for key in keys:
            state = "in use" if key.current else "being replaced"
            boxes = f"  {key.boxes:,} boxes" if key.purpose == "data" else ""
            typer.echo(
                f"{key.purpose:<12} {key.key_id}  since {key.made_at:%Y-%m-%d}  {state}, under {key.master}{boxes}"
            )
        typer.echo(f"The master key lies in {key_file()}; without it no address can ever be read.")
        if not every:
            return 0
        total = sum(key.boxes for key in keys)
        with progress("Opening", "boxes") as step:
            shut = shut_boxes(connection, lambda done: step(done, total))
    for place in shut:
        tell(f"{place}: the box does not open; take it in again, or out of a backup")
    typer.echo(f"{total:,} boxes: " + (f"{len(shut):,} do not open" if shut else "all open"))
    return int(bool(shut))


def rotate_vault(session: Session) -> None:
    """Put every box under a fresh data key, and say how many."""
    with open_store(session.database_url).acting_as(GATE).connect(autocommit=True) as connection:
        open_vault(connection)
        total = sum(key.boxes for key in vault_keys(connection))
        with progress("Rotating", "boxes") as step:
            done = rotate(connection, lambda boxes: step(boxes, total))
    typer.echo(f"{done.boxes:,} boxes are under the key {done.key_id} now")
    if done.continued:
        typer.echo("This ended a rotation that was broken off; run it again for a fresh key")
    if done.kept:
        typer.echo("An import still seals with the key before; run it again when that is done")


def rewrap_vault(session: Session, *, prepare: bool) -> None:
    """Put the data keys under a fresh master, or only add it to the file, and say what to do next."""
    with open_store(session.database_url).acting_as(GATE).connect(autocommit=True) as connection:
        master = rewrap(connection, prepare=prepare)
    if prepare:
        typer.echo(f"{key_file()} holds the new master key {master.id} too; copy it to every machine that sends,"
                   " imports or rotates, then run forbear vault rewrap")  # fmt: skip
    else:
        typer.echo(
            f"The vault is under {master.id} now; back {key_file()} up, and copy it to every such machine"
        )
