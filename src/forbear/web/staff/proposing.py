"""Proposals: what may be proposed, by whom, who decides it, and what then happens (maker and checker).

A proposal is read in full when it is made, so that what can't take effect is never put before anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import psycopg

from forbear.desk.strategy_file import read_strategy
from forbear.gate.approving import approve_template
from forbear.gate.overriding import check_overridable
from forbear.law.clock import format_instant, parse_instant
from forbear.law.clock.instants import parse_date
from forbear.law.rulebook import read_rulebook
from forbear.money.event_reading import read_event
from forbear.store.ledger_events import add_event
from forbear.store.staff import is_theirs
from forbear.store.staff.approved import add_live
from forbear.store.staff.proposals import Proposal, add_proposal, decide_proposal, find_proposal
from forbear.terms import InputError, NotFound, RulebookError
from forbear.web.site import Site
from forbear.web.staff.principal import Forbidden, Principal

Connection = psycopg.Connection[Any]
DAYS: Final = 14
LEAST_REASON: Final = 10
MOST_INSTALMENTS: Final = 120
LONGEST_OVERRIDE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of proposal: its fields, who may make and who may decide it. `case`: it is about one case."""

    fields: tuple[str, ...]
    needed: tuple[str, ...]
    makers: frozenset[str]
    checkers: frozenset[str]
    case: bool = False


_DESK: Final = frozenset({"collector", "supervisor", "compliance", "agency"})
_LEAD: Final = frozenset({"supervisor", "compliance"})
_COMPLIANCE: Final = frozenset({"compliance"})
KINDS: Final[Mapping[str, Kind]] = {
    "waiver": Kind(fields=("case", "part", "amount"), needed=("case", "part"), makers=_DESK, checkers=_LEAD,
                   case=True),
    "settlement": Kind(fields=("case", "amount", "until"), needed=("case", "amount", "until"), makers=_DESK,
                       checkers=_LEAD, case=True),
    "plan": Kind(fields=("case", "instalment", "instalments", "first_due"),
                 needed=("case", "instalment", "instalments", "first_due"), makers=_DESK, checkers=_LEAD, case=True),
    "override": Kind(fields=("case", "person", "rule", "until"), needed=("case", "person", "rule"),
                     makers=_DESK - {"agency"}, checkers=_COMPLIANCE, case=True),
    "strategy": Kind(fields=("text", "live_from"), needed=("text",), makers=_LEAD, checkers=_COMPLIANCE),
    "template": Kind(fields=("name", "text", "live_from"), needed=("name", "text"), makers=_LEAD,
                     checkers=_COMPLIANCE),
    "rulebook": Kind(fields=("name", "text", "live_from"), needed=("name", "text"), makers=_LEAD,
                     checkers=_COMPLIANCE),
}  # fmt: skip
"""What may be proposed. A key of an agent proposes what is about one case; it decides nothing."""


def propose(
    site: Site,
    connection: Connection,
    principal: Principal,
    kind: str,
    payload: Mapping[str, Any],
    reason: str,
) -> Proposal:
    """Make a proposal.

    InputError where it can't be read or can't take effect, Forbidden where it is not one's to make.
    """
    now = site.clock()
    if kind not in KINDS:
        raise InputError("/kind", f"is none; write one of {', '.join(KINDS)}")
    what = KINDS[kind]
    if not may_make(principal, what):
        raise Forbidden(f"a {kind} is not yours to propose")
    if len(reason.strip()) < LEAST_REASON:
        raise InputError("/reason", f"is too short; write why, in {LEAST_REASON} characters or more")
    given = _read_fields(what, payload)
    if (
        what.case
        and principal.collector
        and not is_theirs(connection, principal.collector, "case", given["case"])
    ):
        raise NotFound("there is no such case")
    _read(site, connection, kind, given, now)
    return add_proposal(connection, kind=kind, case=given.get("case"), person=given.get("person"), payload=given,
                        reason=reason.strip(), maker=principal.name, now=now,
                        expires_at=now + timedelta(days=DAYS))  # fmt: skip


def decide(
    site: Site, connection: Connection, principal: Principal, proposal: str, state: str, answer: str
) -> Proposal:
    """Approve or reject a proposal: what was approved takes effect with the decision, or neither is kept."""
    now = site.clock()
    with connection.transaction():
        found = find_proposal(connection, proposal, principal.collector)
        if principal.kind != "person" or not principal.roles & KINDS[found.kind].checkers:
            raise Forbidden(f"a {found.kind} is not yours to decide")
        decided = decide_proposal(
            connection, found, state=state, checker=principal.name, answer=answer.strip(), now=now
        )
        if state == "approved":
            _read(site, connection, found.kind, found.payload, now)
            _EFFECTS.get(found.kind, _nothing)(connection, decided, now)
    return decided


def may_make(principal: Principal, kind: Kind) -> bool:
    """Whether a principal may make proposals of a kind."""
    if principal.kind != "person":
        return kind.case and "proposals:write" in principal.scopes
    return bool(principal.roles & kind.makers) and (kind.case or principal.collector is None)


