"""What comes back, on PostgreSQL: receipts kept, addresses found by their fingerprints, messages that came in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from forbear.gate.asks import Entry
from forbear.gate.heard import Inbound, Receipt
from forbear.gate.hearing import may_mean
from forbear.gate.mask import hide_addresses
from forbear.gate.provider import Provider
from forbear.store.entries import SELECT, entry_of
from forbear.store.providers import keep_provider, read_provider
from forbear.store.vault import open_vault

_MEET = "select pg_advisory_xact_lock(hashtextextended('forbear message ' || %s || ' ' || %s, 0))"
_KEEP = """
insert into receipts (channel, message_id, result, why, dead, at, fingerprints, reference)
values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing"""
_KEPT = """
select channel, message_id, result, why, dead, at, reference from receipts
 where channel = %(channel)s and (message_id = %(message)s or (%(message)s is null and fingerprints && (
       select array_agg(fingerprint) from addresses where address = %(address)s)))
 order by result = 'sent', at"""
_DOUBTFUL = f"""{SELECT}
 where state = 'in_doubt' and channel = %s and message_id is null
   and address in (select address from addresses where fingerprint = any(%s))"""
_OWNERS = """
select person, address from addresses where fingerprint = any(%(fingerprints)s)
union
select person, address from contacts
 where (message_id = any(%(answers)s) or contact = any(%(contacts)s)) and channel = %(channel)s
   and address is not null
 order by 1, 2"""
_INBOUND = """
insert into contacts (contact, case_id, person, collector, channel, direction, purpose, address, at, state, result,
                      body)
select %(contact)s, c.case_id, %(person)s, c.lender, %(channel)s, 'inbound', 'service', %(address)s, %(at)s, 'done',
       'delivered', %(body)s
  from parties p join cases c using (case_id)
  left join lateral (select max(k.at) at from contacts k
                      where k.case_id = c.case_id and k.person = %(person)s and k.direction = 'outbound') last on true
 where p.person = %(person)s order by last.at desc nulls last, c.case_id limit 1"""


class Returned:
    """The part of the contact record that is about providers and what comes back; `ContactRecord` is made of it."""

    connection: psycopg.Connection[Any]

    def meet(self, channel: str, message_id: str) -> None:
        """Hold a message's id until the transaction ends."""
        self.connection.execute(_MEET, [channel, message_id])

    def entry_by_message(self, channel: str, message_id: str) -> Entry | None:
        """A contact by the id of its message."""
        query = f"{SELECT} where message_id = %s and channel = %s"
        row = self.connection.execute(query.encode(), [message_id, channel]).fetchone()
        return entry_of(row) if row else None

    def doubtful(self, receipt: Receipt) -> list[Entry]:
        """The contacts in doubt whose message has no id, to the number that a receipt names."""
        told = [receipt.channel, self._fingerprints("mobile", receipt.addresses)]
        return [entry_of(row) for row in self.connection.execute(_DOUBTFUL.encode(), told)]

    def in_state(self, state: str, limit: int) -> list[Entry]:
        """The contacts in a state, the latest first."""
        query = f"{SELECT} where state = %s order by changed_at desc, contact limit %s"
        return [entry_of(row) for row in self.connection.execute(query.encode(), [state, limit])]

    def provider(self, channel: str, *, held: bool = True) -> Provider:
        """What is known of a channel's provider."""
        return read_provider(self.connection, channel, held=held)

    def keep_provider(self, provider: Provider) -> None:
        """Write back what is known of a provider."""
        keep_provider(self.connection, provider)

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a receipt until its contact is settled."""
        fingerprints = self._fingerprints("mobile", receipt.addresses)
        self.connection.execute(_KEEP, [receipt.channel, receipt.message_id, receipt.result, receipt.why, receipt.dead,
                                        receipt.at, fingerprints, receipt.reference])  # fmt: skip

    def take_receipts(self, entry: Entry) -> list[Receipt]:
        """Take out the receipts that were kept for a contact, the final ones first."""
        told = {"channel": entry.channel, "message": entry.message_id, "address": entry.address}
        found = []
        for channel, message_id, result, why, dead, at, reference in self.connection.execute(
            _KEPT, told
        ).fetchall():
            receipt = Receipt(channel=channel, message_id=message_id, result=result, why=why, dead=dead, at=at,
                              reference=reference)  # fmt: skip
            if entry.message_id is None and not may_mean(entry, receipt):
                continue
            gone = "delete from receipts where channel = %s and message_id = %s and result = %s"
            self.connection.execute(gone, [channel, message_id, result])
            found.append(receipt)
        return found

    def owners(self, message: Inbound) -> list[tuple[str, str]]:
        """Person and address of everyone whose address a message came from, or whose message it answers."""
        told = {"fingerprints": self._fingerprints(message.kind, message.addresses), "answers": list(message.answers),
                "contacts": list(message.contacts), "channel": message.channel}  # fmt: skip
        return [(row[0], row[1]) for row in self.connection.execute(_OWNERS, told)]

    def silence(self, message: Inbound, at: datetime) -> None:
        """Keep for good that an address wants no more on a channel."""
        for fingerprint in self._fingerprints(message.kind, message.addresses):
            self.connection.execute(
                """insert into silenced (fingerprint, kind, channel, at, source) values (%s, %s, %s, %s, 'stop')
                   on conflict do nothing""",
                [fingerprint, message.kind, message.channel, at],
            )

    def note_inbound(self, person: str, address: str, message: Inbound, at: datetime) -> None:
        """Keep a message as a contact that came in, on the case that the person last heard about."""
        body = {
            "text": hide_addresses(message.text),
            "address_kind": "mobile" if message.kind == "mobile" else "unknown",
        }
        told = {"contact": f"in{secrets.token_hex(13)}", "person": person, "channel": message.channel,
                "address": address, "at": at, "body": Jsonb(body)}  # fmt: skip
        self.connection.execute(_INBOUND, told)

    def _fingerprints(self, kind: str, addresses: Iterable[str]) -> list[bytes]:
        """Of every way in which an address may be meant; with its own country code it is meant one way."""
        values = sorted(set(addresses))
        if not values:
            return []
        vault = open_vault(self.connection)
        return sorted({vault.fingerprint(kind, value) for value in values})
