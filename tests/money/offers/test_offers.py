"""Offers side by side: they sum to what is owed, keep to policy and law, and say where they ask for too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.law.rulebook.law import load_law
from forbear.money import age, read_events, read_terms
from forbear.money.afford import Means
from forbear.money.days import add_months
from forbear.money.offers import (
    Case,
    Counter,
    Offer,
    Plans,
    Policy,
    Settlement,
    answer_counter,
    ledger_events,
    load_policy,
    make_offers,
    plans,
    read_plan_request,
    read_policy,
)
from forbear.money.offers.paying import Owed, due_days
from forbear.terms import InputError

LAW = load_law()
STANDARD = load_policy("standard")
ON = date(2026, 11, 24)
LOAN: dict[str, Any] = {
    "terms": {
        "currency": "CNY",
        "principal": "12000.00",
        "disbursed": "2026-01-15",
        "first_due": "2026-02-15",
        "instalments": 12,
        "every": {"months": 1},
        "method": "equal_instalment",
        "annual_rate": "0.18",
        "late": {"kind": "daily_rate", "rate": "0.0005"},
    },
    "on": "2026-11-24",
    "region": "CN",
    "lender": "bank",
    "product": "personal_loan",
}
CARD: dict[str, Any] = {
    "terms": {"currency": "CNY", "method": "revolving"},
    "events": [
        {
            "on": "2026-06-05",
            "kind": "statement",
            "amount": "9000.00",
            "minimum": "900.00",
            "due": "2026-06-25",
        }
    ],
    "on": "2026-11-24",
    "region": "CN",
    "lender": "bank",
    "product": "credit_card",
}
FORM = {
    "household": {"adults": 1},
    "income": [{"kind": "wage", "amount": "4000.00", "every": "month"}],
    "outgoings": [{"kind": "housing", "amount": "3250.00", "every": "month"}],
}


def asked(body: dict[str, Any] = LOAN, policy: Policy = STANDARD, **more: Any) -> Plans:
    request = read_plan_request({**body, **more})
    return plans(request, request.policy or policy, LAW)


def by_kind(found: Plans) -> dict[str, Offer]:
    return {offer.kind: offer for offer in found.offers}


def spared(amount: int) -> Means:
    some = Decimal(amount)
    return Means(income=some, outgoings=some, debts=some, left=some, affordable=some, a_head=some)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any debt that a desk may see, under any policy that can be read."""
    unit = draw(st.sampled_from([Decimal("0.01"), Decimal("1")]))
    owed = Owed(
        on=ON,
        principal=draw(st.integers(0, 10**6)) * unit,
        other=draw(st.integers(1, 10**5)) * unit,
        rate=Decimal(draw(st.sampled_from([0, 0, 12, 24, 60]))) / 100,
        unit=unit,
    )
    longest = draw(st.integers(1, 80))
    terms = Settlement(
        share=Decimal(draw(st.integers(1, 100))) / 100,
        within_days=draw(st.integers(1, 90)),
        from_days_past_due=draw(st.integers(0, 200)),
        principal_whole=draw(st.booleans()),
    )
    policy = replace(
        STANDARD,
        longest_months=longest,
        smallest_instalment={"CNY": draw(st.integers(0, 500)) * unit},
        holiday_months=draw(st.integers(0, 6)),
        breach_after_days=draw(st.integers(0, 30)),
        settlement=draw(st.sampled_from([None, terms])),
    )
    first = ON + timedelta(days=draw(st.integers(1, 45)))
    return Case(
        owed=owed,
        currency="CNY",
        days_past_due=draw(st.integers(0, 400)),
        usual=draw(st.one_of(st.none(), st.integers(1, 10**5).map(lambda n: n * unit))),
        means=draw(st.one_of(st.none(), st.integers(1, 10**5).map(lambda n: spared(n)))),
        policy=policy,
        first=first,
        day=draw(st.sampled_from([first.day, 31])),
        last=add_months(ON, longest),
    )


