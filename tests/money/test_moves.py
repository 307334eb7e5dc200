"""The way of a debt through the buckets."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.money.contracts import PLAIN, paid

from forbear.money import moves, read_events, read_terms


def way(*events: dict[str, Any], body: dict[str, Any] = PLAIN) -> list[tuple[str, str, str, str]]:
    terms = read_terms(body)
    found = moves(terms, read_events(events, terms), date(2026, 1, 15), date(2026, 5, 31))
    return [(move.on.isoformat(), move.left, move.entered, move.direction) for move in found]


def test_left_alone_a_debt_rolls_from_bucket_to_bucket() -> None:
    assert way() == [
        ("2026-02-16", "0", "1-30", "roll"),
        ("2026-03-18", "1-30", "31-60", "roll"),
        ("2026-04-17", "31-60", "61-90", "roll"),
        ("2026-05-17", "61-90", "91-120", "roll"),
    ]


def test_paying_the_oldest_instalment_makes_it_better_and_paying_all_cures() -> None:
    assert way(
        paid("2026-03-20", "1000.00"), paid("2026-04-01", "1000.00"), paid("2026-04-10", "9000.00")
    ) == [
        ("2026-02-16", "0", "1-30", "roll"),
        ("2026-03-18", "1-30", "31-60", "roll"),
        ("2026-03-20", "31-60", "1-30", "better"),
        ("2026-04-01", "1-30", "0", "cure"),
    ]


def test_a_reversed_payment_rolls_on_the_day_of_the_reversal() -> None:
    found = way(
        paid("2026-02-15", "1000.00", id="x"), paid("2026-03-15", "1000.00"), paid("2026-04-15", "1000.00"),
        {"on": "2026-04-25", "kind": "reversal", "of": "x"},
    )  # fmt: skip
    assert found[0] == ("2026-04-25", "0", "1-30", "roll")


def test_the_buckets_are_the_contract_s_own() -> None:
    assert way(paid("2026-02-26", "3000.00"), body=PLAIN | {"buckets": [1, 8]})[:3] == [
        ("2026-02-16", "0", "1-7", "roll"),
        ("2026-02-23", "1-7", "8+", "roll"),
        ("2026-02-26", "8+", "0", "cure"),
    ]
