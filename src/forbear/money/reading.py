"""Terms and events from JSON objects (formats.md 5), with errors that point and say what to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from forbear.money.fields import amount, code, count, day, known, rate, text, whole_units, word
from forbear.money.terms import (
    ACROSS,
    BUCKETS,
    DAY_COUNTS,
    EVENT_FIELDS,
    LATE_KINDS,
    METHODS,
    PARTS,
    Event,
    Every,
    Late,
    Order,
    Terms,
    smallest_unit,
)
from forbear.terms import InputError

_TERMS_FIELDS: Final = frozenset(Terms.__slots__)
_PLAN_FIELDS: Final = ("principal", "disbursed", "first_due", "instalments", "every")


def read_terms(body: Mapping[str, Any], at: str = "/terms") -> Terms:
    """The terms of a ledger request. What is left out or null takes the default of formats.md 5.1.

    Raises `InputError` with the pointer of the first field that can't be read.

    >>> read_terms({"currency": "CNY", "method": "revolving"}).buckets[:3]
    (1, 31, 61)
    """
    known(body, _TERMS_FIELDS, at)
    method = word(body.get("method"), METHODS, f"{at}/method")
    if method != "revolving":
        for name in _PLAN_FIELDS:
            if body.get(name) is None:
                raise InputError(f"{at}/{name}", f"is missing; a contract of method {method} needs it")
    currency = code(body.get("currency"), f"{at}/currency")
    unit = smallest_unit(currency)
    given: dict[str, Any] = {"currency": currency, "method": method, "rounding": unit}
    for name, value in body.items():
        if value is not None and name in _READERS:
            given[name] = _READERS[name](value, f"{at}/{name}")
    for name in ("principal", "down_payment"):
        whole_units(given.get(name), unit, f"{at}/{name}")
    if body.get("fee_per_period") is not None:
        given["fee_per_period"] = _fee(body["fee_per_period"], given, unit, f"{at}/fee_per_period")
    if given["rounding"] <= 0 or given["rounding"] % unit:
        raise InputError(f"{at}/rounding", f"is no multiple of the currency's smallest unit, {unit}")
    terms = Terms(**given)
    _coherent(terms, at)
    return terms


def _coherent(terms: Terms, at: str) -> None:
    if terms.method == "revolving":
        return
    assert terms.disbursed is not None and terms.first_due is not None
    if terms.first_due < terms.disbursed:
        raise InputError(
            f"{at}/first_due", "lies before `disbursed`; the first instalment falls due after it"
        )
    if terms.principal <= 0:
        raise InputError(f"{at}/principal", "is not above 0; write the amount lent")
    if terms.down_payment > terms.principal:
        raise InputError(f"{at}/down_payment", "is above the principal")
    if terms.principal_free >= terms.instalments:
        raise InputError(
            f"{at}/principal_free", "leaves no period to repay in; write less than `instalments`"
        )


def read_event(body: Mapping[str, Any], at: str = "/event", unit: Decimal | None = None) -> Event:
    """One event of a ledger request. `unit`, where known, is the smallest unit that an amount may have.

    >>> read_event({"on": "2026-02-15", "kind": "payment", "amount": "1100.16"}).amount
    Decimal('1100.16')
    """
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in EVENT_FIELDS:
        raise InputError(f"{at}/kind", f"is none of {', '.join(EVENT_FIELDS)}")
    needed, optional = EVENT_FIELDS[kind]
    given: dict[str, Any] = {"kind": kind}
    more: dict[str, Any] = {}
    for name, value in body.items():
        if name not in needed and name not in optional and name not in ("on", "kind", "id"):
            raise InputError(f"{at}/{name}", f"is no field of an event of kind {kind}")
        if value is None or name == "kind":
            continue
        if name in _EVENT_READERS:
            given[name] = _EVENT_READERS[name](value, f"{at}/{name}")
        else:
            more[name] = value
    for name in ("on", *sorted(needed)):
        if name not in given and name not in more:
            raise InputError(f"{at}/{name}", f"is missing; an event of kind {kind} needs it")
    if unit is not None:
        whole_units(given.get("amount"), unit, f"{at}/amount")
        whole_units(given.get("minimum"), unit, f"{at}/minimum")
    if kind != "statement" and "amount" in given and given["amount"] <= 0:
        raise InputError(f"{at}/amount", f"is not above 0; a {kind} has a positive amount")
    if kind == "fee" and given.get("part") in ("principal", "interest"):
        raise InputError(f"{at}/part", "is neither fee nor penalty; a charge is one of them")
    if given.get("minimum", 0) < 0:
        raise InputError(f"{at}/minimum", "is below 0; write 0 where nothing need be paid")
    return Event(**given, more=more) if more else Event(**given)


def read_events(bodies: Sequence[Mapping[str, Any]], terms: Terms, at: str = "/events") -> tuple[Event, ...]:
    """The events of a ledger request, in the order given.

    >>> terms = read_terms({"currency": "CNY", "method": "revolving"})
    >>> [e.kind for e in read_events([{"on": "2026-02-15", "kind": "payment", "amount": "20"}], terms)]
    ['payment']
    """
    unit = terms.unit
    return tuple(read_event(body, f"{at}/{i}", unit) for i, body in enumerate(bodies))


def _every(value: Any, at: str) -> Every:
    if not isinstance(value, Mapping) or len(value) != 1:
        raise InputError(at, 'is no period; write {"months": n}, {"days": n} or {"weeks": n}')
    ((name, number),) = value.items()
    number = count(number, f"{at}/{name}", least=1)
    if name == "months":
        return Every(months=number)
    if name in ("days", "weeks"):
        return Every(days=number * 7 if name == "weeks" else number)
    raise InputError(f"{at}/{name}", "is none of months, days, weeks")


def _parts(value: Any, at: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or len(set(map(str, value))) < len(value):
        raise InputError(at, f"is no list of different parts; the parts are {', '.join(PARTS)}")
    return tuple(word(part, frozenset(PARTS), f"{at}/{i}") for i, part in enumerate(value))


def _late(value: Any, at: str) -> Late:
    if not isinstance(value, Mapping):
        raise InputError(at, "is no late charge; write an object with `kind`")
    known(value, frozenset(Late.__slots__), at)
    kind = word(value.get("kind"), LATE_KINDS, f"{at}/kind")
    needed = "amount" if kind == "fixed" else "rate"
    if value.get(needed) is None:
        raise InputError(f"{at}/{needed}", f"is missing; a late charge of kind {kind} needs it")
    on = ("principal",) if value.get("on") is None else _parts(value["on"], f"{at}/on")
    if "penalty" in on:
        raise InputError(f"{at}/on", "names penalty; a late charge never bears a late charge")
    return Late(
        kind=kind,
        rate=rate(value["rate"], f"{at}/rate") if kind != "fixed" else Decimal(0),
        amount=amount(value["amount"], f"{at}/amount") if kind == "fixed" else Decimal(0),
        grace_days=count(value.get("grace_days") or 0, f"{at}/grace_days"),
        on=on,
    )


def _allocation(value: Any, at: str) -> tuple[Order, ...]:
    if not isinstance(value, list) or not value:
        raise InputError(at, "is no list of parts, nor of objects with `from_dpd` and `order`")
    if isinstance(value[0], str):
        return (Order(parts=_complete(_parts(value, at))),)
    orders = []
    for i, entry in enumerate(value):
        if not isinstance(entry, Mapping):
            raise InputError(f"{at}/{i}", "is no object with `from_dpd` and `order`")
        known(entry, frozenset({"from_dpd", "order"}), f"{at}/{i}")
        start = count(entry.get("from_dpd"), f"{at}/{i}/from_dpd", most=36500)
        orders.append(Order(from_dpd=start, parts=_complete(_parts(entry.get("order"), f"{at}/{i}/order"))))
    starts = [order.from_dpd for order in orders]
    if starts[0] != 0 or starts != sorted(set(starts)):
        raise InputError(at, "does not rise from `from_dpd` 0")
    return tuple(orders)


def _complete(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts + tuple(part for part in Order().parts if part not in parts)


def _buckets(value: Any, at: str) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise InputError(at, f"is no list of lower bounds in days, such as {list(BUCKETS)}")
    bounds = tuple(count(bound, f"{at}/{i}", least=1, most=36500) for i, bound in enumerate(value))
    if list(bounds) != sorted(set(bounds)):
        raise InputError(at, "does not rise from bound to bound")
    return bounds


def _fee(value: Any, given: Mapping[str, Any], unit: Decimal, at: str) -> Decimal:
    if isinstance(value, Mapping):
        known(value, frozenset({"rate"}), at)
        share = rate(value.get("rate"), f"{at}/rate") * given.get("principal", Decimal(0))
        return Terms(currency=given["currency"], method="flat", ties=given.get("ties", "even")).round(share)
    fee = amount(value, at)
    whole_units(fee, unit, at)
    if fee < 0:
        raise InputError(at, "is below 0")
    return fee


_READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "principal": amount,
    "down_payment": amount,
    "rounding": amount,
    "annual_rate": rate,
    "disbursed": day,
    "first_due": day,
    "instalments": lambda value, at: count(value, at, least=1),
    "principal_free": count,
    "interest_free": count,
    "every": _every,
    "day_count": lambda value, at: word(value, DAY_COUNTS, at),
    "ties": lambda value, at: word(value, frozenset({"even", "up"}), at),
    "across": lambda value, at: word(value, ACROSS, at),
    "recalculate": lambda value, at: word(value, frozenset({"none", "daily"}), at),
    "late": _late,
    "allocation": _allocation,
    "buckets": _buckets,
}

_EVENT_READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "on": day,
    "due": day,
    "amount": amount,
    "minimum": amount,
    "id": text,
    "of": text,
    "part": lambda value, at: word(value, frozenset(PARTS), at),
}
