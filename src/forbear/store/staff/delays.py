"""Attempts to sign in, by the name that was tried: after three in vain each next one waits twice as long.

The name need not be anybody's, so that a wait tells nothing about who has an account. An attempt counts before it is
looked at: many at once are no way around the wait.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[Any]
FREE: Final = 3
LONGEST_SECONDS: Final = 900
FORGOTTEN: Final = "1 day"
_TRY: Final = f"""
insert into sign_in_delays as d (name_sha256, failed, wait_until) values (%(name)s, 1, %(now)s)
on conflict (name_sha256) do update
   set failed = case when d.wait_until < %(now)s - interval '{FORGOTTEN}' then 1 else d.failed + 1 end,
       wait_until = %(now)s + case when d.failed < {FREE} then interval '0' else
           make_interval(secs => least({LONGEST_SECONDS}, 2 ^ least(d.failed - {FREE} + 1, 20))) end
 where d.wait_until <= %(now)s
returning failed"""
_WAIT: Final = "select wait_until from sign_in_delays where name_sha256 = %s"


def try_name(connection: Connection, name: str, now: datetime) -> int:
    """Count an attempt under a name: 0 where it may be made, else the seconds that are still to wait."""
    hashed = _hash(name)
    if connection.execute(_TRY.encode(), {"name": hashed, "now": now}).fetchone() is not None:
        return 0
    row = connection.execute(_WAIT, [hashed]).fetchone()
    return max(1, round((row[0] - now).total_seconds())) if row else 1


def forgive(connection: Connection, name: str) -> None:
    """Forget the attempts under a name: somebody signed in."""
    connection.execute("delete from sign_in_delays where name_sha256 = %s", [_hash(name)])


def _hash(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
