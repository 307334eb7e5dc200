"""Requests that show a finding: from the cases of the books, or an ordinary contact with something the matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from forbear.law.judge import judge, read_request
from forbear.law.judge.cases import case_json
from forbear.law.judge.verdict import Verdict
from forbear.law.rulebook import Law
from forbear.law.rules.expr import FALSE, TRUE, Expr, conjoin
from forbear.law.rules.history import Reader
from forbear.law.rules.rule import Rule
from forbear.law.study.cells import Place, cell_request, split

THREAT = "If you do not pay today we will come to your house and hurt you."
"""A text that no law of collection allows."""
OFTEN = 40
"""So many contacts on one day as no limit allows."""
_COPIED = (
    "channel",
    "person",
    "debts",
    "purpose",
    "address",
    "address_kind",
    "collector",
    "conveys_debt",
    "style",
)


def forbidding(rule: Rule) -> Expr:
    """When a rule forbids, its scope included."""
    return conjoin(rule.scope, rule.condition())


def by_night(asked: dict[str, Any]) -> dict[str, Any]:
    """The same contact at three in the morning of its day."""
    at = datetime.fromisoformat(asked["contact"]["at"])
    zone = ZoneInfo(asked["people"][0]["zones"][0])
    night = datetime.combine(at.astimezone(zone).date(), time(3), zone)
    return {**asked, "contact": {**asked["contact"], "at": night.isoformat()}}


def after_contacts(
    asked: dict[str, Any], count: int, ago: timedelta = timedelta(minutes=1)
) -> dict[str, Any]:
    """The same contact after so many like it, the last so long ago, each a minute before the next.

    >>> once = {"contact": {"at": "2026-03-03T10:30:00+08:00", "channel": "call", "person": "b"}}
    >>> after_contacts(once, 1)["history"][0]["at"]
    '2026-03-03T10:29:00+08:00'
    """
    contact = asked["contact"]
    at = datetime.fromisoformat(contact["at"])
    past = {k: contact[k] for k in _COPIED if k in contact}
    result = "conversation" if contact["channel"] in ("call", "visit") else "delivered"
    made = [
        {"id": f"h{n}", **past, "at": (at - ago - timedelta(minutes=n)).isoformat(), "result": result}
        for n in range(count)
    ]
    return {**asked, "history": [*asked.get("history", []), *made]}


def with_text(asked: dict[str, Any], text: str = THREAT) -> dict[str, Any]:
    """The same contact with a text."""
    return {**asked, "contact": {**asked["contact"], "text": text}}


def after_saying(asked: dict[str, Any], kinds: Sequence[str]) -> dict[str, Any]:
    """The same contact two days after the person made statements of some kinds in a letter.

    >>> once = {"contact": {"at": "2026-03-03T10:30:00+08:00", "channel": "call", "person": "b"}}
    >>> after_saying(once, ["cease"])["statements"][0]["kind"]
    'cease'
    """
    contact = asked["contact"]
    before = (datetime.fromisoformat(contact["at"]) - timedelta(days=2)).isoformat()
    said = [
        {"id": f"s{n}", "at": before, "person": contact["person"], "kind": kind, "medium": "letter"}
        for n, kind in enumerate(kinds)
    ]
    return {**asked, "statements": [*asked.get("statements", []), *said]}


def find_request(
    law: Law, place: Place, rules: Sequence[Rule], shows: Callable[[Verdict], bool], read: Reader | None
) -> dict[str, Any]:
    """A request whose verdict shows something of some rules; where none that is tried does, an ordinary one.

    Tried are the cases of the rules' books, and ordinary contacts of the first rule's cells, by day and by night,
    after many others, with a threat, and after what the rule turns on was said.
    """
    ordinary: dict[str, Any] | None = None
    for asked in (*_cases(law, place, rules), *_ordinary(place, rules[0])):
        ordinary = asked
        if shows(judge(law, read_request(asked), read)):
            return asked
    assert ordinary is not None
    return ordinary


def _cases(law: Law, place: Place, rules: Sequence[Rule]) -> Iterator[dict[str, Any]]:
    for book in dict.fromkeys(r.book for r in rules):
        for case in law.books[book].cases:
            named = case.table.get("rules", ())
            if any(r.id == name or r.id.startswith(f"{name}.") for r in rules for name in named):
                yield {**case_json(law.books[book], case), "books": list(place.books)}


def _ordinary(place: Place, rule: Rule) -> Iterator[dict[str, Any]]:
    classes = [(cell, left) for cell, (left,) in split([forbidding(rule)]) if left != FALSE]
    cell, _ = next((pair for pair in classes if pair[1] == TRUE), classes[0])
    asked = cell_request(cell, place, name=rule.id)
    yield by_night(asked)
    yield after_contacts(asked, OFTEN)
    yield with_text(asked)
    if rule.only_said:
        yield after_saying(asked, sorted(rule.only_said - {"inconvenient", "opt_out", "employer_prohibits"}))
    yield asked
