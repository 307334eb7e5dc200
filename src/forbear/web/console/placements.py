"""Placing cases with an agency, and recalling them."""

from __future__ import annotations

import re
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from forbear.store.console.placing import Agency, list_agencies, place, recall
from forbear.terms import Conflict, InputError
from forbear.web.site import Site, form_page, language_of, read_form
from forbear.web.staff import Principal
from forbear.web.staff.admission import principal_of, refuse_agencies, see
from forbear.web.tasks import open_record
from forbear.web.words import say

BYTES: Final = 64 * 1024
MOST: Final = 500


def add_placements(router: APIRouter, site: Site) -> None:
    """Add the page of placements."""

    @router.get("/desk/placements")
    def several(request: Request) -> HTMLResponse:
        return _page(site, request)

    @router.post("/desk/placements")
    async def change(request: Request) -> HTMLResponse:
        given = dict(await read_form(site, request, BYTES))
        return await run_in_threadpool(_change, site, request, given)


def _page(
    site: Site, request: Request, *, done: str = "", error: str = "", given: dict[str, str] | None = None
) -> HTMLResponse:
    refuse_agencies(site, principal_of(request))
    with site.database.borrow() as connection:
        agencies = list_agencies(connection, principal_of(request).collector)
    return form_page(site, request, "console/placements.html", status=422 if error else 200, here="placements",
                     agencies=agencies, done=done, error=error, given=given or {}, most=MOST)  # fmt: skip


def _change(site: Site, request: Request, given: dict[str, str]) -> HTMLResponse:
    language = language_of(request)
    refuse_agencies(site, principal_of(request))
    try:
        told = _carry_out(site, principal_of(request), given, language)
    except (InputError, Conflict) as error:
        return _page(site, request, error=str(error), given=given)
    return _page(site, request, done=told)


def _carry_out(site: Site, principal: Principal, given: dict[str, str], language: str) -> str:
    cases = list(dict.fromkeys(re.split(r"[\s,;，；]+", given.get("cases", "").strip())))
    if not cases[0] or len(cases) > MOST:
        raise InputError("/cases", f"write 1 to {MOST} cases, one a line")
    for case in cases:
        see(site, principal, {"case": case})
    with open_record(site) as record:
        if given.get("step") == "recall":
            gone = [one for case in cases for one in recall(record, case, principal.name, site.clock())]
            return say(language, "placing.recalled", cases=len(cases), count=len(gone))
        agency = given.get("agency", "")
        known: list[Agency] = list_agencies(record.connection, principal.collector)
        if agency not in {one.agency for one in known}:
            raise InputError("/agency", "is none of yours; choose one")
        count = place(record, cases, agency, principal.name)
    return say(language, "placing.placed", count=count)
