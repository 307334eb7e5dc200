"""Terms and events that cannot be read: the error names the field, and says what to write."""

from __future__ import annotations

from typing import Any

import pytest
from tests.money.contracts import LOAN

from forbear.money import read_event, read_terms
from forbear.terms import InputError


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"principal": "12000.001"}, "/terms/principal"),
        ({"principal": 12000}, "/terms/principal"),
        ({"principal": "0"}, "/terms/principal"),
        ({"currency": "yuan"}, "/terms/currency"),
        ({"first_due": None}, "/terms/first_due"),
        ({"first_due": "2026-01-01"}, "/terms/first_due"),
        ({"first_due": "20260215"}, "/terms/first_due"),
        ({"instalments": 0}, "/terms/instalments"),
        ({"instalments": True}, "/terms/instalments"),
        ({"every": {"months": 1, "days": 2}}, "/terms/every"),
        ({"every": {"years": 1}}, "/terms/every/years"),
        ({"method": "balloon"}, "/terms/method"),
        ({"annual_rate": "18%"}, "/terms/annual_rate"),
        ({"annual_rate": 0.18}, "/terms/annual_rate"),
        ({"rounding": "0.005"}, "/terms/rounding"),
        ({"late": {"kind": "daily_rate"}}, "/terms/late/rate"),
        ({"late": {"kind": "once", "rate": "0.1", "on": ["penalty"]}}, "/terms/late/on"),
        ({"allocation": ["principal", "principal"]}, "/terms/allocation"),
        ({"allocation": [{"from_dpd": 5, "order": ["fee"]}]}, "/terms/allocation"),
        ({"buckets": [31, 1]}, "/terms/buckets"),
        ({"anual_rate": "0.18"}, "/terms/anual_rate"),
    ],
)
def test_terms_that_cannot_be_read_say_where(change: dict[str, Any], at: str) -> None:
    with pytest.raises(InputError) as error:
        read_terms(LOAN | change)
    assert error.value.at == at


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"on": "2026-02-30", "kind": "payment", "amount": "1"}, "/event/on"),
        ({"on": "2026-02-20", "kind": "payment", "amount": "-1"}, "/event/amount"),
        ({"on": "2026-02-20", "kind": "payment", "amount": "1e3"}, "/event/amount"),
        ({"on": "2026-02-20", "kind": "payment"}, "/event/amount"),
        ({"on": "2026-02-20", "kind": "pay", "amount": "1"}, "/event/kind"),
        ({"on": "2026-02-20", "kind": "payment", "amount": "1", "sum": "1"}, "/event/sum"),
        ({"on": "2026-02-20", "kind": "fee", "amount": "1", "part": "principal"}, "/event/part"),
        ({"kind": "pause"}, "/event/on"),
        ({"on": "2026-02-20", "kind": "statement", "amount": "1", "minimum": "-1", "due": "2026-03-01"},
         "/event/minimum"),
    ],
)  # fmt: skip
def test_events_that_cannot_be_read_say_where(body: dict[str, Any], at: str) -> None:
    with pytest.raises(InputError) as error:
        read_event(body)
    assert error.value.at == at
