"""The site as one application: pages for people, endpoints for diallers, errors told plainly to both."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Final, Literal
from urllib.parse import urlencode

import psycopg
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from forbear.gate.channels.webhooks import Forged
from forbear.store import DatabaseDown
from forbear.terms import Conflict, ForbearError, InputError, NotFound
from forbear.web.asking import asking
from forbear.web.calling import calling
from forbear.web.complaining import complaining
from forbear.web.console.pages import console
from forbear.web.dialling import dialling
from forbear.web.direct import Direct, route_to
from forbear.web.faults import tell_fault
from forbear.web.genuine import genuine
from forbear.web.guard import Guard
from forbear.web.interface import describe
from forbear.web.judging import judging
from forbear.web.law.pages import law_pages
from forbear.web.mine import mine
from forbear.web.pages import pages
from forbear.web.portal import portal
from forbear.web.recording import recording
from forbear.web.settling import settling
from forbear.web.site import NotNow, Site, Stale, TooLarge, language_of, message
from forbear.web.staff import Forbidden, SignInFirst
from forbear.web.staff.admission import admitting
from forbear.web.staff.pages import signing_in
from forbear.web.staff.proposal_api import proposals_api
from forbear.web.staff.proposal_pages import proposal_pages
from forbear.web.staff.signing_in import TooMany
from forbear.web.watching import Watched, watching

SILENT: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""The framework's own traces would hold paths with ids in them, and what errors say."""
Part = Literal["all", "web", "gate"]
Answer = Callable[[Request, Exception], Response]
STATUS: Final[tuple[tuple[type[ForbearError], int, str], ...]] = (
    (InputError, 422, "input"),
    (NotFound, 404, "not_found"),
    (Conflict, 409, "conflict"),
    (Forbidden, 403, "forbidden"),
    (Stale, 403, "stale"),
    (TooLarge, 413, "too_large"),
    (DatabaseDown, 503, "no_database"),
    (NotNow, 503, "not_now"),
    (Forged, 401, "input"),
)


def create_application(site: Site, part: Part = "all") -> ASGIApp:
    """The application of a site, or of one part: the pages for people, or the endpoints for machines."""
    admit = admitting(site)
    app = FastAPI(title="forbear", version="1", docs_url=None, redoc_url=None, openapi_url=None,
                  dependencies=[Depends(admit)], telemetry=SILENT)  # fmt: skip
    app.get("/openapi.json", include_in_schema=False)(lambda: JSONResponse(describe(app.openapi())))
    app.include_router(watching(site.database, sends=site.sends))
    if part != "gate":
        _include_pages(app, site)
    inner: ASGIApp = app
    if part != "web":
        asks = asking(site)
        _include_endpoints(app, site, asks)
        inner = Direct(app, route_to(asks, "/v1/contacts"), admit)
    for kind, status, key in STATUS:
        app.add_exception_handler(kind, _answering(status, key))
    app.add_exception_handler(psycopg.Error, _answering(503, "no_database"))
    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(404, _answering(404, "not_found"))
    app.add_exception_handler(SignInFirst, _ask_who)
    app.add_exception_handler(TooMany, _too_many)
    return Watched(Guard(inner, hosts=site.hosts))


def _include_pages(app: FastAPI, site: Site) -> None:
    app.include_router(pages(site))
    app.include_router(portal(site))
    app.include_router(signing_in(site))
    app.include_router(proposal_pages(site))
    app.include_router(console(site))
    app.include_router(law_pages(site.door.law, site.door.read))
    app.mount("/static", StaticFiles(directory=str(files("forbear.web") / "static")))


def _include_endpoints(app: FastAPI, site: Site, asks: APIRouter) -> None:
    app.include_router(proposals_api(site))
    app.include_router(dialling(site))
    app.include_router(asks)
    app.include_router(mine(site))
    app.include_router(settling(site))
    app.include_router(calling(site))
    app.include_router(judging(site.door))
    app.include_router(genuine(site))
    app.include_router(complaining(site))
    if site.log_key is not None:
        app.include_router(recording(site, site.log_key))


def is_for_machines(request: Request) -> bool:
    """Whether an answer is read by a program."""
    path = str(request.scope["path"])
    return path.startswith("/v1/") or path == "/metrics"


def _answering(status: int, key: str) -> Answer:
    """Tell an error: to a program where and why, to a person in plain words of his own language."""

    def answer(request: Request, error: Exception) -> Response:
        if is_for_machines(request):
            fault = error if isinstance(error, InputError) else InputError("", _reason(error))
            return JSONResponse({"error": tell_fault(fault)}, status)
        path = str(request.scope["path"])
        onward = next((f"/{first}" for first in ("tasks", "law", "me") if path.startswith(f"/{first}/")), "/")
        return message(request, key, status, onward)

    return answer


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPException):
        return str(error.detail)
    if isinstance(error, DatabaseDown | psycopg.Error):
        return "the database does not answer, and nothing is done that it can't record; try again"
    return str(error)


def _ask_who(request: Request, error: Exception) -> Response:
    """Ask who sends a request: a program for its key, a person to sign in, and then onward to where he was going."""
    if isinstance(error, SignInFirst) and error.party:
        return RedirectResponse(f"/me/sign-in?{urlencode(_wanted(request))}", 303)
    if is_for_machines(request) or request.method != "GET":
        return JSONResponse({"error": {"at": "", "why": str(error)}}, 401, {"www-authenticate": "Bearer"})
    return RedirectResponse(f"/sign-in?{urlencode(_wanted(request))}", 303)


def _wanted(request: Request) -> dict[str, str]:
    """The language, and where somebody was going, to be sent there afterwards; of a form, its pages' beginning."""
    onward = str(request.scope["path"]) + (f"?{request.url.query}" if request.url.query else "")
    onward = onward if request.method == "GET" else "/me"
    return {"lang": language_of(request), **({"next": onward} if onward != "/" else {})}


def _too_many(request: Request, error: Exception) -> Response:
    """Say when to come back."""
    seconds = error.seconds if isinstance(error, TooMany) else 1
    if is_for_machines(request):
        answer: Response = JSONResponse({"error": {"at": "", "why": str(error)}}, 429)
    else:
        answer = message(request, "too_many", 429, seconds=seconds)
    answer.headers["retry-after"] = str(seconds)
    return answer


def _refuse(request: Request, error: Exception) -> Response:
    """An error that the framework found: a method that a page does not have, a missing credential."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse({"error": {"at": "", "why": _reason(error)}}, status, headers)


def _misread(request: Request, error: Exception) -> Response:
    """A place in a path or query that the framework can't read: where, and never what stood there."""
    found = error.errors()[0] if isinstance(error, RequestValidationError) and error.errors() else {}
    at, why = "/".join(("", *map(str, found.get("loc", ())))), str(found.get("msg", "can't be read"))
    return JSONResponse({"error": {"at": at, "why": why}}, 422)
