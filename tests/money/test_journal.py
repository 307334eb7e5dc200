"""The journal: every entry balances, and its accounts say what the ledger says is owed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.money.contracts import CARD, LOAN, histories, paid

from forbear.money import age, ages, read_events, read_terms
from forbear.money.journal import ACCOUNTS, Entry, journal
from forbear.terms import InputError

CONTRACT = LOAN | {"late": {"kind": "daily_rate", "rate": "0.0005"}}
statements = st.fixed_dictionaries({
    "kind": st.just("statement"), "on": st.dates(date(2026, 1, 1), date(2026, 6, 1)).map(date.isoformat),
    "amount": st.integers(0, 500_00).map(lambda cents: f"{Decimal(cents) / 100:.2f}"), "minimum": st.just("20.00"),
    "due": st.just("2026-06-20"),
})  # fmt: skip


def books(body: dict[str, Any], events: list[dict[str, Any]], *days: str) -> list[Entry]:
    terms = read_terms(body)
    return journal(terms, read_events(events, terms), [date.fromisoformat(day) for day in days])


def balance(entries: list[Entry], account: str) -> Decimal:
    return sum((entry.of(account) for entry in entries), Decimal(0))


def of_kind(entries: list[Entry], kind: str) -> list[dict[str, Decimal]]:
    return [dict(entry.postings) for entry in entries if entry.kind == kind]


def holds(body: dict[str, Any], bodies: list[dict[str, Any]], days: list[date]) -> None:
    terms = read_terms(body)
    events = read_events(bodies, terms)
    try:
        ages(terms, events, sorted({event.on for event in events}))
    except InputError:  # an event that could not happen when it did, if only until it was reversed
        return
    owed = age(terms, events, days[-1])
    entries = journal(terms, events, days)
    for entry in entries:
        assert sum(amount for _, amount in entry.postings) == 0
        assert {account for account, _ in entry.postings} <= set(ACCOUNTS)
    for part in ("principal", "interest", "fee", "penalty"):
        assert balance(entries, part) == getattr(owed.balance, part), part
    assert balance(entries, "credit") == -owed.credit


@given(history=histories(), on=st.integers(0, 560), closings=st.lists(st.integers(0, 560), max_size=3))
def test_whatever_happened_the_accounts_say_what_the_ledger_says(
    history: tuple[dict[str, Any], list[dict[str, Any]]], on: int, closings: list[int]
) -> None:
    last = date(2026, 1, 10) + timedelta(days=on)
    days = {last, *(date(2026, 1, 10) + timedelta(days=closing) for closing in closings if closing < on)}
    holds(*history, sorted(days))


@given(
    events=st.lists(
        st.one_of(
            statements,
            st.fixed_dictionaries({
                "kind": st.sampled_from(["payment", "recovery", "fee", "settlement"]),
                "on": st.dates(date(2026, 1, 1), date(2026, 6, 1)).map(date.isoformat),
                "amount": st.integers(1, 300_00).map(lambda cents: f"{Decimal(cents) / 100:.2f}"),
            }),
            st.fixed_dictionaries({"kind": st.just("charge_off"), "on": st.just("2026-04-01")}),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_card_s_accounts_say_what_the_ledger_says(events: list[dict[str, Any]]) -> None:
    holds(CARD, events, [date(2026, 7, 1)])


def test_a_payment_is_posted_to_the_parts_that_it_met() -> None:
    entries = books(CONTRACT, [paid("2026-02-15", "1000.00")], "2026-02-15")
    assert of_kind(entries, "payment") == [
        {"principal": Decimal("-820.00"), "interest": Decimal("-180.00"), "cash": Decimal("1000.00")}
    ]


def test_what_is_paid_ahead_of_a_charge_waits_for_it() -> None:
    entries = books(CONTRACT, [paid("2026-01-15", "1100.16")], "2026-01-15", "2026-02-15")
    assert of_kind(entries, "payment") == [
        {"principal": Decimal("-920.16"), "cash": Decimal("1100.16"), "paid_ahead": Decimal("-180.00")}
    ]
    assert of_kind(entries, "interest") == [
        {"paid_ahead": Decimal("180.00"), "interest_income": Decimal("-180.00")}
    ]


def test_a_payment_that_came_back_is_undone_with_what_it_had_spared() -> None:
    events = [paid("2026-02-15", "1100.16", id="e1"), {"on": "2026-02-25", "kind": "reversal", "of": "e1"}]
    (undone,) = of_kind(books(CONTRACT, events, "2026-02-25"), "reversal")
    assert undone["cash"] == Decimal("-1100.16")
    assert undone["penalty"] == -undone["penalty_income"] == Decimal("4.60")  # 920.16 × 0.0005 × 10 days


def test_a_settlement_waives_the_rest() -> None:
    events = [{"on": "2026-02-15", "kind": "settlement", "amount": "5000.00"}, paid("2026-02-15", "5000.00")]
    entries = books(CONTRACT, events, "2026-02-15")
    ahead = balance(entries, "paid_ahead")  # interest of later instalments that the payment had met
    assert balance(entries, "waived") + ahead == Decimal("12180.00") - Decimal("5000.00")
    assert balance(entries, "principal") == balance(entries, "interest") == 0


def test_what_comes_in_of_a_debt_written_off_is_recovered() -> None:
    events = [{"on": "2026-02-15", "kind": "charge_off"},
              {"on": "2026-03-20", "kind": "recovery", "amount": "2000.00"}]  # fmt: skip
    entries = books(LOAN, events, "2026-04-01")
    assert balance(entries, "written_off") == Decimal("12180.00")
    assert balance(entries, "recovered") == Decimal("-2000.00")
    assert balance(entries, "reserve") == Decimal("-10180.00")


def test_an_entry_of_a_payment_says_by_which_order_and_why() -> None:
    body = CONTRACT | {"allocation": [{"from_dpd": 0, "order": ["interest", "fee", "principal"]},
                                      {"from_dpd": 91, "order": ["principal", "interest", "fee"]}]}  # fmt: skip
    events = [paid("2026-03-01", "100.00"), paid("2026-05-25", "100.00")]
    told = [
        (entry.days_past_due, entry.order[0]) for entry in books(body, events, "2026-06-01") if entry.order
    ]
    assert told == [(14, "interest"), (99, "principal")]
