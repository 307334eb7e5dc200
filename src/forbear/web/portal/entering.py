"""Signing in to the portal by a code that is sent, and out again. No answer tells whether anybody is known."""

from __future__ import annotations

import secrets
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.store import portal
from forbear.store.staff.sessions import hash_token
from forbear.web.portal.practice import PEOPLE, enter_practice
from forbear.web.portal.visiting import outside_page
from forbear.web.site import Site, language_of, read_form
from forbear.web.staff.cookies import ASKED, ME
from forbear.web.staff.places import safe_place

LONGEST: Final = 254
HOME: Final = "/me"


def entering(site: Site) -> APIRouter:
    """The pages on which somebody signs in and out."""
    router = APIRouter(include_in_schema=False)
    _add_asking(router, site)
    _add_proving(router, site)
    if site.practice and not site.closed:
        _add_practice(router, site)

    @router.post("/me/sign-out")
    async def out(request: Request) -> Response:
        await read_form(site, request)
        await run_in_threadpool(_end, site, request)
        answer = _to(request, "/me/sign-in")
        ME.forget(request, answer)
        return answer

    return router


def _add_asking(router: APIRouter, site: Site) -> None:
    @router.get("/me/sign-in")
    def show(request: Request) -> HTMLResponse:
        return _ask_page(site, request)

    @router.post("/me/sign-in")
    async def take(request: Request) -> Response:
        given = await read_form(site, request)
        address = given.get("address", "").strip()
        if not may_be_an_address(address):
            return _ask_page(site, request, wrong="me_in.no_address", address=address[:LONGEST])
        token = secrets.token_urlsafe(32)
        wait = await run_in_threadpool(_ask, site, token, address, language_of(request))
        if wait:
            minutes = -(-wait // 60)
            return _ask_page(site, request, wrong="me_in.too_often", minutes=minutes, status=429)
        answer = _to(request, "/me/sign-in/code")
        ASKED.remember(request, answer, token)
        return answer


def _add_proving(router: APIRouter, site: Site) -> None:
    @router.get("/me/sign-in/code")
    def show(request: Request) -> Response:
        return _code_page(site, request) if ASKED.token_of(request) else _to(request, "/me/sign-in")

    @router.post("/me/sign-in/code")
    async def take(request: Request) -> Response:
        given = await read_form(site, request)
        code = "".join(sign for sign in given.get("code", "") if sign.isdecimal())
        token = await run_in_threadpool(_prove, site, ASKED.token_of(request) or "", code)
        if token is None:
            return _code_page(site, request, wrong="me_in.wrong", status=422)
        return _enter(request, token)


def _add_practice(router: APIRouter, site: Site) -> None:
    @router.post("/me/sign-in/as")
    async def enter(request: Request) -> Response:
        given = await read_form(site, request)
        token = await run_in_threadpool(enter_practice, site, given.get("person", ""))
        return _enter(request, token)


def _ask_page(site: Site, request: Request, *, status: int = 200, **values: Any) -> HTMLResponse:
    told: dict[str, Any] = {"wrong": None, "address": "", "minutes": 0} | values
    people = PEOPLE if site.practice and not site.closed else ()
    answer = outside_page(site, request, "sign_in", people=people, query=_query(request), **told)
    answer.status_code = status
    return answer


def _code_page(site: Site, request: Request, *, wrong: str | None = None, status: int = 200) -> HTMLResponse:
    answer = outside_page(site, request, "code", wrong=wrong, query=_query(request))
    answer.status_code = status
    return answer


def may_be_an_address(address: str) -> bool:
    """Whether something may be a mailbox or a number at all.

    >>> [may_be_an_address(one) for one in ("a@b.example", "138 0013 8000", "hello", "")]
    [True, True, False, False]
    """
    if not 0 < len(address) <= LONGEST or not address.isprintable():
        return False
    return "@" in address.strip("@") or sum(sign.isdecimal() for sign in address) >= 5


def _ask(site: Site, token: str, address: str, language: str) -> int:
    kind = "email" if "@" in address else "mobile"
    with site.database.borrow() as connection:
        return portal.CodeRecord(connection).ask(hash_token(token), kind, address, language, site.clock())


def _prove(site: Site, asked: str, code: str) -> str | None:
    """The token of a new session of whoever has the code; None where it is not the right one."""
    with site.database.borrow() as connection:
        person = portal.CodeRecord(connection).prove(hash_token(asked), code, site.clock())
        return None if person is None else portal.start_session(connection, person, site.clock())


def _end(site: Site, request: Request) -> None:
    token = ME.token_of(request)
    if token:
        with site.database.borrow() as connection:
            portal.end_session(connection, token)


def _enter(request: Request, token: str) -> Response:
    """Onward, with a session whose token is new: one that somebody else put there is worth nothing."""
    answer = RedirectResponse(_onward(request), 303)
    ASKED.forget(request, answer)
    ME.remember(request, answer, token)
    return answer


def _onward(request: Request) -> str:
    place = safe_place(request.query_params.get("next")) or HOME
    if not place.startswith((f"{HOME}/", f"{HOME}?")) or place.startswith("/me/sign-"):
        place = HOME
    return place if "?" in place else f"{place}?{urlencode({'lang': language_of(request)})}"


def _query(request: Request) -> str:
    place = safe_place(request.query_params.get("next"))
    return f"&{urlencode({'next': place})}" if place else ""


def _to(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(f"{path}?lang={language_of(request)}{_query(request)}", 303)
