"""What makes a debt less or ends it: waiver, settlement, charge-off, recovery, refund."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forbear.money.account import FEE, INDEX, INTEREST, ZERO, Account
from forbear.money.allocation import recover
from forbear.money.happened import Event
from forbear.terms import InputError

_PRINCIPAL_FIRST = ("principal", "penalty", "fee", "interest")


def waive(account: Account, event: Event, _: int) -> None:
    """Waives an amount of a part, or all that is owed of it by that day, oldest instalment first."""
    assert event.part is not None
    part, rest = INDEX[event.part], event.amount
    for row in account.open_rows():
        if rest is None:
            row.waive(part, row.charged_by(part, event.on, account.terms))
        else:
            waived = min(row.unpaid(part), rest)
            row.waive(part, waived)
            rest -= waived
    account.close_paid()


def offer_settlement(account: Account, event: Event, _: int) -> None:
    """Notes a settlement; `settle` looks whether it is met."""
    assert event.amount is not None
    account.offers.append((event.on, event.until, event.amount))
    settle(account, event.on)


def settle(account: Account, on: date) -> None:
    """Waives what is left once the payments since a settlement's date reach its amount in time."""
    for start, until, amount in account.offers:
        last = on if until is None else until
        received = sum((paid for day, paid in account.received if start <= day <= last), ZERO)
        if received >= amount and on <= last:
            for row in account.open_rows():
                for part in range(4):
                    row.waive(part, row.unpaid(part))
            account.offers.clear()
            account.close_paid()
            return


def charge_off(account: Account, event: Event, _: int) -> None:
    """Writes the debt off: nothing accrues any more, unless the event says so; days past due run on."""
    if event.accrue or account.frozen:
        return
    account.frozen = True
    on, terms = event.on, account.terms
    for row in account.rows:
        if row.due <= on:
            continue
        row.set_owed(INTEREST, row.paid[INTEREST] + row.charged_by(INTEREST, on, terms))
        row.carried = ((on, on, row.asked(INTEREST)),)
        if row.slot is not None:
            row.set_owed(FEE, max(row.owed[FEE] - terms.fee_per_period, row.paid[FEE]))
    account.terms = replace(terms, annual_rate=ZERO, fee_per_period=ZERO)
    account.close_paid()


def recovery(account: Account, event: Event, _: int) -> None:
    """Takes in what is recovered: principal first, each part whole, unless the event carries an order."""
    assert event.amount is not None
    account.received.append((event.on, event.amount))
    order = [INDEX[part] for part in event.order or _PRINCIPAL_FIRST]
    account.credit += recover(account, event.amount, event.on, order)
    settle(account, event.on)


def refund(account: Account, event: Event, index: int) -> None:
    """Gives back what was paid beyond all that is owed. Raises `InputError` where it is more than that."""
    assert event.amount is not None
    if event.amount > account.credit:
        raise InputError(
            f"/events/{index}/amount",
            f"is above the credit of that day, {account.credit}; only what was paid in excess is given back",
        )
    account.credit -= event.amount
