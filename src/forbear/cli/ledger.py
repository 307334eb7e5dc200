"""`forbear ledger`: contracts and their events in, what is owed out, as JSON Lines; or as a table to a person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from forbear.cli.lines import run_lines
from forbear.law.rulebook import Law, load_law
from forbear.money.caps import caps_in_force, caps_json, hold_contract
from forbear.money.classes import classes_in_force, classes_json
from forbear.money.ledger import Ledger, ledger, ledger_json, read_ledger


def ledger_answer(value: Any) -> Mapping[str, Any]:
    """The answer to one ledger request, as it is written.

    >>> ledger_answer({"terms": {"currency": "CNY", "method": "revolving"}})["schedule"]
    []
    """
    request = read_ledger(value)
    answer = ledger(request)
    told = ledger_json(answer)
    return told if request.region is None else {**told, **by_law(load_law(), answer, told, request.region)}


def by_law(law: Law, answer: Ledger, told: Mapping[str, Any], region: str) -> Mapping[str, Any]:
    """What the law of a place adds: the caps on the contract's rate, and on each day the supervisors' classes."""
    request, terms = answer.request, answer.request.terms
    whom: dict[str, Any] = {"region": region, "lender": request.lender, "product": request.product}
    caps: dict[str, Any] = {}
    if terms.disbursed is not None:
        binding, unknown = caps_in_force(law, on=terms.disbursed, **whom)
        caps = {"caps": caps_json(hold_contract(terms, binding)), "caps_unknown": list(unknown)}
    classes = {
        state.on.isoformat(): classes_json(classes_in_force(law, state.days_past_due, on=state.on, **whom))
        for state in answer.states
    }
    return caps | {"as_of": {day: state | {"classes": classes[day]} for day, state in told["as_of"].items()}}


def run_ledger(file: str, *, pretty: bool, language: str) -> int:
    """Reckon a file, or standard input where it is `-`; the exit status of formats.md (0, 1 or 2)."""
    show = None
    if pretty:
        from forbear.cli.ledger_table import tabulate

        show = partial(tabulate, language=language)
    return run_lines(file, ledger_answer, show, "nothing to reckon; write one request a line")
