"""Arrangements that change the plan: each figure is worked out by hand from formats.md 5.1."""

from __future__ import annotations

from typing import Any

import pytest
from tests.money.contracts import LOAN, PLAIN, aged, answered, column, paid

from forbear.terms import InputError

SIX = PLAIN | {"principal": "6000.00", "instalments": 6}
THREE = LOAN | {"instalments": 3}
"""4120.60 three times: principal 3940.60, 3999.71 and 4059.69."""
FOUR = LOAN | {"instalments": 4}
"""3113.34 four times: principal 2933.34, 2977.34, 3022.00 and 3067.32."""


AGAIN: dict[str, Any] = {
    "on": "2026-04-25", "kind": "re_age", "first_due": "2026-05-15", "every": {"months": 1}, "instalments": 3,
}  # fmt: skip


class TestReAge:
    def test_unpaid_principal_is_spread_evenly_and_the_last_row_takes_the_rest(self) -> None:
        answer = answered([paid("2026-02-15", "1000.00"), AGAIN], body=SIX)
        assert column(answer, "due") == [f"2026-{month:02}-15" for month in range(2, 8)]
        assert column(answer, "principal") == ["1000.00", "0.00", "0.00", "1666.67", "1666.67", "1666.66"]

    def test_days_past_due_are_0_from_its_day_and_run_from_the_new_dates(self) -> None:
        days = ("2026-04-24", "2026-04-25", "2026-05-15", "2026-05-16")
        assert [aged([AGAIN], day, SIX).days_past_due for day in days] == [68, 0, 0, 1]

    def test_what_else_is_unpaid_falls_due_with_the_first_row_and_nothing_bears_interest_any_more(
        self,
    ) -> None:
        """Overdue interest 166.20 + 152.19, and 10 of 30 days of 137.97: 45.99."""
        fee = {"on": "2026-04-01", "kind": "fee", "amount": "20.00", "part": "penalty"}
        answer = answered([paid("2026-02-15", "1100.16"), fee, AGAIN], "2026-04-25", "2026-05-10")
        assert column(answer, "interest") == ["180.00", "0.00", "0.00", "364.38", "0.00", "0.00"]
        assert column(answer, "penalty") == ["0.00", "0.00", "0.00", "20.00", "0.00", "0.00"]
        assert [state["balance"]["total"] for state in answer["as_of"].values()] == ["11464.22"] * 2

    def test_a_fee_that_is_not_owed_yet_keeps_its_day(self) -> None:
        fee = {"on": "2026-04-01", "kind": "fee", "amount": "20.00", "due": "2026-06-01"}
        answer = answered([fee, AGAIN], "2026-05-31", "2026-06-01", body=SIX)
        assert column(answer, "fee")[3:] == ["0.00", "20.00", "0.00"]
        assert [state["balance"]["fee"] for state in answer["as_of"].values()] == ["0.00", "20.00"]

    def test_a_first_due_date_before_it_is_an_error(self) -> None:
        with pytest.raises(InputError, match="/events/0/first_due"):
            aged([AGAIN | {"first_due": "2026-04-24"}], "2026-05-01", SIX)

    def test_reversed_it_is_as_if_it_had_never_been(self) -> None:
        events = [AGAIN | {"id": "x"}, {"on": "2026-05-01", "kind": "reversal", "of": "x"}]
        assert [aged(events, day, SIX).days_past_due for day in ("2026-04-30", "2026-05-01")] == [0, 75]


class TestReAmortise:
    def test_overdue_principal_goes_to_the_instalments_not_yet_due_rounded_down(self) -> None:
        """Of 1000.08 each and 1000.10 last 2000.09 is overdue: 666.69 twice, 666.71 with the last."""
        body = SIX | {"principal": "6000.50"}
        events = [
            paid("2026-02-15", "1000.08"),
            paid("2026-03-15", "0.07"),
            {"on": "2026-04-20", "kind": "re_amortise"},
        ]
        answer = answered(events, "2026-04-19", "2026-04-20", body=body)
        assert column(answer, "principal") == ["1000.08", "0.07", "0.00", "1666.77", "1666.77", "1666.81"]
        assert [state["days_past_due"] for state in answer["as_of"].values()] == [35, 0]

    def test_interest_stays_where_it_fell_due(self) -> None:
        old = aged([{"on": "2026-03-20", "kind": "re_amortise"}], "2026-03-20", LOAN)
        assert (old.days_past_due, old.overdue.principal, str(old.overdue.interest)) == (33, 0, "346.20")

    def test_with_nothing_left_to_fall_due_it_is_an_error(self) -> None:
        with pytest.raises(InputError, match="/events/0/kind: is re_amortise where no instalment is left"):
            aged([{"on": "2027-02-01", "kind": "re_amortise"}], "2027-02-02", LOAN)


def changed(body: dict[str, Any], *before: dict[str, Any], **change: Any) -> dict[str, Any]:
    event = {"on": "2026-02-20", "kind": "reschedule", "from": "2026-03-15"} | change
    return answered([*before, event], "2026-03-16", body=body)


