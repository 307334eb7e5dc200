"""I am not the person you look for: one step, for good, with a receipt, and no answer about anybody."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.evidence import sign_note
from forbear.gate.genuine import plain_mark
from forbear.gate.reservation import withdraw
from forbear.law.clock import format_instant
from forbear.store.portal.strangers import silence_by_address, silence_by_code
from forbear.web.genuine import Patience
from forbear.web.portal.entering import may_be_an_address
from forbear.web.portal.visiting import outside_page
from forbear.web.portal.writing import write_moment
from forbear.web.site import Site, language_of, read_form
from forbear.web.tasks import call_off_calls, open_record
from forbear.web.words import say

ASKS_A_MINUTE: Final = 6
_CODE: Final = re.compile(r"[0-9A-Za-z -]{8,40}")


def stranger(site: Site) -> APIRouter:
    """The page for who is not the person we look for."""
    router, patience = APIRouter(include_in_schema=False), Patience(ASKS_A_MINUTE)

    @router.get("/not-me")
    def show(request: Request, code: str = "") -> HTMLResponse:
        return _form(site, request, code=code[:40])

    @router.post("/not-me")
    async def take(request: Request, later: BackgroundTasks) -> Response:
        given = await read_form(site, request)
        code, address = given.get("code", "").strip(), given.get("address", "").strip()
        if not patience.allows(request.client.host if request.client else ""):
            return _form(site, request, code=code, address=address, mistake="me_not.wait", status=429)
        if not (_CODE.fullmatch(code) if code else may_be_an_address(address)):
            return _form(site, request, code=code, address=address, mistake="me_not.mistake", status=422)
        receipt, now = secrets.token_hex(8), site.clock()
        people = await run_in_threadpool(_silence, site, code, address, receipt, now)
        later.add_task(_call_off, site, people, now)  # the queues; nothing in them can leave from now on
        return _receipt(site, request, receipt, now)

    return router


def _form(
    site: Site,
    request: Request,
    *,
    code: str = "",
    address: str = "",
    mistake: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    answer = outside_page(site, request, "not_me", "not_me", code=code, address=address, mistake=mistake)
    answer.status_code = status
    return answer


def _silence(site: Site, code: str, address: str, receipt: str, now: datetime) -> list[str]:
    with site.database.borrow() as connection:
        if code:
            return silence_by_code(connection, plain_mark("code", code), receipt, now)
        kind = "email" if "@" in address else "mobile"
        return silence_by_address(connection, kind, address, receipt, now)


def _call_off(site: Site, people: list[str], now: datetime) -> None:
    for person in people:
        with open_record(site) as record:
            withdraw(site.door, record, person, now)
        call_off_calls(site, person)


def _receipt(site: Site, request: Request, receipt: str, now: datetime) -> HTMLResponse:
    language = language_of(request)
    text = f"forbear receipt {receipt}\n{format_instant(now)}\n{say(language, 'me_not.receipt_says')}\n"
    signed = sign_note(text, [site.log_key]) if site.log_key is not None else text
    when = write_moment(now, now.astimezone().tzinfo or UTC, language)
    return outside_page(site, request, "not_me_done", "not_me", receipt=receipt, signed=signed, when=when)
