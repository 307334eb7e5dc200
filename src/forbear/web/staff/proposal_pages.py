"""The pages of proposals: what waits for a decision, one of them, and making one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.store.staff.proposals import Proposal, find_proposal, list_proposals
from forbear.terms import InputError, NotFound
from forbear.web.site import Site, form_page, language_of, page, read_form
from forbear.web.staff.admission import principal_of
from forbear.web.staff.principal import Principal
from forbear.web.staff.proposal_api import BYTES, STATES, decide_it
from forbear.web.staff.proposing import KINDS, may_make, propose


def proposal_pages(site: Site) -> APIRouter:
    """The pages of a site."""
    router = APIRouter(include_in_schema=False)

    @router.get("/proposals")
    def several(request: Request) -> HTMLResponse:
        principal = principal_of(request)
        with site.database.borrow() as connection:
            found = list_proposals(connection, principal.collector, site.clock())
        kinds = [name for name, kind in KINDS.items() if may_make(principal, kind)]
        shown = [(one, one.state_at(site.clock())) for one in found]
        return page(request, "proposals.html", here="proposals", proposals=shown, kinds=kinds)

    _add_making(router, site)
    _add_deciding(router, site)
    return router


def _add_making(router: APIRouter, site: Site) -> None:
    @router.get("/proposals/new/{kind}")
    def blank(request: Request, kind: str) -> HTMLResponse:
        if kind not in KINDS:
            raise NotFound("there is no such kind")
        known = {
            name: request.query_params.get(name, "")[:200] for name in KINDS[kind].fields if name != "text"
        }
        return _form(site, request, kind, known, None)

    @router.post("/proposals/new/{kind}")
    async def make(request: Request, kind: str) -> Response:
        given = dict(await read_form(site, request, BYTES))
        if kind not in KINDS:
            raise NotFound("there is no such kind")
        try:
            made = await run_in_threadpool(_propose, site, principal_of(request), kind, given)
        except InputError as error:
            return _form(site, request, kind, given, error)
        return RedirectResponse(f"/proposals/{made.proposal}?lang={language_of(request)}", 303)


def _add_deciding(router: APIRouter, site: Site) -> None:
    @router.get("/proposals/{proposal}")
    def one(request: Request, proposal: str) -> HTMLResponse:
        principal = principal_of(request)
        with site.database.borrow() as connection:
            found = find_proposal(connection, proposal, principal.collector)
        state = found.state_at(site.clock())
        mine = found.maker == principal.name
        may = bool(principal.roles & KINDS[found.kind].checkers)
        return form_page(site, request, "proposal.html", here="proposals", one=found, state=state, mine=mine,
                         may=state == "open" and may and not mine)  # fmt: skip

    @router.post("/proposals/{proposal}/{decision}")
    async def decided(request: Request, proposal: str, decision: str) -> Response:
        given = await read_form(site, request, BYTES)
        if decision not in STATES:
            raise NotFound("there is no such decision")
        principal, answer = principal_of(request), given.get("reason", "")
        await run_in_threadpool(decide_it, site, principal, proposal, decision, answer)
        return RedirectResponse(f"/proposals/{proposal}?lang={language_of(request)}", 303)


def _form(
    site: Site, request: Request, kind: str, given: dict[str, str], error: InputError | None
) -> HTMLResponse:
    what, status = KINDS[kind], 200 if error is None else 422
    return form_page(site, request, "proposal_new.html", status=status, here="proposals", kind=kind, what=what,
                     given=given, error=error)  # fmt: skip


def _propose(site: Site, principal: Principal, kind: str, given: dict[str, str]) -> Proposal:
    payload = {name: given[name].replace("\r\n", "\n") for name in KINDS[kind].fields if given.get(name)}
    with site.database.borrow() as connection:
        return propose(site, connection, principal, kind, payload, given.get("reason", ""))
