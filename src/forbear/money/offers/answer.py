"""The answer to a request for offers: what is owed, what can be spared, what may be agreed, and what to say first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from forbear.law.rulebook.law import Law
from forbear.money.afford import Means, means
from forbear.money.ageing import Age, age
from forbear.money.caps import Cap, Held, caps_in_force, hold_contract, hold_met, simple_rate
from forbear.money.cost import met_flows
from forbear.money.days import add_months
from forbear.money.offers.counter import Answer, answer_counter
from forbear.money.offers.limits import Caution, TermLimit, caution, term_limits
from forbear.money.offers.making import Case, NotOffered, Offer, make_offers
from forbear.money.offers.paying import Owed, on_day
from forbear.money.offers.policy import Policy
from forbear.money.offers.request import PlanRequest
from forbear.money.rate import InternalRate, annual_rates, internal_rate
from forbear.money.schedule import schedule
from forbear.money.terms import Terms
from forbear.terms import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The contract's rate and the one the customer met, each held against the `caps`; `unknown` ones by name and why.

    `simple` and `internal` are what he met if he paid all off on the day: at simple interest, and as the internal rate
    of the same flows.
    """

    simple: Decimal | None
    internal: InternalRate
    caps: tuple[Cap, ...]
    contract: tuple[Held, ...]
    met: tuple[Held, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """Everything that a desk lays before a borrower. `refer` names the reasons why a person has to decide."""

    request: PlanRequest
    policy: Policy
    age: Age
    interest_runs: bool
    rates: Rates
    means: Means | None
    limits: tuple[TermLimit, ...]
    caution: Caution | None
    offers: tuple[Offer, ...]
    not_offered: tuple[NotOffered, ...]
    counter: Answer | None
    refer: tuple[str, ...]


def plans(request: PlanRequest, policy: Policy, law: Law) -> Plans:
    """The offers for a debt on a day. Raises `InputError` where nothing is owed, or the ledger can't be reckoned.

    Where nothing is left to pay with, no plan is offered: a person decides.
    """
    terms, on = request.terms, request.on
    aged = age(terms, request.events, on)
    if aged.balance.total <= 0:
        raise InputError("/on", "is a day on which nothing is owed; there is nothing to plan")
    spare = None if request.form is None else means(request.form, policy.most_of_left)
    limits = term_limits(law, on=on, region=request.region, lender=request.lender, product=request.product)
    rates = _rates(request, aged, law)
    case = _case(request, policy, aged, rates, spare, limits)
    nothing_left = spare is not None and spare.nothing_left
    offers, not_offered = ((), ()) if nothing_left else make_offers(case)
    counter = None if request.counter is None else answer_counter(case, request.counter)
    refer = ["nothing_left"] if nothing_left else []
    if any(held.above for held in (*rates.contract, *rates.met)):
        refer.append("above_cap")
    if spare is not None and not nothing_left and all(offer.above_means_from for offer in offers):
        refer.append("no_offer_within_means")
    if counter is not None and counter.outcome == "referred":
        refer += [
            why for why in counter.why if why in ("above_means", "no_time_left")
        ]  # of the proposal alone
    return Plans(
        request=request,
        policy=policy,
        age=aged,
        interest_runs=case.owed.rate > 0,
        rates=rates,
        means=spare,
        limits=limits,
        caution=caution(law, on=on, region=request.region, ends=request.limitation_ends),
        offers=offers,
        not_offered=not_offered,
        counter=counter,
        refer=tuple(refer),
    )


def _rates(request: PlanRequest, aged: Age, law: Law) -> Rates:
    terms = request.terms
    flows = met_flows(terms, request.events, request.on, aged.balance.total)
    caps, unknown = caps_in_force(
        law,
        on=terms.disbursed or request.on,
        region=request.region,
        lender=request.lender,
        product=request.product,
    )
    return Rates(
        simple=simple_rate(flows, terms.day_count),
        internal=internal_rate(flows),
        caps=caps,
        contract=hold_contract(terms, caps),
        met=hold_met(flows, caps, terms),
        unknown=unknown,
    )


def _case(
    request: PlanRequest,
    policy: Policy,
    aged: Age,
    rates: Rates,
    spare: Means | None,
    limits: tuple[TermLimit, ...],
) -> Case:
    on, terms = request.on, request.terms
    first, day = _first(on, request.payday, policy)
    return Case(
        owed=Owed(
            on=on,
            principal=aged.balance.principal,
            other=aged.balance.total - aged.balance.principal,
            rate=terms.annual_rate if _interest_runs(terms, policy, rates) else Decimal(0),
            unit=terms.unit,
        ),
        currency=terms.currency,
        days_past_due=aged.days_past_due,
        usual=_usual(terms, aged),
        means=spare,
        policy=policy,
        first=first,
        day=day,
        last=add_months(on, min([policy.longest_months, *(limit.months for limit in limits)])),
    )


def _interest_runs(terms: Terms, policy: Policy, rates: Rates) -> bool:
    """Whether a plan may bear the contract's interest: the policy says so, and no cap is broken or unknown."""
    above = any(held.above for held in (*rates.contract, *rates.met))
    within = all(terms.annual_rate <= cap.rate for cap in rates.caps)
    return policy.interest == "contract" and within and not above and not rates.unknown


def _first(on: date, payday: int | None, policy: Policy) -> tuple[date, int]:
    """The first due date and its day of the month: the payday after the policy's least days, where one is told."""
    soonest = on + timedelta(days=policy.first_due_days)
    if payday is None:
        return soonest, soonest.day
    months = soonest.replace(day=1), add_months(soonest.replace(day=1), 1)
    due = next(day for month in months if (day := on_day(month, payday)) >= soonest)
    return min(due, on + timedelta(days=policy.first_due_within_days)), payday


def _usual(terms: Terms, aged: Age) -> Decimal | None:
    """The contract's own instalment: that which falls due next, or where all are due, the first; None for a card."""
    if terms.method == "revolving" or annual_rates(terms).annual_percentage_rate is None:
        return None
    rows = [row for row in schedule(terms) if row.start != row.due]
    row = next((row for row in rows if row.due == aged.next_due), rows[0])
    return row.principal + row.interest + row.fee
