"""Terms from a JSON object (formats.md 5), with errors that point and say what to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from forbear.law.clock.calendars import CALENDARS
from forbear.money.currency import smallest_unit
from forbear.money.fields import amount, code, count, day, known, object_of, rate, whole_units, word
from forbear.money.schedule import due_dates
from forbear.money.terms import (
    ACROSS,
    BUCKETS,
    DAY_COUNTS,
    LATE_KINDS,
    METHODS,
    MOST_INSTALMENTS,
    PARTS,
    SHIFTS,
    Every,
    Holidays,
    Late,
    Order,
    Terms,
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
        given["fee_per_period"] = _share(body["fee_per_period"], given, unit, f"{at}/fee_per_period")
    if "late" in given:
        whole_units(given["late"].amount, unit, f"{at}/late/amount")
        if body["late"].get("cap") is not None:
            given["late"] = replace(
                given["late"], cap=_share(body["late"]["cap"], given, unit, f"{at}/late/cap")
            )
    if given["rounding"] <= 0 or given["rounding"] % unit:
        raise InputError(f"{at}/rounding", f"is no multiple of the currency's smallest unit, {unit}")
    terms = Terms(**given)
    _coherent(terms, at)
    return terms


def _coherent(terms: Terms, at: str) -> None:
    if terms.principal < 0:
        raise InputError(f"{at}/principal", "is below 0")
    if terms.method == "revolving":
        return
    assert terms.disbursed is not None and terms.first_due is not None
    if terms.first_due < terms.disbursed:
        raise InputError(
            f"{at}/first_due", "lies before `disbursed`; the first instalment falls due after it"
        )
    if terms.principal <= 0:
        raise InputError(f"{at}/principal", "is not above 0; write the amount lent")
    if not 0 <= terms.down_payment < terms.principal:
        raise InputError(f"{at}/down_payment", "is below 0, or leaves nothing of the principal to lend")
    if terms.principal_free >= terms.instalments:
        raise InputError(
            f"{at}/principal_free", "leaves no period to repay in; write less than `instalments`"
        )
    if terms.recalculate == "daily" and terms.method == "flat":
        raise InputError(
            f"{at}/recalculate", "is daily, but a flat interest is one on the original principal; write none"
        )
    try:
        last = due_dates(terms)[-1]
    except (ValueError, OverflowError):
        last = None
    if last is None or last.year > 2299:
        raise InputError(f"{at}/instalments", "run past the year 2299; write fewer, or a shorter `every`")


def every(value: Any, at: str) -> Every:
    """The step from one due date to the next."""
    if not isinstance(value, Mapping) or len(value) != 1:
        raise InputError(at, 'is no period; write {"months": n}, {"days": n} or {"weeks": n}')
    ((name, number),) = value.items()
    number = count(number, f"{at}/{name}", least=1)
    match name:
        case "months":
            return Every(months=number)
        case "days":
            return Every(days=number)
        case "weeks":
            return Every(weeks=number)
    raise InputError(f"{at}/{name}", "is none of months, days, weeks")


def parts(value: Any, at: str) -> tuple[str, ...]:
    """A list of different parts."""
    if not isinstance(value, list) or not value or len(set(map(str, value))) < len(value):
        raise InputError(at, f"is no list of different parts; the parts are {', '.join(PARTS)}")
    return tuple(word(part, frozenset(PARTS), f"{at}/{i}") for i, part in enumerate(value))


def _late(value: Any, at: str) -> Late:
    body = object_of(value, at, "a late charge with its `kind`")
    known(body, frozenset(Late.__slots__), at)
    kind = word(body.get("kind"), LATE_KINDS, f"{at}/kind")
    needed, other = ("amount", "rate") if kind == "fixed" else ("rate", "amount")
    if body.get(needed) is None:
        raise InputError(f"{at}/{needed}", f"is missing; a late charge of kind {kind} needs it")
    if body.get(other) is not None:
        raise InputError(f"{at}/{other}", f"has no meaning in a late charge of kind {kind}; leave it out")
    on = ("principal",) if body.get("on") is None else parts(body["on"], f"{at}/on")
    if "penalty" in on:
        raise InputError(f"{at}/on", "names penalty; a late charge never bears a late charge")
    return Late(
        kind=kind,
        rate=rate(body["rate"], f"{at}/rate") if kind != "fixed" else Decimal(0),
        amount=_charge(body["amount"], f"{at}/amount") if kind == "fixed" else Decimal(0),
        grace_days=0 if body.get("grace_days") is None else count(body["grace_days"], f"{at}/grace_days"),
        on=on,
    )


def _charge(value: Any, at: str) -> Decimal:
    charge = amount(value, at)
    if charge < 0:
        raise InputError(at, "is below 0")
    return charge


def _holidays(value: Any, at: str) -> Holidays:
    body = object_of(value, at, "a `calendar` and a `shift`")
    known(body, frozenset(Holidays.__slots__), at)
    shift = "next" if body.get("shift") is None else word(body["shift"], SHIFTS, f"{at}/shift")
    return Holidays(calendar=word(body.get("calendar"), frozenset(CALENDARS), f"{at}/calendar"), shift=shift)


def _allocation(value: Any, at: str) -> tuple[Order, ...]:
    if not isinstance(value, list) or not value:
        raise InputError(at, "is no list of parts, nor of objects with `from_dpd` and `order`")
    if isinstance(value[0], str):
        return (Order(parts=complete(parts(value, at))),)
    orders = []
    for i, entry in enumerate(value):
        if not isinstance(entry, Mapping):
            raise InputError(f"{at}/{i}", "is no object with `from_dpd` and `order`")
        known(entry, frozenset({"from_dpd", "order"}), f"{at}/{i}")
        start = count(entry.get("from_dpd"), f"{at}/{i}/from_dpd", most=36500)
        orders.append(Order(from_dpd=start, parts=complete(parts(entry.get("order"), f"{at}/{i}/order"))))
    starts = [order.from_dpd for order in orders]
    if starts[0] != 0 or starts != sorted(set(starts)):
        raise InputError(at, "does not rise from `from_dpd` 0")
    return tuple(orders)


def complete(named: tuple[str, ...]) -> tuple[str, ...]:
    """An order of all four parts: those that it leaves out come last."""
    return named + tuple(part for part in Order().parts if part not in named)


def _buckets(value: Any, at: str) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise InputError(at, f"is no list of lower bounds in days, such as {list(BUCKETS)}")
    bounds = tuple(count(bound, f"{at}/{i}", least=1, most=36500) for i, bound in enumerate(value))
    if list(bounds) != sorted(set(bounds)):
        raise InputError(at, "does not rise from bound to bound")
    return bounds


def _share(value: Any, given: Mapping[str, Any], unit: Decimal, at: str) -> Decimal:
    """An amount, or a share of the original principal: {"rate": "0.01"}."""
    if isinstance(value, Mapping):
        known(value, frozenset({"rate"}), at)
        share = rate(value.get("rate"), f"{at}/rate") * given.get("principal", Decimal(0))
        return Terms(currency=given["currency"], method="flat", ties=given.get("ties", "even")).round(share)
    charge = _charge(value, at)
    whole_units(charge, unit, at)
    return charge


_READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "principal": amount,
    "down_payment": amount,
    "rounding": amount,
    "annual_rate": rate,
    "disbursed": day,
    "first_due": day,
    "instalments": lambda value, at: count(value, at, least=1, most=MOST_INSTALMENTS),
    "principal_free": count,
    "interest_free": count,
    "every": every,
    "day_count": lambda value, at: word(value, DAY_COUNTS, at),
    "ties": lambda value, at: word(value, frozenset({"even", "up"}), at),
    "across": lambda value, at: word(value, ACROSS, at),
    "recalculate": lambda value, at: word(value, frozenset({"none", "daily"}), at),
    "late": _late,
    "allocation": _allocation,
    "buckets": _buckets,
    "holidays": _holidays,
}
