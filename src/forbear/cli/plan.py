"""`forbear plan`: a debt and a form in, the offers that may be agreed out, as JSON Lines; or side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from forbear.cli.lines import Show, run_lines
from forbear.law.rulebook import Law, load_law
from forbear.money.offers import Policy, load_policy, plans, plans_json, read_plan_request
from forbear.terms import InputError

_NOTHING: Final = "nothing to plan; write one request a line"


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


def run_plan(file: str, policy: str, html: Path | None, *, pretty: bool, language: str) -> int:
    """Answer a file, or standard input where it is `-`; the exit status of formats.md (0, 1 or 2).

    With `html`, the answers are written there as a page instead. Raises InputError where it can't be written.
    """
    answer = partial(plan_answer, policy=load_policy(policy), law=load_law())
    show: Show | None = None
    if pretty:
        from forbear.cli.plan_table import compare

        show = partial(compare, language=language)
    if html is None:
        return run_lines(file, answer, show, _NOTHING)
    from forbear.cli.plan_page import plan_page

    answers: list[Mapping[str, Any]] = []

    def show_and_keep(told: Mapping[str, Any]) -> None:
        answers.append(told)
        if show is not None:
            show(told)

    status = run_lines(file, answer, show_and_keep, _NOTHING)
    try:
        html.write_text(plan_page(answers, language), encoding="utf-8")
    except OSError as error:
        raise InputError(str(html), f"cannot be written ({error.strerror}); name another file") from None
    return status
