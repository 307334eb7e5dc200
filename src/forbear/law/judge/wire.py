"""From a JSON object (formats.md 1, 2) to a request. Every error names the field by its JSON pointer.

Unknown fields are errors, so that a typo can't switch a safeguard off; null is the same as left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any, TypeVar

from forbear import terms
from forbear.law.clock import find_zone, parse_date, parse_instant, parse_time
from forbear.terms import Collector, Contact, Debt, InputError, Person, Request, Statement

Check = Callable[[Any, str], Any]
T = TypeVar("T")
LIMIT = 100_000
"""The most items that a list in a request may hold."""


def _word(words: frozenset[str]) -> Check:
    known = {word: word for word in words}

    def check(value: Any, at: str) -> str:
        if type(value) is str and (word := known.get(value)) is not None:
            return word  # one object a word, so that comparing is quick
        if not isinstance(value, str):
            raise InputError(at, f"not a word; write one of {', '.join(sorted(words))}")
        close = get_close_matches(value, words, 1)
        hint = f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(sorted(words))
        raise InputError(at, f"unknown word {value!r}; {hint}")

    return check


def _text(value: Any, at: str) -> str:
    if type(value) is not str:
        raise InputError(at, 'not a string; write "…"')
    return value


def _name(value: Any, at: str) -> str:
    if type(value) is not str or not value:
        raise InputError(at, 'not an id; write a string such as "p1"')
    return value


def _flag(value: Any, at: str) -> bool:
    if type(value) is not bool:
        raise InputError(at, "not true or false; write true, false or null")
    return value


def _number(value: Any, at: str) -> int:
    if type(value) is not int:
        raise InputError(at, "not a whole number; write 35")
    return value


def _count(value: Any, at: str) -> int:
    if _number(value, at) < 0:
        raise InputError(at, "a negative number of people; write 0 or more")
    return int(value)


def _list(item: Check) -> Check:
    def check(value: Any, at: str) -> tuple[Any, ...]:
        if type(value) is not list:
            raise InputError(at, "not a list; write […]")
        if len(value) > LIMIT:
            raise InputError(at, f"more than {LIMIT} items; split the request")
        return tuple([item(v, f"{at}/{i}") for i, v in enumerate(value)])

    return check


def _zone(value: Any, at: str) -> str:
    try:
        find_zone(_text(value, at))
    except ValueError as e:
        raise InputError(at, str(e)) from None
    return str(value)


CONTACT: Mapping[str, Check] = {
    "id": _name,
    "at": parse_instant,
    "channel": _word(terms.CHANNELS),
    "direction": _word(terms.DIRECTIONS),
    "person": _name,
    "debts": _list(_name),
    "purpose": _word(terms.PURPOSES),
    "reply_to": _name,
    "address": _name,
    "address_kind": _word(terms.ADDRESS_KINDS),
    "result": _word(terms.RESULTS),
    "style": _word(terms.STYLES),
    "conveys_debt": _flag,
    "limited_content": _flag,
    "text": _text,
    "language": _text,
    "staff": _count,
    "address_person": _name,
    "known_at": _word(terms.PLACES),
    "talked_of": _list(_name),
    "notice": _text,
    "collector": _name,
}
COLLECTOR: Mapping[str, Check] = {"id": _name, "kind": _word(terms.COLLECTOR_KINDS), "acts_for": _name}
DEBT: Mapping[str, Check] = {
    "id": _name,
    "product": _word(terms.PRODUCTS),
    "status": _word(terms.DEBT_STATUSES),
    "days_past_due": _number,
    "last_due": parse_date,
    "limitation_ends": parse_date,
    "validation_sent": parse_date,
    "assigned": parse_date,
    "assignment_notified": parse_date,
    "group": _name,
}
PERSON: Mapping[str, Check] = {
    "id": _name,
    "role": _word(terms.ROLES),
    "zones": _list(_zone),
    "region": _name,
    "deceased": _flag,
    "incapacitated": _flag,
    "minor": _flag,
    "reachable": _flag,
}


def _from(value: Any, at: str) -> date | time:
    return parse_date(value, at) if isinstance(value, str) and "-" in value else parse_time(value, at)


STATEMENT: Mapping[str, Check] = {
    "id": _name,
    "at": parse_instant,
    "person": _name,
    "kind": _word(terms.STATEMENT_KINDS),
    "debts": _list(_name),
    "medium": _word(terms.MEDIA),
    "until": parse_instant,
    "days": _list(_word(frozenset(terms.WEEKDAYS))),
    "from": _from,
    "to": lambda v, at: v if isinstance(v, str) and v in terms.CONSENTS else parse_time(v, at),
    "to_date": parse_date,
    "place": _word(terms.PLACES),
    "dates": _list(parse_date),
    "of": _name,
    "given_to": _name,
    "channel": _word(terms.CHANNELS),
    "address": _name,
    "by": _name,
    "written": _flag,
}


def _fields(value: Any, known: Mapping[str, Check], at: str) -> dict[str, Any]:
    if type(value) is not dict:
        raise InputError(at, "not an object; write {…}")
    out = {}
    for key, v in value.items():
        check = known.get(key)
        if check is None:
            close = get_close_matches(key, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else "the fields are " + ", ".join(known)
            pointer = key.replace("~", "~0").replace("/", "~1")  # RFC 6901
            raise InputError(f"{at}/{pointer}", f"unknown field; {hint}")
        if v is not None:
            out[key] = check(v, f"{at}/{key}")
    return out


def _build(made: Callable[..., T], fields: dict[str, Any], needed: tuple[str, ...], at: str) -> T:
    for key in needed:
        if key not in fields:
            raise InputError(f"{at}/{key}", "missing; it is required")
    return made(**fields)


def read_contact(value: Any, at: str = "") -> Contact:
    """One contact of formats.md 1."""
    fields = _fields(value, CONTACT, at)
    return _build(Contact, fields, ("at", "channel", "person"), at)


def read_statement(value: Any, at: str = "") -> Statement:
    """One statement of formats.md 2.

    >>> read_statement({"id": "s", "at": "2026-03-05T15:20:00+08:00", "person": "p", "kind": "agreed_hours",
    ...                 "from": "22:00", "to": "23:30"}).to_time
    datetime.time(23, 30)
    """
    fields = _fields(value, STATEMENT, at)
    start, end = fields.pop("from", None), fields.pop("to", None)
    if fields.get("kind") == "consent":
        if type(end) is not str:
            raise InputError(
                f"{at}/to", f"missing; a consent says to what: {', '.join(sorted(terms.CONSENTS))}"
            )
        if isinstance(start, time):
            raise InputError(f"{at}/from", "a consent is from a date on; write it as 2026-03-03")
        fields |= {"consent_to": end, "from_date": start}
    else:
        for key, v in (("from", start), ("to", end)):
            if v is not None and not isinstance(v, time):
                raise InputError(f"{at}/{key}", "not a time of day; write it as 21:30")
            if v is None and fields.get("kind") == "agreed_hours":
                raise InputError(f"{at}/{key}", "missing; agreed hours say from when to when, as 21:30")
        fields |= {"from_time": start, "to_time": end}
    return _build(Statement, fields, ("id", "at", "person", "kind"), at)


def _each(read: Callable[[Any, str], T]) -> Check:
    listed = _list(read)

    def check(value: Any, at: str) -> tuple[T, ...]:
        made: tuple[T, ...] = listed(value, at)
        return made

    return check


def _unique(items: tuple[Any, ...], at: str) -> tuple[Any, ...]:
    """Each item once: the same object twice is one, two objects with one id are an error."""
    seen: dict[str, Any] = {}
    kept = []
    for i, item in enumerate(items):
        first = item if item.id is None else seen.setdefault(item.id, item)
        if first is item:
            kept.append(item)
        elif first != item:
            raise InputError(
                f"{at}/{i}/id", f"there are two different ones with the id {item.id!r}; ids are unique"
            )
    return items if len(kept) == len(items) else tuple(kept)


def _things(made: Callable[..., Any], known: Mapping[str, Check]) -> Check:
    listed = _list(lambda v, at: _build(made, _fields(v, known, at), ("id",), at))
    return lambda value, at: _unique(listed(value, at), at)


_statements, _history = _each(read_statement), _each(read_contact)
REQUEST: Mapping[str, Check] = {
    "id": _name,
    "books": _list(_name),
    "read_at": parse_date,
    "posture": _word(terms.POSTURES),
    "collectors": _things(Collector, COLLECTOR),
    "debts": _things(Debt, DEBT),
    "people": _things(Person, PERSON),
    "statements": lambda v, at: _unique(_statements(v, at), at),
    "history": lambda v, at: _unique(_history(v, at), at),
    "contact": read_contact,
}


def read_request(value: Any) -> Request:
    """A judge request of formats.md 2; InputError names the field by its JSON pointer.

    >>> read_request({"contact": {"at": "2026-04-07T10:00:00-04:00", "channel": "carrier_pigeon", "person": "p"}})
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /contact/channel: unknown word 'carrier_pigeon'; write one of call, email, fax, im, \
letter, portal, postcard, ringless_voicemail, sms, social_message, social_post, visit
    """
    return _build(Request, _fields(value, REQUEST, ""), ("contact",), "")
