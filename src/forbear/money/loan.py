"""A loan's account told from the beginning: the plan, and everything that happened since, in order.

The account of a day is never undone: where a reversal takes effect, the rest is told again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import Final, TypeVar

from forbear.money.account import DAY, PRINCIPAL, ZERO, Account, Row
from forbear.money.allocation import allocate, order_on
from forbear.money.arrangements import payment_holiday, re_age, re_amortise, reschedule
from forbear.money.charges import charge_fee
from forbear.money.daily import project
from forbear.money.endings import charge_off, offer_settlement, recovery, refund, settle, waive
from forbear.money.events import pause, standing
from forbear.money.happened import Event, Plan
from forbear.money.late import charge_late
from forbear.money.schedule import level_instalment, planned
from forbear.money.terms import EXACT, Terms
from forbear.terms import InputError

Told = Sequence[tuple[int, Event]]
T = TypeVar("T")


def begin(terms: Terms) -> Account:
    """The account on the day of disbursement: the plan, and nothing paid."""
    assert terms.disbursed is not None and terms.first_due is not None
    plan, late = planned(terms), terms.late
    down = 1 if terms.down_payment else 0
    rows = [Row(instalment, late, i - down if i >= down else None) for i, instalment in enumerate(plan)]
    account = Account(
        terms, rows, terms.first_due, terms.principal - terms.down_payment, terms.disbursed,
        principal_free_to=terms.principal_free,
    )  # fmt: skip
    if terms.recalculate == "daily" and terms.method == "equal_instalment":
        years = [row.years for row in rows[down + terms.principal_free :]]
        account.level = level_instalment(terms, account.financed, years)
    account.close_paid()
    return account


def tell(terms: Terms, events: Sequence[Event], on: date) -> Account:
    """The account at the end of a day, late charges of that day included. Raises `InputError` for an event
    that cannot have happened, and names it.
    """
    with localcontext(EXACT):
        account = begin(terms)
        go_on(account, standing(events, on), on)
        return account


def go_on(account: Account, told: Told, on: date) -> None:
    """Tells further events, none of which lies before one told already, and comes to the end of a day."""
    for index, event in told:
        _reach(account, event.on)
        _HANDLERS[event.kind](account, event, index)
        if account.credit and account.opened < len(account.rows):
            account.credit = allocate(account, account.credit, event.on, order_on(account, event.on))
        if account.terms.recalculate == "daily":
            project(account, event.on)
    _reach(account, on)


def follow(
    terms: Terms, events: Sequence[Event], days: Sequence[date], read: Callable[[Account, date], T]
) -> list[T]:
    """What `read` finds in the account at the end of each of some rising days.

    The account goes on from day to day, and is told from the beginning only where a reversal takes effect.
    """
    found: list[T] = []
    account: Account | None = None
    done: Told = []
    with localcontext(EXACT):
        for day in days:
            told = standing(events, day)
            if account is None or told[: len(done)] != done:
                account, done = begin(terms), []
            go_on(account, told[len(done) :], day)
            done = told
            found.append(read(account, day))
    return found


def _reach(account: Account, on: date) -> None:
    """Comes to a day: interest on what is really out, and late charges, through it."""
    if account.terms.recalculate == "daily":
        project(account, on)
    late = account.terms.late
    if late is not None:
        charge_late(account, late, on)


def _pay(account: Account, event: Event, _: int) -> None:
    assert event.amount is not None
    order = order_on(account, event.on)
    account.received.append((event.on, event.amount))
    account.credit += allocate(account, event.amount, event.on, order)
    if account.offers:
        settle(account, event.on)


def _pause(account: Account, event: Event, _: int) -> None:
    pause(account.pauses, event)


def _plan(account: Account, event: Event, _: int) -> None:
    assert isinstance(event.detail, Plan)
    account.plans.append((event.on, event.detail))


def _statement(account: Account, event: Event, index: int) -> None:
    raise InputError(f"/events/{index}/kind", "is statement, which only a card has; write method revolving")


_HANDLERS: Final[Mapping[str, Callable[[Account, Event, int], None]]] = {
    "payment": _pay,
    "statement": _statement,
    "fee": charge_fee,
    "waiver": waive,
    "pause": _pause,
    "resume": _pause,
    "re_age": re_age,
    "re_amortise": re_amortise,
    "reschedule": reschedule,
    "payment_holiday": payment_holiday,
    "plan": _plan,
    "settlement": offer_settlement,
    "charge_off": charge_off,
    "recovery": recovery,
    "refund": refund,
}


def balance(account: Account, on: date) -> list[Decimal]:
    """What is owed at the end of a day by part: principal out, interest due and running, charges made."""
    owed = [ZERO, ZERO, ZERO, ZERO]
    assert account.terms.disbursed is not None
    if on < account.terms.disbursed:
        return owed
    for row in account.open_rows():
        if row.due <= on:
            for part in range(4):
                owed[part] += row.owed[part] - row.paid[part]
            continue
        owed[PRINCIPAL] += row.owed[PRINCIPAL] - row.paid[PRINCIPAL]
        if row.start < on or row.charges or row.carried:
            for part in range(1, 4):
                owed[part] += row.charged_by(part, on, account.terms)
    return owed


def overdue(account: Account, on: date) -> list[Decimal]:
    """What is unpaid of instalments due before a day, by part."""
    owed = [ZERO, ZERO, ZERO, ZERO]
    for row in account.open_rows(before=on):
        for part in range(4):
            owed[part] += row.owed[part] - row.paid[part]
    return owed


def next_due(account: Account, on: date) -> date | None:
    """The earliest due date on or after a day whose instalment isn't paid in full."""
    dues = [row.due for row in account.rows]
    for i in range(bisect_right(dues, on - DAY), len(dues)):
        if account.rows[i].left:
            return dues[i]
    return None
