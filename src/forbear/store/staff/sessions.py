"""Sessions on the server: a token in the browser, its hash here. Every step up gets a new token, the old one ends."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[Any]
IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=10)
STEPS: Final = timedelta(minutes=15)
"""How long somebody may take from the password to the code."""
_SEEN: Final = timedelta(minutes=1)
_START: Final = """
insert into staff_sessions (session_sha256, staff, stage, totp, made_at, seen_at) values (%s, %s, %s, %s, %s, %s)"""
_FIND: Final = """
select s.staff, s.stage, s.totp, s.made_at, s.seen_at, t.name, t.roles, t.collector
  from staff_sessions s join staff t using (staff)
 where session_sha256 = %(token)s and t.disabled_at is null and s.seen_at > %(now)s - %(idle)s
   and s.made_at > %(now)s - case s.stage when 'in' then %(absolute)s else %(steps)s end"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that holds. Only at stage `in` does it let anybody do anything."""

    staff: str
    stage: str
    totp: str | None
    name: str
    roles: tuple[str, ...]
    collector: str | None


def hash_token(token: str) -> bytes:
    """The hash under which a token is kept."""
    return hashlib.sha256(token.encode()).digest()


def start_session(
    connection: Connection,
    staff: str,
    stage: str,
    now: datetime,
    *,
    instead_of: str | None = None,
    totp: str | None = None,
) -> str:
    """A session at a stage, in place of an earlier one; its token. What has ended is swept away."""
    if instead_of is not None:
        end_session(connection, instead_of)
    connection.execute("delete from staff_sessions where made_at < %s", [now - ABSOLUTE])
    token = secrets.token_urlsafe(32)
    connection.execute(
        _START,
        [hash_token(token), staff, stage, totp, now, now],
    )
    return token


def find_session(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token; None where there is none, it ended, idled, or its account is disabled."""
    given = {"token": hash_token(token), "now": now, "idle": IDLE, "absolute": ABSOLUTE, "steps": STEPS}
    row = connection.execute(_FIND, given).fetchone()
    if row is None:
        return None
    staff, stage, totp, _, seen_at, name, roles, collector = row
    if now - seen_at > _SEEN:
        connection.execute(
            "update staff_sessions set seen_at = %s where session_sha256 = %s", [now, given["token"]]
        )
    return Session(staff=staff, stage=stage, totp=totp, name=name, roles=tuple(roles), collector=collector)


def end_session(connection: Connection, token: str) -> None:
    """End a session."""
    connection.execute("delete from staff_sessions where session_sha256 = %s", [hash_token(token)])


def end_sessions(connection: Connection, staff: str) -> None:
    """End every session of a person."""
    connection.execute("delete from staff_sessions where staff = %s", [staff])