@given(cases())
def test_every_offer_sums_to_what_is_owed_and_what_the_policy_adds_or_takes_off(case: Case) -> None:
    offers, _ = make_offers(case)
    for offer in offers:
        assert offer.total == offer.owed + offer.interest - offer.waived
        assert offer.owed == case.owed.total
        assert offer.interest == 0 or case.owed.rate
        assert (offer.waived > 0) == (offer.kind == "settlement")
        assert all(amount > 0 and not amount % case.owed.unit for _, amount in offer.instalments)


@given(cases())
def test_no_offer_runs_longer_than_allowed_and_its_dates_rise_from_the_signature_on(case: Case) -> None:
    offers, _ = make_offers(case)
    for offer in offers:
        days = [due for due, _ in offer.instalments]
        assert all(before < after for before, after in pairwise([case.owed.on, *days]))
        if offer.kind != "settlement":
            assert days[-1] <= case.last


@given(cases())
def test_no_offer_asks_for_more_than_can_be_spared_without_saying_so(case: Case) -> None:
    offers, _ = make_offers(case)
    for offer in offers:
        if case.means is None:
            assert not offer.means_known and offer.above_means_from is None
            continue
        above = [due for due, amount in offer.instalments if amount > case.means.affordable]
        assert offer.above_means_from == (above[0] if above else None)


@given(cases())
def test_every_kind_is_offered_or_the_reason_is_told(case: Case) -> None:
    offers, not_offered = make_offers(case)
    assert sorted([*(o.kind for o in offers), *(n.kind for n in not_offered)]) == [
        "extension",
        "lower_instalments",
        "payment_holiday",
        "settlement",
        "step_up",
    ]


@given(cases())
def test_the_plans_interest_is_never_more_than_the_contract_would_ask_on_the_whole_principal(
    case: Case,
) -> None:
    for offer in make_offers(case)[0]:
        years = Decimal((offer.ends - ON).days + 31) / 360
        assert offer.interest <= case.owed.principal * case.owed.rate * years + len(offer.instalments)


@given(
    cases(), st.integers(1, 10**5), st.sampled_from(["week", "fortnight", "month"]), st.integers(1, 300),
    st.one_of(st.none(), st.integers(1, 31)),
)  # fmt: skip
def test_a_counter_offer_is_never_worse_than_what_was_asked_or_the_least_that_the_policy_takes(
    case: Case, amount: int, every: str, after: int, day: int | None
) -> None:
    unit = case.owed.unit
    counter = Counter(
        amount=amount * unit,
        every=every,
        start=ON + timedelta(days=after),
        day=day if every == "month" else None,
    )
    answer = answer_counter(case, counter)
    if answer.plan is None:
        assert answer.outcome == "referred" and answer.why
        return
    plan = answer.plan
    assert plan.total == case.owed.total + plan.interest
    assert plan.ends <= case.last
    first = plan.instalments[0][0]
    latest = ON + timedelta(days=case.policy.first_due_within_days)
    assert (
        first == counter.start if counter.start <= latest else latest - timedelta(days=31) < first <= latest
    )
    assert ("start" in answer.changed) == (first != counter.start)
    if "amount" not in answer.changed:
        assert plan.highest <= counter.amount
    elif every == "month":  # on days no worse than the policy's own, no more than its own level plan
        his = list(due_days(first, "month", case.last, counter.day or counter.start.day))
        theirs = case.days()
        level, _ = make_offers(replace(case, means=None, usual=None))
        lower = next((offer for offer in level if offer.kind == "lower_instalments"), None)
        if lower and len(his) >= len(theirs) and all(a <= b for a, b in zip(his, theirs, strict=False)):
            assert plan.highest <= max(lower.highest, counter.amount)
    if answer.outcome == "accepted":
        assert not answer.changed and not answer.why


def test_the_example_asks_what_is_left_and_offers_five_ways() -> None:
    found = asked(form=FORM, payday=10)
    assert found.means is not None and found.means.affordable == Decimal("600.00")
    assert [offer.kind for offer in found.offers] == [
        "extension",
        "lower_instalments",
        "step_up",
        "payment_holiday",
        "settlement",
    ]
    offers = by_kind(found)
    assert offers["lower_instalments"].highest == Decimal("600.00")
    assert offers["lower_instalments"].above_means_from is None
    assert offers["extension"].highest == Decimal("1100.16")
    assert offers["extension"].above_means_from == date(2026, 12, 10)
    assert {
        due.day for offer in offers.values() if offer.kind != "settlement" for due, _ in offer.instalments
    } == {10}
    assert offers["payment_holiday"].instalments[0][0] == date(2027, 3, 10)


