"""Codes to sign in by, on PostgreSQL: asked for by anybody, taken up by the sending step, tried a few times."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from forbear.gate.sign_in_codes import CHANNELS, GOOD_FOR, TRIES, Recipient, code_mac
from forbear.gate.vault import Sealed, Vault
from forbear.store.vault import open_vault

Connection = psycopg.Connection[Any]
AN_HOUR: Final = 3
A_DAY: Final = 8
REGIONS: Final = ("CN", "US", "GB", "HK", "TW", "SG", "IE", "AU", "IN", "KE")
"""Where a number that is typed without its country may be from."""
_KEPT: Final = timedelta(days=1)
_HOLD: Final = "select pg_advisory_xact_lock(hashtextextended('forbear portal ' || encode(%s, 'hex'), 0))"
_SWEEP: Final = "delete from portal_codes where asked_at < %s"
_ASKED: Final = """
select count(*) filter (where asked_at > %(hour)s), count(*), min(asked_at) filter (where asked_at > %(hour)s),
       min(asked_at)
  from portal_codes where fingerprints && %(fingerprints)s and asked_at > %(day)s"""
_ASK: Final = """
insert into portal_codes (ask_sha256, channel, fingerprints, language, asked_at) values (%s, %s, %s, %s, %s)"""
_WAITING: Final = """
select ask_sha256 from portal_codes
 where channel = %s and state = 'asked' and asked_at > %s order by asked_at limit %s"""
_OWNERS: Final = """
select a.address, a.person, a.kind, a.key_id, a.box
  from portal_codes k join addresses a on a.fingerprint = any (k.fingerprints)
 where k.ask_sha256 = %s and a.kind = %s and a.verified_on is not null
   and not exists (select from statements s where s.person = a.person and s.kind = 'address_invalid'
                      and s.body ->> 'address' = a.address)
   and not exists (select from silenced q where q.fingerprint = a.fingerprint and q.source = 'not me')"""
_SHARED: Final = """
select from portal_codes k join addresses a on a.fingerprint = any (k.fingerprints)
 where k.ask_sha256 = %s and a.person <> %s limit 1"""
_FIRM: Final = """
select l.registered_name, l.public_number from parties p join cases c using (case_id)
  join collectors l on l.collector = c.lender where p.person = %s order by c.opened desc, c.case_id limit 1"""
_TAKE: Final = """
update portal_codes set state = 'sending', person = %s, address = %s, code_mac = %s where ask_sha256 = %s"""
_SETTLE: Final = """
update portal_codes set state = %s where ask_sha256 = %s and state in ('asked', 'sending')"""
_TRY: Final = """
update portal_codes set tries = tries + 1
 where ask_sha256 = %s and asked_at > %s and tries < %s
returning state, person, code_mac"""
_USE: Final = """
update portal_codes set state = 'used' where ask_sha256 = %s and state in ('sending', 'sent') returning person"""


class CodeRecord:
    """Asks for codes, over an autocommit connection of the gate."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._vault: Vault | None = None

    def vault(self) -> Vault:
        """The vault, opened once."""
        if self._vault is None:
            self._vault = open_vault(self.connection)
        return self._vault

    def meanings(self, kind: str, value: str) -> list[bytes]:
        """The fingerprints of an address that was typed in, as it may be meant."""
        regions: Iterable[str] = (
            REGIONS if kind == "mobile" and not value.strip().startswith("+") else REGIONS[:1]
        )
        return sorted({self.vault().fingerprint(kind, value, region) for region in regions})

    def ask(self, ask: bytes, kind: str, value: str, language: str, now: datetime) -> int:
        """Ask for a code to an `email` or `mobile`, whoever's: 0, or the seconds to wait where it is too often.

        The work is the same, and so are the limits, whether anybody has that address or not.
        """
        meant = self.meanings(kind, value)
        with self.connection.transaction():
            self.connection.execute(_HOLD, [meant[0]])
            self.connection.execute(_SWEEP, [now - _KEPT])
            since = {"hour": now - timedelta(hours=1), "day": now - _KEPT, "fingerprints": meant}
            row = self.connection.execute(_ASKED, since).fetchone()
            assert row is not None
            hour, day, first_hour, first_day = row
            if day >= A_DAY:
                return _seconds(first_day + _KEPT - now)
            if hour >= AN_HOUR:
                return _seconds(first_hour + timedelta(hours=1) - now)
            self.connection.execute(_ASK, [ask, CHANNELS[kind], meant, language, now])
        return 0

    def waiting(self, channel: str, since: datetime, most: int) -> list[bytes]:
        """The asks on a channel that nobody took up."""
        return [bytes(row[0]) for row in self.connection.execute(_WAITING, [channel, since, most])]

    def take(self, ask: bytes, code_mac: bytes) -> Recipient | None:
        """Take one up: to whom its code goes. An address that several people have is nobody's here: whoever
        reads the code might be another."""
        with self.connection.transaction():
            held = self.connection.execute(
                "select channel, language from portal_codes where ask_sha256 = %s and state = 'asked'"
                " for update skip locked", [ask],
            ).fetchone()  # fmt: skip
            if held is None:
                return None
            kind = next(kind for kind, channel in CHANNELS.items() if channel == held[0])
            owners = self.connection.execute(_OWNERS, [ask, kind]).fetchall()
            one = owners[0] if len({row[1] for row in owners}) == 1 else None
            if one is None or self.connection.execute(_SHARED, [ask, one[1]]).fetchone() is not None:
                self.settle(ask, "nobody")
                return None
            address, person, _, key_id, box = one
            firm = self.connection.execute(_FIRM, [person]).fetchone()
            if firm is None:
                self.settle(ask, "nobody")
                return None
            self.connection.execute(_TAKE, [person, address, code_mac, ask])
        to = self.vault().open(address, kind, Sealed(key_id=key_id, box=bytes(box)))
        return Recipient(to=to, language=held[1], firm=firm[0], number=firm[1])

    def settle(self, ask: bytes, state: str) -> None:
        """What became of an ask."""
        self.connection.execute(_SETTLE, [state, ask])

    def prove(self, ask: bytes, code: str, now: datetime) -> str | None:
        """Whose code it is, which is then used up; None where it is wrong, old, used or tried too often."""
        given = code_mac(self.vault(), ask, code)
        with self.connection.transaction():
            row = self.connection.execute(_TRY, [ask, now - GOOD_FOR, TRIES]).fetchone()
            state, person, kept = row if row is not None else (None, None, None)
            if not hmac.compare_digest(given, bytes(kept or bytes(32))) or state not in ("sending", "sent"):
                return None
            used = self.connection.execute(_USE, [ask]).fetchone()
        return str(person) if used is not None else None


def _seconds(left: timedelta) -> int:
    return max(1, round(left.total_seconds()))
