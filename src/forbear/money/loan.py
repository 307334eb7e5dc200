"""A loan's account: the plan, and what was paid, charged, waived and taken back since.

The account of a day is told from the beginning: a reversed payment is left out and the rest told again, so
that there is nothing to undo.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from forbear.money.events import pause, paused_days, standing, unhandled
from forbear.money.schedule import Instalment, schedule
from forbear.money.terms import PARTS, Event, Late, Terms

_ZERO: Final = Decimal(0)
_INDEX: Final = {part: i for i, part in enumerate(PARTS)}
_PENALTY: Final = _INDEX["penalty"]


class Row:
    """One instalment of the account: its four parts (`PARTS`) as owed, less what is waived, and as paid."""

    __slots__ = (
        "accrued",
        "accrued_to",
        "charged",
        "charges",
        "due",
        "left",
        "owed",
        "paid",
        "start",
        "waived",
    )

    def __init__(self, plan: Instalment, late: Late | None) -> None:
        self.start, self.due = plan.start, plan.due
        self.owed = [plan.principal, plan.interest, plan.fee, _ZERO]
        self.paid = [_ZERO, _ZERO, _ZERO, _ZERO]
        self.left = plan.principal + plan.interest + plan.fee
        self.accrued = self.charged = _ZERO
        self.accrued_to = late.starts(plan.due) if late else plan.due
        self.charges: list[tuple[date, int, Decimal]] | None = None
        self.waived: list[Decimal] | None = None

    def unpaid(self, part: int) -> Decimal:
        """What is still owed of one part."""
        return self.owed[part] - self.paid[part]

    def add(self, part: int, amount: Decimal) -> None:
        """Charges an amount of one part."""
        self.owed[part] += amount
        self.left += amount

    def waive(self, part: int, amount: Decimal) -> None:
        """Waives an amount of one part: it is then neither paid nor outstanding."""
        self.add(part, -amount)
        self.waived = self.waived or [_ZERO, _ZERO, _ZERO, _ZERO]
        self.waived[part] += amount

    def asked(self, part: int) -> Decimal:
        """What was charged of one part, before anything was waived: the column of the schedule."""
        return self.owed[part] + (self.waived[part] if self.waived else _ZERO)

    def pay(self, part: int, amount: Decimal) -> Decimal:
        """Pays one part as far as it is owed, and gives back how much that was."""
        met = min(amount, self.unpaid(part))
        if met <= 0:
            return _ZERO
        self.paid[part] += met
        self.left -= met
        return met


@dataclass(slots=True)
class Account:
    """A loan as it stands after the events told so far. `opened` is the first row not paid in full."""

    terms: Terms
    rows: list[Row]
    opened: int = 0
    credit: Decimal = _ZERO
    pauses: list[tuple[date, date | None]] = field(default_factory=list)

    def oldest_due(self, on: date) -> date | None:
        """The due date of the oldest instalment that is past due and not paid in full."""
        rows = self.rows
        for i in range(self.opened, len(rows)):
            if rows[i].due >= on:
                return None
            if rows[i].left:
                return rows[i].due
        return None

    def days_past_due(self, on: date) -> int:
        """Days since the oldest open due date, those on which ageing was paused left out."""
        due = self.oldest_due(on)
        return 0 if due is None else (on - due).days - paused_days(self.pauses, due, on)

    def open_rows(self, before: date | None = None) -> Iterable[Row]:
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


def tell(terms: Terms, events: Sequence[Event], on: date) -> Account:
    """The account at the end of a day, late charges of that day included.

    Raises `InputError` for an event of a kind that this version doesn't handle, and names it.
    """
    late = terms.late
    account = Account(terms, [Row(plan, late) for plan in schedule(terms)])
    account.close_paid()
    for i, event in standing(events, on):
        handler = _HANDLERS.get(event.kind)
        if handler is None:
            raise unhandled(event, i, "a loan")
        if late:
            _charge_late(account, late, event.on)
        handler(account, event, i)
    if late:
        _charge_late(account, late, on)
    return account


def _charge_late(account: Account, late: Late, on: date) -> None:
    bearing = [_INDEX[part] for part in late.on]
    for row in account.open_rows(before=on):
        if on <= row.accrued_to:
            continue
        if late.kind == "daily_rate":
            base = sum((row.unpaid(part) for part in bearing), _ZERO)
            row.accrued += base * late.rate * (on - row.accrued_to).days
            row.accrued_to = on
            row.add(_PENALTY, account.terms.round(row.accrued) - row.charged)
            row.charged = account.terms.round(row.accrued)
        else:
            base = sum((row.unpaid(part) for part in bearing), _ZERO)
            charge = late.amount if late.kind == "fixed" else account.terms.round(base * late.rate)
            row.add(_PENALTY, charge)
            row.accrued_to = date.max


def _pay(account: Account, event: Event, _: int) -> None:
    assert event.amount is not None
    orders = account.terms.allocation
    order = orders[0]
    if len(orders) > 1:
        days = account.days_past_due(event.on)
        order = next(entry for entry in reversed(orders) if entry.from_dpd <= days)
    account.credit += allocate(account, event.amount, event.on, [_INDEX[part] for part in order.parts])


def allocate(account: Account, amount: Decimal, on: date, order: Sequence[int]) -> Decimal:
    """Allocates a payment to what is owed, and gives back what is beyond all of it."""
    if account.terms.across == "component_first":
        due_by = on + timedelta(days=1)
        due = list(account.open_rows(before=due_by))
        later = [row for row in account.open_rows() if row.due >= due_by]
        steps = [(row, part) for group in (due, later) for part in order for row in group]
        for row, part in steps:
            amount -= row.pay(part, amount)
    else:
        for row in account.open_rows():
            if amount >= row.left:
                amount -= row.left
                row.paid, row.left = row.owed.copy(), _ZERO
                continue
            for part in order:
                amount -= row.pay(part, amount)
            break
    account.close_paid()
    return amount


def _fee(account: Account, event: Event, _: int) -> None:
    assert event.amount is not None
    due, part = event.due or event.on, _INDEX[event.part or "fee"]
    at = next((i for i, row in enumerate(account.rows) if row.due >= due), len(account.rows))
    if at == len(account.rows):
        start = account.rows[-1].due
        account.rows.append(Row(Instalment(start, due, _ZERO, _ZERO, _ZERO), account.terms.late))
    row = account.rows[at]
    if row.due < event.on:
        row.accrued_to = max(row.accrued_to, event.on)
    row.add(part, event.amount)
    row.charges = [*(row.charges or ()), (due, part, event.amount)]
    account.opened = min(account.opened, at)
    if account.credit:
        order = [_INDEX[part] for part in account.terms.allocation[0].parts]
        account.credit = allocate(account, account.credit, event.on, order)


def _waive(account: Account, event: Event, _: int) -> None:
    assert event.part is not None
    part, rest = _INDEX[event.part], event.amount
    for row in account.open_rows():
        if rest is None and event.part == "interest" and row.due > event.on:
            break
        waived = row.unpaid(part) if rest is None else min(row.unpaid(part), rest)
        row.waive(part, waived)
        rest = None if rest is None else rest - waived
    account.close_paid()


def _pause(account: Account, event: Event, index: int) -> None:
    pause(account.pauses, event, index)


_HANDLERS: Final[Mapping[str, Callable[[Account, Event, int], None]]] = {
    "payment": _pay,
    "fee": _fee,
    "waiver": _waive,
    "pause": _pause,
    "resume": _pause,
}


def balance(account: Account, on: date) -> list[Decimal]:
    """What is owed at the end of a day by part: principal out, interest due and running, charges made."""
    owed = [_ZERO, _ZERO, _ZERO, _ZERO]
    for row in account.open_rows():
        owed[0] += row.unpaid(0)
        if row.due <= on:
            for part in (1, 2, 3):
                owed[part] += row.unpaid(part)
            continue
        if row.start < on:
            owed[1] += max(_running(account.terms, row, on) - row.paid[1], _ZERO)
        if row.charges:
            for part in (2, 3):
                charged = sum((amount for due, of, amount in row.charges if of == part and due <= on), _ZERO)
                owed[part] += max(min(charged, row.owed[part]) - row.paid[part], _ZERO)
    return owed


def _running(terms: Terms, row: Row, on: date) -> Decimal:
    return terms.round(row.owed[1] * (on - row.start).days / (row.due - row.start).days)


def overdue(account: Account, on: date) -> list[Decimal]:
    """What is unpaid of instalments due before a day, by part."""
    owed = [_ZERO, _ZERO, _ZERO, _ZERO]
    for row in account.open_rows(before=on):
        for part in range(4):
            owed[part] += row.unpaid(part)
    return owed


def next_due(account: Account, on: date) -> date | None:
    """The earliest due date on or after a day whose instalment isn't paid in full."""
    dues = [row.due for row in account.rows]
    for i in range(bisect_right(dues, on - timedelta(days=1)), len(dues)):
        if account.rows[i].left:
            return dues[i]
    return None
