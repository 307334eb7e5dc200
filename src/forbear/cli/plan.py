"""`forbear plan`: a debt and a form in, the offers that may be agreed out, as JSON Lines; or side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from forbear.cli.lines import run_lines
from forbear.law.rulebook import Law, load_law
from forbear.money.offers import Policy, load_policy, plans, plans_json, read_plan_request


def plan_answer(value: Any, policy: Policy, law: Law) -> Mapping[str, Any]:
    """The answer to one request, as it is written. A policy in the request goes before `policy`.

    >>> request = {"on": "2026-03-01", "terms": {"currency": "CNY", "method": "revolving"}, "events": [{"on":
    ...     "2026-02-05", "kind": "statement", "amount": "900.00", "minimum": "90.00", "due": "2026-02-25"}]}
    >>> answer = plan_answer(request, load_policy("standard"), load_law())
    >>> answer["owed"]["total"], answer["offers"][0]["kind"], answer["offers"][0]["highest"]
    ('900.00', 'lower_instalments', '100.00')
    """
    request = read_plan_request(value)
    return plans_json(plans(request, request.policy or policy, law))


def run_plan(file: str, policy: str, *, pretty: bool, language: str) -> int:
    """Answer a file, or standard input where it is `-`; the exit status of formats.md (0, 1 or 2)."""
    answer = partial(plan_answer, policy=load_policy(policy), law=load_law())
    show = None
    if pretty:
        from forbear.cli.plan_table import compare

        show = partial(compare, language=language)
    return run_lines(file, answer, show, "nothing to plan; write one request a line")
