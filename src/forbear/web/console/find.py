"""Looking for one person whom one knows of already."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from forbear.store.console.finding import TooManySearches, find_cases
from forbear.terms import InputError
from forbear.web.site import Site, form_page, read_form
from forbear.web.staff.admission import principal_of

MEANS = ("case", "address", "name")


def add_find(router: APIRouter, site: Site) -> None:
    """Add the page of a search: nothing of what is typed stands in an address, a log or the record."""

    @router.get("/desk/find")
    def blank(request: Request) -> HTMLResponse:
        return form_page(site, request, "console/find.html", here="find", means=MEANS, found=None, wrong=None)

    @router.post("/desk/find")
    async def look(request: Request) -> HTMLResponse:
        given = dict(await read_form(site, request))
        return await run_in_threadpool(_look, site, request, given)


def _look(site: Site, request: Request, given: dict[str, str]) -> HTMLResponse:
    who = principal_of(request)
    found, wrong, status = None, None, 200
    try:
        with site.database.borrow() as connection:
            found = find_cases(connection, who.name, who.collector, given.get("means", ""), site.clock(),
                               text=given.get("text", ""), fact=given.get("fact", ""))  # fmt: skip
    except TooManySearches:
        wrong, status = "too_many", 429
    except InputError:
        wrong, status = "wrong", 422
    return form_page(site, request, "console/find.html", status=status, here="find", means=MEANS, found=found,
                     wrong=wrong)  # fmt: skip
