"""Figures of others (Fineract, Frappe Lending, numpy-financial, Regulation Z, arithmetic by hand), restated
into formats.md: every figure that a vector states must come out, to the unit that its source states."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from forbear.money import PARTS, smallest_unit
from forbear.money.ledger import ledger, ledger_json, read_ledger

VECTORS = [
    json.loads(line)
    for line in Path(__file__).with_name("vectors").joinpath("ledger.jsonl").read_text("utf-8").splitlines()
]
IN_FORCE = {"A07b", "A08", "A13b", "A17"}
"""The additions that formats.md 5.1 has taken over; what needs another follows another convention."""


def stated_in_ours(vector: dict[str, Any]) -> bool:
    needs = set(vector.get("needs", ()))
    taken_over = bool(needs) and needs <= IN_FORCE and "differs: needs" in vector["convention"]
    return taken_over or not vector["convention"].startswith("differs")


OURS = [vector for vector in VECTORS if stated_in_ours(vector)]


def total(value: Any) -> Decimal:
    return Decimal(value["total"] if isinstance(value, dict) else value)


def holds(stated: str, got: Any, unit: Decimal) -> bool:
    """Equal to the unit that the source states; a source without a fraction is meant exactly."""
    wanted, found = Decimal(stated), total(got)
    assert found == found.quantize(unit), "finer than the currency's smallest unit"
    places = Decimal(1).scaleb(int(wanted.as_tuple().exponent))
    rounded = found.quantize(places, ROUND_HALF_UP) if unit < places < 1 else found
    return rounded == wanted


def differences(expect: dict[str, Any], answer: dict[str, Any], unit: Decimal) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    if "rows" in expect and len(answer["schedule"]) != expect["rows"]:
        found.append(("rows", expect["rows"], len(answer["schedule"])))
    for i, row in enumerate(expect.get("schedule", [])):
        got = answer["schedule"][i]
        for column, value in row.items():
            same = got[column] == value if column == "due" else holds(value, got[column], unit)
            if not same:
                found.append((i, column, value, got[column]))
    for day, fields in expect.get("as_of", {}).items():
        for field, value in fields.items():
            found += [(day, *bad) for bad in field_differs(field, value, answer["as_of"][day][field], unit)]
    if "annual_percentage_rate" in expect:
        rate = Decimal(expect["annual_percentage_rate"])
        got = Decimal(answer["annual_percentage_rate"])
        if got.quantize(Decimal(1).scaleb(int(rate.as_tuple().exponent)), ROUND_HALF_UP) != rate:
            found.append(("annual_percentage_rate", rate, got))
    return found


def field_differs(field: str, value: Any, got: Any, unit: Decimal) -> list[tuple[Any, ...]]:
    if field in ("balance", "overdue") and isinstance(value, dict):
        return [(field, part, v, got[part]) for part, v in value.items() if not holds(v, got[part], unit)]
    if field in ("balance", "overdue", "payoff", "credit"):
        return [] if holds(value, got, unit) else [(field, value, got)]
    return [] if got == value else [(field, value, got)]


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in OURS])
def test_the_figures_of_the_source_come_out(vector: dict[str, Any]) -> None:
    answer = ledger_json(ledger(read_ledger(vector["request"])))
    unit = smallest_unit(vector["request"]["terms"]["currency"])
    assert differences(vector["expect"], answer, unit) == [], vector["note"]


ADDING_UP = [
    vector
    for vector in OURS
    if {event["kind"] for event in vector["request"]["events"]}
    <= {"payment", "reversal", "fee", "pause", "resume"}
]
"""Vectors in which nothing is waived, of contracts with instalments."""


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in ADDING_UP])
def test_what_is_charged_is_paid_or_left_and_what_came_in_is_allocated(vector: dict[str, Any]) -> None:
    events = vector["request"]["events"]
    answer = ledger_json(ledger(read_ledger(vector["request"])))
    charged = sum(Decimal(row[part]) for row in answer["schedule"] for part in PARTS)
    paid = sum(Decimal(row["paid"]) for row in answer["schedule"])
    assert charged == paid + sum(Decimal(row["outstanding"]) for row in answer["schedule"])
    gone = {event.get("of") for event in events}
    received = sum(
        Decimal(e["amount"]) for e in events if e["kind"] == "payment" and e.get("id", "") not in gone
    )
    assert paid + Decimal(answer["credit"]) == received


def test_the_vectors_are_whole() -> None:
    assert len(VECTORS) == 192
    assert len(OURS) == 185
    assert all(vector["expect"].get("as_of") or vector["expect"].get("schedule") for vector in VECTORS)


@pytest.mark.parametrize("name", ["FIN-PRE-004", "FIN-PRE-005"])
def test_interest_on_what_is_really_out_agrees_with_fineract_s_recalculation(name: str) -> None:
    """Two vectors that suppose daily recalculation: with `recalculate` said, their every figure comes out."""
    vector = next(v for v in VECTORS if v["id"] == name)
    request = vector["request"] | {"terms": vector["request"]["terms"] | {"recalculate": "daily"}}
    answer = ledger_json(ledger(read_ledger(request)))
    assert differences(vector["expect"], answer, Decimal("0.01")) == []