class TestReschedule:
    def test_a_new_date_takes_the_later_ones_with_it_and_the_longer_period_bears_its_interest(self) -> None:
        """46 days by 30E/360 on 5000.00 at 12 % are 76.67; then twelfths."""
        answer = changed(SIX | {"annual_rate": "0.12"}, new_due="2026-04-01")
        assert column(answer, "due") == ["2026-02-15", *(f"2026-{month:02}-01" for month in range(4, 9))]
        assert column(answer, "interest") == ["60.00", "76.67", "40.00", "30.00", "20.00", "10.00"]

    def test_more_instalments_are_a_level_plan_of_what_is_left(self) -> None:
        """8059.40 at 1.5 % in six: 1414.63; the first bears 120.89."""
        answer = changed(THREE, extra_instalments=4)
        assert [len(answer["schedule"]), answer["schedule"][1]["interest"]] == [7, "120.89"]
        assert column(answer, "outstanding")[1:] == ["1414.63"] * 5 + ["1414.62"]

    def test_a_new_rate_holds_for_the_instalments_from_that_due_date_on(self) -> None:
        assert column(changed(THREE, annual_rate="0.12"), "interest") == ["180.00", "80.59", "40.50"]

    def test_free_periods_come_first(self) -> None:
        answer = changed(FOUR, principal_free=1, interest_free=1)
        assert column(answer, "outstanding") == ["3113.34", "0.00", "4635.58", "4635.59"]

    def test_arrears_stay_where_they_are(self) -> None:
        answer = changed(THREE, extra_instalments=1)
        assert (answer["schedule"][0]["outstanding"], answer["as_of"]["2026-03-16"]["days_past_due"]) == (
            "4120.60",
            29,
        )

    def test_what_was_paid_ahead_still_pays(self) -> None:
        answer = changed(SIX, paid("2026-02-10", "2300.00"), extra_instalments=1)
        assert column(answer, "paid") == ["1000.00", "1000.00", "300.00", "0.00", "0.00", "0.00", "0.00"]
        assert column(answer, "principal")[1:] == [
            "1000.00",
            "800.00",
            "800.00",
            "800.00",
            "800.00",
            "800.00",
        ]

    def test_late_charges_made_are_kept_and_not_made_again(self) -> None:
        body = THREE | {"late": {"kind": "daily_rate", "rate": "0.001"}}
        event = {"on": "2026-03-25", "kind": "reschedule", "from": "2026-03-15", "annual_rate": "0"}
        answer = answered([event], "2026-03-25", "2026-03-26", body=body)
        assert [s["balance"]["penalty"] for s in answer["as_of"].values()] == ["189.74", "197.71"]

    def test_a_date_on_which_nothing_falls_due_is_an_error(self) -> None:
        with pytest.raises(InputError, match="/events/0/from: is no due date"):
            changed(THREE, **{"from": "2026-03-14", "extra_instalments": 1})

    def test_a_change_of_nothing_is_an_error(self) -> None:
        with pytest.raises(InputError, match="/events/0: changes nothing"):
            changed(THREE)


def on_holiday(interest: str, *days: str, **more: Any) -> dict[str, Any]:
    event = {"on": "2026-02-20", "kind": "payment_holiday", "from": "2026-03-01", "to": "2026-04-30",
             "interest": interest}  # fmt: skip
    return answered([event], *days, body=FOUR | more)


class TestOneArrangementAfterAnother:
    """What one has put off, the next does not lose: 9066.66 bear 136.00 a month."""

    def test_a_holiday_made_longer_bears_the_interest_of_both(self) -> None:
        event = {"on": "2026-02-20", "kind": "payment_holiday", "from": "2026-03-01", "to": "2026-03-31"}
        longer = event | {"on": "2026-04-01", "from": "2026-04-01", "to": "2026-04-30"}
        answer = answered([event, longer], "2026-04-30", body=FOUR)
        assert column(answer, "due") == ["2026-02-15", "2026-05-15", "2026-06-15", "2026-07-15"]
        assert column(answer, "interest") == ["180.00", "408.00", "91.34", "46.01"]
        assert answer["as_of"]["2026-04-30"]["balance"]["interest"] == "520.00"

    @pytest.mark.parametrize(
        "after",
        [
            {"kind": "reschedule", "from": "2026-05-15", "extra_instalments": 2},
            {"kind": "reschedule", "from": "2026-05-15", "new_due": "2026-05-20"},
            {"kind": "payment_holiday", "from": "2026-05-10", "to": "2026-06-01"},
        ],
    )
    def test_interest_put_off_by_a_re_age_stays_owed(self, after: dict[str, Any]) -> None:
        """180.00, 136.00, 91.34, and 10 of 30 days of the last 46.01: 15.34."""
        answer = answered([AGAIN, {"on": "2026-05-01"} | after], "2026-04-25", "2026-05-01", body=FOUR)
        assert [s["balance"]["interest"] for s in answer["as_of"].values()] == ["422.68", "422.68"]

    def test_after_a_charge_off_a_new_date_brings_no_new_interest(self) -> None:
        """180.00, and 5 of 28 days of 136.00."""
        off = {"on": "2026-02-20", "kind": "charge_off"}
        again = {"on": "2026-02-25", "kind": "reschedule", "from": "2026-03-15", "new_due": "2026-04-15"}
        answer = answered([off, again], "2026-02-20", "2026-09-01", body=FOUR)
        assert [s["balance"]["interest"] for s in answer["as_of"].values()] == ["204.29", "204.29"]


