"""The answer to a request for offers as JSON (docs/reference/formats.md, Plan answer)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from forbear.money.caps import caps_json
from forbear.money.offers.answer import Plans
from forbear.money.offers.counter import Answer
from forbear.money.offers.limits import Caution
from forbear.money.offers.making import Offer
from forbear.money.offers.words import INTEREST, NO_FEES, NOT_OFFERED, TITLES, WHY, above_means, missed
from forbear.money.rate import annual_rates
from forbear.money.terms import PARTS


def plans_json(answer: Plans) -> dict[str, Any]:
    """The answer as JSON: amounts and rates are strings, texts stand in zh and en."""
    request, means, balance = answer.request, answer.means, answer.age.balance
    unit = request.terms.unit
    parts = {part: _money(getattr(balance, part), unit) for part in PARTS}
    return {
        "id": request.id,
        "on": request.on.isoformat(),
        "currency": request.terms.currency,
        "owed": {**parts, "total": _money(balance.total, unit)},
        "days_past_due": answer.age.days_past_due,
        "policy": {"id": answer.policy.id, "version": answer.policy.version},
        "interest": {"runs": answer.interest_runs, "words": dict(INTEREST[answer.interest_runs])},
        "rates": _rates(answer),
        "means": None
        if means is None
        else {name: str(getattr(means, name)) for name in type(means).__slots__},
        "limits": [
            {
                "rule": limit.rule,
                "cite": limit.cite,
                "force": limit.force,
                "draft": limit.draft,
                "months": limit.months,
                "words": dict(limit.words),
            }
            for limit in answer.limits
        ],
        "caution": _caution(answer.caution),
        "offers": [_offer(offer, unit) for offer in answer.offers],
        "not_offered": [
            {"kind": one.kind, "why": one.why, "words": dict(NOT_OFFERED[one.why])}
            for one in answer.not_offered
        ],
        "counter": None if answer.counter is None else _counter(answer.counter, unit),
        "refer": [{"why": why, "words": dict(WHY[why])} for why in answer.refer],
    }


def _rates(answer: Plans) -> dict[str, Any]:
    contract, found = annual_rates(answer.request.terms), answer.rates
    internal = found.internal
    return {
        "annual_percentage_rate": _fraction(contract.annual_percentage_rate),
        "effective_annual_rate": _fraction(contract.effective_annual_rate),
        **({} if contract.why is None else {"why": contract.why}),
        "met": {
            "simple": _fraction(found.simple),
            "effective": _fraction(internal.rate),
            **({} if internal.why is None else {"why": internal.why}),
        },
        "caps": caps_json(found.contract, found.met),
        "unknown": list(found.unknown),
    }


def _fraction(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:f}"


def _caution(told: Caution | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {"rule": told.rule, "cite": told.cite, "expired": told.expired, "words": dict(told.words)}


def _offer(offer: Offer, unit: Decimal) -> dict[str, Any]:
    mark = above_means(offer)
    return {
        "kind": offer.kind,
        "title": dict(TITLES[offer.kind]),
        "instalments": _rows(offer, unit),
        "breach_after_days": offer.breach_after_days,
        "total": _money(offer.total, unit),
        "owed": _money(offer.owed, unit),
        "interest": _money(offer.interest, unit),
        "waived": _money(offer.waived, unit),
        "highest": _money(offer.highest, unit),
        "ends": offer.ends.isoformat(),
        "within_means": offer.above_means_from is None if offer.means_known else None,
        "above_means_from": None if offer.above_means_from is None else offer.above_means_from.isoformat(),
        "mark": None if mark is None else dict(mark),
        "missed": dict(missed(offer)),
        "no_fees": dict(NO_FEES),
        "approve": offer.approve,
        "events": ledger_events(offer, unit),
    }


def ledger_events(offer: Offer, unit: Decimal) -> list[dict[str, Any]]:
    """What to write into the ledger once the offer is signed; `on`, the day of the signature, is left to add.

    A plan, and the settlement that makes what was agreed the end of it: once the plan's sum is paid, in time, what the
    contract would still ask is waived.
    """
    until = offer.ends + timedelta(days=offer.breach_after_days)
    settled = {"kind": "settlement", "amount": _money(offer.total, unit), "until": until.isoformat()}
    if offer.kind == "settlement":
        return [settled]
    rows = _rows(offer, unit)
    return [{"kind": "plan", "instalments": rows, "breach_after_days": offer.breach_after_days}, settled]


def _rows(offer: Offer, unit: Decimal) -> list[dict[str, str]]:
    return [{"due": due.isoformat(), "amount": _money(amount, unit)} for due, amount in offer.instalments]


def _money(amount: Decimal, unit: Decimal) -> str:
    return f"{amount.quantize(unit):f}"


def _counter(answer: Answer, unit: Decimal) -> dict[str, Any]:
    return {
        "outcome": answer.outcome,
        "changed": list(answer.changed),
        "why": [{"why": why, "words": dict(WHY[why])} for why in answer.why],
        "plan": None if answer.plan is None else _offer(answer.plan, unit),
    }
