"""Reading dossiers: everything about many debtors in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import psycopg

from forbear.desk.dossier import Address, Ageing, CaseFile, Dossier, Firm, Individual, Party, Promise
from forbear.law.judge.wire import read_statement
from forbear.terms import Contact, Statement

Connection = psycopg.Connection[Any]

_CASES = """
select c.debtor, c.case_id, c.lender, c.product, c.currency, c.status,
       a.on_day, a.days_past_due, a.bucket, a.overdue, a.balance, a.next_due, a.previous_bucket
  from cases c
  left join lateral (select * from ageings where case_id = c.case_id and on_day <= coalesce(%(on)s::date, 'infinity')
                      order by on_day desc limit 1) a on true
 where c.debtor = any(%(debtors)s) order by c.debtor, c.case_id"""
_PROMISES = """
select case_id, promise, person, amount, made_at, due, status
  from promises where case_id = any(%s) and status = 'open' order by case_id, promise"""
_UNREAD = """
select case_id, min(file || ':' || line || ': ' || why)
  from unread_rows where case_id = any(%s) group by case_id"""
_PARTIES = "select case_id, person, role from parties where case_id = any(%s) order by case_id, person"
_PEOPLE = """
select person, language, zone, region, deceased, incapacitated, reachable
  from people where person = any(%s)"""
_ADDRESSES = (
    "select person, address, kind, verified_on from addresses where person = any(%s) order by address"
)
_STATEMENTS = "select person, body from statements where person = any(%s) order by at, statement"
_CONTACT_COLUMNS = """
select contact, at, channel, person, direction, case_id, purpose, address, result, collector, state, body - 'text'
  from contacts"""
_CONTACTS = f"""{_CONTACT_COLUMNS}
 where case_id = any(%(cases)s) and state in ('done', 'reserved', 'sending', 'in_doubt')
 union all {_CONTACT_COLUMNS}
 where person = any(%(people)s) and not case_id = any(%(cases)s)
   and state in ('done', 'reserved', 'sending', 'in_doubt')
 order by at, contact"""
_FIRMS = """
select collector, kind, registered_name, acts_for, public_number, valid_from, valid_to from collectors"""
_BODY_FIELDS = (
    "reply_to", "address_kind", "style", "conveys_debt", "limited_content", "language", "staff",
    "address_person", "known_at", "notice",
)  # fmt: skip

Grouped = Mapping[str, list[Any]]


def read_dossiers(
    connection: Connection, debtors: Iterable[str], on: date | None = None
) -> dict[str, Dossier]:
    """The dossier of each debtor, with the latest ageing of each case, of `on` or before where it is given.

    A debtor without cases has none.
    """
    wanted = sorted(set(debtors))
    cases: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(_CASES, {"debtors": wanted, "on": on}):
        cases[row[0]].append(row[1:])
    ids = [row[0] for rows in cases.values() for row in rows]
    promises = _group(connection, _PROMISES, ids)
    unread = dict(connection.execute(_UNREAD, [ids]).fetchall())
    parties = _group(connection, _PARTIES, ids)
    people = sorted({row[0] for rows in parties.values() for row in rows} | set(wanted))
    known = {row[0]: _individual(row) for row in connection.execute(_PEOPLE, [people])}
    addresses = _group(connection, _ADDRESSES, people)
    statements = {p: [read_statement(row[0]) for row in rows] for p, rows in
                  _group(connection, _STATEMENTS, people).items()}  # fmt: skip
    contacts = [_Row(row) for row in connection.execute(_CONTACTS.encode(), {"cases": ids, "people": people})]
    by_person, by_case = _index(contacts, lambda r: r.contact.person), _index(contacts, lambda r: r.case)
    firms = {row[0]: _firm(row) for row in connection.execute(_FIRMS)}
    dossiers = {}
    for debtor, rows in cases.items():
        own = tuple(_case(debtor, row, promises, unread) for row in rows)
        circle = tuple(_party(c.id, row) for c in own for row in parties.get(c.id, ()))
        persons = dict.fromkeys([debtor, *(party.person for party in circle)])
        history = _merge([*(by_case.get(c.id, ()) for c in own), *(by_person.get(p, ()) for p in persons)])
        dossiers[debtor] = Dossier(
            debtor=debtor,
            cases=own,
            parties=circle,
            people={p: known[p] for p in persons if p in known},
            addresses=tuple(_address(p, row) for p in persons for row in addresses.get(p, ())),
            statements=_in_order(s for p in persons for s in statements.get(p, ())),
            history=tuple(row.contact for row in history),
            pending=frozenset(row.contact.id or "" for row in history if row.pending),
            firms=_concerned(firms, own, history),
        )
    return dossiers


class _Row:
    """One contact as the law sees it, and what the law doesn't ask: its case, and whether it is pending."""

    __slots__ = ("case", "contact", "pending")

    def __init__(self, row: tuple[Any, ...]) -> None:
        contact, at, channel, person, direction, case, purpose, address, result, collector, state, body = row
        self.case, self.pending = case, state != "done"
        if self.pending:  # what is reserved counts at once, as the most that it can become
            result = "conversation" if channel == "call" else "sent"
        more = {name: body[name] for name in _BODY_FIELDS if body.get(name) is not None} if body else {}
        debts = tuple(body.get("debts") or (case,)) if body else (case,)
        if body and body.get("talked_of") is not None:
            more["talked_of"] = tuple(body["talked_of"])
        self.contact = Contact(
            id=contact, at=at, channel=channel, person=person, direction=direction, debts=debts,
            purpose=purpose, address=address, result=result, collector=collector, **more,
        )  # fmt: skip


