"""Arrangements that change the plan: re-age, re-amortise, reschedule, payment holiday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from forbear.money.account import FEE, INTEREST, PENALTY, PRINCIPAL, ZERO, Account, Row
from forbear.money.charges import charge
from forbear.money.days import shifted, step
from forbear.money.happened import Event, PaymentHoliday, ReAge, Reschedule
from forbear.money.replanning import replace_rows
from forbear.money.schedule import (
    Instalment,
    due_dates,
    fractions,
    instalments,
    interest_of,
    level_instalment,
    split,
)
from forbear.terms import InputError


def re_age(account: Account, event: Event, index: int) -> None:
    """Spreads unpaid principal evenly over new rows; what else is unpaid falls due with the first of them.

    Rows due by that day are cut to what was paid, so that days past due begin again at 0.
    """
    new, on, terms = event.detail, event.on, account.terms
    assert isinstance(new, ReAge)
    if new.first_due < on:
        raise InputError(f"/events/{index}/first_due", "lies before the event; write a day from `on` on")
    principal = account.unpaid_principal()
    owed = [sum((row.charged_by(part, on, terms) for row in account.rows), ZERO) for part in range(4)]
    later = _charges_to_come(account, on)
    account.rows = [row for row in account.rows if row.due <= on or any(row.paid)]
    for row in account.rows:
        row.cut()
    account.anchor = new.first_due
    account.terms = replace(
        terms, every=new.every, first_due=new.first_due, instalments=new.instalments, method="equal_principal",
        annual_rate=ZERO, principal_free=0, interest_free=0, rounding=terms.unit, fee_per_period=ZERO,
    )  # fmt: skip
    account.level = None
    ends = due_dates(account.terms)
    starts = (on, *ends[:-1])
    years = [(0, 1)] * len(ends)
    shares = split(account.terms, principal, years, 0)
    for slot, plan in enumerate(instalments(account.terms, starts, ends, years, shares)):
        account.rows.append(Row(plan, terms.late, slot))
    first = account.rows[-len(ends)]
    first.hand_on((on, on, owed[INTEREST]))
    for part in (FEE, PENALTY):
        if owed[part]:
            first.add(part, owed[part])
            first.charges += ((on, part, owed[part]),)
    account.reopen()
    for due, part, amount in later:
        charge(account, on, due, part, amount)


def _charges_to_come(account: Account, on: date) -> list[tuple[date, int, Decimal]]:
    """Fees charged by events from a later day on, less what was paid of them ahead."""
    found = []
    for row in account.open_rows():
        left = [row.unpaid(part) - row.charged_by(part, on, account.terms) for part in range(4)]
        for due, part, amount in row.charges:
            if due > on and row.due > on:
                still = min(amount, left[part])
                left[part] -= still
                found.append((due, part, still))
    return found


def re_amortise(account: Account, event: Event, index: int) -> None:
    """Spreads overdue principal over the instalments not yet due, rounded down, the rest with the last."""
    on, unit = event.on, account.terms.unit
    targets = [row for row in account.rows if row.due > on and row.slot is not None]
    if not targets:
        raise InputError(
            f"/events/{index}/kind", "is re_amortise where no instalment is left to fall due; write a re_age"
        )
    overdue = ZERO
    for row in account.open_rows(before=on):
        late = row.unpaid(PRINCIPAL)
        overdue += late
        row.add(PRINCIPAL, -late)
    share = (overdue / len(targets)).quantize(unit, ROUND_DOWN)
    for row in targets[:-1]:
        row.add(PRINCIPAL, share)
    targets[-1].add(PRINCIPAL, overdue - share * (len(targets) - 1))
    if account.level is not None:
        account.level += share
    account.reopen()


def reschedule(account: Account, event: Event, index: int) -> None:
    """Plans the instalments from a due date on anew: other dates, more of them, another rate, free periods."""
    new = event.detail
    assert isinstance(new, Reschedule)
    if all(new.start not in (row.due, row.end) for row in account.rows):
        raise InputError(
            f"/events/{index}/from", "is no due date of the contract; write one of its due dates"
        )
    old = _rows_from(account, new.start, event, index)
    if new.annual_rate is not None and not account.frozen:
        account.terms = replace(account.terms, annual_rate=new.annual_rate)
    count = len(old) + new.extra_instalments
    if new.principal_free >= count:
        raise InputError(f"/events/{index}/principal_free", "leaves no period to repay in; write less")
    odd_first, first_slot = _odd(account, old[0]), old[0].slot or 0
    if new.new_due is not None:
        if new.new_due <= old[0].start:
            raise InputError(f"/events/{index}/new_due", "lies before the period begins; write a later day")
        odd_first, first_slot, account.anchor = True, 0, new.new_due
    slots = range(first_slot, first_slot + count)
    ends = [step(account.terms.every, account.anchor, slot) for slot in slots]
    starts = [old[0].start, *ends[:-1]]
    years = fractions(account.terms, starts, ends, odd_first=odd_first)
    years[: new.interest_free] = [(0, 1)] * min(new.interest_free, count)
    principal = sum((row.owed[PRINCIPAL] for row in old), ZERO)
    shares = split(account.terms, principal, years, new.principal_free, account.financed)
    if account.level is not None:
        account.level = level_instalment(account.terms, principal, years[new.principal_free :])
        account.principal_free_to = first_slot + new.principal_free
    late = account.terms.late
    plans = instalments(account.terms, starts, ends, years, shares)
    replace_rows(account, event.on, old, [Row(p, late, s) for p, s in zip(plans, slots, strict=True)])


def payment_holiday(account: Account, event: Event, index: int) -> None:
    """Moves the due dates within a holiday behind it, and those after by as many periods.

    The principal of each instalment stays; the interest of the holiday falls due with the next one, spread
    over all that follow, with the last, or never.
    """
    pause = event.detail
    assert isinstance(pause, PaymentHoliday)
    old = _rows_from(account, pause.start, event, index)
    moved = sum(1 for row in old if row.due <= pause.end)
    if not moved:
        return
    every, terms = account.terms.every, account.terms
    if terms.recalculate == "daily" and pause.interest in ("spread", "end"):
        raise InputError(
            f"/events/{index}/interest",
            'is spread or end, which needs a plan\'s interest; with "recalculate": "daily" write next or none',
        )
    first = old[0].slot or 0
    ends = [step(every, account.anchor, slot) for slot in range(first, first + moved + len(old))]
    starts = [old[0].start, *ends[:-1]]
    years = fractions(terms, starts, ends, odd_first=_odd(account, old[0]))
    balance = sum((row.owed[PRINCIPAL] for row in old), ZERO)
    bears = bool(old[0].years[0])
    base = account.financed if terms.method == "flat" else balance
    held = sum((interest_of(terms, base, fraction) for fraction in years[:moved]), ZERO) if bears else ZERO
    new = []
    for row, start, end, fraction in zip(old, starts[moved:], ends[moved:], years[moved:], strict=True):
        own = row.own() if terms.method == "flat" else interest_of(terms, balance, fraction)
        lasts = fraction if row.years[0] else (0, 1)
        balance -= row.owed[PRINCIPAL]
        plan = Instalment(
            start, end, shifted(end, terms.holidays), row.owed[PRINCIPAL],
            own if row.years[0] else ZERO, terms.fee_per_period, lasts,
        )  # fmt: skip
        new.append(Row(plan, terms.late, (row.slot or 0) + moved))
    _hand_on(account, new, held, (old[0].start, ends[moved - 1]), pause.interest, years[:moved])
    replace_rows(account, event.on, old, new)


def _hand_on(
    account: Account,
    rows: Sequence[Row],
    held: Decimal,
    span: tuple[date, date],
    when: str,
    years: Sequence[tuple[int, int]],
) -> None:
    """Puts a holiday's interest with the instalments that it falls due with."""
    if account.terms.recalculate == "daily":
        if when == "next" and rows[0].years[0]:
            rows[0].start = span[0]
            for over, under in years:
                rows[0].years = (rows[0].years[0] * under + over * rows[0].years[1], rows[0].years[1] * under)
        return
    if when == "none" or not held:
        return
    shares = [ZERO] * len(rows)
    if when == "spread":
        share = (held / len(rows)).quantize(account.terms.unit, ROUND_DOWN)
        shares = [share] * len(rows)
    shares[0 if when == "next" else -1] += held - sum(shares, ZERO)
    for row, share in zip(rows, shares, strict=True):
        if share:
            row.hand_on((*span, share))


def _rows_from(account: Account, start: date, event: Event, index: int) -> list[Row]:
    """The planned instalments due from a day on that are not paid in full."""
    planned = [row for row in account.rows if row.slot is not None]
    first = next((i for i, row in enumerate(planned) if row.due >= start and row.left), None)
    if first is None:
        raise InputError(
            f"/events/{index}/from", "lies after the last open instalment; nothing is left to move"
        )
    rows = planned[first:]
    if account.terms.recalculate == "daily" and rows[0].due < event.on:
        raise InputError(
            f"/events/{index}/from",
            'lies before the event; with "recalculate": "daily" only what is still to come can be moved',
        )
    return rows


def _odd(account: Account, row: Row) -> bool:
    """Whether a row's period need not be as long as `every` says."""
    assert row.slot is not None
    return row.start != step(account.terms.every, account.anchor, row.slot - 1)
