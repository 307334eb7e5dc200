"""The case in one page, and what can be done from it: ask the gate, note what was said."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.store.console.casefile import CaseSheet, read_sheet
from forbear.terms import InputError, NotFound
from forbear.web.console.contacting import ask_gate, messages_of
from forbear.web.console.saying import KINDS, take_in
from forbear.web.console.sheet import tell_age, tell_case
from forbear.web.pages import reading
from forbear.web.site import Site, form_page, language_of, read_form
from forbear.web.staff.access import ACCESS
from forbear.web.staff.admission import principal_of
from forbear.web.statement import tell_statement
from forbear.web.statement.reading import read_account
from forbear.web.words import say, word

BYTES = 64 * 1024
PURPOSES = ("collect", "remind", "service", "notice", "reply")


def add_case(router: APIRouter, site: Site) -> None:
    """Add the page of a case, and its two forms."""

    @router.get("/desk/cases/{case}")
    def one(request: Request, case: str, noted: str = "", withdrawn: int = 0) -> HTMLResponse:
        word_noted = noted if noted in (*KINDS, "complaint") else ""
        return _page(site, request, case, noted=word_noted, withdrawn=max(0, withdrawn))

    @router.post("/desk/cases/{case}/contact")
    async def contact(request: Request, case: str) -> Response:
        given = dict(await read_form(site, request, BYTES))
        try:
            entry = await run_in_threadpool(ask_gate, site, principal_of(request), case, given)
        except InputError as error:
            return await run_in_threadpool(_page, site, request, case, error=error, given=given)
        return RedirectResponse(f"/desk/contacts/{entry.contact}?lang={language_of(request)}", 303)

    @router.post("/desk/cases/{case}/say")
    async def said(request: Request, case: str) -> Response:
        given = dict(await read_form(site, request, BYTES))
        try:
            count = await run_in_threadpool(take_in, site, principal_of(request), case, given)
        except InputError as error:
            return await run_in_threadpool(_page, site, request, case, error=error, given=given)
        back = f"noted={given.get('kind', '')}&withdrawn={count}&lang={language_of(request)}"
        return RedirectResponse(f"/desk/cases/{case}?{back}#noted", 303)


def _page(
    site: Site,
    request: Request,
    case: str,
    *,
    noted: str = "",
    withdrawn: int = 0,
    error: InputError | None = None,
    given: dict[str, str] | None = None,
) -> HTMLResponse:
    language, now, principal = language_of(request), site.clock(), principal_of(request)
    with reading(site, request) as connection:
        sheet = read_sheet(connection, case)
        money = _money(site, connection, case, language)
    told = tell_case(sheet, language, now)
    works = ACCESS["POST /desk/cases/{case}/contact"].admits(principal)
    notes = ACCESS["POST /desk/cases/{case}/say"].admits(principal)
    head = None
    if noted:
        head = say(language, "desk.noted", what=word(language, "statement", noted), count=withdrawn)
    money = money or tell_age(sheet.case, language)
    return form_page(
        site, request, "console/case.html", status=422 if error else 200, here="work", told=told, money=money,
        works=works, notes=notes, noted=head, error=error, given=given or {}, nonce=secrets.token_hex(12),
        messages=messages_of(site, language), purposes=PURPOSES, kinds=KINDS,
        persons=[(p.person, f"{p.name} · {p.role}") for p in told.people], lost=_lost(sheet),
    )  # fmt: skip


def _money(site: Site, connection: Any, case: str, language: str) -> tuple[tuple[str, str], ...]:
    """The figures of the account today; nothing where its terms are not known."""
    try:
        account = read_account(connection, case, site.clock().astimezone().date(), site.door.law)
        return tuple(tell_statement(account, language).figures)
    except (NotFound, InputError):  # no terms, or some that can't be read
        return ()


def _lost(sheet: CaseSheet) -> list[tuple[str, str]]:
    """The statements that may be taken back."""
    return [(row["statement"], row["kind"]) for row in sheet.statements if row["kind"] != "lifted"][:20]
