"""The true rate, held against pyxirr, against published figures, and against flows that have no rate or several."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from forbear.money import Terms, schedule
from forbear.money.days import add_months
from forbear.money.rate import annual_rates, internal_rate, periods_a_year
from forbear.money.roots import Undecided, daily_factors
from forbear.money.terms import Every

EXAMPLES = int(os.environ.get("FORBEAR_EXAMPLES", "300"))
METHODS = ("equal_instalment", "equal_principal", "interest_only", "flat", "per_period_fee")
STEPS = (Every(months=1), Every(months=3), Every(months=12), Every(days=14), Every(weeks=1), Every(days=10))


def loan(lent: str, first_due: str, disbursed: str, count: int, every: Every, **more: str) -> Terms:
    return Terms(
        currency="USD",
        method="flat",
        principal=Decimal(lent),
        disbursed=date.fromisoformat(disbursed),
        first_due=date.fromisoformat(first_due),
        instalments=count,
        every=every,
        annual_rate=Decimal(more.get("annual_rate", "0")),
        fee_per_period=Decimal(more.get("fee", "0")),
    )


def random_terms(chance: random.Random) -> Terms:
    """A contract as it may be written, whatever its method, with free periods, a down payment and a coarse rounding."""
    every, count = chance.choice(STEPS), chance.choice((1, 2, 3, 6, 12, 18, 24, 36, 60))
    start = date(2020, 1, 1) + timedelta(days=chance.randrange(2500))
    return Terms(
        currency="CNY",
        method=chance.choice(METHODS),
        principal=Decimal(chance.randrange(10_000, 10**8)) / 100,
        down_payment=Decimal(chance.choice((0, 0, chance.randrange(0, 9_999)))) / 100,
        principal_free=chance.choice((0, 0, chance.randrange(count))),
        interest_free=chance.choice((0, 0, chance.randrange(count))),
        rounding=chance.choice((Decimal("0.01"), Decimal("0.01"), Decimal(1))),
        day_count=chance.choice(("30/360", "act/365", "act/360", "act/act")),
        disbursed=start,
        first_due=add_months(start, every.months) if every.months else start + timedelta(days=every.in_days),
        instalments=count,
        every=every,
        annual_rate=Decimal(chance.randrange(0, 9000)) / 10_000,
        fee_per_period=Decimal(chance.choice((0, chance.randrange(0, 5000)))) / 100,
    )


def test_the_contracts_rate_is_the_internal_rate_of_its_periods_to_eight_places() -> None:
    chance = random.Random(20261124)
    for _ in range(EXAMPLES):
        terms = random_terms(chance)
        flows = [float(row.principal + row.interest + row.fee) for row in schedule(terms)]
        at_once = flows.pop(0) if terms.down_payment else 0.0
        flows.insert(0, at_once - float(terms.principal))
        per_period = pyxirr.irr(flows)
        rates = annual_rates(terms)
        assert per_period is not None and rates.annual_percentage_rate is not None, terms
        assert rates.effective_annual_rate is not None
        times = float(periods_a_year(terms.every))
        assert abs(float(rates.annual_percentage_rate) - per_period * times) < 1e-8, terms
        effective = (1 + per_period) ** times - 1
        assert abs(float(rates.effective_annual_rate) - effective) < 1e-8 * (1 + effective), terms


def test_dated_flows_agree_with_pyxirr_to_eight_places() -> None:
    chance = random.Random(4)
    for _ in range(EXAMPLES // 2):
        on, lent = date(2022, 3, 1), Decimal(chance.randrange(1000, 10**6))
        flows = [(on, -lent)]
        for _ in range(chance.choice((1, 3, 12, 30))):
            on += timedelta(days=chance.randrange(1, 45))
            flows.append((on, Decimal(chance.randrange(1, int(lent) * 20)) / 100))
        ours = internal_rate(flows)
        theirs = pyxirr.xirr([on for on, _ in flows], [float(amount) for _, amount in flows])
        if theirs is None or theirs > 1e6 or theirs < -0.999:  # beyond what floats still tell apart
            continue
        assert ours.rate is not None, flows
        assert abs(float(ours.rate) - theirs) < 1e-8 * (1 + abs(theirs)), flows


@pytest.mark.parametrize(
    ("lent", "paid", "count", "every", "disbursed", "first_due", "expected"),
    [
        ("5000", "230", 24, Every(months=1), "1978-01-10", "1978-02-10", "9.69"),
        ("6000", "200", 36, Every(months=1), "1978-02-10", "1978-04-01", "11.82"),
        ("10000", "385", 40, Every(months=3), "1978-05-23", "1978-10-01", "8.97"),
        ("500", "17.60", 30, Every(weeks=1), "1978-03-20", "1978-04-21", "14.96"),
    ],
)
def test_the_examples_of_regulation_z_with_and_without_an_odd_first_period(
    lent: str, paid: str, count: int, every: Every, disbursed: str, first_due: str, expected: str
) -> None:
    """12 CFR 1026 Appendix J (c)(1)(i), (ii), (iv), (v)."""
    share = Decimal(lent) / count
    terms = replace(
        loan(lent, first_due, disbursed, count, every),
        method="per_period_fee",
        fee_per_period=Decimal(paid) - share,  # every instalment is `paid`; cents don't matter here
    )
    rate = annual_rates(terms).annual_percentage_rate
    assert rate is not None
    assert round(rate * 100, 2) == Decimal(expected)


def test_a_short_first_period_at_simple_interest_shows_the_contracts_own_rate() -> None:
    terms = replace(
        loan("100000000.00", "2026-07-01", "2026-06-16", 24, Every(months=1), annual_rate="0.18"),
        method="equal_principal",
    )
    rate = annual_rates(terms).annual_percentage_rate
    assert rate is not None
    assert abs(rate - Decimal("0.18")) < Decimal("1e-7")


def test_a_down_payment_lessens_what_is_lent() -> None:
    whole = loan("9000.00", "2026-02-15", "2026-01-15", 6, Every(months=1), annual_rate="0.12")
    part = replace(whole, principal=Decimal("10000.00"), down_payment=Decimal("1000.00"))
    assert annual_rates(part) == annual_rates(whole)


def test_a_card_and_a_loan_of_nothing_have_no_rate_and_say_why() -> None:
    card = annual_rates(Terms(currency="CNY", method="revolving"))
    assert card.annual_percentage_rate is None and card.why is not None and "card" in card.why
    bought = loan("100.00", "2026-02-15", "2026-01-15", 1, Every(months=1))
    nothing = annual_rates(replace(bought, down_payment=Decimal("100.00")))
    assert nothing.annual_percentage_rate is None and nothing.why is not None and "nothing" in nothing.why


def test_a_fee_a_day_that_has_no_meaning_a_year_is_said() -> None:
    rates = annual_rates(loan("1.00", "2026-01-16", "2026-01-15", 1, Every(days=1), fee="1.00"))
    assert rates.annual_percentage_rate == 365
    assert rates.effective_annual_rate is None and rates.why is not None and "10^12" in rates.why


def flows(*amounts: int, step: int = 365) -> list[tuple[date, Decimal]]:
    return [
        (date(2021, 1, 1) + timedelta(days=step * i), Decimal(amount)) for i, amount in enumerate(amounts)
    ]


def test_money_that_goes_one_way_has_no_rate() -> None:
    assert internal_rate(flows(100, 5)).rate is None
    assert internal_rate([]).rate is None
    assert "one way" in str(internal_rate(flows(-100, -5)).why)


def test_flows_that_no_rate_balances_say_so() -> None:
    assert internal_rate(flows(100, -180, 100)).why == "no yearly rate balances these flows"


def test_two_rates_are_named_and_neither_is_chosen() -> None:
    both = internal_rate(flows(-100, 230, -132))
    assert both.rate is None
    assert both.why == "several yearly rates balance these flows: 0.10000000, 0.20000000"


def test_two_rates_that_meet_in_one_are_not_guessed_at() -> None:
    assert "certain" in str(internal_rate(flows(-100, 220, -121)).why)


def test_amounts_of_one_day_are_one_flow() -> None:
    day = date(2021, 1, 1)
    whole = internal_rate([(day, Decimal(-100)), (day + timedelta(days=90), Decimal(103))])
    split = internal_rate(
        [(day, Decimal(-60)), (day + timedelta(days=90), Decimal(103)), (day, Decimal(-40))]
    )
    assert split == whole and whole.rate is not None


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True), st.data())
def test_every_root_put_in_is_found_and_no_other(roots: list[int], data: st.DataObject) -> None:
    """A polynomial in the yearly factor with the roots given, and some that are no positive number."""
    amounts = [Decimal(1)]
    for root in roots:  # times (root/10 - x): the rate is 10/root - 1
        amounts = multiply(amounts, [Decimal(root) / 10, Decimal(-1)])
    if data.draw(st.booleans()):
        amounts = multiply(amounts, [Decimal(2), Decimal(-1), Decimal(1)])  # no real root
    dated = [(i * 365, amount) for i, amount in enumerate(amounts)]
    try:
        found = [float(factor**365) for factor in daily_factors(dated)]
    except Undecided:
        pytest.fail("roots a tenth apart were not told apart")
    assert found == pytest.approx(sorted(root / 10 for root in roots), rel=1e-12)


def multiply(left: list[Decimal], right: list[Decimal]) -> list[Decimal]:
    product = [Decimal(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            product[i + j] += a * b
    return product


def test_a_fortnight_told_in_days_is_a_fraction_of_365_and_told_in_weeks_of_52() -> None:
    steps = {"weeks": Every(weeks=2), "days": Every(days=14)}
    told = {
        name: annual_rates(loan("1000.00", "2026-01-15", "2026-01-01", 4, step, annual_rate="0.10"))
        for name, step in steps.items()
    }
    weeks, days = told["weeks"].annual_percentage_rate, told["days"].annual_percentage_rate
    assert weeks is not None and days is not None
    assert abs(days / weeks - Decimal(365) / 14 / 26) < Decimal("1e-6")
