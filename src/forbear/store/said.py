"""What was said, on the database: statements kept, and whom they reach besides the one who made them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from forbear.gate.asks import Entry
from forbear.terms import Conflict, InputError, NotFound, Statement

CIRCLE = "select debtor from cases join parties using (case_id) where person = %s union select %s"
_SHARED = """
select a.address, b.person, b.address from addresses a join addresses b using (fingerprint)
 where a.person = %s and b.person <> a.person order by a.address, b.person, b.address"""
_BURY = """
insert into statements (statement, person, kind, at, body)
values (%(id)s, %(person)s, 'address_invalid', %(at)s,
        jsonb_build_object('id', %(id)s::text, 'at', %(iso)s::text, 'person', %(person)s::text,
                          'kind', 'address_invalid', 'address', %(address)s::text))
on conflict do nothing"""
_KNOWN = "select from people where person = %s"
_SAY = """
insert into statements (statement, person, kind, at, until, debts, body)
values (%(id)s, %(person)s, %(kind)s, %(at)s, %(until)s, %(debts)s, %(body)s)"""


class Said:
    """The part of the contact record that is about statements; `ContactRecord` is made of it."""

    connection: psycopg.Connection[Any]

    def circle(self, person: str) -> set[str]:
        """The person, and the debtors of every case to which that person is a party."""
        return set(self._named(CIRCLE, person, person))

    def shared(self, person: str) -> list[tuple[str, str, str]]:
        """The person's addresses that others have too: the address, the other person, and the other's address."""
        rows = self.connection.execute(_SHARED, [person]).fetchall()
        return [(own, other, address) for own, other, address in rows]

    def bury(self, entry: Entry, at: datetime) -> None:
        """Note that an address is dead."""
        if entry.address is not None:
            told = {"id": f"gate:{entry.contact}", "person": entry.person, "at": at, "iso": at.isoformat()}
            self.connection.execute(_BURY, {**told, "address": entry.address})

    def say(self, statement: Statement, body: Mapping[str, Any]) -> bool:
        """Keep a statement; False where it is there already. NotFound where the person is nobody we know.

        Conflict where another stands under its id. InputError where it names a debt, an address or a statement
        that is not this person's: it would bind nothing.
        """
        if self.connection.execute(_KNOWN, [statement.person]).fetchone() is None:
            raise NotFound("there is no such person")
        row = self.connection.execute("select body from statements where statement = %s", [statement.id])
        known = row.fetchone()
        if known is not None:
            if known[0] != dict(body):
                raise Conflict("another statement has this id; write one of its own")
            return False
        self._check_said(statement)
        self.connection.execute(_SAY.encode(), {
            "id": statement.id, "person": statement.person, "kind": statement.kind, "at": statement.at,
            "until": statement.until, "debts": list(statement.debts) if statement.debts else None,
            "body": Jsonb(dict(body)),
        })  # fmt: skip
        return True

    def _check_said(self, statement: Statement) -> None:
        own = set(self._named("select case_id from parties where person = %s", statement.person))
        for place, debt in enumerate(statement.debts or ()):
            if debt not in own:
                raise InputError(
                    f"/debts/{place}", "is no case to which this person is a party; write its id"
                )
        for field, table, column in (("address", "addresses", "address"), ("of", "statements", "statement")):
            named = getattr(statement, field)
            query = f"select 1 from {table} where {column} = %s and person = %s"
            if named is not None and not self._named(query, named, statement.person):
                raise InputError(f"/{field}", f"is no {column} of this person; write its id")
        for field, table, column in (("given_to", "collectors", "collector"), ("by", "people", "person")):
            named = getattr(statement, field)
            if named is not None and not self._named(f"select 1 from {table} where {column} = %s", named):
                raise InputError(f"/{field}", f"is no {column} that we know; write its id, or leave it out")

    def _named(self, query: str, *values: Any) -> list[str]:
        return [row[0] for row in self.connection.execute(query.encode(), values)]
