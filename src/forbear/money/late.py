"""Late charges: what it costs that an instalment is not paid in full when its days of grace are over."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal

from forbear.money.account import INDEX, PENALTY, ZERO, Account, Row
from forbear.money.terms import Late


def charge_late(account: Account, late: Late, on: date) -> None:
    """Charges every instalment past due for the days through `on` that are not charged yet.

    Simple, never on a penalty, rounded once an instalment; nothing after a charge-off. A cap cuts them short on the
    day on which it is reached, the oldest instalment first, whatever days are looked at before.
    """
    if account.frozen:
        return
    rows = [row for row in account.open_rows(before=on) if on > row.accrued_to]
    if late.kind != "daily_rate":
        for row in rows:
            row.accrued_to = date.max
            _add(account, late, row, _once(account, late, row))
        return
    if late.cap is not None and _charges(account, late, rows, on) > late.cap - account.late_total:
        last = _reached(account, late, rows, on)
        _run(account, late, rows, last - timedelta(days=1))
        _run(account, late, rows, last)
    _run(account, late, rows, on)


def _base(late: Late, row: Row) -> Decimal:
    return sum((row.owed[INDEX[part]] - row.paid[INDEX[part]] for part in late.on), ZERO)


def _once(account: Account, late: Late, row: Row) -> Decimal:
    """What an instalment is charged once: nothing where no part is unpaid that bears it."""
    base = _base(late, row)
    if late.kind == "fixed":
        return late.amount if base > 0 else ZERO
    return account.terms.round(base * late.rate)


def _accrued(late: Late, row: Row, on: date) -> Decimal:
    """What an instalment bears through a day, before it is rounded."""
    return row.accrued + _base(late, row) * late.rate * max((on - row.accrued_to).days, 0)


def _charges(account: Account, late: Late, rows: list[Row], on: date) -> Decimal:
    """What the instalments would be charged through a day, if there were no cap."""
    return sum((account.terms.round(_accrued(late, row, on)) - row.charged for row in rows), ZERO)


def _reached(account: Account, late: Late, rows: list[Row], on: date) -> date:
    """The first day on which the cap does not hold all of the charges."""
    assert late.cap is not None
    first, room = min(row.accrued_to for row in rows), late.cap - account.late_total

    def through(days: int) -> Decimal:
        return _charges(account, late, rows, first + timedelta(days))

    return first + timedelta(days=bisect_right(range((on - first).days), room, key=through))


def _run(account: Account, late: Late, rows: list[Row], on: date) -> None:
    for row in rows:
        if on > row.accrued_to:
            row.accrued, row.accrued_to = _accrued(late, row, on), on
            _add(account, late, row, account.terms.round(row.accrued) - row.charged)


def _add(account: Account, late: Late, row: Row, charge: Decimal) -> None:
    if late.cap is not None:
        charge = min(charge, late.cap - account.late_total)
        account.late_total += charge
    row.charged += charge
    row.add(PENALTY, charge)
