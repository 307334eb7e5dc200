"""A contract's books while its events are told one by one: what is owed, paid, paid ahead, and written off."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from forbear.money import loan
from forbear.money.account import ZERO, Account
from forbear.money.allocation import order_on
from forbear.money.card import Card
from forbear.money.happened import Event
from forbear.money.terms import PARTS, Terms

_COMES_IN: Final = frozenset({"payment", "recovery"})
Amounts = tuple[Decimal, Decimal, Decimal, Decimal]
_NONE: Final[Amounts] = (ZERO, ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Told:
    """The books at one moment, by part where there are four: `came` is all that was ever charged, less what was
    waived; `cash` what came in, less what was given back.
    """

    owed: Amounts = _NONE
    came: Amounts = _NONE
    ahead: Amounts = _NONE
    credit: Decimal = ZERO
    cash: Decimal = ZERO
    reserve: Decimal = ZERO


class Books(ABC):
    """The books of a contract, told through a day."""

    def __init__(self) -> None:
        self.told = Told()
        self.cash = self.reserve = ZERO

    @abstractmethod
    def reach(self, on: date) -> None:
        """Comes to a day: interest and late charges through it."""

    @abstractmethod
    def take(self, index: int, event: Event) -> bool:
        """Tells an event on its day; whether it ended the debt by a settlement."""

    @abstractmethod
    def dues(self, until: date) -> list[date]:
        """The due dates between the day reached and another, neither included."""

    @abstractmethod
    def order(self, on: date) -> tuple[tuple[str, ...], int | None]:
        """The order in which a payment of that day meets the parts, and the days past due that choose it."""

    def _count(self, event: Event) -> None:
        """What an event moves in cash, and what it writes off."""
        amount = event.amount or ZERO
        if event.kind in _COMES_IN:
            self.cash += amount
        elif event.kind == "refund":
            self.cash -= amount
        elif event.kind == "charge_off":
            self.reserve = max(self.reserve, sum(self.told.owed, ZERO))


class LoanBooks(Books):
    """The books of a loan."""

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.account: Account = loan.begin(terms)
        assert terms.disbursed is not None
        self.disbursed = terms.disbursed
        self.day = date.min

    def reach(self, on: date) -> None:
        """Comes to a day: interest and late charges through it."""
        loan.go_on(self.account, [], on)
        self._read(on)

    def take(self, index: int, event: Event) -> bool:
        """Tells an event on its day; whether it ended the debt by a settlement."""
        offered = bool(self.account.offers) or event.kind == "settlement"
        loan.go_on(self.account, [(index, event)], event.on)
        self._count(event)
        self._read(event.on)
        return offered and not self.account.offers

    def dues(self, until: date) -> list[date]:
        """The due dates between the day reached and another, and the day of disbursement."""
        days = {self.disbursed, *(row.due for row in self.account.rows)}
        return sorted(day for day in days if self.day < day < until)

    def order(self, on: date) -> tuple[tuple[str, ...], int | None]:
        """The order in which a payment of that day meets the parts, and the days past due that choose it."""
        return tuple(PARTS[i] for i in order_on(self.account, on)), self.account.days_past_due(on)

    def _read(self, on: date) -> None:
        account, self.day = self.account, on
        paid = [sum((row.paid[part] for row in account.rows), ZERO) for part in range(4)]
        if on < self.disbursed:
            owed, ahead = [ZERO] * 4, paid
        else:
            owed = loan.balance(account, on)
            ahead = [ZERO] * 4
            for row in account.rows:
                for part in range(4):
                    if row.paid[part]:
                        ahead[part] += max(row.paid[part] - row.run_by(part, on, account.terms), ZERO)
        self.reserve = min(self.reserve, sum(owed, ZERO))
        came = [owed[part] + paid[part] - ahead[part] for part in range(4)]
        self.told = Told(_four(owed), _four(came), _four(ahead), account.credit, self.cash, self.reserve)


class CardBooks(Books):
    """The books of a card. What a statement adds is its purchases, interest and fees in one sum."""

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.card = Card(terms.principal)
        self.charged = {"fee": ZERO, "penalty": ZERO}

    def reach(self, on: date) -> None:
        """Comes to a day; a card's account changes by events alone."""
        self._read()

    def take(self, index: int, event: Event) -> bool:
        """Tells an event on its day; whether it ended the debt by a settlement."""
        offered = bool(self.card.offers) or event.kind == "settlement"
        self.card.take(event, index)
        if event.kind == "fee":
            self.charged[event.part or "fee"] += event.amount or ZERO
        self._count(event)
        self._read()
        return offered and not self.card.offers

    def dues(self, until: date) -> list[date]:
        """None: nothing accrues between events."""
        return []

    def order(self, on: date) -> tuple[tuple[str, ...], int | None]:
        """None: a payment meets the statement, then what was charged since."""
        return (), None

    def _read(self) -> None:
        charges, balance = self.card.charges, self.card.balance
        owed = (max(balance, ZERO), ZERO, charges["fee"], charges["penalty"])
        credit = max(-balance, ZERO)
        self.reserve = min(self.reserve, sum(owed, ZERO))
        fee, penalty = self.charged["fee"], self.charged["penalty"]
        billed = sum(owed, ZERO) + self.cash - credit - fee - penalty
        self.told = Told(owed, (billed, ZERO, fee, penalty), _NONE, credit, self.cash, self.reserve)


def open_books(terms: Terms) -> Books:
    """The books of a contract before anything happened.

    >>> open_books(Terms(currency="CNY", method="revolving")).told.owed[0]
    Decimal('0')
    """
    return CardBooks(terms) if terms.method == "revolving" else LoanBooks(terms)


def _four(amounts: list[Decimal]) -> Amounts:
    principal, interest, fee, penalty = amounts
    return principal, interest, fee, penalty
