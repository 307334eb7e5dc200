"""From a JSON object (formats.md 1, 2) to a request. Every error names the field by its JSON pointer.

Unknown fields are errors, so that a typo can't switch a safeguard off; null is the same as left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, TypeVar

from forbear import terms
from forbear.law.clock import find_zone, parse_date, parse_instant, parse_time
from forbear.terms import Collector, Contact, Debt, InputError, Person, Request, Statement

Check = Callable[[Any], Any]
T = TypeVar("T")
LIMIT = 100_000
"""The most items that a list in a request may hold."""


def _word(words: frozenset[str]) -> Check:
    known = {word: word for word in words}

    def check(value: Any) -> str:
        if type(value) is str and (word := known.get(value)) is not None:
            return word  # one object a word, so that comparing is quick
        if not isinstance(value, str):
            raise InputError("", f"not a word; write one of {', '.join(sorted(words))}")
        close = get_close_matches(value, words, 1)
        hint = f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(sorted(words))
        raise InputError("", f"unknown word {value!r}; {hint}")

    return check


def _text(value: Any) -> str:
    if type(value) is not str:
        raise InputError("", 'not a string; write "…"')
    return value


def _name(value: Any) -> str:
    if type(value) is not str or not value:
        raise InputError("", 'not an id; write a string such as "p1"')
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise InputError("", "not true or false; write true, false or null")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise InputError("", "not a whole number; write 35")
    return value


def _count(value: Any) -> int:
    if _number(value) < 0:
        raise InputError("", "a negative number of people; write 0 or more")
    return int(value)


def _list(item: Check) -> Check:
    def check(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise InputError("", "not a list; write […]")
        if len(value) > LIMIT:
            raise InputError("", f"more than {LIMIT} items; split the request")
        made: list[Any] = []
        try:
            made.extend(map(item, value))
        except InputError as e:
            raise InputError(f"/{len(made)}{e.at}", e.why) from None
        return tuple(made)

    return check


def _instant(value: Any) -> datetime:
    return parse_instant(value, "")


def _date(value: Any) -> date:
    return parse_date(value, "")


def _zone(value: Any) -> str:
    try:
        find_zone(_text(value))
    except ValueError as e:
        raise InputError("", str(e)) from None
    return str(value)


CONTACT: Mapping[str, Check] = {
    "id": _name,
    "at": _instant,
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
    "last_due": _date,
    "limitation_ends": _date,
    "validation_sent": _date,
    "assigned": _date,
    "assignment_notified": _date,
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


def _from(value: Any) -> date | time:
    return _date(value) if isinstance(value, str) and "-" in value else parse_time(value, "")


STATEMENT: Mapping[str, Check] = {
    "id": _name,
    "at": _instant,
    "person": _name,
    "kind": _word(terms.STATEMENT_KINDS),
    "debts": _list(_name),
    "medium": _word(terms.MEDIA),
    "until": _instant,
    "days": _list(_word(frozenset(terms.WEEKDAYS))),
    "from": _from,
    "to": lambda v: v if isinstance(v, str) and v in terms.CONSENTS else parse_time(v, ""),
    "to_date": _date,
    "place": _word(terms.PLACES),
    "dates": _list(_date),
    "of": _name,
    "given_to": _name,
    "channel": _word(terms.CHANNELS),
    "address": _name,
    "by": _name,
    "written": _flag,
}


def _fields(value: Any, known: Mapping[str, Check]) -> dict[str, Any]:
    if type(value) is not dict:
        raise InputError("", "not an object; write {…}")
    out = {}
    key = ""
    try:
        for key, v in value.items():
            if v is not None:
                out[key] = known[key](v)
            elif key not in known:
                raise KeyError(key)
    except InputError as e:
        raise InputError(f"/{key}{e.at}", e.why) from None
    except KeyError:
        if key in known:
            raise
        close = get_close_matches(key, known, 1)
        hint = f"did you mean {close[0]!r}?" if close else "the fields are " + ", ".join(known)
        pointer = key.replace("~", "~0").replace("/", "~1")  # RFC 6901
        raise InputError(f"/{pointer}", f"unknown field; {hint}") from None
    return out


def _build(made: Callable[..., T], fields: dict[str, Any], needed: tuple[str, ...]) -> T:
    for key in needed:
        if key not in fields:
            raise InputError(f"/{key}", "missing; it is required")
    return made(**fields)


def read_contact(value: Any) -> Contact:
    """One contact of formats.md 1."""
    return _build(Contact, _fields(value, CONTACT), ("at", "channel", "person"))


def read_statement(value: Any) -> Statement:
    """One statement of formats.md 2.

    >>> read_statement({"id": "s", "at": "2026-03-05T15:20:00+08:00", "person": "p", "kind": "agreed_hours",
    ...                 "from": "22:00", "to": "23:30"}).to_time
    datetime.time(23, 30)
    """
    fields = _fields(value, STATEMENT)
    start, end = fields.pop("from", None), fields.pop("to", None)
    if fields.get("kind") == "consent":
        if type(end) is not str:
            raise InputError("/to", f"missing; a consent says to what: {', '.join(sorted(terms.CONSENTS))}")
        if isinstance(start, time):
            raise InputError("/from", "a consent is from a date on; write it as 2026-03-03")
        fields |= {"consent_to": end, "from_date": start}
    else:
        for key, v in (("from", start), ("to", end)):
            if v is not None and not isinstance(v, time):
                raise InputError(f"/{key}", "not a time of day; write it as 21:30")
            if v is None and fields.get("kind") == "agreed_hours":
                raise InputError(f"/{key}", "missing; agreed hours say from when to when, as 21:30")
        if start == end is not None and start != time(0):
            raise InputError("/to", "the same as from; write 00:00 and 24:00 for the whole day")
        fields |= {"from_time": start, "to_time": end}
    return _build(Statement, fields, ("id", "at", "person", "kind"))


def _unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Each item once: the same object twice is one, two objects with one id are an error."""
    seen: dict[str, Any] = {}
    kept = []
    for i, item in enumerate(items):
        first = item if item.id is None else seen.setdefault(item.id, item)
        if first is item:
            kept.append(item)
        elif first != item:
            raise InputError(
                f"/{i}/id", f"there are two different ones with the id {item.id!r}; ids are unique"
            )
    return items if len(kept) == len(items) else tuple(kept)


def _each(read: Callable[[Any], Any]) -> Check:
    listed = _list(read)
    return lambda value: _unique(listed(value))


def _things(made: Callable[..., Any], known: Mapping[str, Check]) -> Check:
    return _each(lambda v: _build(made, _fields(v, known), ("id",)))


REQUEST: Mapping[str, Check] = {
    "id": _name,
    "books": _list(_name),
    "read_at": _date,
    "posture": _word(terms.POSTURES),
    "collectors": _things(Collector, COLLECTOR),
    "debts": _things(Debt, DEBT),
    "people": _things(Person, PERSON),
    "statements": _each(read_statement),
    "history": _each(read_contact),
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
    return _build(Request, _fields(value, REQUEST), ("contact",))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no field stands twice: the second would silently take the first one's place."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError("", f"the field {twice!r} stands twice in one object; write it once")
    return made


_decode = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_refuse_twins).decode


def decode_json(text: str) -> Any:
    """The value of a JSON text. InputError where a field stands twice; ValueError where it is not JSON.

    >>> decode_json('{"id": "q1", "id": "q2"}')
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: the field 'id' stands twice in one object; write it once
    """
    return _decode(text)
