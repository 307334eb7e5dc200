"""A loan's account as it stands: its rows, what is paid, charged and waived of each, the pauses, the plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from forbear.money.days import Fraction
from forbear.money.events import paused_days
from forbear.money.happened import Plan
from forbear.money.plans import plan_age
from forbear.money.schedule import Instalment
from forbear.money.terms import PARTS, Late, Terms

ZERO: Final = Decimal(0)
PRINCIPAL, INTEREST, FEE, PENALTY = range(4)
INDEX: Final = {part: i for i, part in enumerate(PARTS)}
DAY: Final = timedelta(days=1)
Piece = tuple[date, date, Decimal]
"""Interest that accrues evenly from a day to another."""


class Row:
    """One instalment of the account: its four parts (`PARTS`) as owed, less what is waived, and as paid.

    `slot` counts the periods from the account's anchor and is None for a row that is no planned instalment.
    `accrued`, `charged` and `accrued_to` belong to late charges, `outs` (principal out, times days) to
    interest on what is really out. `charges` are fees charged by events: from when, which part, how much;
    `carried` is interest that an arrangement handed on to this row, beside that of its own period.
    """

    __slots__ = (
        "accrued",
        "accrued_to",
        "carried",
        "charged",
        "charges",
        "due",
        "end",
        "left",
        "outs",
        "owed",
        "paid",
        "slot",
        "start",
        "waived",
        "years",
    )

    def __init__(self, plan: Instalment, late: Late | None, slot: int | None) -> None:
        self.start, self.end, self.due = plan.start, plan.end, plan.due
        self.slot = slot
        self.years: Fraction = plan.years
        self.owed = [plan.principal, plan.interest, plan.fee, ZERO]
        self.paid = [ZERO, ZERO, ZERO, ZERO]
        self.left = plan.principal + plan.interest + plan.fee
        self.accrued = self.charged = self.outs = ZERO
        self.accrued_to = late.starts(plan.due) if late else plan.due
        self.charges: tuple[tuple[date, int, Decimal], ...] = ()
        self.waived: list[Decimal] | None = None
        self.carried: tuple[Piece, ...] = ()

    def unpaid(self, part: int) -> Decimal:
        """What is still owed of one part."""
        return self.owed[part] - self.paid[part]

    def add(self, part: int, amount: Decimal) -> None:
        """Charges an amount of one part."""
        self.owed[part] += amount
        self.left += amount

    def set_owed(self, part: int, amount: Decimal) -> None:
        """Makes an amount what is owed of one part."""
        self.left += amount - self.owed[part]
        self.owed[part] = amount

    def waive(self, part: int, amount: Decimal) -> None:
        """Waives an amount of one part: it is then neither paid nor outstanding."""
        if amount:
            self.add(part, -amount)
            self.waived = self.waived or [ZERO, ZERO, ZERO, ZERO]
            self.waived[part] += amount

    def asked(self, part: int) -> Decimal:
        """What was charged of one part, before anything was waived: the column of the schedule."""
        return self.owed[part] + (self.waived[part] if self.waived else ZERO)

    def pay(self, part: int, amount: Decimal) -> Decimal:
        """Pays one part as far as it is owed, and gives back how much that was."""
        met = min(amount, self.unpaid(part))
        if met <= 0:
            return ZERO
        self.paid[part] += met
        self.left -= met
        return met

    def cut(self) -> None:
        """Leaves of the row what was paid."""
        self.owed, self.left = self.paid.copy(), ZERO
        self.charges, self.carried, self.waived, self.slot = (), (), None, None

    def charged_by(self, part: int, on: date, terms: Terms) -> Decimal:
        """What is charged of one part by a day and not paid: of a row not yet due, what has accrued."""
        if self.due <= on or part == PRINCIPAL:
            return self.unpaid(part)
        return max(self.run_by(part, on, terms) - self.paid[part], ZERO)

    def borne(self, outs: Decimal, terms: Terms) -> Decimal:
        """The interest of this row's period on principal that was out, times the days that it was."""
        over, under = self.years
        days = (self.end - self.start).days
        return terms.round(outs * terms.annual_rate * over / (under * days)) if over else ZERO

    def run_by(self, part: int, on: date, terms: Terms) -> Decimal:
        """What is charged of one part by a day and not waived, paid or not."""
        if self.due <= on or part == PRINCIPAL:
            return self.owed[part]
        if part == INTEREST:
            run = self._interest_by(on, terms)
        else:
            run = sum((amount for due, of, amount in self.charges if of == part and due <= on), ZERO)
        waived = self.waived[part] if self.waived else ZERO
        return max(min(run - waived, self.owed[part]), ZERO)

    def hand_on(self, *pieces: Piece) -> None:
        """Puts interest of other days with this row."""
        self.carried += pieces
        self.add(INTEREST, sum((amount for _, _, amount in pieces), ZERO))

    def own(self) -> Decimal:
        """The interest of the row's own period, as planned."""
        return self.asked(INTEREST) - sum((amount for _, _, amount in self.carried), ZERO)

    def _interest_by(self, on: date, terms: Terms) -> Decimal:
        """What has accrued by a day: on what was really out, or of the plan's interest its share by days."""
        if self.start >= on and not self.carried:
            return ZERO
        carried = sum((_accrued(piece, on) for piece in self.carried), ZERO)
        if terms.recalculate == "daily":
            return terms.round(carried) + self.borne(self.outs, terms)
        return terms.round(carried + _accrued((self.start, self.end, self.own()), on))


