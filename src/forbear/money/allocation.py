"""Which instalments and parts a payment meets, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from forbear.money.account import DAY, INDEX, PRINCIPAL, ZERO, Account, Row
from forbear.money.daily import project


def order_on(account: Account, on: date) -> list[int]:
    """The order of the parts that rules a payment on a day, by the contract's days past due before it."""
    orders = account.terms.allocation
    order = orders[0]
    if len(orders) > 1:
        days = account.days_past_due(on)
        order = next(entry for entry in reversed(orders) if entry.from_dpd <= days)
    return [INDEX[part] for part in order.parts]


def allocate(account: Account, amount: Decimal, on: date, order: Sequence[int]) -> Decimal:
    """Allocates a payment to what is owed, and gives back what is beyond all of it.

    Instalment by instalment, or each part across the instalments due and then across the others. Where
    interest follows what is really out, what is beyond the instalments due pays principal first.
    """
    if account.terms.recalculate == "daily":
        amount = _by_row_or_part(account, amount, list(account.open_rows(before=on + DAY)), on, order)
        for row in account.open_rows():
            amount -= row.pay(PRINCIPAL, amount)
        project(account, on)
    amount = _by_row_or_part(account, amount, account.open_rows(), on, order)
    account.close_paid()
    return amount


def _by_row_or_part(
    account: Account, amount: Decimal, rows: Iterable[Row], on: date, order: Sequence[int]
) -> Decimal:
    if account.terms.across == "component_first":
        due_by = on + DAY
        open_rows = list(rows)
        due = [row for row in open_rows if row.due < due_by]
        later = [row for row in open_rows if row.due >= due_by]
        return _by_part(_by_part(amount, due, order), later, order)
    for row in rows:
        if amount >= row.left:
            amount -= row.left
            row.paid, row.left = row.owed.copy(), ZERO
            continue
        for part in order:
            amount -= row.pay(part, amount)
        break
    return amount


def _by_part(amount: Decimal, rows: Sequence[Row], order: Sequence[int]) -> Decimal:
    for part in order:
        for row in rows:
            amount -= row.pay(part, amount)
    return amount


def recover(account: Account, amount: Decimal, on: date, order: Sequence[int]) -> Decimal:
    """Allocates what is recovered: each part whole as far as it is charged by that day, oldest instalment first.

    Then what is still to come, and gives back what is beyond all of it.
    """
    rows = list(account.open_rows())
    for part in order:
        for row in rows:
            amount -= row.pay(part, min(amount, row.charged_by(part, on, account.terms)))
    amount = _by_part(amount, rows, order)
    account.close_paid()
    return amount
