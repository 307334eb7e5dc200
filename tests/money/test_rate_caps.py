"""A rate above the cap in force is flagged, with the clause, the points and the money; one that keeps it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.law.rulebook.law import Law, load_law
from forbear.money import Event, Terms, read_terms, schedule
from forbear.money.caps import CONTRACT_CAPS, Cap, caps_in_force, hold_contract, hold_met, simple_rate
from forbear.money.cost import cost_table, met_flows
from forbear.money.rate import annual_rates
from forbear.money.terms import Every, Late

LOAN = read_terms(
    {
        "currency": "CNY",
        "principal": "12000.00",
        "disbursed": "2026-02-01",
        "first_due": "2026-03-01",
        "instalments": 12,
        "every": {"months": 1},
        "method": "equal_instalment",
        "annual_rate": "0.28",
    }
)
LOAN_DAY = date(2026, 2, 1)
ZEDLAND = ("zz.rate.private", "zz.rate.licensed")
BOOK = """+++
id = "zz.rate"
title = { en = "Rates of Zedland", zh = "泽德兰利率" }
source = "invented"
regions = ["ZZ"]
covers = false
force = "law"
in_force = 2020-01-01
read_on = 2026-02-01
+++

# Rates

## s 1: What is known of the prime rate

```toml value
id    = "zz.rate.prime"
unit  = "per_year"
until = 2026-06-30
is    = { 2020-01-01 = "0.04", 2026-02-01 = "0.03" }
en    = "{value}"
zh    = "{value}"
```

## s 2: Private lenders

```toml value
id    = "zz.rate.private"
binds = { lender = ["private_lender"] }
unit  = "per_year"
of    = "zz.rate.prime"
times = "4"
sense = "at_most"
en    = "At most {value}."
zh    = "不超过{value}。"
```

## s 3: Licensed lenders

