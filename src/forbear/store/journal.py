"""The journal in the database: what the events of a case come to is posted, and what no longer holds is undone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import psycopg

from forbear.money import Event, Terms, read_events, read_terms
from forbear.money.journal import journal
from forbear.terms import Conflict, NotFound

_TERMS: Final = "select body from terms where case_id = %s"
_EVENTS: Final = """
select event, body from ledger_events where case_id = %s and on_day <= %s order by on_day, seq"""
_POSTED: Final = """
select e.entry, e.value_on, e.kind, e.event, p.account, p.amount
  from journal_entries e join journal_postings p using (entry)
 where e.case_id = %s and e.reverses is null
   and not exists (select from journal_entries r where r.reverses = e.entry)
 order by e.entry"""
_CLOSINGS: Final = "select distinct booked_on from journal_entries where case_id = %s order by 1"
_ENTRY: Final = """
insert into journal_entries (case_id, booked_on, value_on, kind, event, reverses)
values (%s, %s, %s, %s, %s, %s) returning entry"""
_POSTING: Final = "insert into journal_postings (entry, account, currency, amount) values (%s, %s, %s, %s)"
_BALANCES: Final = """
select account, sum(amount) from journal_entries join journal_postings using (entry)
 where case_id = %s and booked_on <= %s group by account having sum(amount) <> 0"""

_Postings = frozenset[tuple[str, Decimal]]
_Content = tuple[date, str, str | None, _Postings]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """How many entries a posting added, and how many earlier ones it undid."""

    added: int
    undone: int


def read_case(connection: psycopg.Connection[Any], case: str, on: date) -> tuple[Terms, tuple[Event, ...]]:
    """The terms of a case and what happened to it through a day. NotFound where there are no terms of it."""
    row = connection.execute(_TERMS, [case]).fetchone()
    if row is None:
        raise NotFound(f"case {case}: there are no terms of it; add it to cases.csv and terms.csv")
    terms = read_terms(row[0])
    bodies = [{**body, "id": event} for event, body in connection.execute(_EVENTS, [case, on])]
    return terms, read_events(bodies, terms)


def post_journal(connection: psycopg.Connection[Any], case: str, today: date) -> Posted:
    """Posts what a case's events come to through today, in one transaction; posting again changes nothing.

    An entry that no longer holds, since something back-dated became known, is undone by an entry of today with
    the same value date, and what holds instead is posted today. Conflict where the case was posted on a later
    day. InputError and NotFound as `read_case`.
    """
    terms, events = read_case(connection, case, today)
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtextextended('journal ' || %s, 0))", [case])
        closings = [day for (day,) in connection.execute(_CLOSINGS, [case])]
        if closings and closings[-1] > today:
            raise Conflict(f"case {case} was posted on {closings[-1]}; post it for that day or a later one")
        posted = _posted(connection, case)
        wanted: list[_Content] = [
            (entry.on, entry.kind, entry.event, frozenset(entry.postings))
            for entry in journal(terms, events, sorted({*closings, today}))
        ]
        needed = Counter(wanted)
        undone = 0
        for number, content in posted.items():
            if needed[content]:
                needed[content] -= 1
                continue
            value_on, kind, event, postings = content
            turned = frozenset((account, -amount) for account, amount in postings)
            _write(connection, terms, (case, today, value_on, kind, event, number), turned)
            undone += 1
        added = 0
        for content in wanted:
            if needed[content]:
                needed[content] -= 1
                added += 1
                _write(connection, terms, (case, today, *content[:3], None), content[3])
    return Posted(added=added, undone=undone)


def _posted(connection: psycopg.Connection[Any], case: str) -> Mapping[int, _Content]:
    """The entries that stand, by number."""
    heads: dict[int, tuple[date, str, str | None]] = {}
    postings: dict[int, set[tuple[str, Decimal]]] = defaultdict(set)
    for entry, value_on, kind, event, account, amount in connection.execute(_POSTED, [case]):
        heads[entry] = (value_on, kind, event)
        postings[entry].add((account, amount))
    return {entry: (*head, frozenset(postings[entry])) for entry, head in heads.items()}


def _write(
    connection: psycopg.Connection[Any], terms: Terms, head: tuple[Any, ...], postings: _Postings
) -> None:
    row = connection.execute(_ENTRY, head).fetchone()
    assert row is not None
    with connection.cursor() as cursor:
        cursor.executemany(
            _POSTING, [(row[0], account, terms.currency, amount) for account, amount in sorted(postings)]
        )


def balances(connection: psycopg.Connection[Any], case: str, booked_by: date) -> dict[str, Decimal]:
    """The balance of each account of a case by what was booked by a day; debits positive, accounts at 0 left out."""
    return dict(connection.execute(_BALANCES, [case, booked_by]).fetchall())
