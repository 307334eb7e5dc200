"""Keys of programs: each acts for one lender or agency, may do what its scopes say, and runs out.

A key is shown once. The database keeps the SHA-256 of it: a key is 256 random bits, so that a slow hash would add
nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import psycopg

from forbear.terms import InputError, NotFound

Connection = psycopg.Connection[Any]
PREFIX: Final = "forbear_"
KINDS: Final = ("dialler", "agent")
LONGEST_DAYS: Final = 400
_COLUMNS: Final = "key, name, kind, collector, scopes, made_at, expires_at, revoked_at, last_used"
_ADD: Final = f"""
insert into api_keys (key, name, kind, collector, scopes, secret_sha256, made_at, expires_at)
values (%s, %s, %s, %s, %s, %s, %s, %s) returning {_COLUMNS}"""
_FIND: Final = f"""
select {_COLUMNS} from api_keys where secret_sha256 = %s and revoked_at is null and expires_at > %s"""
_USED: Final = "update api_keys set last_used = %s where key = %s and last_used is distinct from %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of a program, without its secret. `last_used` is a day, by UTC."""

    key: str
    name: str
    kind: str
    collector: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used: date | None = None


def add_key(
    connection: Connection,
    *,
    name: str,
    kind: str,
    collector: str,
    scopes: Iterable[str],
    days: int,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Make a key for `days` days, and the secret to be shown once.

    InputError where the kind, the collector or the number of days is none.
    """
    if kind not in KINDS:
        raise InputError("/kind", f"is no kind of key; write {' or '.join(KINDS)}")
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError("/days", f"is out of bounds; write 1 to {LONGEST_DAYS}")
    if connection.execute("select from collectors where collector = %s", [collector]).fetchone() is None:
        raise InputError("/collector", "is nobody we know; name a lender or an agency of the portfolio")
    secret = PREFIX + secrets.token_urlsafe(32)
    given = [secrets.token_hex(4), name, kind, collector, sorted(set(scopes)), _hash(secret), now,
             now + timedelta(days=days)]  # fmt: skip
    row = connection.execute(_ADD, given).fetchone()
    assert row is not None
    return _key(row), secret


def find_key(connection: Connection, secret: str, now: datetime) -> ApiKey | None:
    """The key of a secret; None where there is none, or it ran out or was revoked. Its day of use is noted."""
    if not secret.startswith(PREFIX):
        return None
    row = connection.execute(_FIND, [_hash(secret), now]).fetchone()
    if row is None:
        return None
    found, day = _key(row), now.date()
    if found.last_used != day:
        connection.execute(_USED, [day, found.key, day])
    return found


def list_keys(connection: Connection) -> list[ApiKey]:
    """Every key, the newest first, revoked ones included."""
    return [
        _key(row) for row in connection.execute(f"select {_COLUMNS} from api_keys order by made_at desc, key")
    ]


def revoke_key(connection: Connection, key: str, now: datetime) -> None:
    """Revoke a key for good; NotFound where there is none of that id. Again: nothing."""
    query = "update api_keys set revoked_at = coalesce(revoked_at, %s) where key = %s"
    if connection.execute(query, [now, key]).rowcount == 0:
        raise NotFound("there is no such key; forbear keys list shows them")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _key(row: tuple[Any, ...]) -> ApiKey:
    names = _COLUMNS.split(", ")
    values = dict(zip(names, row, strict=True))
    return ApiKey(**{**values, "scopes": tuple(values["scopes"])})