def _read_fields(what: Kind, payload: Mapping[str, Any]) -> dict[str, str]:
    for name, value in payload.items():
        if name not in what.fields:
            raise InputError(f"/payload/{name}", f"is no field here; write {', '.join(what.fields)}")
        if value is not None and not isinstance(value, str):
            raise InputError(f"/payload/{name}", 'is not a text; write "…"')
    given = {name: value for name, value in payload.items() if value}
    for name in what.needed:
        if name not in given:
            raise InputError(f"/payload/{name}", "is missing; it is required")
    return given


def _read(site: Site, connection: Connection, kind: str, given: Mapping[str, Any], now: datetime) -> None:
    """Read a proposal as it would take effect now. InputError where it would not."""
    if "case" in given and connection.execute(_CASE, [given["case"]]).fetchone() is None:
        raise NotFound("there is no such case")
    if kind in ("waiver", "settlement"):
        read_event(_event(kind, given, now), "/payload")
    elif kind == "override":
        check_overridable(site.door.law, given["rule"])
        if connection.execute(_PARTY, [given["case"], given["person"]]).fetchone() is None:
            raise InputError("/payload/person", "is no party to the case")
        until = parse_instant(given["until"], "/payload/until") if "until" in given else None
        if until is not None and not now < until <= now + LONGEST_OVERRIDE:
            raise InputError(
                "/payload/until", f"write an instant within {LONGEST_OVERRIDE.days} days from now"
            )
    elif kind == "plan":
        _read_plan(given, now)
    elif kind == "template":
        named = (name for (name,) in connection.execute(_NAMED, [given["text"]]))
        approve_template(given["text"].encode(), given["name"], named)
    if kind in _READERS:
        _READERS[kind](given)
    if "live_from" in given:
        parse_instant(given["live_from"], "/payload/live_from")


def _event(kind: str, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    fields = {name: given[name] for name in ("part", "amount", "until") if name in given}
    return {"kind": kind, "on": now.astimezone().date().isoformat(), **fields}


def _change_ledger(connection: Connection, decided: Proposal, now: datetime) -> None:
    event = f"proposal:{decided.proposal}"
    body = _event(decided.kind, decided.payload, now) | {"id": event}
    add_event(connection, str(decided.case), event, now.astimezone().date(), body)


def _make_live(connection: Connection, decided: Proposal, now: datetime) -> None:
    given = decided.payload
    wanted = parse_instant(given["live_from"], "/payload/live_from") if "live_from" in given else now
    name = given.get("name") or read_strategy(given["text"].encode(), "strategy").id
    add_live(connection, decided.kind, name, given["text"], decided.proposal, max(wanted, now))


def _nothing(connection: Connection, decided: Proposal, now: datetime) -> None:
    """An override is used by asking with it."""


def _read_strategy(given: Mapping[str, Any]) -> None:
    read_strategy(given["text"].encode(), "/payload/text")


def _read_plan(given: Mapping[str, Any], now: datetime) -> None:
    """Monthly instalments: an offer that the borrower may sign once it is approved; until then nothing changes."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", given["instalment"]) or not Decimal(
        given["instalment"]
    ):
        raise InputError("/payload/instalment", 'is no amount; write "250.00"')
    if (
        not re.fullmatch(r"[0-9]{1,3}", given["instalments"])
        or not 1 <= int(given["instalments"]) <= MOST_INSTALMENTS
    ):
        raise InputError(
            "/payload/instalments", f'is no number of instalments; write "1" to "{MOST_INSTALMENTS}"'
        )
    if parse_date(given["first_due"], "/payload/first_due") < now.date():
        raise InputError("/payload/first_due", "is past; write a day to come")


def _read_rulebook(given: Mapping[str, Any]) -> None:
    try:
        book = read_rulebook(given["text"], "rulebook.md")
    except RulebookError as error:
        raise InputError("/payload/text", str(error)) from None
    if book.id != given["name"]:
        raise InputError("/payload/name", f"is not the rulebook's id; write {book.id}")


_CASE: Final = "select from cases where case_id = %s"
_NAMED: Final = "select distinct name from people where position(name in %s) > 0"
_PARTY: Final = "select from parties where case_id = %s and person = %s"
_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], None]]] = {
    "strategy": _read_strategy,
    "rulebook": _read_rulebook,
}
_EFFECTS: Final[Mapping[str, Callable[[Connection, Proposal, datetime], None]]] = {
    "waiver": _change_ledger,
    "settlement": _change_ledger,
    "strategy": _make_live,
    "template": _make_live,
    "rulebook": _make_live,
}


def proposal_json(proposal: Proposal, now: datetime) -> dict[str, Any]:
    """A proposal as the interface tells it."""
    return {
        "proposal": proposal.proposal, "kind": proposal.kind, "state": proposal.state_at(now),
        "payload": dict(proposal.payload), "reason": proposal.reason, "maker": proposal.maker,
        "made_at": format_instant(proposal.made_at), "expires_at": format_instant(proposal.expires_at),
        "checker": proposal.checker, "answer": proposal.answer,
        "decided_at": format_instant(proposal.decided_at) if proposal.decided_at else None,
    }  # fmt: skip
