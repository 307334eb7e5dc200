"""The age of one case by the pure code, event by event: where sums do not tell it, or the night could not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from forbear.desk.promise import Payment
from forbear.money import Age, age, read_events, read_terms
from forbear.terms import ForbearError

Event = tuple[str, date, Mapping[str, Any]]
"""Its id, its day, and its body (formats.md 5)."""
_MONEY_COMES_IN: Final = frozenset({"payment", "recovery"})


def age_case(terms: Mapping[str, Any] | None, events: Iterable[Event], on: date) -> Age | str:
    """The age of one case, or why it cannot be told.

    >>> age_case(None, (), date(2026, 5, 12))
    'terms: are missing; add the case to terms.csv'
    """
    if terms is None:
        return "terms: are missing; add the case to terms.csv"
    try:
        contract = read_terms(terms)
        told = read_events([{**body, "id": event} for event, _, body in events], contract)
        return age(contract, told, on)
    except ForbearError as error:
        return str(error)
    except (ArithmeticError, ValueError, LookupError, TypeError) as error:  # one case must not stop the night
        return f"terms: cannot be reckoned with ({type(error).__name__}); a person has to look at them"


def payments(events: Iterable[Event]) -> list[Payment]:
    """The money that came in and stayed: payments that no later event reverses.

    >>> day = date(2026, 5, 4)
    >>> payments([("e1", day, {"kind": "payment", "amount": "5.00"}),
    ...           ("e2", day, {"kind": "reversal", "of": "e1"})])
    []
    """
    told = list(events)
    reversed_ones = {body.get("of") for _, _, body in told if body.get("kind") == "reversal"}
    return [
        Payment(on=day, amount=Decimal(str(body["amount"])))
        for event, day, body in told
        if body.get("kind") in _MONEY_COMES_IN
        and event not in reversed_ones
        and body.get("amount") is not None
    ]
