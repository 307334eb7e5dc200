"""Offers side by side: what may be agreed about a debt, by the lender's policy and the law, within someone's means.

`plans(request, policy, law)` is the whole answer, `plans_json` the same as JSON; `answer_counter` meets the borrower's
own proposal; `plan_state` says how a signed plan stands.
"""

from forbear.money.offers.answer import Plans, plans
from forbear.money.offers.counter import Answer, Counter, answer_counter
from forbear.money.offers.making import Case, NotOffered, Offer, make_offers
from forbear.money.offers.policy import Policy, Settlement, load_policy, read_policy
from forbear.money.offers.request import PlanRequest, read_plan_request
from forbear.money.offers.state import PlanState, SignedPlan, plan_state
from forbear.money.offers.wire import ledger_events, plans_json

__all__ = [
    "Answer",
    "Case",
    "Counter",
    "NotOffered",
    "Offer",
    "PlanRequest",
    "PlanState",
    "Plans",
    "Policy",
    "Settlement",
    "SignedPlan",
    "answer_counter",
    "ledger_events",
    "load_policy",
    "make_offers",
    "plan_state",
    "plans",
    "plans_json",
    "read_plan_request",
    "read_policy",
]
