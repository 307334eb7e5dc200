"""The contact record on PostgreSQL: what `gate.ports.Record` asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from forbear.desk.dossier import Dossier
from forbear.gate.asks import Entry
from forbear.gate.mask import mask_name
from forbear.gate.overriding import Override
from forbear.gate.ports import Busy, Card, Opened
from forbear.gate.vault import Sealed, Vault
from forbear.store.dossiers import read_dossiers, read_with_stale
from forbear.store.entries import ADD, COPY, SAVE, SELECT, entry_of, values_of, written
from forbear.store.fresh import with_fresh_ages
from forbear.store.hearing import Returned
from forbear.store.opening import open_cases
from forbear.store.said import CIRCLE, Said
from forbear.store.staff.approved import read_override
from forbear.store.vault import open_vault
from forbear.terms import Conflict, ForbearError

_TAKEN = "a contact with this key is being asked for by somebody else; ask again"
_DUE = """
select contact from contacts
 where state = 'reserved' and channel = %s and at <= %s and (retry_at is null or retry_at <= %s)
   and (%s::text is null or collector = %s)
 order by at, contact limit %s"""
_OPEN = "(k.state = 'reserved' or (k.state = 'sending' and k.channel = 'letter'))"
_RESERVED = f"""{SELECT}
 where contact in (
       select contact from contacts k where person = %(person)s and {_OPEN}
       union select k.contact from contacts k join cases using (case_id)
              where cases.debtor in ({CIRCLE % (("%(person)s",) * 2)}) and {_OPEN})
 order by at, contact"""
_LOCK = """
select pg_advisory_xact_lock(lock) from (
    select distinct hashtextextended('forbear person ' || person, 0) as lock from unnest(%s::text[]) person
     order by lock) locks"""
_HOLD_SENDING = "select pg_try_advisory_lock(hashtextextended('forbear sending ' || %s, 0))"
_LET_SENDING = "select pg_advisory_unlock(hashtextextended('forbear sending ' || %s, 0))"
_BOX = """
select kind, key_id, box from addresses where address = %s and person = %s and verified_on is not null"""
_CARDS = """
select k.contact, p.name, a.masked
  from contacts k join people p using (person)
  left join addresses a on a.address = k.address and a.person = k.person
 where k.contact = any(%s)"""


class ContactRecord(Returned, Said):
    """The contact record, over an autocommit connection. One record is used by one thread at a time."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        if not connection.autocommit:
            raise ForbearError(
                "the contact record needs an autocommit connection; open it with autocommit=True"
            )
        self.connection = connection
        self._vault: Vault | None = None  # opened when it is first needed

    @contextmanager
    def work(self, *, alone: bool = False) -> Iterator[None]:
        """A transaction; `alone` raises ForbearError inside another."""
        if alone and self.connection.info.transaction_status != TransactionStatus.IDLE:
            raise ForbearError(
                "a permit is given only where it is on disk before it is shown; end the transaction"
            )
        with self.connection.transaction():
            yield

    def lock(self, people: Iterable[str]) -> None:
        """Hold these people until the transaction ends; in one order for all, so that no ring forms."""
        self.connection.execute(_LOCK, [sorted(people)])

    @contextmanager
    def sole(self, contact: str) -> Iterator[bool]:
        """Hold one contact while it is being sent. The lock dies with the connection, so with the sender."""
        row = self.connection.execute(_HOLD_SENDING, [contact]).fetchone()
        held = bool(row and row[0])
        try:
            yield held
        finally:
            if held and not self.connection.closed:
                self.connection.execute(_LET_SENDING, [contact])

    def debtor_of(self, case: str, person: str) -> str | None:
        """The debtor of a case to which that person is a party."""
        query = (
            "select c.debtor from cases c join parties p using (case_id) where case_id = %s and p.person = %s"
        )
        row = self.connection.execute(query, [case, person]).fetchone()
        return row[0] if row else None

    def open_cases(
        self, wanted: Sequence[tuple[str, str, str]], at: datetime, *, waits: bool = True
    ) -> list[Opened | Busy | None]:
        """Hold the debtors of cases and those parties, and read what asks about them need."""
        return open_cases(self.connection, wanted, at, waits=waits)

    def dossiers(self, debtors: Iterable[str], at: datetime | None = None) -> Mapping[str, Dossier]:
        """The dossier of each debtor; where `at` is given, with every case as old as it is then."""
        if at is None:
            return read_dossiers(self.connection, debtors)
        told = read_with_stale(self.connection, debtors)
        return {
            debtor: with_fresh_ages(self.connection, dossier, stale, at)
            for debtor, (dossier, stale) in told.items()
        }

    def entry(self, contact: str) -> Entry | None:
        """A contact by its id."""
        return self._one(f"{SELECT} where contact = %s", contact)

    def entry_by_permit(self, permit_sha256: str) -> Entry | None:
        """A contact by the hash of its permit."""
        return self._one(f"{SELECT} where permit_sha256 = %s", permit_sha256)

    def hold(self, contact: str) -> Entry | None:
        """A contact with its row locked; None where another transaction holds it."""
        return self._one(f"{SELECT} where contact = %s for update skip locked", contact)

    def add(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Add contacts; the ids of those added, without those whose key or id is there already."""
        rows = psycopg.RawCursor(self.connection).execute(ADD.encode(), [written(entries)])
        return frozenset(row[0] for row in rows)

    def write(self, entries: Sequence[Entry]) -> None:
        """Add contacts in one go. Conflict where a key or an id is there already."""
        try:
            with self.connection.transaction(), self.connection.cursor().copy(COPY) as copy:
                for entry in entries:
                    copy.write_row(tuple(values_of(entry).values()))
        except psycopg.errors.UniqueViolation as error:
            raise Conflict(_TAKEN) from error

    def save(self, entry: Entry) -> None:
        """Write back a contact that was held."""
        self.connection.execute(SAVE.encode(), values_of(entry))

    def due(self, channel: str, now: datetime, limit: int, collector: str | None = None) -> list[str]:
        """The reserved contacts whose moment has come, the oldest first; of one lender or agency, where named."""
        return self._ids(_DUE, channel, now, now, collector, collector, limit)

    def reserved_of(self, person: str) -> list[Entry]:
        """The reservations of a person, and those on every case to which that person is a party."""
        rows = self.connection.execute(_RESERVED.encode(), {"person": person}).fetchall()
        return [entry_of(row) for row in rows]

    def stranded(self, channel: str) -> list[str]:
        """The contacts of a channel in state `sending`."""
        return self._ids("select contact from contacts where state = 'sending' and channel = %s", channel)

    def lapse(self, before: datetime) -> int:
        """Let reservations from before that instant lapse."""
        query = """update contacts set state = 'lapsed', why = 'not_made_in_time', changed_at = now()
                    where state = 'reserved' and at < %s"""
        return self.connection.execute(query, [before]).rowcount

    def doubt(self, channel: str, before: datetime) -> int:
        """Put contacts without a result in doubt."""
        query = """update contacts set state = 'in_doubt', why = 'no_result', changed_at = now()
                    where state = 'sending' and channel = %s and permit_used_at < %s"""
        return self.connection.execute(query, [channel, before]).rowcount

    def name_of(self, person: str) -> str:
        """A person's name, for a message to that person."""
        row = self.connection.execute("select name from people where person = %s", [person]).fetchone()
        return row[0] if row else ""

    def name_of_firm(self, collector: str) -> str:
        """The registered name of a lender or agency."""
        query = "select registered_name from collectors where collector = %s"
        row = self.connection.execute(query, [collector]).fetchone()
        return row[0] if row else ""

    def value_of(self, address: str, person: str) -> str | None:
        """The value of an address that is verified as that person's own: the only place where a box is opened.

        VaultClosed where this process has no key.
        """
        row = self.connection.execute(_BOX, [address, person]).fetchone()
        if row is None:
            return None
        kind, sealed = row[0], Sealed(key_id=row[1], box=bytes(row[2]))
        if self._vault is None or sealed.key_id not in self._vault.keys:
            self._vault = open_vault(self.connection)
        return self._vault.open(address, kind, sealed)

    def cards(self, entries: Iterable[Entry]) -> dict[str, Card]:
        """What a screen may show: masked as it is read."""
        rows = self.connection.execute(_CARDS, [[entry.contact for entry in entries]])
        return {contact: Card(name=mask_name(name), address=masked or "") for contact, name, masked in rows}

    def override(self, name: str) -> Override | None:
        """An approved override by its id, and by which contact it was used."""
        return read_override(self.connection, name)

    def _one(self, query: str, value: str) -> Entry | None:
        row = self.connection.execute(query.encode(), [value]).fetchone()
        return entry_of(row) if row else None

    def _ids(self, query: str, *values: Any) -> list[str]:
        return [row[0] for row in self.connection.execute(query.encode(), values)]
