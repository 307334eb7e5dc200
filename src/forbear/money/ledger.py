"""The ledger request and its answer (formats.md 5 and 5.1): what is owed, by row, by date, and at what rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from forbear.money import card, loan
from forbear.money.account import ZERO, Account
from forbear.money.ageing import Age, Parts, age_account, ages, parts_of
from forbear.money.event_reading import read_events
from forbear.money.fields import day, known, object_of, text, word
from forbear.money.happened import Event
from forbear.money.rate import AnnualRates, annual_rates
from forbear.money.reading import read_terms
from forbear.money.terms import PARTS, Terms
from forbear.terms import COLLECTOR_KINDS, PRODUCTS, InputError

MOST_EVENTS: Final = 10_000
MOST_DATES: Final = 1_000
_FIELDS: Final = frozenset({"id", "terms", "events", "as_of", "region", "lender", "product"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRequest:
    """A contract, what happened to it, and the days on which to look.

    `region`, `lender` (its kind) and `product`, where they are told, say which caps and classes bind it.
    """

    terms: Terms
    events: tuple[Event, ...] = ()
    as_of: tuple[date, ...] = ()
    id: str | None = None
    region: str | None = None
    lender: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One instalment as charged, by its parts; what of it is paid and what is left. What is waived is in neither."""

    due: date
    charged: Parts
    paid: Decimal
    outstanding: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The answer: the rows after all events, the states asked for, the rates of the contract.

    `credit` is what was paid beyond all that is owed, on the day that the rows show.
    """

    request: LedgerRequest
    rows: tuple[LedgerRow, ...]
    states: tuple[Age, ...]
    rates: AnnualRates
    credit: Decimal


def read_ledger(value: Any) -> LedgerRequest:
    """A ledger request; `InputError` names the field by its JSON pointer.

    >>> read_ledger({"terms": {"currency": "CNY", "method": "revolving"}, "as_of": ["2026-05-12"]}).as_of
    (datetime.date(2026, 5, 12),)
    """
    body = object_of(value, "", "a ledger request with `terms`, `events` and `as_of`")
    known(body, _FIELDS, "")
    name = body.get("id")
    if name is not None and not isinstance(name, str):
        raise InputError("/id", "is no text")
    if body.get("terms") is None:
        raise InputError("/terms", "is missing; it is required")
    terms = read_terms(object_of(body["terms"], "/terms", "the contract's terms"))
    events = read_events(_listed(body.get("events"), "/events", MOST_EVENTS), terms)
    days = _listed(body.get("as_of"), "/as_of", MOST_DATES)
    as_of = tuple(day(value, f"/as_of/{i}") for i, value in enumerate(days))
    region, lender, product = (body.get(field) for field in ("region", "lender", "product"))
    return LedgerRequest(
        terms=terms,
        events=events,
        as_of=as_of,
        id=name,
        region=None if region is None else text(region, "/region"),
        lender=None if lender is None else word(lender, COLLECTOR_KINDS - {"agency"}, "/lender"),
        product=None if product is None else word(product, PRODUCTS, "/product"),
    )


def _listed(value: Any, at: str, most: int) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > most:
        raise InputError(at, f"is no list of at most {most:,} entries")
    return value


def ledger(request: LedgerRequest) -> Ledger:
    """Reckons a contract. Raises `InputError` for an event that cannot have happened, and names it.

    >>> request = read_ledger({"terms": {"currency": "CNY", "principal": "1200.00", "disbursed": "2026-01-15",
    ...     "first_due": "2026-02-15", "instalments": 12, "every": {"months": 1}, "method": "equal_principal"},
    ...     "events": [{"on": "2026-02-15", "kind": "payment", "amount": "40.00"}], "as_of": ["2026-02-20"]})
    >>> answer = ledger(request)
    >>> answer.rows[0].outstanding, answer.states[0].days_past_due
    (Decimal('60.00'), 5)
    """
    terms, events = request.terms, request.events
    shown = max([*request.as_of, *(event.on for event in events)], default=terms.disbursed)
    rates = annual_rates(terms)
    if terms.method == "revolving":
        days = sorted(set(request.as_of))
        balance = ZERO if shown is None else card.tell(terms, events, shown).balance
        states = tuple(ages(terms, events, days))
        return Ledger(request=request, rows=(), states=states, rates=rates, credit=max(-balance, ZERO))
    assert shown is not None

    def look(account: Account, on: date) -> tuple[Age, tuple[LedgerRow, ...]]:
        return age_account(account, on), rows_of(account) if on == shown else ()

    asked = set(request.as_of)
    found = loan.follow(terms, events, sorted({*asked, shown}), look)
    return Ledger(
        request=request,
        rows=found[-1][1],
        states=tuple(age for age, _ in found if age.on in asked),
        rates=rates,
        credit=found[-1][0].credit,
    )


def rows_of(account: Account) -> tuple[LedgerRow, ...]:
    """The rows of an account as they are shown."""
    return tuple(
        LedgerRow(
            due=row.due,
            charged=parts_of([row.asked(part) for part in range(4)]),
            paid=sum(row.paid, ZERO),
            outstanding=row.left,
        )
        for row in account.rows
    )


def ledger_json(answer: Ledger) -> dict[str, Any]:
    """The answer as formats.md 5.1 writes it: amounts as decimal strings of the currency's smallest unit.

    >>> request = read_ledger({"id": "L1", "terms": {"currency": "JPY", "method": "revolving"}})
    >>> ledger_json(ledger(request))["schedule"]
    []
    """
    unit, rates = answer.request.terms.unit, answer.rates
    made: dict[str, Any] = {
        "id": answer.request.id,
        "schedule": [
            {"due": row.due.isoformat()}
            | {part: _text(getattr(row.charged, part), unit) for part in PARTS}
            | {"paid": _text(row.paid, unit), "outstanding": _text(row.outstanding, unit)}
            for row in answer.rows
        ],
        "as_of": {state.on.isoformat(): _state(state, unit) for state in answer.states},
        "credit": _text(answer.credit, unit),
        "annual_percentage_rate": _rate(rates.annual_percentage_rate),
        "effective_annual_rate": _rate(rates.effective_annual_rate),
    }
    if rates.why is not None:
        made["why"] = rates.why
    return made


def _state(state: Age, unit: Decimal) -> Mapping[str, Any]:
    return {
        "balance": _by_part(state.balance, unit),
        "overdue": _by_part(state.overdue, unit),
        "days_past_due": state.days_past_due,
        "bucket": state.bucket,
        "next_due": None if state.next_due is None else state.next_due.isoformat(),
        "payoff": _text(state.balance.total, unit),
        "credit": _text(state.credit, unit),
    }


def _by_part(parts: Parts, unit: Decimal) -> dict[str, str]:
    return {part: _text(getattr(parts, part), unit) for part in (*PARTS, "total")}


def _text(amount: Decimal, unit: Decimal) -> str:
    return f"{amount.quantize(unit):f}"


def _rate(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:f}"
