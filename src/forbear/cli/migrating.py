"""`forbear migrate`: the tables brought up to date, in the order in which programs are exchanged."""

from __future__ import annotations

import typer

from forbear.cli.telling import Session
from forbear.store import migrate, open_database
from forbear.store.migration import PHASES


def bring_up_to_date(session: Session, *, pre: bool, post: bool) -> None:
    """Apply what lacks of the phases named, or of both, and name it."""
    wanted = tuple(phase for phase, is_wanted in zip(PHASES, (pre, post), strict=True) if is_wanted)
    for name in (applied := migrate(open_database(session.database_url).url, wanted or PHASES)):
        typer.echo(f"applied {name}")
    if not applied:
        typer.echo("Nothing lacks.")
