"""Figures of others (shared vectors, restated into formats.md): schedules, days past due, bucket, overdue."""

from __future__ import annotations

import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from forbear.money import PARTS, Age, age, read_events, read_terms
from forbear.money.loan import tell

VECTORS = [json.loads(line) for line in Path(__file__).with_name("vectors").joinpath("ledger.jsonl").open()]


def same(stated: str, got: Decimal) -> bool:
    """Equal to the unit that the source states."""
    wanted = Decimal(stated)
    return got.quantize(Decimal(1).scaleb(int(wanted.as_tuple().exponent)), ROUND_HALF_UP) == wanted


def state_holds(stated: dict[str, Any], got: Age) -> None:
    for field in ("overdue", "balance", "payoff"):
        if field not in stated:
            continue
        parts = got.overdue if field == "overdue" else got.balance
        wanted = stated[field] if isinstance(stated[field], dict) else {"total": stated[field]}
        for part, amount in wanted.items():
            assert same(amount, getattr(parts, part)), (got.on, field, part, amount, getattr(parts, part))
    for field in ("days_past_due", "bucket"):
        if field in stated:
            assert getattr(got, field) == stated[field], (got.on, field)
    if "next_due" in stated:
        assert got.next_due == (stated["next_due"] and date.fromisoformat(stated["next_due"]))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_the_figures_of_the_source_come_out(vector: dict[str, Any]) -> None:
    request, expect = vector["request"], vector["expect"]
    terms = read_terms(request["terms"])
    events = read_events(request["events"], terms)
    for on, stated in expect.get("as_of", {}).items():
        state_holds(stated, age(terms, events, date.fromisoformat(on)))
    if terms.method == "revolving":
        return
    last = max([date.fromisoformat(on) for on in request["as_of"]] + [event.on for event in events])
    account = tell(terms, events, last)
    if "rows" in expect:
        assert len(account.rows) == expect["rows"]
    for row, stated in zip(account.rows, expect.get("schedule", []), strict=False):
        shown = {part: row.asked(i) for i, part in enumerate(PARTS)}
        shown |= {"paid": sum(row.paid, Decimal(0)), "outstanding": row.left}
        for column, value in stated.items():
            if column == "due":
                assert row.due.isoformat() == value
            else:
                assert same(value, shown[column]), (row.due, column, value, shown[column])


def test_every_vector_states_something() -> None:
    assert len(VECTORS) > 150
    assert all(vector["expect"].get("as_of") or vector["expect"].get("schedule") for vector in VECTORS)
