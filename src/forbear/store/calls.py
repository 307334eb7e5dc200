"""What is kept of a dialler's reports: `gate.call_events.CallLog` and `gate.calling.CallBook`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.types.json import Jsonb

from forbear.gate.call_events import CallEvent, Leg
from forbear.gate.vault import Vault
from forbear.store.staff import is_theirs
from forbear.store.vault import open_vault
from forbear.terms import NotFound

_KEEP: Final = """
insert into call_events (event, kind, contact, at)
select %(id)s, %(kind)s, (select contact from contacts where contact = %(contact)s), %(at)s
on conflict do nothing"""
_ORDERED: Final = """
select k.contact from contacts k join cases c using (case_id)
 where k.state in ('sending', 'in_doubt') and k.channel = 'call' and k.direction = 'outbound'
   and k.permit_expires >= %(now)s and not k.body ? 'rang_at'
   and (k.person = %(person)s or c.debtor = %(person)s
        or exists (select from parties p where p.case_id = k.case_id and p.person = %(person)s))
 order by k.contact"""
_UNSETTLED: Final = """
select contact from contacts
 where state in ('sending', 'in_doubt') and channel = 'call' and direction = 'outbound'
   and permit_expires between %s and %s and (retry_at is null or retry_at <= %s)
 order by permit_expires, contact limit %s"""
_OPEN: Final = """
insert into call_legs (leg, kind, token, people, fingerprint, opened_at)
values (%s, %s, %s, %s, %s, %s) on conflict do nothing"""
_SILENCE: Final = """
insert into silenced (fingerprint, kind, channel, at, source)
select fingerprint, 'mobile', 'call', %(at)s, %(token)s from call_legs
 where leg = %(leg)s and fingerprint is not null on conflict do nothing"""
_SAY: Final = """
insert into statements (statement, person, kind, at, body)
select id, a.person, 'opt_out', %(at)s,
       jsonb_build_object('id', id, 'at', %(iso)s::text, 'person', a.person, 'kind', 'opt_out', 'channel', 'call',
                          'address', a.address, 'medium', 'oral')
  from call_legs l join addresses a using (fingerprint),
       lateral (select 'stop:' || l.token || ':' || a.address id) named
 where l.leg = %(leg)s
