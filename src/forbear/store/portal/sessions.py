"""Sessions of the portal: a token in the browser, its hash here. They end when idle, and at the latest in hours."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from forbear.store.staff.sessions import hash_token

Connection = psycopg.Connection[Any]
IDLE: Final = timedelta(minutes=20)
ABSOLUTE: Final = timedelta(hours=2)
_SEEN: Final = timedelta(minutes=1)
_START: Final = (
    "insert into portal_sessions (session_sha256, person, made_at, seen_at) values (%s, %s, %s, %s)"
)
_FIND: Final = """
select person, seen_at from portal_sessions
 where session_sha256 = %(token)s and seen_at > %(now)s - %(idle)s and made_at > %(now)s - %(absolute)s"""
_TOUCH: Final = "update portal_sessions set seen_at = %s where session_sha256 = %s"


def start_session(connection: Connection, person: str, now: datetime) -> str:
    """A session of a person; its token. What has ended is swept away."""
    connection.execute("delete from portal_sessions where made_at < %s", [now - ABSOLUTE])
    token = secrets.token_urlsafe(32)
    connection.execute(_START, [hash_token(token), person, now, now])
    return token


def find_session(connection: Connection, token: str, now: datetime) -> str | None:
    """The person of a session; None where there is none, it ended or idled."""
    given = {"token": hash_token(token), "now": now, "idle": IDLE, "absolute": ABSOLUTE}
    row = connection.execute(_FIND, given).fetchone()
    if row is None:
        return None
    if now - row[1] > _SEEN:
        connection.execute(_TOUCH, [now, given["token"]])
    return str(row[0])


def end_session(connection: Connection, token: str) -> None:
    """End a session."""
    connection.execute("delete from portal_sessions where session_sha256 = %s", [hash_token(token)])


def end_sessions(connection: Connection, person: str) -> None:
    """End every session of a person."""
    connection.execute("delete from portal_sessions where person = %s", [person])
