"""Late charges: what it costs that an instalment is not paid in full when its days of grace are over."""

from __future__ import annotations

from datetime import date

from forbear.money.account import INDEX, PENALTY, ZERO, Account
from forbear.money.terms import Late


def charge_late(account: Account, late: Late, on: date) -> None:
    """Charges every instalment past due for the days through `on` that are not charged yet.

    Simple, never on a penalty, rounded once an instalment, within the cap; nothing after a charge-off.
    """
    if account.frozen:
        return
    terms = account.terms
    for row in account.open_rows(before=on):
        if on <= row.accrued_to:
            continue
        base = sum((row.owed[INDEX[part]] - row.paid[INDEX[part]] for part in late.on), ZERO)
        if late.kind == "daily_rate":
            row.accrued += base * late.rate * (on - row.accrued_to).days
            row.accrued_to = on
            charge = terms.round(row.accrued) - row.charged
        else:
            row.accrued_to = date.max
            charge = late.amount if late.kind == "fixed" else terms.round(base * late.rate)
        if late.cap is not None:
            charge = min(charge, late.cap - account.late_total)
            account.late_total += charge
        row.charged += charge
        row.add(PENALTY, charge)
