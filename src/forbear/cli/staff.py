"""What `forbear staff` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
import typer

from forbear.cli.opening import open_store
from forbear.cli.telling import Session
from forbear.store.staff import add_account, list_accounts
from forbear.store.staff.accounts import disable, set_roles, set_start
from forbear.terms import InputError
from forbear.web.staff import ROLES

START: Final = timedelta(days=3)


def make_account(
    session: Session, name: str, full_name: str, roles: Sequence[str], collector: str | None
) -> None:
    """Make an account and show its start password. InputError where a role or the collector is none."""
    _check(roles, collector)
    with open_store(session.database_url).connect() as connection:
        add_account(connection, staff=name, name=full_name, roles=roles, collector=collector)
        _start(connection, name)


def show_accounts(session: Session) -> None:
    """Every account, one a line."""
    with open_store(session.database_url).connect() as connection:
        accounts = list_accounts(connection)
    for account in accounts:
        state = "disabled" if account.disabled_at else "start" if account.start_until else "good"
        second = "two steps" if account.totp else "one step"
        bound = account.collector or "the house"
        typer.echo(
            f"{account.staff}  {state:8}  {second:9}  {bound}  {','.join(account.roles)}  {account.name}"
        )
    if not accounts:
        typer.echo("There is no account. forbear staff add makes one.")


def change_roles(session: Session, name: str, roles: Sequence[str], collector: str | None) -> None:
    """Give a person other roles. InputError where one is none, NotFound where there is no such account."""
    _check(roles, collector)
    with open_store(session.database_url).connect() as connection:
        set_roles(connection, name, roles, collector)
    typer.echo(f"{name}: {', '.join(sorted(set(roles)))}.")


def end_account(session: Session, name: str) -> None:
    """Disable an account."""
    with open_store(session.database_url).connect() as connection:
        disable(connection, name, datetime.now(UTC))
    typer.echo(f"{name} is disabled; every session has ended.")


def reset_account(session: Session, name: str) -> None:
    """A fresh start password for an account."""
    with open_store(session.database_url).connect() as connection:
        _start(connection, name)


def _check(roles: Sequence[str], collector: str | None) -> None:
    for role in roles:
        if role not in ROLES:
            raise InputError("--role", f"{role!r} is none; write one of {', '.join(ROLES)}")
    if "agency" in roles and collector is None:
        raise InputError("--for", "is missing; name the agency for which this person works")


def _start(connection: psycopg.Connection[Any], name: str) -> None:
    from forbear.web.staff.passwords import hash_password, new_start_password

    password, until = new_start_password(), datetime.now(UTC) + START
    set_start(connection, name, hash_password(password), until)
    typer.echo(password)
    typer.echo(
        f"This start password for {name} is shown only now and good until {until:%Y-%m-%d %H:%M} UTC.",
        err=True,
    )
