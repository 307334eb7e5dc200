"""The one table of who may do what. An endpoint that is not in it answers to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forbear.web.staff.principal import ROLES, Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What an endpoint asks for: one of the roles of a person, or the scope of a key; nothing where `public`.

    `party`: for who signed in to the portal, and for nobody else; which person's own it shows, the page decides.

    `house`: only for whom no lender or agency bounds, since it shows what lies across all of them.
    """

    roles: frozenset[str] = frozenset()
    scope: str | None = None
    public: bool = False
    house: bool = False
    party: bool = False

    def admits(self, principal: Principal | None) -> bool:
        """Whether a principal may pass.

        >>> people("auditor").admits(Principal(id="li", kind="person", roles=frozenset({"collector"})))
        False
        >>> program("judge").admits(Principal(id="k1", kind="key", scopes=frozenset({"judge"})))
        True
        """
        if self.public:
            return True
        if self.party or (principal is not None and principal.kind == "party"):
            return self.party and principal is not None and principal.kind == "party"
        if principal is None or (self.house and principal.collector is not None):
            return False
        return bool(self.roles & principal.roles) or self.scope in principal.scopes


PUBLIC: Final = Access(public=True)
PARTY: Final = Access(party=True)


def people(*roles: str, house: bool = False) -> Access:
    """For people of any of these roles."""
    return Access(roles=frozenset(roles), house=house)


def program(scope: str, *roles: str) -> Access:
    """For a key with this scope, and for people of any of these roles."""
    return Access(roles=frozenset(roles), scope=scope)


