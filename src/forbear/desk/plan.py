"""A plan that was offered and signed: what the ledger is told of it, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from forbear.money.event_reading import read_event
from forbear.money.happened import Plan
from forbear.money.offers import SignedPlan, plan_state
from forbear.terms import InputError

HELD: Final = ("in_force", "late")
"""States in which a plan holds off collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A signed plan on a case: the offer as it was signed (an offer of the plan answer), the day, its state."""

    id: str
    case: str
    person: str
    offer: Mapping[str, Any]
    signed_at: datetime
    signed_on: date
    state: str = "in_force"


def told_to_ledger(agreement: Agreement) -> list[dict[str, Any]]:
    """The events by which the ledger learns of a plan (formats.md 5), each with an id of its own.

    InputError where the offer holds no event, or one that the ledger cannot read.

    >>> from datetime import UTC
    >>> offer = {"events": [{"kind": "plan", "instalments": [{"due": "2026-06-15", "amount": "100.00"}],
    ...                      "breach_after_days": 10}]}
    >>> one = Agreement(id="n1", case="c1", person="p1", offer=offer, signed_on=date(2026, 6, 1),
    ...                 signed_at=datetime(2026, 6, 1, tzinfo=UTC))
    >>> [event["id"] for event in told_to_ledger(one)]
    ['plan:n1:1']
    """
    given = agreement.offer.get("events")
    if not isinstance(given, list) or not given:
        raise InputError("/offer/events", "is missing; sign an offer of the plan answer as it is")
    events = [
        {"id": f"plan:{agreement.id}:{place}", "on": agreement.signed_on.isoformat(), **event}
        for place, event in enumerate(given, 1)
    ]
    for place, event in enumerate(events):
        read_event(event, f"/offer/events/{place}")
    return events


def state_on(agreement: Agreement, payments: Sequence[tuple[date, Decimal]], on: date) -> str:
    """How a plan stands at the end of a day (`plan_state`); an agreement without instalments is `in_force`."""
    for event in told_to_ledger(agreement):
        if event["kind"] == "plan":
            plan = cast(Plan, read_event(event, "/offer/events").detail)
            return plan_state(SignedPlan(signed=agreement.signed_on, plan=plan), payments, on).state
    return agreement.state
