"""A card's account: statements with a minimum and a due date, and the payments since.

A minimum is met when the payments since its statement reach it, whenever they come; a later minimum includes
the arrears of the earlier (formats.md 5.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from forbear.money.events import pause, paused_days, standing, unhandled
from forbear.money.terms import Event, Terms

_ZERO: Final = Decimal(0)


@dataclass(slots=True)
class Card:
    """A card as it stands: `statements` are (due, minimum, paid before the statement)."""

    balance: Decimal
    paid: Decimal = _ZERO
    statements: list[tuple[date, Decimal, Decimal]] = field(default_factory=list)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)

    def unmet(self) -> list[tuple[date, Decimal]]:
        """Minimums not met, as listed: the due date and the part that is lacking."""
        paid = self.paid
        return [
            (due, minimum - paid + before)
            for due, minimum, before in self.statements
            if minimum > paid - before
        ]

    def days_past_due(self, on: date) -> int:
        """Days since the oldest due date whose minimum isn't met, pauses left out."""
        due = min((due for due, _ in self.unmet() if due < on), default=None)
        return 0 if due is None else (on - due).days - paused_days(self.pauses, due, on)

    def overdue(self, on: date) -> Decimal:
        """The largest unmet part of a minimum past its due date."""
        return max((lacking for due, lacking in self.unmet() if due < on), default=_ZERO)

    def next_due(self, on: date) -> date | None:
        """The earliest due date on or after a day whose minimum isn't met."""
        return min((due for due, _ in self.unmet() if due >= on), default=None)


def tell(terms: Terms, events: Sequence[Event], on: date) -> Card:
    """The card at the end of a day. Raises `InputError` for a kind of event that it can't reckon with."""
    card = Card(terms.principal)
    for i, event in standing(events, on):
        if event.kind == "payment":
            assert event.amount is not None
            card.paid += event.amount
            card.balance -= event.amount
        elif event.kind == "statement":
            assert event.amount is not None and event.minimum is not None and event.due is not None
            card.statements.append((event.due, event.minimum, card.paid))
            card.balance = event.amount
        elif event.kind in ("pause", "resume"):
            pause(card.pauses, event, i)
        else:
            raise unhandled(event, i, "a card")
    return card
