"""Who sends a request, and whether it may pass: asked before every endpoint, by the one table.

Whoever acts for a lender or an agency sees its own cases, contacts and people only; another's is answered exactly
like a missing one.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

import psycopg
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from forbear.gate.asks import Ask
from forbear.store import DatabaseDown, portal
from forbear.store.staff import ApiKey, Session, find_key, find_session, is_agency, is_theirs
from forbear.store.staff.tenancy import WHOSE
from forbear.terms import InputError, NotFound
from forbear.web.guard import is_from_here
from forbear.web.site import Site, Stale
from forbear.web.staff.access import ACCESS
from forbear.web.staff.cookies import ME, STAFF
from forbear.web.staff.limits import Rates
from forbear.web.staff.principal import BOOTSTRAP, VISITOR, Forbidden, Principal, SignInFirst, person_of

MISSING: Final = "there is no such case, contact or person"


def admitting(site: Site) -> Callable[[Request], Awaitable[None]]:
    """What every endpoint of a site depends on.

    It raises SignInFirst where nobody known asks, Forbidden where that one may not, TooMany where it asks too often,
    NotFound where the path names another's case, contact or person.
    """
    rates = Rates()

    async def admit(request: Request) -> None:
        access = ACCESS.get(f"{request.method} {request.scope['route'].path}")
        if access is None:
            raise Forbidden("nobody may call this; it is not in the table of who may do what")
        if access.party:
            principal = await _which_party(site, request)
        elif access.public:
            principal = await _who_looks(site, request)
        else:
            principal = await who_asks(site, request)
        request.state.principal = principal
        _check_words(request)
        if principal is None and site.closed:
            rates.count_stranger(request)
        if access.public:
            return
        if principal is None and access.party:
            raise SignInFirst("sign in to the portal first", party=True)
        if principal is None or (principal is VISITOR and not access.admits(principal)):
            raise SignInFirst("write a key as Authorization: Bearer <key>")
        if principal not in (BOOTSTRAP, VISITOR):
            rates.count(principal)
        if not access.admits(principal):
            raise Forbidden(
                f"this asks for the scope {access.scope}" if access.scope else "this is not yours to do"
            )
        named = {kind: name for kind, name in request.path_params.items() if kind in WHOSE}
        if principal.collector is not None and named:
            await run_in_threadpool(see, site, principal, named)

    return admit


def _check_words(request: Request) -> None:
    """A NUL names nothing that there is; nothing behind this can hold one."""
    if any("\0" in str(value) for value in request.path_params.values()):
        raise NotFound(MISSING)
    for name, value in request.query_params.multi_items():
        if "\0" in name + value:
            raise InputError("/query", "holds NUL; leave it out")


def principal_of(request: Request) -> Principal:
    """Who sends a request that was admitted."""
    principal: Principal = request.state.principal
    return principal


def see(site: Site, principal: Principal, named: Mapping[str, str]) -> None:
    """NotFound where a case, contact or person (`{"case": id}`) is not there, or not the principal's."""
    if principal.collector is None:
        return
    with site.database.borrow() as connection:
        for kind, name in named.items():
            if not is_theirs(connection, principal.collector, kind, name):
                raise NotFound(MISSING)


def sees(site: Site, principal: Principal, named: Mapping[str, str]) -> bool:
    """Whether a principal may see a case, contact or person."""
    try:
        see(site, principal, named)
    except NotFound:
        return False
    return True


def refuse_agencies(site: Site, principal: Principal) -> None:
    """Forbidden to whoever works for an agency: what is decided about agencies is not theirs to decide."""
    if principal.collector is None:
        return
    with site.database.borrow() as connection:
        if is_agency(connection, principal.collector):
            raise Forbidden("this is for the lender, not for an agency")


async def who_asks(site: Site, request: Request) -> Principal | None:
    """Who sends a request; None where nobody known does. A credential that is none is never passed over."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind:
        secret = given.strip() if kind.lower() == "bearer" else ""
        if hmac.compare_digest(secret.encode(), site.token.encode()):
            return BOOTSTRAP
        key = await run_in_threadpool(_find_key, site, secret)
        return None if key is None else principal_of_key(key)
    token = STAFF.token_of(request)
    if request.method != "GET" and not is_from_here(request):
        raise Stale("the request came from another site")
    session = await run_in_threadpool(_find_session, site, token) if token else None
    if session is not None and session.stage == "in":
        return person_of(session)
    return VISITOR if site.practice and not site.closed else None


async def _which_party(site: Site, request: Request) -> Principal | None:
    """The party whose session at the portal a browser has; None where it has none."""
    if request.method != "GET" and not is_from_here(request):
        raise Stale("the request came from another site")
    token = ME.token_of(request)
    person = await run_in_threadpool(_find_party, site, token) if token else None
    return None if person is None else Principal(id=person, kind="party")


async def _who_looks(site: Site, request: Request) -> Principal | None:
    """Who looks at a page that is everyone's, so that the menu shows what is his; it needs no database."""
    with suppress(DatabaseDown, psycopg.Error, Stale):
        if STAFF.token_of(request) or (site.practice and not site.closed):
            return await who_asks(site, request)
    return None


def principal_of_key(key: ApiKey) -> Principal:
    """What a key may do, and for whom."""
    return Principal(
        id=key.key,
        kind="agent" if key.kind == "agent" else "key",
        scopes=frozenset(key.scopes),
        collector=key.collector,
    )


def bind_ask(site: Site, principal: Principal, ask: Ask) -> Ask:
    """An ask as its principal may make it: about its own cases, in its own name, under its own keys.

    NotFound where the case or the person is another's; InputError where an agency asks in another's name.
    """
    if principal.collector is None:
        return ask
    see(site, principal, {"case": ask.case, "person": ask.person})
    with site.database.borrow() as connection:
        if is_agency(connection, principal.collector):
            if ask.collector not in (None, principal.collector):
                raise InputError("/collector", "is not the agency of this key; leave it out")
            ask = replace(ask, collector=principal.collector)
    return replace(ask, key=f"{principal.collector}/{ask.key}")


def _find_key(site: Site, secret: str) -> ApiKey | None:
    with site.database.borrow() as connection:
        return find_key(connection, secret, site.clock())


def _find_party(site: Site, token: str) -> str | None:
    with site.database.borrow() as connection:
        return portal.find_session(connection, token, site.clock())


def _find_session(site: Site, token: str) -> Session | None:
    with site.database.borrow() as connection:
        return find_session(connection, token, site.clock())
