"""The borrower's own proposal: taken as it is where it can be, else the nearest plan, else a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forbear.money.afford import Means
from forbear.money.offers import Answer, Case, Counter, answer_counter, load_policy
from forbear.money.offers.paying import Owed

ON = date(2026, 11, 24)
CASE = Case(
    owed=Owed(
        on=ON, principal=Decimal("3000.00"), other=Decimal("600.00"), rate=Decimal(0), unit=Decimal("0.01")
    ),
    currency="CNY",
    days_past_due=40,
    usual=None,
    means=None,
    policy=load_policy("standard"),
    first=date(2026, 12, 10),
    day=10,
    last=date(2029, 11, 24),
)
A_BIT = Decimal(50)
POOR = Means(
    income=A_BIT, outgoings=A_BIT, debts=A_BIT, left=A_BIT, affordable=Decimal("90.00"), a_head=A_BIT
)


def proposed(
    amount: str, every: str = "month", start: str = "2026-12-05", case: Case = CASE, **more: Any
) -> Answer:
    counter = Counter(amount=Decimal(amount), every=every, start=date.fromisoformat(start), **more)
    return answer_counter(case, counter)


def test_what_policy_and_law_allow_is_agreed_as_it_is() -> None:
    answer = proposed("300.00")
    assert answer.outcome == "accepted" and answer.plan is not None
    assert answer.plan.instalments[0] == (date(2026, 12, 5), Decimal("300.00"))
    assert len(answer.plan.instalments) == 12


def test_a_week_is_met_by_the_week() -> None:
    answer = proposed("60.00", "week", "2026-12-04")
    assert answer.outcome == "accepted" and answer.plan is not None
    assert [str(due) for due, _ in answer.plan.instalments[:3]] == ["2026-12-04", "2026-12-11", "2026-12-18"]
    assert len(answer.plan.instalments) == 60


def test_a_day_of_the_month_is_kept_or_the_months_last_day() -> None:
    answer = proposed("300.00", start="2026-12-31", day=31)
    assert answer.plan is not None
    assert [str(due) for due, _ in answer.plan.instalments[1:4]] == ["2027-01-31", "2027-02-28", "2027-03-31"]


def test_more_than_is_owed_is_one_payment_of_what_is_owed() -> None:
    answer = proposed("9999.00")
    assert answer.outcome == "accepted" and answer.plan is not None
    assert answer.plan.instalments == ((date(2026, 12, 5), Decimal("3600.00")),)


def test_too_little_is_raised_to_the_least_that_pays_off_in_time() -> None:
    case = replace(CASE, policy=replace(CASE.policy, smallest_instalment={}))
    answer = proposed("50.00", case=case)
    assert (answer.outcome, answer.changed, answer.why) == ("nearest", ("amount",), ("too_long",))
    assert answer.plan is not None and answer.plan.highest == Decimal("100.00")  # 36 months


def test_less_than_the_policy_takes_is_raised_to_that_and_no_further() -> None:
    small = replace(CASE, owed=replace(CASE.owed, principal=Decimal("500.00"), other=Decimal(0)))
    answer = proposed("50.00", case=small)
    assert (answer.outcome, answer.why) == ("nearest", ("too_small",))
    assert answer.plan is not None and answer.plan.highest == Decimal("100.00")


def test_a_late_beginning_is_moved_to_the_latest_day_allowed() -> None:
    """45 days: 2027-01-08. What he said of the day is kept."""
    for every, start, expected in (
        ("month", "2027-03-01", date(2027, 1, 1)),
        ("month", "2027-03-20", date(2026, 12, 20)),
        ("week", "2027-03-05", date(2027, 1, 8)),
        ("fortnight", "2027-03-12", date(2027, 1, 1)),
    ):
        answer = proposed("300.00", every, start)
        assert (answer.outcome, answer.changed) == ("nearest", ("start",))
        assert answer.plan is not None and answer.plan.instalments[0][0] == expected


def test_where_the_least_is_more_than_can_be_spared_a_person_decides() -> None:
    answer = proposed("60.00", case=replace(CASE, means=POOR))
    assert answer.outcome == "referred" and "above_means" in answer.why
    assert answer.plan is not None and answer.plan.above_means_from is not None


def test_what_he_names_himself_is_taken_though_the_form_says_less_and_it_is_marked() -> None:
    answer = proposed("120.00", case=replace(CASE, means=POOR))
    assert answer.outcome == "accepted" and answer.plan is not None
    assert answer.plan.above_means_from == date(2026, 12, 5)


@pytest.mark.parametrize("last", [date(2026, 11, 25), date(2026, 12, 4)])
def test_where_no_time_is_left_a_person_decides(last: date) -> None:
    answer = proposed("300.00", case=replace(CASE, last=last))
    assert (answer.outcome, answer.plan, answer.why) == ("referred", None, ("no_time_left",))


def test_who_has_nothing_left_is_not_taken_at_his_word_a_person_decides() -> None:
    nothing = replace(POOR, affordable=Decimal(0))
    answer = proposed("300.00", case=replace(CASE, means=nothing))
    assert (answer.outcome, answer.plan, answer.why) == ("referred", None, ("nothing_left",))
