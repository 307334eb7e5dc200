"""Reading dossiers: everything about many debtors in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

import psycopg

from forbear.desk.dossier import Address, Ageing, CaseFile, Dossier, Firm, Individual, Party, Promise
from forbear.law.clock import find_zone
from forbear.law.judge.wire import read_statement
from forbear.terms import Contact, Statement

Connection = psycopg.Connection[Any]

_DOSSIERS: Final = """
select d.debtor, json_build_array(
  (select json_agg(json_build_array(k.case_id, k.lender, k.product, k.currency, k.status, a.on_day,
                                    a.days_past_due, a.bucket, a.overdue::text, a.balance::text, a.next_due,
                                    a.previous_bucket, $2::date is null and (a.case_id is null or exists (
                                        select from ledger_events e
                                         where e.case_id = k.case_id and e.known_at > a.aged_at)))
                  order by k.case_id)
     from cases k
     left join lateral (select * from ageings where ageings.case_id = k.case_id
                                                and on_day <= coalesce($2::date, 'infinity')
                         order by on_day desc limit 1) a on true
    where k.debtor = d.debtor),
  (select json_agg(json_build_array(case_id, promise, person, amount::text, made_at, due, status)
                   order by case_id, promise)
     from promises where case_id = any(c.ids) and status = 'open'),
  (select json_agg(json_build_array(case_id, why))
     from (select case_id, min(file || ':' || line || ': ' || why) why
             from unread_rows where case_id = any(c.ids) group by case_id) u),
  (select json_agg(json_build_array(case_id, person, role) order by case_id, person)
     from parties where case_id = any(c.ids)),
  (select json_agg(json_build_array(person, language, zone, region, deceased, incapacitated, reachable))
     from people where person = any(p.people)),
  (select json_agg(json_build_array(person, address, kind, verified_on) order by address)
     from addresses where person = any(p.people)),
  (select json_agg(body order by at, statement) from statements where person = any(p.people)),
  h.history,
  (select json_agg(json_build_array(collector, kind, registered_name, acts_for, public_number, valid_from, valid_to))
     from collectors f
    where f.collector = any(c.lenders || h.firms) or f.acts_for = any(c.lenders)
       or f.collector in (select acts_for from collectors where collector = any(c.lenders || h.firms))))
  from unnest($1::text[]) d (debtor)
  cross join lateral (select array_agg(case_id) ids, array_agg(distinct lender) lenders
                        from cases where cases.debtor = d.debtor) c
  cross join lateral (select array_agg(distinct person) people
                        from (select person from parties where case_id = any(c.ids)
                               union all select d.debtor) known) p
  cross join lateral (
      select json_agg(json_build_array(contact, at, channel, person, direction, case_id, purpose, address, result,
                                       collector, state <> 'done', nullif(body - 'text', '{}'))
                      order by at, contact) history,
             array_agg(distinct collector) firms
        from contacts
       where (case_id = any(c.ids) or person = any(p.people))
         and state in ('done', 'reserved', 'sending', 'in_doubt')) h
 where c.ids is not null"""
"""All about each debtor as one JSON array, so that it takes one statement: cases with their latest ageing and, where
no day is given, whether it is stale (there is none, or money was heard of since), open promises, unread rows,
parties, people, addresses (ids and kinds), statements, history, firms."""
_STALE: Final = 12
_PENDING: Final = 10
"""Places in the row of a case and of a contact."""
_BODY_FIELDS: Final = (
    "reply_to", "address_kind", "style", "conveys_debt", "limited_content", "language", "staff",
    "address_person", "known_at", "notice",
)  # fmt: skip


def read_dossiers(
    connection: Connection, debtors: Iterable[str], on: date | None = None
) -> dict[str, Dossier]:
    """The dossier of each debtor, with the latest ageing of each case, of `on` or before where it is given.

    A debtor without cases has none.
    """
    return {debtor: dossier for debtor, (dossier, _) in _read(connection, debtors, on)}


def read_with_stale(
    connection: Connection, debtors: Iterable[str]
) -> dict[str, tuple[Dossier, tuple[str, ...]]]:
    """The dossier of each debtor, and its cases whose ageing is stale: there is none, or money was heard of since."""
    return dict(_read(connection, debtors, None))


def _read(
    connection: Connection, debtors: Iterable[str], on: date | None
) -> Iterator[tuple[str, tuple[Dossier, tuple[str, ...]]]]:
    cursor = psycopg.RawCursor(connection)
    for debtor, parts in cursor.execute(_DOSSIERS, [sorted(set(debtors)), on]):
        yield debtor, (_dossier(debtor, *parts), tuple(row[0] for row in parts[0] if row[_STALE]))


def _dossier(debtor: str, *parts: list[Any] | None) -> Dossier:
    """A dossier from the arrays of `_DOSSIERS`, in their order; None where there is nothing."""
    cases, promises, unread, circle, people, addresses, statements, history, firms = (p or () for p in parts)
    why = dict(unread)
    promised: dict[str, list[Promise]] = defaultdict(list)
    for row in promises:
        promised[row[0]].append(_promise(row))
    parties = tuple(Party(case=case, person=person, role=role) for case, person, role in circle)
    known = {row[0]: _individual(row) for row in people}
    persons = dict.fromkeys([debtor, *(party.person for party in parties)])
    at_hand = [_address(row) for row in addresses]
    return Dossier(
        debtor=debtor,
        cases=tuple(_case(debtor, row, promised, why) for row in cases),
        parties=parties,
        people={p: known[p] for p in persons if p in known},
        addresses=tuple(address for p in persons for address in at_hand if address.person == p),
        statements=_in_order(map(read_statement, statements)),
        history=tuple(map(_contact, history)),
        pending=frozenset(row[0] for row in history if row[_PENDING]),
        firms={row[0]: _firm(row) for row in firms},
    )


def _contact(row: list[Any]) -> Contact:
    """One contact as the law sees it."""
    contact, at, channel, person, direction, case, purpose, address, result, collector, pending, body = row
    if pending:  # what is reserved counts at once, as the most that it can become
        result = "conversation" if channel == "call" else "sent"
    more: dict[str, Any] = {}
    debts = (case,)
    if body:
        more = {name: body[name] for name in _BODY_FIELDS if body.get(name) is not None}
        debts = tuple(body.get("debts") or debts)
        if body.get("talked_of") is not None:
            more["talked_of"] = tuple(body["talked_of"])
    return Contact(
        id=contact, at=datetime.fromisoformat(at), channel=channel, person=person, direction=direction,
        debts=debts, purpose=purpose, address=address, result=result, collector=collector, **more,
    )  # fmt: skip


def _in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda s: (s.at, s.id)))


def _case(
    debtor: str, row: list[Any], promises: Mapping[str, list[Promise]], unread: Mapping[str, str]
) -> CaseFile:
    case, lender, product, currency, status, on, days, bucket, overdue, balance, next_due, previous, _ = row
    age = None
    if on is not None:
        age = Ageing(
            on=date.fromisoformat(on),
            days_past_due=days,
            bucket=bucket,
            overdue=Decimal(overdue),
            balance=Decimal(balance),
            next_due=_day(next_due),
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
        promises=tuple(promises.get(case, ())),
        unread=unread.get(case),
    )


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _promise(row: list[Any]) -> Promise:
    case, promise, person, amount, made_at, due, status = row
    return Promise(
        id=promise,
        case=case,
        person=person,
        amount=Decimal(amount),
        made_at=datetime.fromisoformat(made_at),
        due=date.fromisoformat(due),
        status=status,
    )


def _address(row: list[Any]) -> Address:
    person, address, kind, verified_on = row
    return Address(id=address, person=person, kind=kind, verified_on=_day(verified_on))


@cache
def _zones(written: str) -> tuple[str, ...] | None:
    """The zones of a cell; a zone that there is not is not known, and so nobody is contacted by it."""
    zones = tuple(part.strip() for part in written.split(";"))
    try:
        for zone in zones:
            find_zone(zone)
    except ValueError:
        return None
    return zones


def _individual(row: list[Any]) -> Individual:
    person, language, zone, region, deceased, incapacitated, reachable = row
    zones = _zones(zone) if zone else None
    return Individual(
        id=person,
        language=language,
        zones=zones,
        region=region,
        deceased=deceased,
        incapacitated=incapacitated,
        reachable=reachable,
    )


def _firm(row: list[Any]) -> Firm:
    """A lender of one of the cases, an agency of one, or whoever stands in the history."""
    collector, kind, registered_name, acts_for, public_number, valid_from, valid_to = row
    return Firm(
        id=collector,
        kind=kind,
        registered_name=registered_name,
        acts_for=acts_for,
        public_number=public_number,
        valid_from=_day(valid_from),
        valid_to=_day(valid_to),
    )