class TestPaymentHoliday:
    """Two months at 1.5 % on 9066.66 are 136.00 + 136.00; the third is the instalment's own."""

    @pytest.mark.parametrize("interest", ["next", "spread", "end", "none"])
    def test_due_dates_within_move_behind_and_the_principal_stays(self, interest: str) -> None:
        answer = on_holiday(interest)
        assert column(answer, "due") == ["2026-02-15", "2026-05-15", "2026-06-15", "2026-07-15"]
        assert column(answer, "principal") == ["2933.34", "2977.34", "3022.00", "3067.32"]

    @pytest.mark.parametrize(
        ("interest", "figures"),
        [
            ("next", ["408.00", "91.34", "46.01"]),
            ("spread", ["226.66", "182.00", "136.69"]),
            ("end", ["136.00", "91.34", "318.01"]),
            ("none", ["136.00", "91.34", "46.01"]),
        ],
    )
    def test_its_interest_falls_due_as_agreed(self, interest: str, figures: list[str]) -> None:
        assert column(on_holiday(interest), "interest")[1:] == figures

    @pytest.mark.parametrize("interest", ["next", "spread", "end"])
    def test_its_interest_accrues_through_it_whenever_it_falls_due(self, interest: str) -> None:
        """59 days of the holiday's periods, 02-15 to 04-15; half of the next by 04-30."""
        days = ("2026-03-16", "2026-04-15", "2026-04-30")
        states = on_holiday(interest, *days)["as_of"].values()
        assert [s["balance"]["interest"] for s in states] == ["313.69", "452.00", "520.00"]

    def test_without_interest_nothing_accrues_in_it(self) -> None:
        states = on_holiday("none", "2026-03-16", "2026-04-15", "2026-04-30")["as_of"].values()
        assert [s["balance"]["interest"] for s in states] == ["180.00", "180.00", "248.00"]

    def test_a_flat_interest_stays_and_the_holiday_bears_its_own(self) -> None:
        answer = on_holiday("next", method="flat")
        assert column(answer, "interest") == ["180.00", "540.00", "180.00", "180.00"]

    def test_the_days_of_a_debt_that_was_overdue_before_run_on(self) -> None:
        assert on_holiday("none", "2026-04-30")["as_of"]["2026-04-30"]["days_past_due"] == 74

    def test_a_holiday_in_which_nothing_falls_due_changes_nothing(self) -> None:
        event = {"on": "2026-02-20", "kind": "payment_holiday", "from": "2026-02-20", "to": "2026-03-10"}
        assert answered([event], body=FOUR)["schedule"] == answered([], "2026-02-20", body=FOUR)["schedule"]


BY_BUSINESS_DAY: dict[str, Any] = SIX | {
    "first_due": "2026-02-03", "disbursed": "2026-01-03", "annual_rate": "0.12",
    "holidays": {"calendar": "au.national"},
}  # fmt: skip


class TestBusinessDays:
    """3 April 2026 is Good Friday and 6 April Easter Monday in Australia; 3 May is a Sunday."""

    def test_a_due_date_on_a_holiday_moves_and_the_next_does_not(self) -> None:
        answer = answered([], "2026-04-07", "2026-04-08", body=BY_BUSINESS_DAY)
        assert column(answer, "due")[:5] == [
            "2026-02-03",
            "2026-03-03",
            "2026-04-07",
            "2026-05-04",
            "2026-06-03",
        ]
        earlier = BY_BUSINESS_DAY | {"holidays": {"calendar": "au.national", "shift": "previous"}}
        assert column(answered([], body=earlier), "due")[2:4] == ["2026-04-02", "2026-05-01"]

    def test_neither_the_periods_nor_their_interest_change(self) -> None:
        plain = {key: value for key, value in BY_BUSINESS_DAY.items() if key != "holidays"}
        for columns in ("principal", "interest"):
            assert column(answered([], body=BY_BUSINESS_DAY), columns) == column(
                answered([], body=plain), columns
            )

    def test_a_debt_is_not_past_due_before_its_business_day(self) -> None:
        body = BY_BUSINESS_DAY | {"instalments": 3, "principal": "3000.00"}
        events = [paid("2026-03-01", "2050.00")]
        assert [
            aged(events, day, body).days_past_due for day in ("2026-04-06", "2026-04-07", "2026-04-08")
        ] == [0, 0, 1]

    def test_a_year_that_the_calendar_does_not_know_is_an_error(self) -> None:
        with pytest.raises(InputError, match="/terms/holidays/calendar: does not know the year 2027"):
            answered([], body=BY_BUSINESS_DAY | {"holidays": {"calendar": "id.national"}, "instalments": 12})
