"""Events from JSON objects (formats.md 5), with errors that point and say what to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from forbear.money.fields import amount, count, day, known, object_of, rate, text, truth, whole_units, word
from forbear.money.happened import (
    EVENT_FIELDS,
    HOLIDAY_INTEREST,
    Event,
    PaymentHoliday,
    Plan,
    ReAge,
    Reschedule,
)
from forbear.money.reading import complete, every, parts
from forbear.money.terms import MOST_INSTALMENTS, PARTS, Terms
from forbear.terms import InputError

_ALWAYS: Final = frozenset({"on", "kind", "id"})


def read_event(body: Mapping[str, Any], at: str = "/event", unit: Decimal | None = None) -> Event:
    """One event of a ledger request. `unit`, where known, is the smallest unit that an amount may have.

    >>> read_event({"on": "2026-02-15", "kind": "payment", "amount": "1100.16"}).amount
    Decimal('1100.16')
    """
    object_of(body, at, "an event with its `kind` and `on`")
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in EVENT_FIELDS:
        raise InputError(f"{at}/kind", f"is none of {', '.join(EVENT_FIELDS)}")
    needed, optional = EVENT_FIELDS[kind]
    given: dict[str, Any] = {"kind": kind}
    readers = _READERS if kind not in _OF_KIND else {**_READERS, **_OF_KIND[kind]}
    for name, value in body.items():
        if name not in needed and name not in optional and name not in _ALWAYS:
            raise InputError(f"{at}/{name}", f"is no field of an event of kind {kind}")
        if value is not None and name != "kind":
            given[name] = readers[name](value, f"{at}/{name}")
    for name in ("on", *sorted(needed)):
        if name not in given:
            raise InputError(f"{at}/{name}", f"is missing; an event of kind {kind} needs it")
    _amounts(kind, given, unit, at)
    if kind == "fee" and given.get("part") in ("principal", "interest"):
        raise InputError(f"{at}/part", "is neither fee nor penalty; a charge is one of them")
    if "until" in given and given["until"] < given["on"]:
        raise InputError(f"{at}/until", "lies before `on`; nobody could meet that settlement")
    detail = _DETAILS.get(kind)
    if detail is not None:
        made = detail(given, at, unit)
        return Event(on=given["on"], kind=kind, id=given.get("id"), detail=made)
    return Event(**given)


def _amounts(kind: str, given: Mapping[str, Any], unit: Decimal | None, at: str) -> None:
    if unit is not None:
        whole_units(given.get("amount"), unit, f"{at}/amount")
        whole_units(given.get("minimum"), unit, f"{at}/minimum")
    if kind != "statement" and "amount" in given and given["amount"] <= 0:
        raise InputError(f"{at}/amount", f"is not above 0; a {kind} has a positive amount")
    if given.get("minimum", 0) < 0:
        raise InputError(f"{at}/minimum", "is below 0; write 0 where nothing need be paid")


def read_events(bodies: Sequence[Mapping[str, Any]], terms: Terms, at: str = "/events") -> tuple[Event, ...]:
    """The events of a ledger request, in the order given.

    >>> terms = Terms(currency="CNY", method="revolving")
    >>> [e.kind for e in read_events([{"on": "2026-02-15", "kind": "payment", "amount": "20"}], terms)]
    ['payment']
    """
    unit = terms.unit
    events = tuple(read_event(body, f"{at}/{i}", unit) for i, body in enumerate(bodies))
    _ids(events, at)
    _pauses(events, at)
    return events


def _ids(events: Sequence[Event], at: str) -> None:
    """An id names one event; a reversal names one that came before it."""
    known_on: dict[str, date] = {}
    for i, event in enumerate(events):
        if event.id is not None:
            if event.id in known_on:
                raise InputError(f"{at}/{i}/id", "is the id of an earlier event; write another")
            known_on[event.id] = event.on
    for i, event in enumerate(events):
        if event.of is not None and (event.of not in known_on or known_on[event.of] > event.on):
            raise InputError(f"{at}/{i}/of", "names no earlier event; write the `id` of the event reversed")


def _pauses(events: Sequence[Event], at: str) -> None:
    opened = 0
    for i, event in sorted(enumerate(events), key=lambda pair: pair[1].on):
        if event.kind == "pause":
            opened += 1
        elif event.kind == "resume":
            opened -= 1
            if opened < 0:
                raise InputError(f"{at}/{i}", "is a resume where no pause is open; write the pause first")


def _re_age(given: Mapping[str, Any], at: str, _: Decimal | None) -> ReAge:
    if given["first_due"] < given["on"]:
        raise InputError(f"{at}/first_due", "lies before `on`; the new instalments fall due from that day on")
    return ReAge(first_due=given["first_due"], every=given["every"], instalments=given["instalments"])


def _reschedule(given: Mapping[str, Any], at: str, _: Decimal | None) -> Reschedule:
    names = ("new_due", "extra_instalments", "annual_rate", "principal_free", "interest_free")
    changes = {name: given[name] for name in names if name in given}
    if not changes:
        raise InputError(at, f"changes nothing; write one or more of {', '.join(names)}")
    return Reschedule(start=given["from"], **changes)


def _holiday(given: Mapping[str, Any], at: str, _: Decimal | None) -> PaymentHoliday:
    if given["to"] < given["from"]:
        raise InputError(f"{at}/to", "lies before `from`")
    return PaymentHoliday(start=given["from"], end=given["to"], interest=given.get("interest", "next"))


def _plan(given: Mapping[str, Any], at: str, unit: Decimal | None) -> Plan:
    dues = [due for due, _ in given["instalments"]]
    for i, (due, promised) in enumerate(given["instalments"]):
        where = f"{at}/instalments/{i}"
        if unit is not None:
            whole_units(promised, unit, f"{where}/amount")
        if due < given["on"]:
            raise InputError(f"{where}/due", "lies before `on`; a plan begins when it is signed")
    if dues != sorted(set(dues)):
        raise InputError(f"{at}/instalments", "does not rise from due date to due date")
    return Plan(instalments=given["instalments"], breach_after_days=given.get("breach_after_days", 0))


def _promised(value: Any, at: str) -> tuple[tuple[date, Decimal], ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_INSTALMENTS:
        raise InputError(at, f"is no list of 1 to {MOST_INSTALMENTS} objects with `due` and `amount`")
    found = []
    for i, entry in enumerate(value):
        body = object_of(entry, f"{at}/{i}", "`due` and `amount`")
        known(body, frozenset({"due", "amount"}), f"{at}/{i}")
        promised = amount(body.get("amount"), f"{at}/{i}/amount")
        if promised <= 0:
            raise InputError(f"{at}/{i}/amount", "is not above 0")
        found.append((day(body.get("due"), f"{at}/{i}/due"), promised))
    return tuple(found)


_Detail = Callable[[Mapping[str, Any], str, Decimal | None], ReAge | Reschedule | PaymentHoliday | Plan]
_DETAILS: Final[Mapping[str, _Detail]] = {
    "re_age": _re_age,
    "reschedule": _reschedule,
    "payment_holiday": _holiday,
    "plan": _plan,
}
_READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "on": day,
    "due": day,
    "first_due": day,
    "new_due": day,
    "from": day,
    "to": day,
    "until": day,
    "amount": amount,
    "minimum": amount,
    "annual_rate": rate,
    "every": every,
    "instalments": lambda value, at: count(value, at, least=1, most=MOST_INSTALMENTS),
    "extra_instalments": count,
    "principal_free": count,
    "interest_free": count,
    "breach_after_days": count,
    "accrue": truth,
    "interest": lambda value, at: word(value, HOLIDAY_INTEREST, at),
    "order": lambda value, at: complete(parts(value, at)),
    "id": text,
    "of": text,
    "part": lambda value, at: word(value, frozenset(PARTS), at),
}
_OF_KIND: Final[Mapping[str, Mapping[str, Callable[[Any, str], Any]]]] = {"plan": {"instalments": _promised}}