def _accrued(piece: Piece, on: date) -> Decimal:
    start, end, amount = piece
    if on >= end:
        return amount
    return amount * (on - start).days / (end - start).days if on > start else ZERO


@dataclass(slots=True)
class Account:
    """A loan as it stands after the events told so far.

    `opened` is the first row not paid in full; `anchor` the due date that slots are counted from; `financed`
    the original principal less the down payment; `received` every payment with its day; `frozen` after a
    charge-off without accrual; `reached` the day through which interest on what is really out is reckoned.
    """

    terms: Terms
    rows: list[Row]
    anchor: date
    financed: Decimal
    reached: date
    opened: int = 0
    credit: Decimal = ZERO
    late_total: Decimal = ZERO
    frozen: bool = False
    level: Decimal | None = None
    principal_free_to: int = 0
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    received: list[tuple[date, Decimal]] = field(default_factory=list)
    plans: list[tuple[date, Plan]] = field(default_factory=list)
    offers: list[tuple[date, date | None, Decimal]] = field(default_factory=list)

    def oldest_due(self, on: date, after: date | None = None) -> date | None:
        """The due date of the oldest instalment past due (and due after `after`) not paid in full."""
        rows = self.rows
        for i in range(self.opened, len(rows)):
            due = rows[i].due
            if due >= on:
                return None
            if rows[i].left and (after is None or due > after):
                return due
        return None

    def days_past_due(self, on: date) -> int:
        """Days since the oldest open due date, those on which ageing was paused left out.

        While a plan is kept they follow its dates, and those of instalments due after its last.
        """
        after: date | None = None
        days = 0
        if self.plans:
            kept = plan_age(self.plans, self.received, self.pauses, on)
            if kept is not None:
                days, after = kept
        due = self.oldest_due(on, after)
        if due is None:
            return days
        return max(days, (on - due).days - (paused_days(self.pauses, due, on) if self.pauses else 0))

    def open_rows(self, before: date | None = None) -> Iterator[Row]:
        """Rows not paid in full, oldest first; with `before`, those past due on that day."""
        for i in range(self.opened, len(self.rows)):
            row = self.rows[i]
            if before is not None and row.due >= before:
                return
            if row.left:
                yield row

    def close_paid(self) -> None:
        """Moves `opened` past the rows that are paid in full."""
        while self.opened < len(self.rows) and not self.rows[self.opened].left:
            self.opened += 1

    def reopen(self) -> None:
        """Puts the rows in order of their due dates and finds the first open one again."""
        self.rows.sort(key=lambda row: row.due)
        self.opened = 0
        self.close_paid()

    def unpaid_principal(self) -> Decimal:
        """The principal that is really out."""
        return sum((row.owed[0] - row.paid[0] for row in self.rows[self.opened :]), ZERO)
