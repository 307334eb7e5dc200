"""Proposals over HTTP: programs propose, people propose and decide."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from forbear.store.staff.proposals import Proposal, find_proposal, list_proposals
from forbear.terms import InputError
from forbear.web.bodies import read_object
from forbear.web.site import Site, read_body
from forbear.web.staff.admission import principal_of
from forbear.web.staff.principal import Principal
from forbear.web.staff.proposing import decide, proposal_json, propose

BYTES: Final = 512 * 1024
STATES: Final = {"approve": "approved", "reject": "rejected"}


def proposals_api(site: Site) -> APIRouter:
    """The endpoints of a site."""
    router = APIRouter(prefix="/v1/proposals")

    @router.post(
        "", summary="Propose a waiver, a settlement, an override, a strategy, a message or a rulebook."
    )
    async def make(request: Request) -> JSONResponse:
        given = read_object(await read_body(request, BYTES))
        made = await run_in_threadpool(_make, site, principal_of(request), given)
        return JSONResponse(proposal_json(made, site.clock()), 201)

    @router.get("", summary="The proposals that may be seen: those to be decided first.")
    def several(request: Request) -> JSONResponse:
        with site.database.borrow() as connection:
            found = list_proposals(connection, principal_of(request).collector, site.clock())
        return JSONResponse([proposal_json(one, site.clock()) for one in found])

    @router.get("/{proposal}", summary="One proposal.")
    def one(proposal: str, request: Request) -> JSONResponse:
        with site.database.borrow() as connection:
            found = find_proposal(connection, proposal, principal_of(request).collector)
        return JSONResponse(proposal_json(found, site.clock()))

    @router.post("/{proposal}/approve", summary="Approve what another proposed: it takes effect.")
    async def approve(proposal: str, request: Request) -> JSONResponse:
        return await _decide(site, request, proposal, "approve")

    @router.post("/{proposal}/reject", summary="Reject what another proposed.")
    async def reject(proposal: str, request: Request) -> JSONResponse:
        return await _decide(site, request, proposal, "reject")

    return router


async def _decide(site: Site, request: Request, proposal: str, decision: str) -> JSONResponse:
    given = read_object(await read_body(request, BYTES) or b"{}")
    answer = given.get("reason", "")
    if set(given) - {"reason"} or not isinstance(answer, str):
        raise InputError("/reason", 'write {"reason": "…"} and nothing else')
    principal = principal_of(request)
    decided = await run_in_threadpool(decide_it, site, principal, proposal, decision, answer)
    return JSONResponse(proposal_json(decided, site.clock()))


def decide_it(site: Site, principal: Principal, proposal: str, decision: str, answer: str) -> Proposal:
    """Decide a proposal over a connection of its own; `decision` is `approve` or `reject`."""
    with site.database.borrow() as connection:
        return decide(site, connection, principal, proposal, STATES[decision], answer)


def _make(site: Site, principal: Principal, given: dict[str, object]) -> Proposal:
    for name in given:
        if name not in ("kind", "payload", "reason"):
            raise InputError(f"/{name}", "is no field here; write kind, payload, reason")
    kind, payload, reason = given.get("kind"), given.get("payload"), given.get("reason", "")
    if not isinstance(kind, str) or not isinstance(payload, dict) or not isinstance(reason, str):
        raise InputError("", 'write {"kind": "waiver", "payload": {…}, "reason": "…"}')
    with site.database.borrow() as connection:
        return propose(site, connection, principal, kind, payload, reason)
