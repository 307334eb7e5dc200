"""A back-dated event, and everything that it changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.money.contracts import CARD, PLAIN, paid

from forbear.money import Recomputed, read_event, read_events, read_terms, recompute

LATE = PLAIN | {"late": {"kind": "daily_rate", "rate": "0.001"}}
CONTACTS = [date(2026, 2, 14), date(2026, 2, 19), date(2026, 3, 1), date(2026, 3, 9)]


def added(
    event: dict[str, Any],
    *before: dict[str, Any],
    until: date = date(2026, 3, 10),
    body: dict[str, Any] = LATE,
) -> Recomputed:
    terms = read_terms(body)
    return recompute(terms, read_events(before, terms), read_event(event), until, CONTACTS)


def test_a_payment_booked_late_takes_back_the_days_and_the_charges_since() -> None:
    """Paid on 18 February, booked on 10 March: 3 days of charges stand, 20 go back."""
    found = added(paid("2026-02-18", "1003.00"))
    (span,) = found.days
    assert (span.first, span.last) == (date(2026, 2, 18), date(2026, 3, 10))
    assert (span.was, span.was_last, span.now, span.now_last) == (3, 23, 0, 0)
    assert (found.give_back.penalty, found.give_back.total, found.charge.total) == (20, 20, 0)
    assert found.balance_was.total - found.balance_now.total == Decimal("1023.00")


def test_contacts_on_days_that_were_wrong_are_named_and_no_others() -> None:
    found = added(paid("2026-02-18", "1003.00"))
    assert [(wrong.on.isoformat(), wrong.was, wrong.now) for wrong in found.contacts] == [
        ("2026-02-19", 4, 0), ("2026-03-01", 14, 0), ("2026-03-09", 22, 0),
    ]  # fmt: skip


def test_a_part_payment_gives_charges_back_and_changes_no_day() -> None:
    found = added(paid("2026-02-15", "500.00"))
    assert (found.days, found.contacts) == ((), ())
    assert found.give_back.penalty == Decimal("11.50")


def test_a_bounced_payment_charges_and_ages_from_its_own_day_only() -> None:
    found = added({"on": "2026-03-05", "kind": "reversal", "of": "x"}, paid("2026-02-15", "1000.00", id="x"))
    (span,) = found.days
    assert (span.first, span.was, span.now) == (date(2026, 3, 5), 0, 18)
    assert (found.charge.penalty, found.give_back.total) == (23, 0)
    assert [wrong.on for wrong in found.contacts] == [date(2026, 3, 9)]


def test_pauses_told_afterwards_shorten_the_days_and_leave_the_money() -> None:
    """A pause of the whole span: on each day the debt was one more day older than it should have been."""
    found = added({"on": "2026-02-20", "kind": "pause"})
    (span,) = found.days
    assert (span.first, span.was, span.was_last, span.now, span.now_last) == (date(2026, 2, 21), 6, 23, 5, 5)
    assert found.balance_was == found.balance_now


def test_spans_break_where_the_course_of_either_side_breaks() -> None:
    """From 1 April the account was told of a payment for February: March is the oldest now, and then February's."""
    found = added(
        paid("2026-03-20", "1023.00"), paid("2026-04-01", "1100.00"), until=date(2026, 4, 20), body=PLAIN
    )
    assert [(s.first.isoformat(), s.was, s.now, s.last.isoformat()) for s in found.days] == [
        ("2026-03-20", 33, 5, "2026-03-31"),
        ("2026-04-01", 17, 0, "2026-04-15"),
        ("2026-04-16", 32, 1, "2026-04-20"),
    ]


def test_an_event_after_the_day_looked_at_changes_nothing() -> None:
    assert added(paid("2026-03-11", "1000.00")).changes_nothing


def test_a_payment_beyond_all_is_credit() -> None:
    found = added(paid("2026-03-01", "12100.00"), body=PLAIN)
    assert found.credit == 100


def test_a_card_s_payment_booked_late() -> None:
    statement = {
        "on": "2026-01-28",
        "kind": "statement",
        "amount": "900.00",
        "minimum": "90.00",
        "due": "2026-02-17",
    }
    found = added(paid("2026-02-17", "90.00"), statement, body=CARD)
    assert [(s.was, s.was_last, s.now_last) for s in found.days] == [(1, 21, 0)]
