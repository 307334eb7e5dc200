"""The portal's inbox on PostgreSQL: `gate.inbox.Inbox`. A text lies there sealed by the vault."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.gate.inbox import InboxMessage
from forbear.gate.vault import Sealed, Vault
from forbear.store.vault import open_vault

_SELECT: Final = """
select message, person, direction, at, key_id, box, reply_to, read_at from inbox where person = %(person)s"""
_PUT: Final = """
insert into inbox (message, person, direction, at, key_id, box, reply_to) values (%s, %s, %s, %s, %s, %s, %s)"""
_READ: Final = """
update inbox set read_at = coalesce(read_at, %s)
 where person = %s and message = %s and direction = 'outbound'"""
_ANSWER: Final = """
insert into contacts (contact, case_id, person, collector, channel, direction, purpose, at, state, result, body)
select %(contact)s, case_id, person, collector, 'portal', 'inbound', 'service', %(at)s, 'done', 'delivered',
       jsonb_build_object('reply_to', contact)
  from contacts where contact = %(answered)s"""

_WORDS: Final = """
insert into contacts (contact, case_id, person, collector, channel, direction, purpose, at, state, result)
select %(contact)s, case_id, %(person)s, lender, 'portal', 'inbound', 'service', %(at)s, 'done', 'delivered'
  from cases where case_id = %(case)s"""


class InboxRecord:
    """Every person's inbox, over an autocommit connection of the gate: no other role of the database reads it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._opened: Vault | None = None

    def put(self, message: InboxMessage) -> None:
        """Lay a message there, sealed under its own id, so that it opens nowhere else."""
        told = json.dumps({"subject": message.subject, "text": message.text}, ensure_ascii=False)
        sealed = self._vault("").seal(message.message, "inbox", told)
        self.connection.execute(_PUT, [message.message, message.person, message.direction, message.at,
                                       sealed.key_id, sealed.box, message.reply_to])  # fmt: skip

    def find(self, person: str, message: str) -> InboxMessage | None:
        """A message of a person."""
        row = self.connection.execute(
            f"{_SELECT} and message = %(message)s".encode(), {"person": person, "message": message}
        ).fetchone()
        return self._open(row) if row else None

    def of_person(self, person: str, most: int = 200) -> list[InboxMessage]:
        """A person's messages, the latest first."""
        query = f"{_SELECT} order by at desc, message limit %(most)s"
        rows = self.connection.execute(query.encode(), {"person": person, "most": most}).fetchall()
        return [self._open(row) for row in rows]

    def mark_read(self, person: str, message: str, at: datetime) -> bool:
        """The person has read it; the first time stands."""
        return self.connection.execute(_READ, [at, person, message]).rowcount == 1

    def note_words(self, message: str, person: str, case: str, at: datetime) -> None:
        """Record what a person wrote of its own accord as a contact that came in, about a case."""
        self.connection.execute(_WORDS, {"contact": message, "person": person, "case": case, "at": at})

    def note_answer(self, message: str, answered: str, at: datetime) -> None:
        """Record an answer as a contact that came in, about the case of the message that it answers."""
        self.connection.execute(_ANSWER, {"contact": message, "answered": answered, "at": at})

    def _open(self, row: tuple[Any, ...]) -> InboxMessage:
        message, person, direction, at, key_id, box, reply_to, read_at = row
        sealed = Sealed(key_id=key_id, box=bytes(box))
        told = json.loads(self._vault(key_id).open(message, "inbox", sealed))
        return InboxMessage(message=message, person=person, direction=direction, at=at, subject=told["subject"],
                            text=told["text"], reply_to=reply_to, read_at=read_at)  # fmt: skip

    def _vault(self, key_id: str) -> Vault:
        if self._opened is None or (key_id and key_id not in self._opened.keys):
            self._opened = open_vault(self.connection)
        return self._opened
