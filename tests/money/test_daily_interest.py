"""Interest on the principal really out (`"recalculate": "daily"`), by hand. Fineract's are among the vectors."""

from __future__ import annotations

from typing import Any

import pytest
from tests.money.contracts import LOAN, aged, answered, column, paid

from forbear.terms import InputError

DAILY: dict[str, Any] = LOAN | {"day_count": "act/365", "annual_rate": "0.365", "recalculate": "daily",
                                "method": "equal_principal", "principal": "3000.00", "instalments": 3}  # fmt: skip
"""0.1 % a day: 31 days of 3000.00 are 93.00, 28 of 2000.00 are 56.00, 31 of 1000.00 are 31.00."""


def test_paid_on_time_it_is_the_plan() -> None:
    events = [paid("2026-02-15", "1093.00"), paid("2026-03-15", "1056.00"), paid("2026-04-15", "1031.00")]
    answer = answered(events, "2026-04-15", body=DAILY)
    assert column(answer, "interest") == ["93.00", "56.00", "31.00"]
    assert column(answer, "outstanding") == ["0.00"] * 3


def test_ten_days_late_cost_ten_days_on_the_principal_that_was_still_out() -> None:
    events = [paid("2026-02-25", "1093.00")]
    assert column(answered(events, "2026-02-25", body=DAILY), "interest") == ["93.00", "66.00", "31.00"]


def test_what_is_overdue_is_taken_as_paid_today_and_not_before() -> None:
    assert column(answered([], "2026-03-20", body=DAILY), "interest") == ["93.00", "84.00", "41.00"]


def test_an_excess_pays_principal_and_saves_its_interest() -> None:
    events = [paid("2026-02-15", "1593.00")]
    answer = answered(events, "2026-02-15", body=DAILY)
    assert column(answer, "interest") == ["93.00", "42.00", "31.00"]
    assert column(answer, "outstanding") == ["0.00", "542.00", "1031.00"]


def test_the_payoff_of_a_day_ends_the_debt_on_that_day() -> None:
    """10 days of March at 2.00: 2020.00, and nothing is left to come."""
    events = [paid("2026-02-15", "1093.00"), paid("2026-02-25", "2020.00")]
    assert aged(events[:1], "2026-02-25", DAILY).balance.total == 2020
    answer = answered(events, "2026-02-25", "2026-06-01", body=DAILY)
    assert [s["payoff"] for s in answer["as_of"].values()] == ["0.00", "0.00"]
    assert (answer["credit"], column(answer, "interest")) == ("0.00", ["93.00", "20.00", "0.00"])


def test_the_payoff_of_a_debt_in_arrears_ends_it_too() -> None:
    """Nothing paid: 93.00, 84.00, and of April 5 days at 3.00."""
    assert aged([], "2026-03-20", DAILY).balance.total == 3192
    answer = answered([paid("2026-03-20", "3192.00")], "2026-03-20", "2026-06-01", body=DAILY)
    assert [s["payoff"] for s in answer["as_of"].values()] == ["0.00", "0.00"]
    assert (answer["credit"], column(answer, "interest")) == ("0.00", ["93.00", "84.00", "15.00"])


def test_a_re_age_keeps_the_interest_that_has_accrued() -> None:
    new = {
        "on": "2026-03-20",
        "kind": "re_age",
        "first_due": "2026-04-15",
        "every": {"months": 1},
        "instalments": 3,
    }
    answer = answered([new], "2026-03-20", "2026-05-01", body=DAILY)
    assert [s["balance"]["interest"] for s in answer["as_of"].values()] == ["192.00", "192.00"]


def test_a_holiday_that_is_free_of_interest_takes_its_whole_period_out() -> None:
    free = {
        "on": "2026-02-25",
        "kind": "payment_holiday",
        "from": "2026-03-01",
        "to": "2026-03-31",
        "interest": "none",
    }
    answer = answered([paid("2026-02-15", "1093.00"), free], "2026-02-25", body=DAILY)
    assert column(answer, "interest") == ["93.00", "62.00", "30.00"]


def test_a_holiday_bears_interest_on_what_was_out_in_it() -> None:
    first, holiday = paid("2026-02-15", "1093.00"), {"on": "2026-02-16", "kind": "payment_holiday",
                                                      "from": "2026-03-01", "to": "2026-03-31"}  # fmt: skip
    events = [first, holiday, paid("2026-03-07", "1000.00")]
    answer = answered(events, "2026-03-07", body=DAILY)
    assert column(answer, "due") == ["2026-02-15", "2026-04-15", "2026-05-15"]
    assert column(answer, "interest") == ["93.00", "79.00", "30.00"]


@pytest.mark.parametrize("interest", ["spread", "end"])
def test_interest_not_known_yet_cannot_be_spread(interest: str) -> None:
    holiday = {"on": "2026-02-16", "kind": "payment_holiday", "from": "2026-03-01", "to": "2026-03-31",
               "interest": interest}  # fmt: skip
    with pytest.raises(InputError, match="/events/0/interest"):
        aged([holiday], "2026-03-01", DAILY)


def test_a_flat_interest_is_never_recalculated() -> None:
    with pytest.raises(InputError, match="/terms/recalculate"):
        aged([], "2026-03-01", DAILY | {"method": "flat"})
