"""Somebody else who knows our people: an OpenID Connect provider, and which of its groups are which roles here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from forbear.terms import InputError
from forbear.web.staff.principal import ROLES

VARIABLE: Final = "FORBEAR_OIDC_"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider: its address, who we are to it, and the role of each value of its claim.

    Nobody becomes an administrator by what a provider says: that role is given by `forbear staff role` alone.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str
    roles: Mapping[str, str]
    collector_claim: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Provider | None:
        """The provider that the environment names; None where it names none. InputError where it can't be read.

        >>> Provider.from_environment({}) is None
        True
        """
        given = {
            name: environment.get(VARIABLE + name)
            for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "ROLES")
        }
        if not given["ISSUER"]:
            return None
        for name, value in given.items():
            if not value:
                raise InputError(VARIABLE + name, "is missing; a provider needs it")
        return cls(
            issuer=str(given["ISSUER"]).rstrip("/"),
            client_id=str(given["CLIENT_ID"]),
            client_secret=str(given["CLIENT_SECRET"]),
            claim=environment.get(VARIABLE + "CLAIM") or "groups",
            roles=read_roles(str(given["ROLES"])),
            collector_claim=environment.get(VARIABLE + "COLLECTOR_CLAIM") or None,
        )

    def roles_of(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """The roles that somebody's claims give."""
        given = claims.get(self.claim) or ()
        values = [given] if isinstance(given, str) else given
        return frozenset(self.roles[value] for value in values if value in self.roles)

    def collector_of(self, claims: Mapping[str, Any]) -> str | None:
        """The lender or agency for which somebody works; None: the house."""
        given = claims.get(self.collector_claim) if self.collector_claim else None
        return given if isinstance(given, str) and given else None


def read_roles(text: str) -> Mapping[str, str]:
    """Which value is which role, as `desk=collector,leads=supervisor`. InputError where one is none.

    >>> read_roles("desk=collector, leads=supervisor")
    {'desk': 'collector', 'leads': 'supervisor'}
    """
    pairs = dict(part.strip().rpartition("=")[::2] for part in text.split(",") if part.strip())
    for value, role in pairs.items():
        if role == "admin":
            raise InputError(
                VARIABLE + "ROLES", "makes an administrator; give that role by forbear staff role alone"
            )
        if role not in ROLES or not value:
            raise InputError(VARIABLE + "ROLES", "can't be read; write group=role, separated by commas")
    return pairs


def names_of(issuer: str, claims: Mapping[str, Any]) -> tuple[str, str]:
    """The sign-in names that somebody may have here: the one he has there, and one that is nobody else's.

    >>> names_of("https://id.example", {"sub": "1", "preferred_username": "Li.Na"})[0]
    'li.na'
    """
    own = hashlib.sha256(f"{issuer} {claims['sub']}".encode()).hexdigest()[:12]
    wanted = str(claims.get("preferred_username") or "").lower()
    return (wanted if _NAME.fullmatch(wanted) else f"oidc.{own}"), f"oidc.{own}"
