"""Somebody who is not the person we look for: the number or mailbox that was used is silent for good.

Whoever has the code of a message shows that it came to him. A number that is only typed in may be anybody's: it is
silenced all the same, since silence harms nobody, but whose it is can still sign in to the portal by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.store.portal.codes import CodeRecord

Connection = psycopg.Connection[Any]
NOT_ME: Final = "not me"
"""The source of a silence that came with the code of a message; only then is the address nobody's way in."""
TYPED: Final = "not me, typed in"
_CHANNELS: Final = {
    "mobile": ("call", "sms", "im", "ringless_voicemail"),
    "landline": ("call", "ringless_voicemail"),
    "email": ("email",),
    "post": ("letter", "postcard", "visit"),
}
_OF_CODE: Final = """
select a.fingerprint, a.kind from contacts k join addresses a on a.address = k.address
 where k.body ? 'code' and k.body ->> 'code' = %s and k.state in ('sending', 'done', 'in_doubt')"""
_SILENCE: Final = """
insert into silenced (fingerprint, kind, channel, at, source)
select f, %(kind)s, c, %(at)s, %(source)s from unnest(%(fingerprints)s::bytea[]) f, unnest(%(channels)s::text[]) c
on conflict (fingerprint, channel) do update set source = excluded.source where excluded.source = 'not me'"""
_SAY: Final = """
insert into statements (statement, person, kind, at, body)
select id, a.person, %(kind)s, %(at)s,
       jsonb_build_object('id', id, 'at', to_char(%(at)s at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
                          'person', a.person, 'kind', %(kind)s::text, 'address', a.address)
  from addresses a, lateral (select format('not-me:%%s:%%s', %(receipt)s::text, a.address) id) named
 where a.fingerprint = any (%(fingerprints)s)
on conflict do nothing
returning person"""


def silence_by_code(connection: Connection, code: str, receipt: str, now: datetime) -> list[str]:
    """Silence the address to which a message of that code went, for good; whose it was thought to be.

    Nothing happens, and nobody is told, where no message has that code.
    """
    with connection.transaction():
        row = connection.execute(_OF_CODE, [code]).fetchone()
        fingerprints, kind = ([bytes(row[0])], row[1]) if row else ([], "mobile")
        return _silence(connection, fingerprints, kind, "address_invalid", NOT_ME, receipt, now)


def silence_by_address(
    connection: Connection, kind: str, value: str, receipt: str, now: datetime
) -> list[str]:
    """Silence an `email` or `mobile` that was typed in, whoever's it is or becomes; whose it is now."""
    fingerprints = CodeRecord(connection).meanings(kind, value)
    with connection.transaction():
        return _silence(connection, fingerprints, kind, "opt_out", TYPED, receipt, now)


def _silence(
    connection: Connection,
    fingerprints: Sequence[bytes],
    kind: str,
    said: str,
    source: str,
    receipt: str,
    now: datetime,
) -> list[str]:  # fmt: skip
    told: dict[str, Any] = {"fingerprints": list(fingerprints), "at": now, "receipt": receipt}
    channels = list(_CHANNELS[kind])
    connection.execute(_SILENCE, told | {"kind": kind, "channels": channels, "source": source})
    rows = connection.execute(_SAY, told | {"kind": said}).fetchall()
    return sorted({person for (person,) in rows})
