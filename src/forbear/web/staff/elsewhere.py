"""Signing in elsewhere: authorization code with PKCE, state and nonce, by Authlib, which keeps what it must remember
in the database under a cookie of its own."""

from __future__ import annotations

import secrets
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from joserfc.errors import JoseError
from psycopg.types.json import Jsonb
from starlette.concurrency import run_in_threadpool

from forbear.store.staff import find_account
from forbear.store.staff.accounts import settle_from_elsewhere
from forbear.store.staff.sessions import STEPS, hash_token, start_session
from forbear.terms import Conflict, InputError
from forbear.web.site import Site, Stale, language_of
from forbear.web.staff.cookies import STAFF
from forbear.web.staff.places import home_of, safe_place
from forbear.web.staff.principal import Forbidden, Principal
from forbear.web.staff.provider import Provider, names_of

COOKIE: Final = "forbear_start"
_KEEP: Final = "insert into sign_in_starts (start_sha256, body, made_at) values (%s, %s, %s)"
_SWEEP: Final = "delete from sign_in_starts where made_at < %s"
_TAKE: Final = "delete from sign_in_starts where start_sha256 = %s and made_at > %s returning body"


def elsewhere(site: Site, provider: Provider) -> APIRouter:
    """The way out to a provider, and back."""
    router = APIRouter(include_in_schema=False)
    client: Any = OAuth().register(
        "forbear", client_id=provider.client_id, client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
    )  # fmt: skip

    @router.get("/sign-in/elsewhere")
    async def out(request: Request) -> Response:
        request.scope["session"] = {}
        try:
            answer: Response = await client.authorize_redirect(request, str(request.url_for("came")))
        except (httpx2.HTTPError, AuthlibBaseError) as error:
            raise Conflict("the provider does not answer; try again, or sign in by name") from error
        token = await run_in_threadpool(_keep, site, request)
        _give(request, answer, token)
        return answer

    @router.get("/sign-in/elsewhere/back")
    async def came(request: Request) -> Response:
        kept = await run_in_threadpool(_take, site, request.cookies.get(COOKIE) or "")
        if kept is None:
            raise Stale("this sign-in was not begun here, or too long ago")
        request.scope["session"] = kept["session"]
        try:
            token = await client.authorize_access_token(request)
            claims = dict(await client.userinfo(token=token)) | dict(token["userinfo"])
        except (httpx2.HTTPError, AuthlibBaseError, JoseError, KeyError) as error:
            raise Stale("the provider's answer does not hold") from error
        if claims["iss"] != provider.issuer:
            raise Forbidden("the provider's answer is another's")
        session, principal = await run_in_threadpool(_settle, site, provider, claims)
        answer = RedirectResponse(kept["next"] or f"{home_of(principal)}?lang={kept['language']}", 303)
        STAFF.remember(request, answer, session)
        answer.delete_cookie(COOKIE)
        return answer

    return router


def _give(request: Request, answer: Response, token: str) -> None:
    secure, until = request.url.scheme == "https", int(STEPS.total_seconds())
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure, max_age=until)


def _keep(site: Site, request: Request) -> str:
    """Remember what Authlib needs when somebody comes back, and where he was going; the token of it."""
    place = safe_place(request.query_params.get("next"))
    body = {"session": request.scope["session"], "next": place, "language": language_of(request)}
    token, now = secrets.token_urlsafe(32), site.clock()
    with site.database.borrow() as connection:
        connection.execute(_SWEEP, [now - STEPS])
        connection.execute(_KEEP, [hash_token(token), Jsonb(body), now])
    return token


def _take(site: Site, token: str) -> dict[str, Any] | None:
    with site.database.borrow() as connection:
        row = connection.execute(_TAKE, [hash_token(token), site.clock() - STEPS]).fetchone()
    return row[0] if row else None


def _settle(site: Site, provider: Provider, claims: dict[str, Any]) -> tuple[str, Principal]:
    """The session of somebody whom the provider knows. Forbidden where no claim gives a role, or he is disabled."""
    roles, collector = provider.roles_of(claims), provider.collector_of(claims)
    if not roles or ("agency" in roles and collector is None):
        raise Forbidden("no group of yours has a role here")
    with site.database.borrow() as connection:
        for name in names_of(provider.issuer, claims):
            try:
                staff = settle_from_elsewhere(
                    connection, issuer=provider.issuer, subject=str(claims["sub"]), staff=name,
                    name=str(claims.get("name") or name), roles=roles, collector=collector,
                )  # fmt: skip
                break
            except Conflict:  # somebody else has that name here
                continue
            except InputError:
                raise Forbidden("the lender or agency that the provider names is nobody we know") from None
        else:
            raise Forbidden("there is no name left for you here")
        account = find_account(connection, staff) if staff else None
        if account is None:
            raise Forbidden("this account is disabled")
        token = start_session(connection, account.staff, "in", site.clock())
    return token, Principal(
        id=account.staff, kind="person", roles=frozenset(account.roles), collector=account.collector
    )
