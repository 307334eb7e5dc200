"""Putting new rows in the place of old ones, with everything that was paid, charged and waived of those."""

from __future__ import annotations

from datetime import date

from forbear.money.account import FEE, INTEREST, PENALTY, ZERO, Account, Row
from forbear.money.charges import charge


def replace_rows(account: Account, on: date, old: list[Row], new: list[Row]) -> None:
    """Puts planned rows in the place of others.

    Late charges and interest handed on stay with the instalment of the same place, fees find theirs by
    date, what was waived is waived again and what was paid pays the same part again, oldest instalment
    first; the rest is credit.
    """
    gone = {id(row) for row in old}
    account.rows = [row for row in account.rows if id(row) not in gone] + new
    account.reopen()
    if new[0].start == old[0].start:
        new[0].outs = old[0].outs
    for i, row in enumerate(old):
        place = new[min(i, len(new) - 1)]
        _carry_late(row, place)
        place.hand_on(*row.carried)
        for due, part, amount in row.charges:
            charge(account, on, due, part, amount)
    for part in (INTEREST, FEE, PENALTY):
        waived = sum((row.waived[part] for row in old if row.waived), ZERO)
        for row in account.rows:
            if waived:
                less = min(waived, row.unpaid(part))
                row.waive(part, less)
                waived -= less
    for part in range(4):
        paid = sum((row.paid[part] for row in old), ZERO)
        for row in new:
            paid -= row.pay(part, paid)
        account.credit += paid
    account.reopen()


def _carry_late(old: Row, new: Row) -> None:
    """Late charges made so far, and the day through which they are."""
    late = old.asked(PENALTY) - sum((amount for _, part, amount in old.charges if part == PENALTY), ZERO)
    if late:
        new.add(PENALTY, late)
        new.accrued, new.charged = new.accrued + old.accrued, new.charged + old.charged
        new.accrued_to = max(new.accrued_to, old.accrued_to)
