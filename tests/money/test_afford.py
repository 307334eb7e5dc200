"""What can be spared a month: exact over every step, never more than what is left, and nonsense refused by name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.money.afford import TIMES_A_YEAR, Form, Item, a_month, means, read_form
from forbear.terms import InputError

FORM: dict[str, Any] = {
    "household": {"adults": 2, "children": 1},
    "income": [{"kind": "wage", "amount": "5200.00", "every": "month"}],
    "outgoings": [{"kind": "housing", "amount": "2200.00", "every": "month"}],
    "debts": [{"kind": "card", "amount": "500.00", "every": "month"}],
}


def item(amount: int, every: str, kind: str = "other") -> Item:
    return Item(kind=kind, amount=Decimal(amount) / 100, every=every)


def test_a_week_comes_fifty_two_times_a_year_and_not_four_times_a_month() -> None:
    form = Form(
        currency="CNY", adults=1, children=0, income=(item(100_00, "week"),), outgoings=(item(1, "year"),)
    )
    assert means(form).income == Decimal("433.33")


@pytest.mark.parametrize(
    ("every", "paid"),
    [
        ("week", "300.00"),
        ("fortnight", "600.00"),
        ("month", "1300.00"),
        ("quarter", "3900.00"),
        ("year", "15600.00"),
    ],
)
def test_every_step_of_the_same_income_gives_the_same_month(every: str, paid: str) -> None:
    form = Form(
        currency="CNY",
        adults=1,
        children=0,
        income=(Item(kind="wage", amount=Decimal(paid), every=every),),
        outgoings=(Item(kind="food", amount=Decimal("1000.00"), every="month"),),
    )
    assert means(form).left == Decimal("300.00")


def test_a_share_of_what_is_left_stays_with_the_household() -> None:
    found = means(read_form(FORM, "CNY"), Decimal("0.8"))
    assert (found.left, found.affordable) == (Decimal("2500.00"), Decimal("2000.00"))
    assert found.a_head == Decimal("900.00")  # 5200 less 500 less 2000, for three
    assert not found.nothing_left


def test_where_nothing_is_left_that_is_said_and_the_gap_is_shown() -> None:
    short = {**FORM, "debts": [{"kind": "mortgage", "amount": "4000.00", "every": "month"}]}
    found = means(read_form(short, "CNY"))
    assert found.nothing_left and found.affordable == 0
    assert found.left == Decimal("-1000.00")


amounts = st.lists(st.tuples(st.integers(0, 10**7), st.sampled_from(sorted(TIMES_A_YEAR))), max_size=6)


@given(income=amounts, outgoings=amounts, debts=amounts, share=st.integers(1, 100))
def test_what_is_affordable_is_never_more_than_the_share_of_what_is_left(
    income: list[tuple[int, str]], outgoings: list[tuple[int, str]], debts: list[tuple[int, str]], share: int
) -> None:
    form = Form(
        currency="CNY",
        adults=1,
        children=2,
        income=tuple(item(*one) for one in income),
        outgoings=tuple(item(*one) for one in outgoings),
        debts=tuple(item(*one) for one in debts),
    )
    found = means(form, Decimal(share) / 100)
    left = sum(one.a_year for one in form.income) - sum(one.a_year for one in (*form.outgoings, *form.debts))
    assert found.affordable >= 0
    assert found.affordable * 12 <= max(left, Decimal(0)) * share / 100
    assert found.nothing_left == (found.affordable == 0)


def test_an_instalment_a_week_is_held_against_the_month() -> None:
    assert a_month(Decimal("100.00"), "week", Decimal("0.01")) == Decimal("433.33")
    assert a_month(Decimal("100.00"), "month", Decimal("0.01")) == Decimal("100.00")


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"household": None}, "/form/household"),
        ({"household": {"adults": 0}}, "/form/household/adults"),
        ({"household": {"adults": 1, "children": -1}}, "/form/household/children"),
        ({"outgoings": []}, "/form/outgoings"),
        ({"outgoings": [{"kind": "food", "amount": "0", "every": "month"}]}, "/form/outgoings"),
        ({"income": [{"kind": "lottery", "amount": "1.00", "every": "month"}]}, "/form/income/0/kind"),
        ({"income": [{"kind": "wage", "amount": "-1.00", "every": "month"}]}, "/form/income/0/amount"),
        ({"income": [{"kind": "wage", "amount": 5200, "every": "month"}]}, "/form/income/0/amount"),
        ({"income": [{"kind": "wage", "amount": "1.001", "every": "month"}]}, "/form/income/0/amount"),
        ({"income": [{"kind": "wage", "amount": "1.00", "every": "day"}]}, "/form/income/0/every"),
        ({"income": [{"kind": "wage", "amount": "1.00"}]}, "/form/income/0/every"),
        ({"income": "5200"}, "/form/income"),
        ({"debts": [7]}, "/form/debts/0"),
        ({"diagnosis": "x"}, "/form/diagnosis"),
    ],
)
def test_nonsense_is_refused_with_the_field_named(change: dict[str, Any], at: str) -> None:
    with pytest.raises(InputError) as refused:
        read_form({**FORM, **change}, "CNY")
    assert refused.value.at == at
    assert refused.value.why
