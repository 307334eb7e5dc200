"""The promise in every message: you can stop this. It holds whatever the law of the place says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forbear.desk.dossier import Dossier
from forbear.desk.silence import standing
from forbear.terms import Statement

RULE = "gate.stop"
_WHY = {
    "en": "this person has asked us to stop contacting him or her in this way",
    "zh": "当事人已要求停止以该方式联系",
}


def stop_asked(
    dossier: Dossier,
    person: str,
    channel: str,
    address: str | None,
    purpose: str,
    at: datetime,
    reply_to: str | None = None,
) -> Statement | None:
    """The person's statement that stops such a contact, or None.

    What the person asked, or agreed to, after that statement may be answered and confirmed: a `reply` names
    the inbound contact in `reply_to`, and a `confirm` stands on a promise or a plan. What was said before the
    stop opens nothing.

    >>> from datetime import UTC
    >>> said = Statement(id="s1", at=datetime(2026, 5, 1, tzinfo=UTC), person="p1", kind="opt_out",
    ...                  channel="email")
    >>> dossier, noon = Dossier(debtor="p1", cases=(), statements=(said,)), datetime(2026, 5, 2, tzinfo=UTC)
    >>> stop_asked(dossier, "p1", "email", "a1", "collect", noon).id
    's1'
    >>> stop_asked(dossier, "p1", "call", "a2", "collect", noon) is None
    True
    """
    since = _answerable_since(dossier, person, purpose, reply_to)
    held = [s for s in standing(dossier.statements, at) if s.person == person]
    for statement in held:
        if since is not None and statement.at <= since <= at:
            continue
        if statement.kind in ("cease", "declines"):
            return statement
        if statement.kind == "opt_out" and _means(statement, channel, address):
            again = (s for s in held if s.kind == "opt_in" and s.at > statement.at)
            if not any(_means(s, channel, address) for s in again):
                return statement
    return None


def _answerable_since(dossier: Dossier, person: str, purpose: str, reply_to: str | None) -> datetime | None:
    """The moment of what a reply answers, or of the latest agreement that is confirmed."""
    if purpose == "reply":
        asked = (c for c in dossier.history if c.id == reply_to and c.direction == "inbound")
        return next((c.at for c in asked if c.person == person), None)
    if purpose == "confirm":
        promises = [p.made_at for file in dossier.cases for p in file.promises if p.person == person]
        plans = [s.at for s in dossier.statements if s.kind == "plan_signed" and s.person == person]
        return max(promises + plans, default=None)
    return None


def _means(statement: Statement, channel: str, address: str | None) -> bool:
    return statement.channel in (None, channel) and statement.address in (None, address)


def forbid_stopped(verdict: Mapping[str, Any], statement: Statement) -> dict[str, Any]:
    """A verdict of formats.md 3 with the stop among its breaches: no later moment is lawful."""
    breach = {
        "rule": RULE,
        "cite": "house rule: stop",
        "force": "house",
        "effect": "forbid",
        "why": _WHY,
        "facts": {"statement": statement.id},
    }
    breaches = [breach, *verdict.get("breaches", ())]
    return {**verdict, "verdict": "forbid", "breaches": breaches, "next_lawful": None}
