"""Charging a fee or a penalty: to which instalment it belongs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from forbear.money.account import INDEX, ZERO, Account, Row
from forbear.money.happened import Event
from forbear.money.schedule import Instalment


def charge_fee(account: Account, event: Event, _: int) -> None:
    """Charges a fee, owed from its due date on."""
    assert event.amount is not None
    charge(account, event.on, event.due or event.on, INDEX[event.part or "fee"], event.amount)


def charge(account: Account, on: date, due: date, part: int, amount: Decimal) -> None:
    """Charges an amount with the first instalment due on or after a day; after the last with a row of its own."""
    at = next((i for i, row in enumerate(account.rows) if row.due >= due), len(account.rows))
    if at == len(account.rows):
        start = account.rows[-1].due
        plan = Instalment(start, due, due, ZERO, ZERO, ZERO, (0, 1))
        account.rows.append(Row(plan, account.terms.late, None))
    row = account.rows[at]
    if row.due < on:
        row.accrued_to = max(row.accrued_to, on)
    row.add(part, amount)
    row.charges += ((due, part, amount),)
    account.opened = min(account.opened, at)