on conflict (statement) do update set statement = excluded.statement
returning person"""
_LEG: Final = "select leg, kind, token, people, contact, closed_at from call_legs"
_AT: Final = """
select distinct person from addresses
 where fingerprint = %s and kind in ('mobile', 'landline') and verified_on is not null order by person"""
_PARTY: Final = """
select c.case_id, c.lender from parties p join cases c using (case_id)
 where p.person = %(person)s and (%(case)s::text is null or c.case_id = %(case)s) and c.status <> 'settled'
 order by c.status <> 'overdue', c.opened, c.case_id"""
_CAME_IN: Final = """
insert into contacts (contact, key, case_id, person, collector, channel, direction, purpose, at, state, result, body)
values (%s, %s, %s, %s, %s, 'call', 'inbound', 'service', %s, 'done', 'conversation', %s)
on conflict do nothing"""
_NOTE: Final = """
update contacts set result = %s, body = body || %s, changed_at = now()
 where contact = %s and direction = 'inbound'"""


class CallRecord:
    """The reports of a dialler, over an autocommit connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._vault: Vault | None = None  # opened when it is first needed

    @contextmanager
    def work(self) -> Iterator[None]:
        """A transaction."""
        with self.connection.transaction():
            yield

    def keep(self, event: CallEvent) -> bool:
        """Keep a report; False where one with its id is there already."""
        values = {"id": event.id, "kind": event.kind, "contact": event.contact, "at": event.at}
        return self.connection.execute(_KEEP, values).rowcount == 1

    def ordered(self, person: str, now: datetime) -> list[str]:
        """The calls about a person's cases that were ordered, may still ring, and of which nothing was told."""
        rows = self.connection.execute(_ORDERED, {"person": person, "now": now})
        return [row[0] for row in rows]

    def unsettled(self, since: datetime, before: datetime, now: datetime, limit: int) -> list[str]:
        """The outbound calls without a result whose permit ended in that span and which may be asked about now."""
        rows = self.connection.execute(_UNSETTLED, [since, before, now, limit])
        return [row[0] for row in rows]

    def fingerprint(self, number: str) -> bytes:
        """The keyed hash of a number."""
        if self._vault is None:
            self._vault = open_vault(self.connection)
        return self._vault.fingerprint("mobile", number)

    def people_at(self, fingerprint: bytes) -> tuple[str, ...]:
        """The people of whom the number with that hash is a verified one."""
        return tuple(row[0] for row in self.connection.execute(_AT, [fingerprint]))

    def open_leg(
        self,
        event: CallEvent,
        kind: str,
        token: str | None = None,
        people: tuple[str, ...] = (),
        fingerprint: bytes | None = None,
    ) -> None:
        """Keep an open leg; a leg that is there already stays as it is."""
        self.connection.execute(_OPEN, [event.leg, kind, token, list(people), fingerprint, event.at])

    def silence(self, leg: Leg, at: datetime) -> tuple[str, ...]:
        """Keep for good that nobody calls the number of a call that came in; the people whose number it is."""
        told = {"leg": leg.leg, "token": leg.token, "at": at, "iso": at.isoformat()}
        self.connection.execute(_SILENCE, told)
        return tuple(sorted({row[0] for row in self.connection.execute(_SAY, told)}))

    def leg(self, leg: str) -> Leg | None:
        """A leg by its id."""
        return self._leg(f"{_LEG} where leg = %s for update", leg)

    def leg_by_token(self, token: str) -> Leg | None:
        """A call that came in, by its token."""
        return self._leg(f"{_LEG} where token = %s for update", token)

    def close_leg(self, leg: str, at: datetime) -> None:
        """A leg that is gone."""
        self.connection.execute("update call_legs set closed_at = %s where leg = %s", [at, leg])

    def came_in(self, leg: Leg, person: str, case: str | None, at: datetime) -> str | None:
        """Record a call that came in as a contact about every open case of a party, the named one first.

        It counts at once as the most that it can become, a conversation.
        """
        about = self.connection.execute(_PARTY, {"person": person, "case": case}).fetchall()
        if not about or leg.token is None:
            return None
        every = self.connection.execute(_PARTY, {"person": person, "case": None}).fetchall()
        (first, lender), debts = about[0], [row[0] for row in every]
        values = [leg.token, f"inbound:{leg.leg}", first, person, lender, at, Jsonb({"debts": debts})]
        self.connection.execute(_CAME_IN, values)
        self.connection.execute("update call_legs set contact = %s where leg = %s", [leg.token, leg.leg])
        return leg.token

    def note_inbound(self, contact: str, result: str, recording_sha256: str | None) -> None:
        """What came of a call that came in."""
        more = {"recording_sha256": recording_sha256} if recording_sha256 else {}
        self.connection.execute(_NOTE, [result, Jsonb(more), contact])

    def show_inbound(self, token: str, collector: str | None = None) -> dict[str, Any]:
        """A call that came in, for the agent's screen: the cases of the people whose number it may be.

        Only those of a lender or agency, where one is named. NotFound where there is no such call. No number, no
        name.
        """
        leg = self._leg(f"{_LEG} where token = %s", token)
        if leg is None:
            raise NotFound("there is no such call")
        rows = self.connection.execute(
            """select p.person, p.role, p.case_id from parties p join cases c using (case_id)
                where p.person = any(%s) and c.status <> 'settled' order by p.person, p.case_id""",
            [list(leg.people)],
        )
        cases = [
            {"person": person, "role": role, "case": case}
            for person, role, case in rows.fetchall()
            if collector is None or is_theirs(self.connection, collector, "case", case)
        ]
        return {"contact": leg.contact, "open": leg.closed_at is None, "may_be": cases}

    def _leg(self, query: str, value: str) -> Leg | None:
        row = self.connection.execute(query.encode(), [value]).fetchone()
        if row is None:
            return None
        leg, kind, token, people, contact, closed_at = row
        return Leg(
            leg=leg, kind=kind, token=token, people=tuple(people), contact=contact, closed_at=closed_at
        )
