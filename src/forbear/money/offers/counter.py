"""The borrower's own proposal, answered with the nearest plan that policy and law allow, or referred to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from forbear.money.afford import TIMES_A_YEAR, a_month
from forbear.money.days import add_months
from forbear.money.offers.making import Case, Offer, offer
from forbear.money.offers.paying import STEP_DAYS, due_days, least, on_day, pay_off


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What the borrower says he can pay: an amount every `week`, `fortnight` or `month`, from a day on.

    `day` is the day of the month, where it differs from that of the first payment (31 is the month's last).
    """

    amount: Decimal
    every: str
    start: date
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a proposal: `accepted` as it is, the `nearest` plan, or `referred` to a person, with the reasons.

    A plan may stand beside a referral, to show what the policy would take. `changed` names what differs from the
    proposal: `amount`, `start`.
    """

    outcome: str
    plan: Offer | None
    changed: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


def answer_counter(case: Case, counter: Counter) -> Answer:
    """The nearest lawful plan to a proposal: the amount and the days are kept wherever they can be.

    It begins no later than the policy allows, and pays off in time: the amount is raised to the least that does, and
    to the smallest that the policy takes, never further. Where the form leaves less than that, or nothing, a person
    decides.
    """
    means = case.means
    if means is not None and means.nothing_left:
        return Answer(outcome="referred", plan=None, why=("nothing_left",))
    latest = case.owed.on + timedelta(days=case.policy.first_due_within_days)
    start, day, changed, why = counter.start, counter.day or counter.start.day, [], []
    if start > latest:
        start = _moved(counter, case.owed.on, latest, day)
        changed, why = ["start"], ["starts_late"]
    days = list(due_days(start, counter.every, case.last, day))
    lowest = least(case.owed, days, [Decimal(1)] * len(days))
    if lowest is None:
        return Answer(outcome="referred", plan=None, why=("no_time_left",))
    amount = counter.amount
    if lowest > amount:
        amount, changed, why = lowest, [*changed, "amount"], [*why, "too_long"]
    floor = min(_smallest(case, counter.every), case.owed.total)
    if floor > amount:
        amount, why = floor, [*why, "too_small"]
        changed = changed if "amount" in changed else [*changed, "amount"]
    paid = pay_off(case.owed, days, [amount] * len(days))
    assert paid is not None
    plan = offer(case, "counter", paid, every=counter.every)
    if (
        amount > counter.amount
        and means is not None
        and a_month(amount, counter.every, case.owed.unit) > means.affordable
    ):
        return Answer(outcome="referred", plan=plan, changed=tuple(changed), why=(*why, "above_means"))
    return Answer(
        outcome="nearest" if changed else "accepted", plan=plan, changed=tuple(changed), why=tuple(why)
    )


def _moved(counter: Counter, on: date, latest: date, day: int) -> date:
    """The last day of the proposal's own rhythm that is not too late; the latest day allowed where there is none."""
    if counter.every in STEP_DAYS:
        step = STEP_DAYS[counter.every]
        moved = counter.start - timedelta(days=-(-(counter.start - latest).days // step) * step)
    else:
        month = latest.replace(day=1)
        moved = on_day(month, day)
        moved = moved if moved <= latest else on_day(add_months(month, -1), day)
    return moved if moved > on else latest


def _smallest(case: Case, every: str) -> Decimal:
    """The policy's smallest instalment a month, in the proposal's step, rounded down to the unit."""
    share = case.smallest * 12 / TIMES_A_YEAR[every] / case.owed.unit
    return share.quantize(Decimal(1), ROUND_FLOOR) * case.owed.unit
