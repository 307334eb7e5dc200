"""Calls over HTTP: using a permit, the dialler's signed reports, and who it is that called.

The number goes from the gate to the dialler and is in no answer here.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from forbear.gate.asks import Entry, hash_token
from forbear.gate.call_events import read_event, say_who, silence_caller, take_event
from forbear.gate.calling import Call
from forbear.gate.channels.webhooks import open_signed
from forbear.gate.house import whole_verdict
from forbear.law.clock import format_instant
from forbear.store.calls import CallRecord
from forbear.terms import InputError, NotFound
from forbear.web.bodies import read_object
from forbear.web.site import NotNow, Site, read_body
from forbear.web.staff.admission import principal_of, see
from forbear.web.tasks import make_call, open_record, take_call

BODY_BYTES: Final = 64 * 1024


def calling(site: Site) -> APIRouter:
    """The endpoints of a site."""
    router = APIRouter(prefix="/v1")
    _add_making(router, site)
    _add_inbound(router, site)

    @router.post(
        "/dialler/events", summary="What the dialler reports, signed (Standard Webhooks); twice does no harm."
    )
    async def report(request: Request) -> JSONResponse:
        if site.dialler_secret is None:
            raise NotNow("no dialler is named, so nothing is taken from one; set FORBEAR_DIALLER_SECRET")
        body = await read_body(request, BODY_BYTES)
        told = open_signed(site.dialler_secret, request.headers, body)
        return JSONResponse(await run_in_threadpool(_report, site, request.headers["webhook-id"], told))

    return router


def _add_making(router: APIRouter, site: Site) -> None:
    @router.post(
        "/contacts/{contact}/call",
        summary="Use the permit of a call, once: the dialler rings, and the script.",
    )
    async def use(contact: str, request: Request) -> JSONResponse:
        given = read_object(await read_body(request, BODY_BYTES))
        permit, leg = given.pop("permit", None), given.pop("leg", None)
        if given or not isinstance(permit, str) or not isinstance(leg, str | None):
            raise InputError(
                "/permit",
                'write {"permit": "<the permit>"}, with a "leg" where the call is to be joined to one',
            )
        return await run_in_threadpool(_use, site, contact, permit, leg)

    @router.post(
        "/tasks/{contact}/call", summary="Have a call that is due made, once: its script, or why not."
    )
    def take(contact: str, leg: str | None = None) -> JSONResponse:
        with open_record(site) as record:
            return _made(take_call(site, record, contact, leg))


def _add_inbound(router: APIRouter, site: Site) -> None:
    @router.get("/inbound/{token}", summary="A call that came in: whose number it may be, and its contact.")
    def show(token: str, request: Request) -> JSONResponse:
        with open_record(site) as record:
            return JSONResponse(
                CallRecord(record.connection).show_inbound(token, principal_of(request).collector)
            )

    @router.post(
        "/inbound/{token}/silence", summary="Whoever called wants no calls at that number: for good."
    )
    def silence(token: str) -> JSONResponse:
        with open_record(site) as record:
            log = CallRecord(record.connection)
            withdrawn = silence_caller(site.door, record, log, token, site.clock())
        return JSONResponse({"withdrawn": len(withdrawn)}, 201)

    @router.post(
        "/inbound/{token}/who", summary="Who it is that called: recorded as a contact of that party."
    )
    async def who(token: str, request: Request) -> JSONResponse:
        given = read_object(await read_body(request, BODY_BYTES))
        if set(given) != {"case", "person"} or not all(isinstance(v, str) for v in given.values()):
            raise InputError("", 'write {"case": "…", "person": "…"} and nothing else')
        await run_in_threadpool(see, site, principal_of(request), given)
        return await run_in_threadpool(_who, site, token, given)


def _report(site: Site, message: str, told: dict[str, Any]) -> dict[str, Any]:
    event = read_event(message, told)
    with open_record(site) as record:
        return take_event(record, CallRecord(record.connection), event, site.clock())


def _use(site: Site, contact: str, token: str, leg: str | None) -> JSONResponse:
    with open_record(site) as record:
        entry = record.entry(contact)
        if entry is None or entry.channel != "call":
            raise NotFound("there is no such contact")
        known = record.entry_by_permit(hash_token(token))
        if known is not None and known.contact != contact:
            raise NotFound("there is no such permit")
        return _made(make_call(site, record, token, leg))


def _made(made: Call | Entry) -> JSONResponse:
    if isinstance(made, Call):
        return JSONResponse(
            asdict(made) | {"ring_until": format_instant(made.ring_until)},
            200 if made.state == "sending" else 202,
        )
    why = "judged again, the call is not lawful now; it is withdrawn"
    if made.why == "dialler_refused":
        why = "the dialler refuses this call; it is withdrawn"
    return JSONResponse({"error": {"at": "", "why": why}, "verdict": whole_verdict(made, made.verdict)}, 409)


def _who(site: Site, token: str, given: dict[str, str]) -> JSONResponse:
    with open_record(site) as record:
        log = CallRecord(record.connection)
        contact = say_who(log, token, given["case"], given["person"], site.clock())
    return JSONResponse({"contact": contact}, 201)
