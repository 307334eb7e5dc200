"""Days past due and buckets as formats.md 5.1 reads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.money.contracts import LOAN, aged, paid

from forbear.money import bucket, bucket_names, classify
from forbear.terms import InputError


def test_the_due_date_is_day_0_and_the_next_day_is_day_1() -> None:
    assert aged([], "2026-02-15").days_past_due == 0
    assert aged([], "2026-02-15").next_due == date(2026, 2, 15)
    assert aged([], "2026-02-16").days_past_due == 1
    assert aged([], "2026-02-16").next_due == date(2026, 3, 15)


def test_a_part_payment_does_not_reset_the_days() -> None:
    old = aged([paid("2026-03-01", "1100.15")], "2026-03-10")
    assert old.days_past_due == 23
    assert old.overdue.total == Decimal("0.01")


def test_the_last_cent_moves_the_days_to_the_next_instalment() -> None:
    events = [paid("2026-03-01", "1100.15"), paid("2026-03-20", "0.01")]
    assert aged(events, "2026-03-20").days_past_due == 5


def test_a_payment_counts_from_its_day_on() -> None:
    events = [paid("2026-02-20", "1100.16")]
    assert aged(events, "2026-02-19").days_past_due == 4
    assert aged(events, "2026-02-20").days_past_due == 0


def test_events_of_one_day_take_effect_in_the_order_listed_whatever_the_order_of_days() -> None:
    late = [paid("2026-03-15", "1100.16"), paid("2026-02-15", "1100.16")]
    assert aged(late, "2026-04-15").days_past_due == 0


def test_a_reversed_payment_ages_the_account_from_the_original_due_date() -> None:
    events = [paid("2026-02-15", "1100.16", id="p1"), {"on": "2026-03-01", "kind": "reversal", "of": "p1"}]
    assert aged(events, "2026-02-28").days_past_due == 0
    assert aged(events, "2026-03-01").days_past_due == 14


def test_a_reversed_reversal_lets_the_payment_stand() -> None:
    events = [
        paid("2026-02-15", "1100.16", id="p1"),
        {"on": "2026-03-01", "kind": "reversal", "of": "p1", "id": "r1"},
        {"on": "2026-03-02", "kind": "reversal", "of": "r1"},
    ]
    assert aged(events, "2026-03-02").days_past_due == 0


def test_a_reversal_of_nothing_is_an_error_that_points() -> None:
    with pytest.raises(InputError, match="/events/0/of"):
        aged([{"on": "2026-03-01", "kind": "reversal", "of": "p9"}], "2026-03-02")


def test_a_pause_stops_the_days_while_it_is_open_and_they_stay_out_afterwards() -> None:
    events = [{"on": "2026-02-20", "kind": "pause"}, {"on": "2026-03-02", "kind": "resume"}]
    assert aged(events, "2026-02-25").days_past_due == 5
    assert aged(events, "2026-03-02").days_past_due == 5
    assert aged(events, "2026-03-12").days_past_due == 15


def test_a_pause_before_the_due_date_counts_only_from_it() -> None:
    events = [{"on": "2026-02-01", "kind": "pause"}, {"on": "2026-02-18", "kind": "resume"}]
    assert aged(events, "2026-02-25").days_past_due == 7


def test_a_resume_without_a_pause_is_an_error() -> None:
    with pytest.raises(InputError, match="/events/0"):
        aged([{"on": "2026-02-20", "kind": "resume"}], "2026-03-01")


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "0"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (91, "91-120"),
     (121, "121-180"), (180, "121-180"), (181, "181+"), (900, "181+")],
)  # fmt: skip
def test_buckets_change_on_their_first_day(days: int, name: str) -> None:
    assert bucket(days) == name


def test_a_contract_may_have_buckets_of_its_own() -> None:
    assert bucket_names((1, 8)) == ("0", "1-7", "8+")
    assert aged([], "2026-02-22", LOAN | {"buckets": [1, 8]}).bucket == "1-7"
    assert aged([], "2026-02-23", LOAN | {"buckets": [1, 8]}).bucket == "8+"


def test_pauses_that_overlap_count_once_and_a_resume_ends_the_oldest() -> None:
    events = [
        {"on": "2026-02-20", "kind": "pause"},
        {"on": "2026-02-25", "kind": "pause"},
        {"on": "2026-03-01", "kind": "resume"},
        {"on": "2026-03-07", "kind": "resume"},
    ]
    assert aged(events, "2026-03-05").days_past_due == 5
    assert aged(events, "2026-03-10").days_past_due == 8


def test_a_resume_whose_pause_was_reversed_ends_nothing() -> None:
    events = [
        {"on": "2026-02-20", "kind": "pause", "id": "x"},
        {"on": "2026-02-25", "kind": "resume"},
        {"on": "2026-03-01", "kind": "reversal", "of": "x"},
    ]
    assert aged(events, "2026-02-28").days_past_due == 8
    assert aged(events, "2026-03-01").days_past_due == 14


def test_a_pause_stops_neither_interest_nor_late_charges() -> None:
    body = LOAN | {"late": {"kind": "daily_rate", "rate": "0.0005"}}
    pause = {"on": "2026-02-15", "kind": "pause"}
    stopped, running = aged([pause], "2026-03-10", body), aged([], "2026-03-10", body)
    assert stopped.days_past_due == 0
    assert (stopped.balance, stopped.overdue) == (running.balance, running.overdue)


def test_next_due_is_the_first_open_instalment_from_that_day_on() -> None:
    events = [paid("2026-02-10", "2200.32")]
    assert aged(events, "2026-02-12").next_due == date(2026, 4, 15)
    assert aged([], "2027-01-16").next_due is None


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "pass"),
        (30, "pass"),
        (31, "special mention"),
        (90, "special mention"),
        (91, "substandard"),
        (400, "loss"),
    ],
)
def test_a_class_is_that_of_the_highest_band_reached(days: int, name: str) -> None:
    bands = [(0, "pass"), (31, "special mention"), (91, "substandard"), (181, "doubtful"), (361, "loss")]
    assert classify(days, bands) == name


def test_below_every_band_there_is_no_class() -> None:
    assert classify(5, [(31, "special mention")]) is None
