"""The accounts of people: roles, for whom they work, how they sign in. Passwords are hashed before they come here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.terms import Conflict, InputError, NotFound

Connection = psycopg.Connection[Any]
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_COLUMNS: Final = "staff, name, roles, collector, password, start_until, totp, totp_step, disabled_at"
_SELECT: Final = f"select {_COLUMNS} from staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account. `start_until` is there while the password is a start password, to be changed."""

    staff: str
    name: str
    roles: tuple[str, ...]
    collector: str | None
    password: str | None
    start_until: datetime | None
    totp: str | None
    totp_step: int | None
    disabled_at: datetime | None


def add_account(
    connection: Connection, *, staff: str, name: str, roles: Iterable[str], collector: str | None = None
) -> None:
    """A new account, which can't be signed in to yet. InputError where a field is none, Conflict where it is there."""
    if not _NAME.fullmatch(staff):
        raise InputError(
            "/staff", "is no sign-in name; write 1 to 40 of a-z, 0-9, '.', '_' and '-', such as zhao.min"
        )
    try:
        with connection.transaction():
            connection.execute(
                "insert into staff (staff, name, roles, collector) values (%s, %s, %s, %s)",
                [staff, name, sorted(set(roles)), collector],
            )
    except psycopg.errors.UniqueViolation:
        raise Conflict(f"there is an account {staff} already; write another name") from None
    except psycopg.errors.ForeignKeyViolation:
        raise InputError(
            "/collector", "is nobody we know; name a lender or an agency of the portfolio"
        ) from None


def find_account(connection: Connection, staff: str) -> Account | None:
    """The account of a sign-in name."""
    row = connection.execute(f"{_SELECT} where staff = %s", [staff]).fetchone()
    return _account(row) if row else None


def list_accounts(connection: Connection) -> list[Account]:
    """Every account by name, disabled ones included."""
    return [_account(row) for row in connection.execute(f"{_SELECT} order by staff")]


def set_roles(connection: Connection, staff: str, roles: Iterable[str], collector: str | None) -> None:
    """What a person is from now on, and for whom; open sessions see it with the next request."""
    _change(connection, staff, "roles = %s, collector = %s", sorted(set(roles)), collector)


def disable(connection: Connection, staff: str, now: datetime) -> None:
    """Nobody signs in to this account any more; its sessions end."""
    _change(connection, staff, "disabled_at = coalesce(disabled_at, %s)", now)
    connection.execute("delete from staff_sessions where staff = %s", [staff])


def set_start(connection: Connection, staff: str, password: str, until: datetime) -> None:
    """A start password (its hash), good once and until then; the second factor is set up anew, all sessions end."""
    columns = (
        "password = %s, start_until = %s, totp = null, totp_step = null, recovery = '{}', disabled_at = null"
    )
    _change(connection, staff, columns, password, until)
    connection.execute("delete from staff_sessions where staff = %s", [staff])


def set_password(connection: Connection, staff: str, password: str) -> None:
    """A password of one's own (its hash)."""
    _change(connection, staff, "password = %s, start_until = null", password)


def set_factor(connection: Connection, staff: str, totp: str, step: int, recovery: Iterable[bytes]) -> None:
    """The second factor (sealed), the step of the code that proved it, and the hashes of the recovery codes."""
    _change(connection, staff, "totp = %s, totp_step = %s, recovery = %s", totp, step, list(recovery))


def use_step(connection: Connection, staff: str, step: int) -> bool:
    """Use the code of a step, once; False where it, or a later one, was used."""
    query = "update staff set totp_step = %s where staff = %s and coalesce(totp_step, 0) < %s"
    return connection.execute(query, [step, staff, step]).rowcount == 1


def use_recovery(connection: Connection, staff: str, code: bytes) -> bool:
    """Use a recovery code (its hash), once; False where there is none such."""
    query = "update staff set recovery = array_remove(recovery, %s) where staff = %s and %s = any(recovery)"
    return connection.execute(query, [code, staff, code]).rowcount == 1


def settle_from_elsewhere(
    connection: Connection,
    *,
    issuer: str,
    subject: str,
    staff: str,
    name: str,
    roles: Iterable[str],
    collector: str | None,
) -> str | None:
    """The account of somebody who signed in elsewhere, made or brought up to date; None where it is disabled.

    Conflict where the sign-in name belongs to somebody who signs in otherwise.
    """
    row = connection.execute(
        "select staff, roles, disabled_at from staff where issuer = %s and subject = %s", [issuer, subject]
    ).fetchone()
    if row is None:
        add_account(connection, staff=staff, name=name, roles=roles, collector=collector)
        connection.execute(
            "update staff set issuer = %s, subject = %s where staff = %s", [issuer, subject, staff]
        )
        return staff
    known, held, disabled_at = row
    if disabled_at is not None:
        return None
    kept = {"admin"} & set(held)  # given here, by hand
    set_roles(connection, known, {*roles, *kept}, collector)
    return str(known)


def _change(connection: Connection, staff: str, columns: str, *values: Any) -> None:
    changed = connection.execute(f"update staff set {columns} where staff = %s".encode(), [*values, staff])
    if changed.rowcount == 0:
        raise NotFound(f"there is no account {staff}; forbear staff list shows them")


def _account(row: tuple[Any, ...]) -> Account:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Account(**{**values, "roles": tuple(values["roles"])})