def test_where_nothing_is_left_no_plan_is_offered_and_a_person_decides() -> None:
    poor = {**FORM, "income": [{"kind": "benefit", "amount": "3000.00", "every": "month"}]}
    found = asked(form=poor)
    assert found.offers == () and "nothing_left" in found.refer


def test_where_every_offer_asks_for_too_much_a_person_decides() -> None:
    tight = {**FORM, "income": [{"kind": "wage", "amount": "3300.00", "every": "month"}]}
    found = asked(form=tight)
    assert found.offers and all(offer.above_means_from for offer in found.offers)
    assert "no_offer_within_means" in found.refer


def test_a_card_plan_runs_at_most_sixty_months_whatever_the_policy_says() -> None:
    """cn.card.plan70.term: 72 months are refused, 60 are the most."""
    policy = replace(STANDARD, longest_months=72, smallest_instalment={})
    found = asked(CARD, policy)
    assert {limit.rule: limit.months for limit in found.limits}["cn.card.plan70.term"] == 60
    longest = by_kind(found)["lower_instalments"]
    assert longest.ends <= date(2031, 11, 24) and len(longest.instalments) == 60
    loan = asked(LOAN, policy)
    assert loan.limits == () and len(by_kind(loan)["lower_instalments"].instalments) == 72


def test_before_an_expired_debt_is_signed_for_its_holder_is_warned() -> None:
    """Scenario 25: last day to sue 2024-01-10; a plan is offered in 2026."""
    found = asked(limitation_ends="2024-01-10")
    assert found.caution is not None and found.caution.expired
    assert found.caution.rule == "cn.limit.plan_effect"
    assert "放弃时效抗辩" in found.caution.words["zh"]


def test_the_last_day_to_sue_is_not_yet_expired() -> None:
    last = asked(limitation_ends="2026-11-24").caution
    after = asked(limitation_ends="2026-11-23").caution
    assert last is not None and not last.expired
    assert after is not None and after.expired


def test_elsewhere_the_warning_stands_without_a_clause() -> None:
    found = asked(limitation_ends="2024-01-10", region="FR").caution
    assert found is not None and found.expired and found.rule is None
    assert asked(limitation_ends="2030-01-10", region="FR").caution is None


def test_interest_stops_or_runs_by_the_policy_and_never_beside_a_broken_cap() -> None:
    runs = replace(STANDARD, interest="contract")
    found = asked(LOAN, runs)
    assert found.interest_runs and by_kind(found)["lower_instalments"].interest > 0
    dear = {**LOAN, "terms": {**LOAN["terms"], "annual_rate": "0.30"}}
    above = asked(dear, runs)
    assert not above.interest_runs and by_kind(above)["lower_instalments"].interest == 0
    assert "above_cap" in above.refer
    assert not asked().interest_runs


def test_a_cards_interest_above_the_cap_does_not_run_in_a_plan() -> None:
    runs = replace(STANDARD, interest="contract")
    for rate, expected in (("0.24", True), ("0.2401", False)):
        card = {**CARD, "terms": {**CARD["terms"], "annual_rate": rate}}
        assert asked(card, runs).interest_runs is expected


def test_a_cap_that_cannot_be_looked_up_lets_no_interest_run() -> None:
    body = {name: value for name, value in LOAN.items() if name != "region"}
    found = asked(body, replace(STANDARD, interest="contract"))
    assert found.rates.unknown and not found.interest_runs


def test_a_settlement_never_takes_off_principal_where_the_policy_keeps_it_whole() -> None:
    found = asked(on="2026-11-24")
    settled = by_kind(found)["settlement"]
    assert settled.total == found.age.balance.principal
    half = replace(STANDARD, settlement=Settlement(share=Decimal("0.5"), within_days=30))
    assert by_kind(asked(LOAN, half))["settlement"].total == (found.age.balance.total / 2).quantize(
        Decimal("0.01"), "ROUND_CEILING"
    )
    young = asked(on="2026-03-01")
    assert "settlement" not in by_kind(young)
    assert ("settlement", "not_old_enough") in [(one.kind, one.why) for one in young.not_offered]


