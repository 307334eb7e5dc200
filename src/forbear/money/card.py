"""A card's account: statements with a minimum and a due date, and the payments since.

A minimum is met when the payments since its statement reach it, whenever they come; a later minimum includes
the arrears of the earlier (formats.md 5.1). What is charged after a statement is a part of its own until the
next statement takes it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from forbear.money.events import pause, paused_days, standing
from forbear.money.happened import Event, Plan
from forbear.money.plans import plan_age
from forbear.money.terms import EXACT, Terms
from forbear.terms import InputError

_ZERO: Final = Decimal(0)


@dataclass(slots=True)
class Card:
    """A card as it stands: `statements` are (due, minimum, met before the statement).

    `balance` is the last statement less what was met since, negative where that is more; `charges` are the
    fees and penalties since the last statement.
    """

    balance: Decimal
    met: Decimal = _ZERO
    statements: list[tuple[date, Decimal, Decimal]] = field(default_factory=list)
    charges: dict[str, Decimal] = field(default_factory=lambda: {"fee": _ZERO, "penalty": _ZERO})
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    received: list[tuple[date, Decimal]] = field(default_factory=list)
    plans: list[tuple[date, Plan]] = field(default_factory=list)
    offers: list[tuple[date, date | None, Decimal]] = field(default_factory=list)

    def unmet(self) -> list[tuple[date, Decimal]]:
        """Minimums not met, as listed: the due date and the part that is lacking."""
        met = self.met
        return [
            (due, minimum - met + before)
            for due, minimum, before in self.statements
            if minimum > met - before
        ]

    def days_past_due(self, on: date) -> int:
        """Days since the oldest due date whose minimum isn't met, pauses left out; or by a plan that is kept."""
        kept = plan_age(self.plans, self.received, self.pauses, on) if self.plans else None
        days, after = kept or (0, None)
        due = min(
            (due for due, _ in self.unmet() if due < on and (after is None or due > after)), default=None
        )
        return days if due is None else max(days, (on - due).days - paused_days(self.pauses, due, on))

    def overdue(self, on: date) -> Decimal:
        """The largest unmet part of a minimum past its due date."""
        return max((lacking for due, lacking in self.unmet() if due < on), default=_ZERO)

    def next_due(self, on: date) -> date | None:
        """The earliest due date on or after a day whose minimum isn't met."""
        return min((due for due, _ in self.unmet() if due >= on), default=None)

    def meet(self, amount: Decimal) -> None:
        """Takes an amount off what is owed: first off the statement, then off what was charged since."""
        self.met += amount
        self.balance -= amount
        self._use_credit()

    def _use_credit(self) -> None:
        """What is met beyond the statement meets the charges since it."""
        for part, charged in self.charges.items():
            used = min(max(-self.balance, _ZERO), charged)
            self.charges[part] -= used
            self.balance += used

    def take(self, event: Event, index: int) -> None:
        """Tells one event. Raises `InputError` for one that a card can't have."""
        amount, kind = event.amount or _ZERO, event.kind
        if kind in ("payment", "recovery"):
            self.received.append((event.on, amount))
            self.meet(amount)
        elif kind == "statement":
            assert event.minimum is not None and event.due is not None
            self.statements.append((event.due, event.minimum, self.met))
            self.balance, self.charges = amount, {"fee": _ZERO, "penalty": _ZERO}
        elif kind in ("pause", "resume"):
            pause(self.pauses, event)
        elif kind == "plan":
            assert isinstance(event.detail, Plan)
            self.plans.append((event.on, event.detail))
        elif kind == "settlement":
            self.offers.append((event.on, event.until, amount))
        elif kind == "fee":
            self.charges[event.part or "fee"] += amount
            self._use_credit()
        elif kind == "waiver":
            self._waive(event)
        elif kind == "refund":
            self._refund(amount, index)
        elif kind != "charge_off":
            raise InputError(
                f"/events/{index}/kind",
                f"is {kind}, which changes a plan of instalments; a card has none, write a plan",
            )
        self._settle(event.on)

    def _waive(self, event: Event) -> None:
        part = event.part
        if part in self.charges:
            charged = self.charges[part]
            self.charges[part] -= charged if event.amount is None else min(event.amount, charged)
        elif part == "principal":
            owed = max(self.balance, _ZERO)
            self.meet(owed if event.amount is None else min(event.amount, owed))

    def _refund(self, amount: Decimal, index: int) -> None:
        if amount > -self.balance:
            raise InputError(
                f"/events/{index}/amount",
                f"is above the credit of that day, {max(-self.balance, _ZERO)};"
                " only what was paid in excess is given back",
            )
        self.balance += amount

    def _settle(self, on: date) -> None:
        for start, until, amount in self.offers:
            last = on if until is None else until
            paid = sum((paid for day, paid in self.received if start <= day <= last), _ZERO)
            if paid >= amount and on <= last:
                owed = max(self.balance, _ZERO) + sum(self.charges.values(), _ZERO)
                lacking = max((lacking for _, lacking in self.unmet()), default=_ZERO)
                self.charges = {"fee": _ZERO, "penalty": _ZERO}
                self.balance -= max(self.balance, _ZERO)
                self.met += max(owed, lacking)
                self.offers.clear()
                return


def tell(terms: Terms, events: Sequence[Event], on: date) -> Card:
    """The card at the end of a day. Raises `InputError` for a kind of event that a card can't have."""
    with localcontext(EXACT):
        card = Card(terms.principal)
        for index, event in standing(events, on):
            card.take(event, index)
        return card
