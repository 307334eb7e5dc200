"""What one person proposes and another decides. The database holds that the two differ and that nothing is changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.types.json import Jsonb

from forbear.gate.mask import hide_addresses
from forbear.terms import Conflict, InputError, NotFound

Connection = psycopg.Connection[Any]
_COLUMNS: Final = (
    "proposal, kind, case_id, person, payload, reason, maker, made_at, expires_at, state, checker, decided_at,"
    " answer"
)
_SELECT: Final = f"select {_COLUMNS} from proposals"
_ADD: Final = f"""
insert into proposals (proposal, kind, case_id, person, payload, reason, maker, made_at, expires_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning {_COLUMNS}"""
_DECIDE: Final = f"""
update proposals set state = %s, checker = %s, decided_at = %s, answer = %s
 where proposal = %s and state = 'open' returning {_COLUMNS}"""
_THEIRS: Final = """
 and (%(collector)s::text is null or exists (
      select from cases where cases.case_id = proposals.case_id
         and seen_by(cases.lender, cases.case_id, %(collector)s)))"""
_SOME: Final = f"""{_SELECT} where true {_THEIRS}
 order by (state = 'open' and expires_at > %(now)s) desc, made_at desc, proposal limit %(most)s"""
_ONE: Final = f"{_SELECT} where proposal = %(proposal)s {_THEIRS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal: who made it, what it is, why, until when it may be decided, and by whom it was."""

    proposal: str
    kind: str
    case: str | None
    person: str | None
    payload: Mapping[str, Any]
    reason: str
    maker: str
    made_at: datetime
    expires_at: datetime
    state: str
    checker: str | None = None
    decided_at: datetime | None = None
    answer: str | None = None

    def state_at(self, now: datetime) -> str:
        """`open`, `approved`, `rejected`, or `expired` where nobody decided in time."""
        return "expired" if self.state == "open" and self.expires_at <= now else self.state


def add_proposal(
    connection: Connection, *, kind: str, case: str | None, person: str | None, payload: Mapping[str, Any],
    reason: str, maker: str, now: datetime, expires_at: datetime,
) -> Proposal:  # fmt: skip
    """Keep a proposal; a number or mailbox in its reason is hidden. InputError where its case or person is nobody's."""
    told = hide_addresses(reason)
    given = [secrets.token_hex(8), kind, case, person, Jsonb(dict(payload)), told, maker, now, expires_at]
    try:
        row = connection.execute(_ADD, given).fetchone()
    except psycopg.errors.ForeignKeyViolation:
        raise InputError("/payload", "names a case or a person that there is not") from None
    assert row is not None
    return _proposal(row)


def find_proposal(connection: Connection, proposal: str, collector: str | None) -> Proposal:
    """A proposal, as a lender or agency may see it (None: the house). NotFound where it may not."""
    row = connection.execute(_ONE.encode(), {"proposal": proposal, "collector": collector}).fetchone()
    if row is None:
        raise NotFound("there is no such proposal")
    return _proposal(row)


def list_proposals(
    connection: Connection, collector: str | None, now: datetime, most: int = 200
) -> list[Proposal]:
    """The proposals that may be seen: those to be decided first, then the latest."""
    rows = connection.execute(_SOME.encode(), {"collector": collector, "now": now, "most": most})
    return [_proposal(row) for row in rows]


def decide_proposal(
    connection: Connection, proposal: Proposal, *, state: str, checker: str, answer: str, now: datetime
) -> Proposal:
    """Approve or reject a proposal. Conflict where it was decided, has expired, or is the checker's own."""
    if proposal.state_at(now) != "open":
        raise Conflict(f"the proposal is {proposal.state_at(now)}; make a new one")
    if proposal.maker == checker:
        raise Conflict("nobody decides what he proposed; ask another")
    row = connection.execute(
        _DECIDE, [state, checker, now, hide_addresses(answer), proposal.proposal]
    ).fetchone()
    if row is None:
        raise Conflict("the proposal was decided a moment ago; look again")
    return _proposal(row)


def _proposal(row: tuple[Any, ...]) -> Proposal:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Proposal(**{("case" if name == "case_id" else name): value for name, value in values.items()})
