"""Interest on the principal that is really out, day by day (`"recalculate": "daily"`).

A period whose end has come has its interest for good. Of the others the interest is what has accrued, and
what will if from this day on everything is paid as planned. The level instalment stays what it was: more
interest in it is less principal, and the last takes the rest.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from forbear.money.account import INTEREST, PRINCIPAL, ZERO, Account, Row


def project(account: Account, on: date) -> None:
    """Reckons the interest of the periods not ended, from what was out until `on` and what will be."""
    if account.frozen:
        return
    since, out = account.reached, account.unpaid_principal()
    running = [row for row in account.rows if row.slot is not None and row.end > since]
    for row in running:
        days = (min(row.end, on) - max(row.start, since)).days
        if days > 0:
            row.outs += out * days
    account.reached = max(since, on)
    pool = sum((row.owed[PRINCIPAL] for row in running), ZERO)
    ahead = sum((row.paid[PRINCIPAL] for row in running), ZERO)
    for i, row in enumerate(running):
        days_left = (row.end - max(row.start, account.reached)).days
        outs = row.outs + (pool - ahead) * days_left if days_left > 0 else row.outs
        interest = row.borne(outs, account.terms) + sum((amount for _, _, amount in row.carried), ZERO)
        waived = row.waived[INTEREST] if row.waived else ZERO
        row.set_owed(INTEREST, max(interest - waived, row.paid[INTEREST]))
        if account.level is not None:
            row.set_owed(PRINCIPAL, _principal(account, row, interest, pool, last=i == len(running) - 1))
        ahead -= _prepay(row, min(ahead, row.owed[PRINCIPAL]))
        pool -= row.owed[PRINCIPAL]
    account.opened = 0
    account.close_paid()


def _principal(account: Account, row: Row, interest: Decimal, pool: Decimal, *, last: bool) -> Decimal:
    assert account.level is not None and row.slot is not None
    if last:
        return pool
    return ZERO if row.slot < account.principal_free_to else min(max(account.level - interest, ZERO), pool)


def _prepay(row: Row, amount: Decimal) -> Decimal:
    """Makes an amount what is paid of a row's principal: what was paid ahead moves with the principal."""
    row.left += row.paid[PRINCIPAL] - amount
    row.paid[PRINCIPAL] = amount
    return amount