```toml value
id     = "zz.rate.licensed"
status = "draft"
force  = "regulation"
binds  = { lender = ["bank", "microloan"] }
unit   = "per_year"
is     = "0.24"
sense  = "at_most"
en     = "At most {value}."
zh     = "不超过{value}。"
```
"""


def cap(rate: str) -> Cap:
    return Cap(rule="zz.rate.cap", cite="s 3", rate=Decimal(rate), force="law")


def zedland(folder: Path) -> Law:
    (folder / "rate.md").write_text(BOOK, encoding="utf-8")
    return load_law((folder / "rate.md",))


def test_the_cap_of_the_contracts_day_and_of_its_lender_is_taken(tmp_path: Path) -> None:
    law = zedland(tmp_path)

    def caps(on: date, lender: str | None) -> list[tuple[str, Decimal]]:
        found, unknown = caps_in_force(
            law, names=ZEDLAND, on=on, region="ZZ", lender=lender, product="personal_loan"
        )
        assert unknown == ()
        return [(cap.rule, cap.rate) for cap in found]

    assert caps(date(2026, 1, 31), "private_lender") == [("zz.rate.private", Decimal("0.16"))]
    assert caps(date(2026, 2, 1), "private_lender") == [("zz.rate.private", Decimal("0.12"))]
    assert caps(date(2026, 2, 1), "bank") == [("zz.rate.licensed", Decimal("0.24"))]
    assert caps(date(2026, 2, 1), None) == [
        ("zz.rate.private", Decimal("0.12")),
        ("zz.rate.licensed", Decimal("0.24")),
    ]
    assert caps(date(2019, 12, 31), "private_lender") == []


def test_a_cap_whose_number_is_not_known_on_that_day_is_said_and_not_guessed(tmp_path: Path) -> None:
    law, on = zedland(tmp_path), date(2026, 7, 1)
    found, unknown = caps_in_force(
        law, names=ZEDLAND, on=on, region="ZZ", lender="private_lender", product=None
    )
    assert found == ()
    assert (
        len(unknown) == 1 and "zz.rate.private" in unknown[0] and "not known after 2026-06-30" in unknown[0]
    )
    found, unknown = caps_in_force(law, names=ZEDLAND, on=on, region="ZZ", lender="bank", product=None)
    assert [cap.draft for cap in found] == [True] and unknown == ()


def test_every_yearly_ceiling_of_the_rulebooks_is_known_to_cap_a_contract_or_a_part_of_it() -> None:
    """A new one has to be put where it belongs: a cap on penal interest alone must not be held against a contract."""
    of_a_part = {"cn.rate.private_compound", "in.rbi.penal_charges.interest"}
    of_an_application = {"store.apple.loans.rate"}
    ceilings = {
        name
        for name, versions in load_law().values.items()
        if any(value.unit == "per_year" and value.sense == "at_most" for value in versions)
    }
    assert ceilings == {*CONTRACT_CAPS} | of_a_part | of_an_application


@pytest.mark.parametrize(
    ("lender", "on", "expected"),
    [
        ("private_lender", date(2020, 8, 19), {"cn.rate.36": "0.36"}),
        ("private_lender", date(2020, 8, 20), {"cn.rate.private_4lpr": "0.154"}),
        ("private_lender", date(2026, 2, 1), {"cn.rate.private_4lpr": "0.12"}),
        ("bank", date(2017, 8, 3), {}),
        ("bank", date(2017, 8, 4), {"cn.rate.fin24": "0.24"}),
        ("microloan", date(2026, 2, 1), {"cn.rate.fin24": "0.24", "cn.microcost2025.24": "0.24"}),
        ("microloan", date(2025, 12, 23), {"cn.rate.fin24": "0.24"}),
    ],
)
def test_the_caps_of_china_by_lender_and_day(lender: str, on: date, expected: dict[str, str]) -> None:
    found, unknown = caps_in_force(load_law(), on=on, region="CN", lender=lender, product="personal_loan")
    told = {cap.rule: cap.rate for cap in found if cap.rule != "cn.zhudai2025.cost.benchmark"}
    assert told == {rule: Decimal(rate) for rule, rate in expected.items()} and unknown == ()


def test_a_private_loan_of_15_per_cent_is_three_points_above_four_times_the_prime_rate() -> None:
    """/law/cn.md, extra checks: LPR 3.00 %, so that what is above 12 % is not supported."""
    terms = replace(LOAN, annual_rate=Decimal("0.15"))
    caps, _ = caps_in_force(load_law(), on=LOAN_DAY, region="CN", lender="private_lender", product=None)
    (held,) = hold_contract(terms, caps)
    assert held.cap.force == "law" and round(held.points, 2) == 3


def test_a_microlender_of_28_per_cent_is_held_to_24_and_not_to_the_prime_rate() -> None:
    """Scenario 24: signed 2026-02."""
    caps, _ = caps_in_force(load_law(), on=LOAN_DAY, region="CN", lender="microloan", product="microloan")
    held = hold_contract(LOAN, caps)
    assert {one.cap.rule for one in held if one.above} >= {"cn.rate.fin24", "cn.microcost2025.24"}
    assert all(round(one.points, 2) == 4 for one in held)


def test_a_private_loan_made_after_the_last_known_prime_rate_has_an_unknown_cap() -> None:
    found, unknown = caps_in_force(
        load_law(), on=date(2099, 1, 1), region="CN", lender="private_lender", product=None
    )
    assert found == () and any(told.startswith("cn.rate.private_4lpr: ") for told in unknown)


def test_elsewhere_the_cap_does_not_hold(tmp_path: Path) -> None:
    law = zedland(tmp_path)
    found, unknown = caps_in_force(
        law, names=ZEDLAND, on=date(2026, 2, 1), region="FR", lender="bank", product=None
    )
    assert (found, unknown) == ((), ())


def test_28_per_cent_is_four_points_above_24() -> None:
    (held,) = hold_contract(LOAN, [cap("0.24")])
    assert held.above and round(held.points, 3) == 4
    assert held.money > 0


def test_a_rate_at_the_cap_is_not_above_it() -> None:
    rate = annual_rates(LOAN).annual_percentage_rate
    assert rate is not None
    (held,) = hold_contract(LOAN, [cap(str(rate))])
    assert not held.above and held.points == held.money == 0


def test_instalments_rounded_to_the_cent_are_no_excess() -> None:
    for months in range(1, 37):
        terms = replace(LOAN, principal=Decimal("987.65"), instalments=months, annual_rate=Decimal("0.24"))
        (held,) = hold_contract(terms, [cap("0.24")])
        assert not held.above, months


def test_a_contract_at_the_cap_kept_to_the_day_met_no_more_than_the_cap() -> None:
    terms = replace(LOAN, annual_rate=Decimal("0.24"))
    events = [
        Event(on=row.due, kind="payment", amount=row.principal + row.interest) for row in schedule(terms)
    ]
    (held,) = hold_met(met_flows(terms, events, events[-1].on, Decimal(0)), [cap("0.24")], terms)
    assert not held.above and round(held.rate, 4) == Decimal("0.24")


def test_a_flat_rate_of_half_the_cap_may_be_above_it() -> None:
    flat = replace(LOAN, method="flat", annual_rate=Decimal("0.14"))
    (held,) = hold_contract(flat, [cap("0.24")])
    assert held.above
    assert annual_rates(flat).annual_percentage_rate == held.rate > Decimal("0.24")


@given(
    rate=st.integers(1, 60), fee=st.integers(0, 200), cap_=st.integers(5, 50), days=st.integers(5, 80),
    method=st.sampled_from(["equal_instalment", "equal_principal", "interest_only", "flat"]),
)  # fmt: skip
def test_there_is_an_excess_in_money_exactly_where_the_rate_is_above_the_cap(
    rate: int, fee: int, cap_: int, days: int, method: str
) -> None:
    terms = replace(
        LOAN,
        method=method,
        annual_rate=Decimal(rate) / 100,
        fee_per_period=Decimal(fee),
        first_due=date(2026, 2, 1) + timedelta(days=days),
    )
    (held,) = hold_contract(terms, [cap(str(Decimal(cap_) / 100))])
    assert held.above == (round(held.rate, 4) > Decimal(cap_) / 100)
    assert (held.money > 0) == held.above


def test_the_excess_handed_back_brings_the_rate_down_to_the_cap() -> None:
    """One instalment: what is overpaid is plainly what was paid beyond principal and a month at the cap."""
    single = replace(LOAN, instalments=1, method="flat", annual_rate=Decimal("0.36"))
    (held,) = hold_contract(single, [cap("0.24")])
    assert held.money == Decimal("120.00")  # 3 % less 2 % of 12000


def test_a_customer_who_paid_late_charges_met_more_than_the_contract_says() -> None:
    """1000 for a year at 20 % simple, and 60 of late charges: 26 %, so 2 points and 20.00 above 24 %."""
    terms = Terms(
        currency="CNY",
        method="flat",
        principal=Decimal(1000),
        disbursed=date(2025, 1, 1),
        first_due=date(2026, 1, 1),
        instalments=1,
        every=Every(months=12),
        annual_rate=Decimal("0.20"),
    )
    flows = met_flows(terms, [], date(2026, 1, 1), Decimal("1260.00"))
    (held,) = hold_met(flows, [cap("0.24")], terms)
    assert (held.rate, held.points, held.money) == (Decimal("0.26"), 2, Decimal("20.00"))
    (contract,) = hold_contract(terms, [cap("0.24")])
    assert not contract.above


def test_a_reversed_payment_was_never_met() -> None:
    events = [
        Event(on=date(2026, 3, 1), kind="payment", id="p", amount=Decimal(100)),
        Event(on=date(2026, 3, 4), kind="reversal", of="p"),
    ]
    assert len(met_flows(LOAN, events, date(2026, 3, 3), Decimal(1))) == 3
    assert len(met_flows(LOAN, events, date(2026, 3, 4), Decimal(1))) == 2


def test_interest_bears_no_interest_in_the_simple_rate() -> None:
    start = date(2024, 1, 1)
    flows = [(start, Decimal(1000)), (start + timedelta(days=730), Decimal(-1200))]
    assert simple_rate(flows) == Decimal("0.1")


def test_a_debt_that_came_back_short_bore_no_rate() -> None:
    assert simple_rate([(date(2024, 1, 1), Decimal(1000)), (date(2025, 1, 1), Decimal(-900))]) is None
    assert simple_rate([]) is None


def test_the_table_names_every_charge_who_takes_it_and_what_a_default_costs() -> None:
    late = Late(kind="daily_rate", rate=Decimal("0.0005"), grace_days=3)
    terms = replace(LOAN, fee_per_period=Decimal("10.00"), late=late)
    table = cost_table(terms, {"interest": "银行", "fee": "担保公司", "penalty": "银行"})
    assert [(c.name["zh"], c.payee, c.rate, c.unit) for c in table.charges] == [
        ("利息", "银行", Decimal("0.28"), "per_year"),
        ("服务费", "担保公司", Decimal("10.00"), "CNY"),
    ]
    assert table.total_cost == sum(c.total for c in table.charges if c.total is not None)
    assert table.rates == annual_rates(terms)
    (default,) = table.on_default
    assert (default.rate, default.unit, default.total) == (Decimal("0.0005"), "per_day", None)
    assert default.how["en"] == "from day 4 past due, each day on the overdue principal"
    assert default.how["zh"] == "逾期超过3日后，按逾期本金每日计收"
    assert "不收取任何其他费用" in table.nothing_else["zh"]


def test_a_charge_without_a_payee_makes_no_table() -> None:
    try:
        cost_table(LOAN, {"fee": "nobody"})
    except KeyError as missing:
        assert missing.args == ("interest",)
    else:
        raise AssertionError("a table without a payee is false")
