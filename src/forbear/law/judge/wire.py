"""From a JSON object (formats.md 1, 2) to a request. Every error names the field by its JSON pointer.

Unknown fields are errors, so that a typo can't switch a safeguard off; null is the same as left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any, TypeVar

from forbear import terms
from forbear.law.clock import parse_time
from forbear.law.judge.checks import (
    Check,
    count_of,
    day,
    flag,
    instant,
    list_of,
    name,
    number,
    text,
    word,
    zone,
)
from forbear.terms import Collector, Contact, Debt, InputError, Person, Request, Statement

T = TypeVar("T")
CONTACT: Mapping[str, Check] = {
    "id": name,
    "at": instant,
    "channel": word(terms.CHANNELS),
    "direction": word(terms.DIRECTIONS),
    "person": name,
    "debts": list_of(name),
    "purpose": word(terms.PURPOSES),
    "reply_to": name,
    "address": name,
    "address_kind": word(terms.ADDRESS_KINDS),
    "result": word(terms.RESULTS),
    "style": word(terms.STYLES),
    "conveys_debt": flag,
    "limited_content": flag,
    "text": text,
    "language": text,
    "staff": count_of,
    "address_person": name,
    "known_at": word(terms.PLACES),
    "talked_of": list_of(name),
    "notice": text,
    "collector": name,
}
COLLECTOR: Mapping[str, Check] = {"id": name, "kind": word(terms.COLLECTOR_KINDS), "acts_for": name}
DEBT: Mapping[str, Check] = {
    "id": name,
    "product": word(terms.PRODUCTS),
    "status": word(terms.DEBT_STATUSES),
    "days_past_due": number,
    "last_due": day,
    "limitation_ends": day,
    "validation_sent": day,
    "assigned": day,
    "assignment_notified": day,
    "group": name,
}
PERSON: Mapping[str, Check] = {
    "id": name,
    "role": word(terms.ROLES),
    "zones": list_of(zone),
    "region": name,
    "deceased": flag,
    "incapacitated": flag,
    "minor": flag,
    "reachable": flag,
}


def _from(value: Any) -> date | time:
    return day(value) if isinstance(value, str) and "-" in value else parse_time(value, "")


STATEMENT: Mapping[str, Check] = {
    "id": name,
    "at": instant,
    "person": name,
    "kind": word(terms.STATEMENT_KINDS),
    "debts": list_of(name),
    "medium": word(terms.MEDIA),
    "until": instant,
    "days": list_of(word(frozenset(terms.WEEKDAYS))),
    "from": _from,
    "to": lambda v: v if isinstance(v, str) and v in terms.CONSENTS else parse_time(v, ""),
    "to_date": day,
    "place": word(terms.PLACES),
    "dates": list_of(day),
    "of": name,
    "given_to": name,
    "channel": word(terms.CHANNELS),
    "address": name,
    "by": name,
    "written": flag,
}


NEEDED: Mapping[str, tuple[str, ...]] = {
    "lifted": ("of",),
    "address_leaked": ("address",),
    "address_invalid": ("address",),
}
"""What a kind of statement cannot do without: it would bind nothing, or open too much."""


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
    for key in NEEDED.get(fields.get("kind", ""), ()):
        if key not in fields:
            raise InputError(f"/{key}", f"missing; a statement of kind {fields['kind']} needs it")
    if fields.get("kind") == "opt_in" and not {"channel", "address"} & fields.keys():
        raise InputError("/channel", "missing, and address too; an opt_in says what is open again")
    start, end = fields.pop("from", None), fields.pop("to", None)
    if fields.get("kind") == "consent":
        if type(end) is not str:
            raise InputError("/to", f"missing; a consent says to what: {', '.join(sorted(terms.CONSENTS))}")
        if "days" in fields:
            raise InputError("/days", "a consent has no weekdays; write agreed_hours, or from and to_date")
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
    listed = list_of(read)
    return lambda value: _unique(listed(value))


def _things(made: Callable[..., Any], known: Mapping[str, Check]) -> Check:
    return _each(lambda v: _build(made, _fields(v, known), ("id",)))


REQUEST: Mapping[str, Check] = {
    "id": name,
    "books": list_of(name),
    "read_at": day,
    "posture": word(terms.POSTURES),
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