ACCESS: Final[Mapping[str, Access]] = {
    "GET /health": PUBLIC,
    "GET /ready": PUBLIC,
    "GET /metrics": Access(roles=frozenset({"admin"}), scope="operate:read", house=True),
    "GET /law": PUBLIC,
    "GET /law/rules/{name}": PUBLIC,
    "GET /law/{name}": PUBLIC,
    "GET /law/ask": PUBLIC,
    "POST /law/ask": PUBLIC,
    "GET /v1/record/checkpoint": PUBLIC,
    "GET /v1/record/key": PUBLIC,
    "GET /v1/record/proof/{number}": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "GET /sign-in/step": PUBLIC,
    "POST /sign-in/step": PUBLIC,
    "POST /sign-in/as": PUBLIC,
    "GET /sign-in/elsewhere": PUBLIC,
    "GET /sign-in/elsewhere/back": PUBLIC,
    "POST /sign-out": PUBLIC,
    "GET /account": people(*ROLES),
    "GET /genuine": PUBLIC,
    "POST /genuine": PUBLIC,
    "POST /v1/genuine": PUBLIC,
    "GET /v1/register": PUBLIC,
    "GET /openapi.json": people(*ROLES),
    "GET /": people("supervisor", "compliance", "auditor", "admin", house=True),
    "GET /nights/{on}": people("supervisor", "compliance", "auditor", "admin", house=True),
    "GET /cases/{case}/statement": people("collector", "supervisor", "compliance", "agency", "auditor"),
    "GET /tasks": people("collector", "supervisor", "agency"),
    "GET /messages": people("collector", "supervisor", "compliance", "agency", "auditor", "admin"),
    "GET /tasks/{contact}/{step}": people("collector", "supervisor", "agency"),
    "POST /tasks/{contact}/call": people("collector", "supervisor", "agency"),
    "POST /tasks/{contact}/result": people("collector", "supervisor", "agency"),
    "GET /desk": people("collector", "supervisor", "compliance", "agency", "auditor"),
    "GET /desk/cases/{case}": people("collector", "supervisor", "compliance", "agency", "auditor"),
    "GET /desk/cases/{case}/plan": people("collector", "supervisor", "compliance", "agency"),
    "POST /desk/cases/{case}/contact": people("collector", "supervisor", "agency"),
    "POST /desk/cases/{case}/say": people("collector", "supervisor", "compliance", "agency"),
    "GET /desk/contacts/{contact}": people("collector", "supervisor", "compliance", "agency", "auditor"),
    "GET /desk/contacts/{contact}/proof": people("collector", "supervisor", "compliance", "auditor"),
    "POST /desk/contacts/{contact}/{step}": people("collector", "supervisor", "agency"),
    "GET /desk/complaints": people("supervisor", "compliance", "auditor"),
    "GET /desk/complaints/{complaint}": people("supervisor", "compliance", "auditor"),
    "GET /desk/complaints/{complaint}/file": people("compliance", "auditor"),
    "POST /desk/complaints/{complaint}/stage": people("supervisor", "compliance"),
    "GET /desk/find": people("collector", "supervisor", "compliance", "agency"),
    "POST /desk/find": people("collector", "supervisor", "compliance", "agency"),
    "GET /desk/placements": people("supervisor"),
    "POST /desk/placements": people("supervisor"),
    "GET /desk/agency": people("agency"),
    "GET /desk/agencies/{agency}": people("supervisor", "compliance"),
    "GET /desk/sample": people("supervisor", "compliance", "auditor", house=True),
    "GET /desk/trial": people("supervisor", "compliance", house=True),
    "POST /desk/trial": people("supervisor", "compliance", house=True),
    "GET /desk/steering": people("supervisor", "compliance", "auditor", "admin", house=True),
    "GET /desk/steering/pack.csv": people("compliance", "auditor", "admin", house=True),
    "GET /desk/steering/pack.pdf": people("compliance", "auditor", "admin", house=True),
    "GET /desk/live": people("collector", "supervisor", "compliance", "agency", "auditor"),
    "GET /proposals": people(*ROLES),
    "GET /proposals/new/{kind}": people("collector", "supervisor", "compliance", "agency"),
    "POST /proposals/new/{kind}": people("collector", "supervisor", "compliance", "agency"),
    "GET /proposals/{proposal}": people(*ROLES),
    "POST /proposals/{proposal}/{decision}": people("supervisor", "compliance"),
    "POST /v1/proposals": program("proposals:write", "collector", "supervisor", "compliance", "agency"),
    "GET /v1/proposals": program("proposals:write", *ROLES),
    "GET /v1/proposals/{proposal}": program("proposals:write", *ROLES),
    "POST /v1/proposals/{proposal}/approve": people("supervisor", "compliance"),
    "POST /v1/proposals/{proposal}/reject": people("supervisor", "compliance"),
    "POST /v1/judge": program("judge", *ROLES),
    "POST /v1/contacts": program("contacts:ask"),
    "POST /v1/contacts/{contact}/call": program("contacts:ask"),
    "GET /v1/cases": program("contacts:ask"),
    "GET /v1/tasks": program("contacts:ask"),
    "POST /v1/tasks/{contact}/call": program("contacts:ask"),
    "POST /v1/dialler/events": PUBLIC,  # signed
    "GET /v1/inbound/{token}": program("contacts:ask"),
    "POST /v1/inbound/{token}/silence": program("contacts:ask"),
    "POST /v1/inbound/{token}/who": program("contacts:ask"),
    "POST /v1/contacts/{contact}/result": program("contacts:result"),
    "POST /v1/contacts/{contact}/void": program("contacts:result"),
    "POST /v1/statements": program("statements:write"),
    "POST /v1/complaints": program("statements:write"),
    "POST /v1/complaints/{complaint}/stage": program("statements:write"),
    "GET /v1/complaints/{complaint}": program("people:read"),
    "GET /v1/people/{person}/contacts": program("people:read"),
    "GET /me/sign-in": PUBLIC,
    "POST /me/sign-in": PUBLIC,
    "GET /me/sign-in/code": PUBLIC,
    "POST /me/sign-in/code": PUBLIC,
    "POST /me/sign-in/as": PUBLIC,
    "POST /me/sign-out": PUBLIC,
    "GET /not-me": PUBLIC,
    "POST /not-me": PUBLIC,
    "GET /register": PUBLIC,
    "GET /register.json": PUBLIC,
    "GET /policy": PUBLIC,
    "GET /complain": PUBLIC,
    "GET /me": PARTY,
    "GET /me/data": PARTY,
    "POST /me/data": PARTY,
    "GET /me/data.json": PARTY,
    "GET /me/credit": PARTY,
    "GET /me/ahead": PARTY,
    "GET /me/ahead.ics": PARTY,
    "GET /me/cases/{case}/pay": PARTY,
    "POST /me/cases/{case}/pay": PARTY,
    "GET /me/cases/{case}/plan": PARTY,
    "POST /me/cases/{case}/plan": PARTY,
    "GET /me/cases/{case}/sign": PARTY,
    "POST /me/cases/{case}/sign": PARTY,
    "GET /me/contacts": PARTY,
    "GET /me/contacts/{contact}": PARTY,
    "GET /me/contacts/{contact}/proof.json": PARTY,
    "GET /me/complain": PARTY,
    "POST /me/complain": PARTY,
    "GET /me/complaints": PARTY,
    "GET /me/complaints/{complaint}": PARTY,
    "GET /me/complaints/{complaint}/file.zip": PARTY,
    "GET /me/messages": PARTY,
    "GET /me/messages/{message}": PARTY,
    "POST /me/messages/{message}": PARTY,
    "GET /me/tell": PARTY,
    "GET /me/tell/{name}": PARTY,
    "POST /me/tell/{name}": PARTY,
    "GET /me/lift": PARTY,
    "POST /me/lift": PARTY,
    "GET /me/cases/{case}": PARTY,
    "GET /me/cases/{case}/statement.pdf": PARTY,
}
"""By method and path, as the application routes them."""
