"""The pages on which people sign in and out, and see who they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from forbear.store.staff import Session, find_session
from forbear.store.staff.sessions import end_session, end_sessions
from forbear.web.site import Site, form_page, language_of, read_form
from forbear.web.staff.admission import principal_of
from forbear.web.staff.codes import draw_enrolment, open_secret
from forbear.web.staff.cookies import STAFF
from forbear.web.staff.elsewhere import elsewhere
from forbear.web.staff.places import home_of, safe_place
from forbear.web.staff.practice import PEOPLE, enter_practice
from forbear.web.staff.principal import person_of
from forbear.web.staff.signing_in import FIRST, Step, begin, choose, enrol, prove

STEPS: Final[dict[str, tuple[str, Callable[..., Step]]]] = {
    "password": ("password", choose),
    "enrol": ("code", enrol),
    "code": ("code", prove),
}
"""By stage of a session: the field that the form has, and what is done with it."""


def signing_in(site: Site) -> APIRouter:
    """The pages of a site."""
    router = APIRouter(include_in_schema=False)
    _add_name(router, site)
    _add_steps(router, site)
    _add_out(router, site)
    if site.provider is not None:
        router.include_router(elsewhere(site, site.provider))
    if site.practice and not site.closed:
        _add_practice(router, site)
    return router


def _add_name(router: APIRouter, site: Site) -> None:
    @router.get("/sign-in")
    def show(request: Request) -> HTMLResponse:
        return _name_page(site, request, None)

    @router.post("/sign-in")
    async def take(request: Request) -> Response:
        given = await read_form(site, request)
        name, password = given.get("name", "").strip().lower(), given.get("password", "")
        step = await run_in_threadpool(_begin, site, name, password)
        if step.token is None:
            return _name_page(site, request, step.wrong)
        return _go(request, "/sign-in/step", step.token)


def _add_steps(router: APIRouter, site: Site) -> None:
    @router.get("/sign-in/step")
    def show(request: Request) -> Response:
        session = _session(site, request)
        if session is None:
            return _to(request, "/sign-in")
        if session.stage == "in":
            return RedirectResponse(_onward(request, session), 303)
        return _step_page(site, request, session, None)

    @router.post("/sign-in/step")
    async def take(request: Request) -> Response:
        given = await read_form(site, request)
        session = await run_in_threadpool(_session, site, request)
        if session is None or session.stage == "in":
            return _to(request, "/sign-in/step")
        field, _ = STEPS[session.stage]
        step = await run_in_threadpool(_take, site, request, session, given.get(field, ""))
        if step.token is None:
            return _step_page(site, request, session, step.wrong)
        if step.codes:
            answer = form_page(
                site, request, "recovery.html", codes=step.codes, onward=_onward(request, session)
            )
            STAFF.remember(request, answer, step.token)
            return answer
        return _go(request, "/sign-in/step", step.token)


def _add_out(router: APIRouter, site: Site) -> None:
    @router.get("/account")
    def account(request: Request) -> HTMLResponse:
        return form_page(site, request, "account.html", here="account", who=principal_of(request),
                         signed_in=STAFF.token_of(request) is not None,
                         practice=site.practice and not site.closed)  # fmt: skip

    @router.post("/sign-out")
    async def out(request: Request) -> Response:
        given = await read_form(site, request)
        await run_in_threadpool(_end, site, request, everywhere="everywhere" in given)
        answer = _to(request, "/sign-in")
        STAFF.forget(request, answer)
        return answer


def _add_practice(router: APIRouter, site: Site) -> None:
    @router.post("/sign-in/as")
    async def enter(request: Request) -> Response:
        given = await read_form(site, request)
        token = await run_in_threadpool(enter_practice, site, given.get("role", ""))
        return _go(request, "/sign-in/step", token)


def _name_page(site: Site, request: Request, wrong: str | None) -> HTMLResponse:
    with site.database.borrow() as connection:
        anyone = (
            connection.execute("select from staff where password is not null limit 1").fetchone() is not None
        )
    return form_page(
        site, request, "sign_in.html", status=200 if wrong is None else 403, wrong=wrong, anyone=anyone,
        elsewhere=site.provider is not None,
        people=PEOPLE if site.practice and not site.closed else (), query=_query(request),
    )  # fmt: skip


def _step_page(site: Site, request: Request, session: Session, wrong: str | None) -> HTMLResponse:
    secret = open_secret(site.secret, session.totp) if session.totp else None
    drawn = Markup(draw_enrolment(secret, session.staff)) if secret else None  # drawn here, of our own words
    spelt = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else None
    return form_page(
        site, request, "sign_in_step.html", status=200 if wrong is None else 403, stage=session.stage, wrong=wrong,
        staff_name=session.staff, drawn=drawn, spelt=spelt, query=_query(request),
    )  # fmt: skip


def _begin(site: Site, name: str, password: str) -> Step:
    if not name or not password:
        return Step(wrong=FIRST)
    with site.database.borrow() as connection:
        return begin(connection, site.secret, name, password, site.clock())


def _take(site: Site, request: Request, session: Session, given: str) -> Step:
    _, step = STEPS[session.stage]
    with site.database.borrow() as connection:
        return step(connection, site.secret, STAFF.token_of(request), session, given, site.clock())


def _session(site: Site, request: Request) -> Session | None:
    token = STAFF.token_of(request)
    if token is None:
        return None
    with site.database.borrow() as connection:
        return find_session(connection, token, site.clock())


def _end(site: Site, request: Request, *, everywhere: bool) -> None:
    token, session = STAFF.token_of(request), _session(site, request)
    if token is None:
        return
    with site.database.borrow() as connection:
        if everywhere and session is not None:
            end_sessions(connection, session.staff)
        end_session(connection, token)


def _onward(request: Request, session: Session) -> str:
    home = home_of(person_of(session))
    return safe_place(request.query_params.get("next")) or f"{home}?lang={language_of(request)}"


def _query(request: Request) -> str:
    place = safe_place(request.query_params.get("next"))
    return "&" + urlencode({"next": place}) if place else ""


def _to(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(f"{path}?lang={language_of(request)}{_query(request)}", 303)


def _go(request: Request, path: str, token: str) -> RedirectResponse:
    answer = _to(request, path)
    STAFF.remember(request, answer, token)
    return answer
