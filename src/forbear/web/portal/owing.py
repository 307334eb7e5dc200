"""The portal's first page, and what is owed and why: as a page and as a document."""

from __future__ import annotations

from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from forbear.desk.dossier import local_day
from forbear.store.portal.people import Part
from forbear.terms import FactMissing, InputError, NotFound
from forbear.web.portal.visiting import Visit, visit
from forbear.web.site import Site
from forbear.web.statement import Statement, tell_statement
from forbear.web.statement.document import statement_document
from forbear.web.statement.reading import read_account

OF_CASE: Final = (("why", ""), ("pay", "/pay"), ("plan", "/plan"))
"""What there is to do about a case: a word, and its path."""
PAGES: Final = (("tell", False), ("contacts", False), ("complaints", False), ("messages", False), ("data", False),
                ("credit", True), ("ahead", True))  # fmt: skip
"""The pages of the portal; True where only who owes has it."""


def owing(site: Site) -> APIRouter:
    """The pages of what is owed."""
    router = APIRouter(include_in_schema=False)

    @router.get("/me")
    def home(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            owed = [(part, _statement(here, part)) for part in here.someone.cases]
            unread = sum(1 for one in here.inbox.of_person(here.someone.id) if is_unread(one))
        return here.page("home", "home", owed=owed, unread=unread, of_case=OF_CASE, pages=PAGES)

    @router.get("/me/cases/{case}")
    def statement(request: Request, case: str) -> HTMLResponse:
        with visit(site, request) as here:
            part = here.someone.case(case)
            told = _statement(here, part)
        return here.page("owed", "home", part=part, statement=told)

    @router.get("/me/cases/{case}/statement.pdf")
    def document(request: Request, case: str) -> Response:
        with visit(site, request) as here:
            told = _statement(here, here.someone.case(case))
        if told is None:
            raise NotFound("there is no such account of yours")
        headers = {"content-disposition": 'attachment; filename="statement.pdf"'}
        return Response(statement_document(told), media_type="application/pdf", headers=headers)

    return router


def is_unread(message: object) -> bool:
    """Whether a message of the inbox was never opened."""
    return getattr(message, "direction", "") == "outbound" and getattr(message, "read_at", None) is None


def today_of(here: Visit) -> date:
    """The day on which this person lives."""
    return local_day(here.site.clock(), (here.someone.clock.key,))


def _statement(here: Visit, part: Part) -> Statement | None:
    """What is owed on a case as of today; None where the account can't be reckoned: a person has to look at it."""
    try:
        account = read_account(here.connection, part.case, today_of(here), here.site.door.law)
        return tell_statement(account, here.language)
    except (InputError, NotFound, FactMissing):
        return None
