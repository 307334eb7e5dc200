"""A request for offers: the ledger's terms and events, the day, whom it is about, the form, a proposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from forbear.money.afford import Form, read_form
from forbear.money.event_reading import read_events
from forbear.money.fields import amount, count, day, known, text, whole_units, word
from forbear.money.happened import Event
from forbear.money.offers.counter import Counter
from forbear.money.offers.policy import Policy, read_policy
from forbear.money.reading import read_terms
from forbear.money.terms import Terms
from forbear.terms import COLLECTOR_KINDS, PRODUCTS, InputError

_FIELDS: Final = frozenset(
    "id terms events on lender region product limitation_ends payday form policy counter".split()
)
_EVERY: Final = frozenset({"week", "fortnight", "month"})
_FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What `forbear plan` is asked (docs/reference/formats.md, Plan request).

    `lender` is the lender's kind (not that of an agency acting for it). `payday` is the day of the month on which
    money comes in. What is None was not told.
    """

    id: str | None
    terms: Terms
    events: tuple[Event, ...]
    on: date
    lender: str | None
    region: str | None
    product: str | None
    limitation_ends: date | None
    payday: int | None
    form: Form | None
    policy: Policy | None
    counter: Counter | None


def read_plan_request(body: Any) -> PlanRequest:
    """A request out of JSON. Raises `InputError` with the pointer of the first field that can't be read.

    >>> read_plan_request({"terms": {"currency": "CNY", "method": "revolving"}})
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /on: is no day; write YYYY-MM-DD
    """
    if not isinstance(body, Mapping):
        raise InputError("", "is no object; write terms, events and on")
    known(body, _FIELDS, "")
    if not isinstance(body.get("terms"), Mapping):
        raise InputError("/terms", "is missing; write the terms of a ledger request")
    events = body.get("events", [])
    if not isinstance(events, list) or not all(isinstance(event, Mapping) for event in events):
        raise InputError("/events", "is no list of events; write [] where nothing happened")
    terms = read_terms(body["terms"])
    on = day(body.get("on"), "/on")

    def told(name: str, read: Callable[[Any, str], Any]) -> Any:
        return None if body.get(name) is None else read(body[name], f"/{name}")

    return PlanRequest(
        id=told("id", text),
        terms=terms,
        events=read_events(events, terms),
        on=on,
        lender=told("lender", lambda value, at: word(value, COLLECTOR_KINDS - {"agency"}, at)),
        region=told("region", text),
        product=told("product", lambda value, at: word(value, PRODUCTS, at)),
        limitation_ends=told("limitation_ends", day),
        payday=told("payday", lambda value, at: count(value, at, least=1, most=31)),
        form=told("form", lambda value, at: read_form(value, terms.currency, at)),
        policy=told("policy", read_policy),
        counter=told("counter", lambda value, at: _counter(value, terms, on, at)),
    )


def _counter(value: Any, terms: Terms, on: date, at: str) -> Counter:
    if not isinstance(value, Mapping):
        raise InputError(
            at, 'is no proposal; write {"amount": "500.00", "every": "month", "from": "2026-12-10"}'
        )
    known(value, frozenset({"amount", "every", "from", "day"}), at)
    counter = Counter(
        amount=amount(value.get("amount"), f"{at}/amount"),
        every=word(value.get("every"), _EVERY, f"{at}/every"),
        start=day(value.get("from"), f"{at}/from"),
        day=None if value.get("day") is None else count(value["day"], f"{at}/day", least=1, most=31),
    )
    whole_units(counter.amount, terms.unit, f"{at}/amount")
    if counter.amount <= 0:
        raise InputError(f"{at}/amount", "is not above 0; who can pay nothing needs a person, not a plan")
    if not on < counter.start <= on + _FARTHEST:
        raise InputError(
            f"{at}/from", "is not within the year after `on`; write the day of the first payment"
        )
    if counter.day is not None and counter.every != "month":
        raise InputError(f"{at}/day", "is a day of the month, which goes with month alone; leave it out")
    return counter