@pytest.mark.parametrize(
    "kind", ["extension", "lower_instalments", "step_up", "payment_holiday", "settlement"]
)
@pytest.mark.parametrize("interest", ["stops", "contract"])
def test_an_offer_written_into_the_ledger_and_kept_ends_the_debt(kind: str, interest: str) -> None:
    found = asked(LOAN, replace(STANDARD, interest=interest))
    offer = by_kind(found)[kind]
    terms = read_terms(LOAN["terms"])
    signed = [{**event, "on": "2026-11-24"} for event in ledger_events(offer, terms.unit)]
    kept = [
        {"on": due.isoformat(), "kind": "payment", "amount": str(amount)} for due, amount in offer.instalments
    ]
    events = read_events([*signed, *kept], terms)
    for due, _ in offer.instalments:
        assert kind == "settlement" or age(terms, events, due).days_past_due == 0
    last = age(terms, events, offer.ends)
    assert last.balance.total == 0 and last.credit == 0


def test_a_broken_plan_leaves_the_debt_as_old_as_it_was() -> None:
    found = asked()
    terms = read_terms(LOAN["terms"])
    offer = by_kind(found)["lower_instalments"]
    signed = [{**event, "on": "2026-11-24"} for event in ledger_events(offer, terms.unit)]
    events = read_events(signed, terms)
    first = offer.instalments[0][0]
    grace = first + timedelta(days=offer.breach_after_days)
    assert age(terms, events, grace).days_past_due == offer.breach_after_days
    assert (
        age(terms, events, grace + timedelta(days=1)).days_past_due
        == (grace + timedelta(days=1) - date(2026, 2, 15)).days
    )


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"on": "tomorrow"}, "/on"),
        ({"lender": "agency"}, "/lender"),
        ({"product": "yacht"}, "/product"),
        ({"payday": 32}, "/payday"),
        ({"terms": None}, "/terms"),
        ({"events": {}}, "/events"),
        ({"counter": {"amount": "0", "every": "month", "from": "2026-12-01"}}, "/counter/amount"),
        ({"counter": {"amount": "5", "every": "month", "from": "2026-11-24"}}, "/counter/from"),
        ({"counter": {"amount": "5", "every": "year", "from": "2026-12-01"}}, "/counter/every"),
        ({"counter": {"amount": "5", "every": "week", "from": "2026-12-01", "day": 3}}, "/counter/day"),
        ({"policy": {"id": "x"}}, "/policy/version"),
        ({"wish": "x"}, "/wish"),
        ({"on": "2026-01-01"}, "/on"),
    ],
)
def test_a_request_that_cannot_be_read_names_the_field(change: dict[str, Any], at: str) -> None:
    with pytest.raises(InputError) as refused:
        asked({**LOAN, **change})
    assert refused.value.at == at


def test_a_policy_is_refused_by_the_key_that_is_wrong() -> None:
    good = {
        "id": "a",
        "version": "1",
        "longest_months": 12,
        "interest": "stops",
        "most_of_left": "0.8",
        "first_due_days": 10,
        "first_due_within_days": 40,
        "breach_after_days": 5,
        "holiday_months": 0,
        "approve": {"extension": "desk"},
    }
    policy = read_policy(good)
    assert policy.settlement is None and policy.approve["settlement"] == "supervisor"
    for change, at in (
        ({"longest_months": 0}, "/policy/longest_months"),
        ({"most_of_left": "1.5"}, "/policy/most_of_left"),
        ({"interest": "doubles"}, "/policy/interest"),
        ({"first_due_within_days": 5}, "/policy/first_due_within_days"),
        ({"settlement": {"share": "0"}}, "/policy/settlement/share"),
        ({"approve": {"extension": "anyone"}}, "/policy/approve/extension"),
        ({"approve": None}, "/policy/approve"),
        ({"smallest_instalment": {"yuan": "1"}}, "/policy/smallest_instalment/yuan"),
        ({"fee": "5.00"}, "/policy/fee"),
    ):
        with pytest.raises(InputError) as refused:
            read_policy({**good, **change})
        assert refused.value.at == at
