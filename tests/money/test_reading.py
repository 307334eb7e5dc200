"""Terms and events that cannot be read: the error names the field, and says what to write."""

from __future__ import annotations

from typing import Any

import pytest
from tests.money.contracts import LOAN

from forbear.money import read_event, read_events, read_terms
from forbear.money.ledger import read_ledger
from forbear.terms import InputError


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"principal": "12000.001"}, "/terms/principal"),
        ({"principal": 12000}, "/terms/principal"),
        ({"principal": "0"}, "/terms/principal"),
        ({"currency": "yuan"}, "/terms/currency"),
        ({"currency": "CNX"}, "/terms/currency"),
        ({"currency": "JPY", "principal": "12000.50"}, "/terms/principal"),
        ({"principal": "12000.00001"}, "/terms/principal"),
        ({"principal": "-5"}, "/terms/principal"),
        ({"instalments": 10_000}, "/terms/instalments"),
        ({"instalments": 1200, "every": {"months": 12}}, "/terms/instalments"),
        ({"disbursed": "2026-02-30"}, "/terms/disbursed"),
        ({"disbursed": "1026-01-15"}, "/terms/disbursed"),
        ({"every": {"months": 0}}, "/terms/every/months"),
        ({"down_payment": "12000.00"}, "/terms/down_payment"),
        ({"down_payment": "-1.00"}, "/terms/down_payment"),
        ({"principal_free": 12}, "/terms/principal_free"),
        ({"fee_per_period": "-1.00"}, "/terms/fee_per_period"),
        ({"fee_per_period": {"share": "0.01"}}, "/terms/fee_per_period/share"),
        ({"annual_rate": "-0.01"}, "/terms/annual_rate"),
        ({"annual_rate": "NaN"}, "/terms/annual_rate"),
        ({"annual_rate": "1e-400"}, "/terms/annual_rate"),
        ({"holidays": {"calendar": "fr.all"}}, "/terms/holidays/calendar"),
        ({"holidays": {"calendar": "au.sa", "shift": "later"}}, "/terms/holidays/shift"),
        ({"late": {"kind": "fixed", "amount": "5.001"}}, "/terms/late/amount"),
        ({"late": {"kind": "fixed", "amount": "5.00", "rate": "0.1"}}, "/terms/late/rate"),
        ({"late": {"kind": "daily_rate", "rate": "0.1", "grace_days": False}}, "/terms/late/grace_days"),
        ({"late": {"kind": "daily_rate", "rate": "0.1", "cap": "-5"}}, "/terms/late/cap"),
        ({"late": "daily"}, "/terms/late"),
        ({"method": "flat", "recalculate": "daily"}, "/terms/recalculate"),
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
        ({"on": "2026-W08-5", "kind": "payment", "amount": "1"}, "/event/on"),
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


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"on": "2026-03-01", "kind": kind} | fields


@pytest.mark.parametrize(
    ("bodies", "at"),
    [
        ([event("payment", amount="1.001")], "/events/0/amount"),
        ([event("resume")], "/events/0"),
        ([event("fee", amount="1", id="a"), event("fee", amount="1", id="a")], "/events/1/id"),
        ([event("reversal", of="a")], "/events/0/of"),
        ([event("reversal", of="a"), event("fee", amount="1", id="a", on="2026-03-02")], "/events/0/of"),
        ([event("re_age", first_due="2026-04-01", every={"months": 1}, instalments=10_000)], "/events/0/instalments"),
        ([event("re_age", first_due="2026-02-01", every={"months": 1}, instalments=3)], "/events/0/first_due"),
        ([event("re_age", first_due="2026-04-01", every={"years": 1}, instalments=3)], "/events/0/every/years"),
        ([event("reschedule", **{"from": "2026-03-15"})], "/events/0"),
        ([event("payment_holiday", **{"from": "2026-03-15", "to": "2026-03-14"})], "/events/0/to"),
        ([event("payment_holiday", **{"from": "2026-03-15", "to": "2026-03-16", "interest": "later"})],
         "/events/0/interest"),
        ([event("plan", instalments=[])], "/events/0/instalments"),
        ([event("plan", instalments=[{"due": "2026-04-01"}])], "/events/0/instalments/0/amount"),
        ([event("plan", instalments=[{"due": "2026-02-01", "amount": "5"}])], "/events/0/instalments/0/due"),
        ([event("plan", instalments=[{"due": "2026-04-01", "amount": "5"}] * 2)], "/events/0/instalments"),
        ([event("plan", instalments=[{"due": "2026-04-01", "amount": "0.001"}])], "/events/0/instalments/0/amount"),
        ([event("charge_off", accrue="yes")], "/events/0/accrue"),
        ([event("recovery", amount="5", order=["all"])], "/events/0/order/0"),
        ([event("settlement", amount="0")], "/events/0/amount"),
        ([event("settlement", amount="5", until="2026-02-28")], "/events/0/until"),
        (["payment"], "/events/0"),
    ],
)  # fmt: skip
def test_events_of_a_contract_that_cannot_be_read_say_which_and_where(bodies: list[Any], at: str) -> None:
    with pytest.raises(InputError) as error:
        read_events(bodies, read_terms(LOAN))
    assert error.value.at == at


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ([], ""),
        ({}, "/terms"),
        ({"terms": "CNY"}, "/terms"),
        ({"terms": LOAN, "events": {}}, "/events"),
        ({"terms": LOAN, "as_of": "2026-03-01"}, "/as_of"),
        ({"terms": LOAN, "as_of": ["2026-03-01", "1 March"]}, "/as_of/1"),
        ({"terms": LOAN, "asof": []}, "/asof"),
        ({"terms": LOAN, "id": 7}, "/id"),
    ],
)
def test_a_request_that_cannot_be_read_says_where(body: Any, at: str) -> None:
    with pytest.raises(InputError) as error:
        read_ledger(body)
    assert error.value.at == at


def test_a_currency_has_its_own_smallest_unit() -> None:
    yen = read_terms(LOAN | {"currency": "JPY", "principal": "120000"})
    dinar = read_terms(LOAN | {"currency": "KWD", "principal": "1200.005"})
    assert (str(yen.rounding), str(dinar.rounding)) == ("1", "0.001")