def _group(connection: Connection, query: str, keys: list[str]) -> dict[str, list[Any]]:
    """The rows of a query by their first column, without it."""
    grouped: dict[str, list[Any]] = defaultdict(list)
    if keys:
        for row in connection.execute(query.encode(), [keys]):
            grouped[row[0]].append(row[1:])
    return grouped


def _index(rows: list[_Row], key: Callable[[_Row], str]) -> Mapping[str, list[_Row]]:
    indexed: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        indexed[key(row)].append(row)
    return indexed


def _merge(lists: Iterable[Iterable[_Row]]) -> list[_Row]:
    """The rows of several lists, each once, in order of time."""
    once = {row.contact.id: row for rows in lists for row in rows}
    return sorted(once.values(), key=lambda row: (row.contact.at, row.contact.id or ""))


def _in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda s: (s.at, s.id)))


def _case(debtor: str, row: tuple[Any, ...], promises: Grouped, unread: Mapping[str, str]) -> CaseFile:
    case, lender, product, currency, status, on, days, bucket, overdue, balance, next_due, previous = row
    age = None
    if on is not None:
        age = Ageing(
            on=on,
            days_past_due=days,
            bucket=bucket,
            overdue=overdue,
            balance=balance,
            next_due=next_due,
            previous_bucket=previous,
        )
    return CaseFile(
        id=case,
        lender=lender,
        debtor=debtor,
        product=product,
        currency=currency,
        status=status,
        ageing=age,
        promises=tuple(_promise(case, row) for row in promises.get(case, ())),
        unread=unread.get(case),
    )


def _promise(case: str, row: tuple[Any, ...]) -> Promise:
    promise, person, amount, made_at, due, status = row
    return Promise(
        id=promise, case=case, person=person, amount=amount, made_at=made_at, due=due, status=status
    )


def _party(case: str, row: tuple[Any, ...]) -> Party:
    return Party(case=case, person=row[0], role=row[1])


def _address(person: str, row: tuple[Any, ...]) -> Address:
    return Address(id=row[0], person=person, kind=row[1], verified_on=row[2])


def _individual(row: tuple[Any, ...]) -> Individual:
    person, language, zone, region, deceased, incapacitated, reachable = row
    zones = tuple(part.strip() for part in zone.split(";")) if zone else None
    return Individual(
        id=person,
        language=language,
        zones=zones,
        region=region,
        deceased=deceased,
        incapacitated=incapacitated,
        reachable=reachable,
    )


def _firm(row: tuple[Any, ...]) -> Firm:
    collector, kind, registered_name, acts_for, public_number, valid_from, valid_to = row
    return Firm(
        id=collector,
        kind=kind,
        registered_name=registered_name,
        acts_for=acts_for,
        public_number=public_number,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _concerned(
    firms: Mapping[str, Firm], cases: tuple[CaseFile, ...], history: list[_Row]
) -> dict[str, Firm]:
    """The lenders of the cases, the agencies that act for them, and whoever stands in the history."""
    lenders = {case.lender for case in cases}
    named = lenders | {row.contact.collector for row in history if row.contact.collector}
    named |= {firm.acts_for for name in named if (firm := firms.get(name)) and firm.acts_for}
    return {name: firm for name, firm in firms.items() if name in named or firm.acts_for in lenders}
