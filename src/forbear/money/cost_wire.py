"""The request for a table of costs, and the table as JSON (docs/reference/formats.md, Cost request)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from forbear.law.rulebook.law import Law
from forbear.money.caps import caps_in_force, caps_json, hold_contract
from forbear.money.cost import Charge, CostTable, cost_table
from forbear.money.fields import known, text, word
from forbear.money.reading import read_terms
from forbear.money.schedule import schedule
from forbear.money.terms import Terms
from forbear.terms import COLLECTOR_KINDS, PRODUCTS, FactMissing, InputError

_FIELDS: Final = frozenset("id terms payees lender region product".split())
_PARTS: Final = frozenset({"interest", "fee", "penalty"})
_RULE: Final = "cn.disclose2026.table"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRequest:
    """A contract, who takes each of its charges, and the lender, place and product where they are told."""

    id: str | None
    terms: Terms
    payees: Mapping[str, str]
    lender: str | None
    region: str | None
    product: str | None


def read_cost_request(body: Any) -> CostRequest:
    """A request out of JSON. Raises `InputError` with the pointer of the first field that can't be read.

    >>> read_cost_request({"terms": {"currency": "CNY", "method": "revolving"}, "payees": {}})
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /terms/method: is revolving; a table of costs is that of a contract of instalments
    """
    if not isinstance(body, Mapping):
        raise InputError("", "is no object; write terms and payees")
    known(body, _FIELDS, "")
    if not isinstance(body.get("terms"), Mapping):
        raise InputError("/terms", "is missing; write the terms of a ledger request")
    terms = read_terms(body["terms"])
    if terms.method == "revolving":
        raise InputError(
            "/terms/method", "is revolving; a table of costs is that of a contract of instalments"
        )
    payees = body.get("payees")
    if not isinstance(payees, Mapping):
        raise InputError("/payees", 'is missing; say who takes each charge: {"interest": "…", "fee": "…"}')
    known(payees, _PARTS, "/payees")
    return CostRequest(
        id=None if body.get("id") is None else text(body["id"], "/id"),
        terms=terms,
        payees={part: text(payee, f"/payees/{part}") for part, payee in payees.items()},
        lender=_told(body, "lender", COLLECTOR_KINDS - {"agency"}),
        region=None if body.get("region") is None else text(body["region"], "/region"),
        product=_told(body, "product", PRODUCTS),
    )


def _told(body: Mapping[str, Any], name: str, words: frozenset[str]) -> str | None:
    return None if body.get(name) is None else word(body[name], words, f"/{name}")


def cost_answer(request: CostRequest, law: Law) -> dict[str, Any]:
    """The table of costs as JSON, with the clause that asks for it and the caps that bind the contract.

    Raises `InputError` where a charge of the contract has no payee.
    """
    terms = request.terms
    for part in _charged(terms):
        if part not in request.payees:
            raise InputError(f"/payees/{part}", "is missing; the contract has this charge: say who takes it")
    table = cost_table(terms, request.payees)
    assert terms.disbursed is not None
    caps, unknown = caps_in_force(
        law, on=terms.disbursed, region=request.region, lender=request.lender, product=request.product
    )
    return {
        "id": request.id,
        **_table(table),
        "caps": caps_json(hold_contract(terms, caps)),
        "unknown": list(unknown),
        "asked_by": _asked_by(request, law),
    }


def _charged(terms: Terms) -> list[str]:
    rows = schedule(terms)
    charged = [part for part in ("interest", "fee") if any(getattr(row, part) for row in rows)]
    return charged if terms.late is None else [*charged, "penalty"]


def _asked_by(request: CostRequest, law: Law) -> dict[str, Any] | None:
    """The clause that asks for such a table, where it binds this lender on the contract's day."""
    terms = request.terms
    assert terms.disbursed is not None
    try:
        value = law.value(_RULE, terms.disbursed).value
    except FactMissing:
        return None
    bound = value.binds_whom({"lender": request.lender, "product": request.product})
    if request.region is None or not law.reaches(value.book, request.region) or not bound:
        return None
    return {"rule": value.id, "cite": value.cite, "draft": value.draft, "words": dict(value.words)}


def _table(table: CostTable) -> dict[str, Any]:
    rates = table.rates
    apr, effective = rates.annual_percentage_rate, rates.effective_annual_rate
    return {
        "currency": table.currency,
        "principal": f"{table.principal:f}",
        "charges": [_charge(charge) for charge in table.charges],
        "total_cost": f"{table.total_cost:f}",
        "annual_percentage_rate": None if apr is None else f"{apr:f}",
        "effective_annual_rate": None if effective is None else f"{effective:f}",
        **({} if rates.why is None else {"why": rates.why}),
        "on_default": [_charge(charge) for charge in table.on_default],
        "nothing_else": dict(table.nothing_else),
    }


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        "part": charge.part,
        "name": dict(charge.name),
        "how": dict(charge.how),
        "payee": charge.payee,
        "rate": f"{charge.rate:f}",
        "unit": charge.unit,
        "total": None if charge.total is None else f"{charge.total:f}",
    }
