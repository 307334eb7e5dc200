"""What `forbear keys` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import typer

from forbear.cli.opening import open_store
from forbear.cli.telling import Session
from forbear.store.staff import add_key, list_keys, revoke_key
from forbear.terms import InputError
from forbear.web.staff import SCOPES


def make_key(
    session: Session, name: str, collector: str, scopes: Sequence[str], days: int, *, agent: bool
) -> None:
    """Make a key and show it. InputError where a scope or the collector is none."""
    for scope in scopes:
        if scope not in SCOPES:
            raise InputError("--scope", f"{scope!r} is none; write one of {', '.join(SCOPES)}")
    now = datetime.now(UTC)
    with open_store(session.database_url).connect() as connection:
        key, secret = add_key(connection, name=name, kind="agent" if agent else "dialler", collector=collector,
                              scopes=scopes, days=days, now=now)  # fmt: skip
    typer.echo(secret)
    typer.echo(
        f"This is the only time it is shown. Its id is {key.key}; it ends on {key.expires_at:%Y-%m-%d}.",
        err=True,
    )


def show_keys(session: Session) -> None:
    """Every key, one a line."""
    with open_store(session.database_url).connect() as connection:
        found = list_keys(connection)
    now = datetime.now(UTC)
    for key in found:
        state = "revoked" if key.revoked_at else "ended" if key.expires_at <= now else "good"
        used = key.last_used.isoformat() if key.last_used else "never"
        typer.echo(
            f"{key.key}  {state:7}  {key.kind:7}  {key.collector}  until {key.expires_at:%Y-%m-%d}  used {used}"
            f"  {','.join(key.scopes)}  {key.name}"
        )
    if not found:
        typer.echo("There is no key. forbear keys add makes one.")


def end_key(session: Session, key: str) -> None:
    """Revoke a key."""
    with open_store(session.database_url).connect() as connection:
        revoke_key(connection, key, datetime.now(UTC))
    typer.echo(f"The key {key} is revoked.")
