"""Who sends a request: a person with roles, a key of a program with scopes, or a party signed in to the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from forbear.store.staff import Session
from forbear.terms import ForbearError

ROLES: Final = ("collector", "supervisor", "compliance", "agency", "auditor", "admin")
"""What a person may be. A person may have several."""

SCOPES: Final[Mapping[str, str]] = {
    "contacts:ask": "ask to contact, see and take the calls that are due",
    "contacts:result": "say what came of a contact, or give it back",
    "statements:write": "pass on what somebody told us",
    "people:read": "read a person's contacts with their proofs",
    "judge": "have contacts judged; nothing is stored",
    "proposals:write": "propose what a person then approves or rejects",
    "operate:read": "read the figures of the running service",
}
"""What a key may do."""


class SignInFirst(ForbearError):
    """Nobody known sends this request, and it asks for somebody; at the portal for a `party`."""

    def __init__(self, why: str, *, party: bool = False) -> None:
        super().__init__(why)
        self.party = party


class Forbidden(ForbearError):
    """Whoever sends this request may not do that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who sends a request.

    A `party` is a borrower or another party to a case, signed in to the portal: `id` is the person, and nothing but
    what is that one's own is his.

    A `person` acts by roles, a `key` (of a dialler or a lender's system) and an `agent` (a key of an AI agent) by
    scopes. `collector` is the lender or agency for which it acts; it sees that one's cases only. None: the house
    itself, which sees all.
    """

    id: str
    kind: Literal["person", "key", "agent", "party"]
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    collector: str | None = None

    @property
    def name(self) -> str:
        """How the record names it: its kind and id.

        >>> Principal(id="zhao", kind="person").name
        'person:zhao'
        """
        return f"{self.kind}:{self.id}"


def person_of(session: Session) -> Principal:
    """The person of a session."""
    return Principal(
        id=session.staff, kind="person", roles=frozenset(session.roles), collector=session.collector
    )


BOOTSTRAP: Final = Principal(id="bootstrap", kind="key", scopes=frozenset(SCOPES))
"""Whoever bears the site's own token: every scope."""

VISITOR: Final = Principal(id="visitor", kind="person", roles=frozenset({"supervisor"}))
"""Whoever looks at a practice site that only this machine can reach, without having signed in as anyone."""
