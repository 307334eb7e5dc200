"""The gate over HTTP (formats.md 6): asking to contact a person, and what somebody told us.

A case and a person who is a party to it, never a number. An allow that can't be recorded is not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from forbear.gate.asks import Answer, Ask, Entry, Permit
from forbear.gate.house import whole_verdict
from forbear.gate.mask import hide_addresses
from forbear.law.clock import format_instant, parse_instant
from forbear.law.judge.wire import read_statement
from forbear.terms import InputError
from forbear.web.bodies import read_object, refuse_addresses
from forbear.web.heeding import heed
from forbear.web.site import Site, read_body
from forbear.web.staff import Principal
from forbear.web.staff.admission import bind_ask, principal_of, see, sees
from forbear.web.together import Together

ASK_BYTES: Final = 64 * 1024
_TEXTS: Final = (
    "key",
    "case",
    "person",
    "channel",
    "purpose",
    "template",
    "collector",
    "reply_to",
    "override",
)
_NEEDED: Final = ("key", "case", "person", "channel", "template")


def asking(site: Site) -> APIRouter:
    """The endpoints of a site."""
    router, together = APIRouter(prefix="/v1"), Together(site)

    @router.post(
        "/contacts", summary="Ask to contact a person: 201 reserved, 200 refused, with every reason."
    )
    async def ask(request: Request) -> JSONResponse:
        asked = read_ask(read_object(await read_body(request, ASK_BYTES)), site.clock())
        principal = principal_of(request)
        if principal.collector is not None:
            asked = await run_in_threadpool(bind_ask, site, principal, asked)
        return _tell(await together.ask(asked))

    @router.post("/statements", summary="What somebody told us: it takes effect before the answer.")
    async def say(request: Request) -> JSONResponse:
        given = read_object(await read_body(request, ASK_BYTES))
        return await run_in_threadpool(_say, site, principal_of(request), given)

    return router


def read_ask(given: Mapping[str, Any], now: datetime) -> Ask:
    """An ask of formats.md 6; InputError names the field. There is no field for a number.

    >>> from datetime import UTC
    >>> read_ask({"key": "k", "case": "c", "person": "p", "channel": "call", "number": "1"}, datetime.now(UTC))
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /number: is no field here; write key, case, person, channel, purpose, template, \
collector, reply_to, override, params, at, latest
    """
    fields = {name: value for name, value in given.items() if value is not None}
    known = (*_TEXTS, "params", "at", "latest")
    for name in fields:
        if name not in known:
            raise InputError(f"/{name}", f"is no field here; write {', '.join(known)}")
    for name in _NEEDED:
        if name not in fields:
            raise InputError(f"/{name}", "is missing; it is required")
    for name in _TEXTS:
        if not isinstance(fields.get(name, ""), str):
            raise InputError(f"/{name}", 'is not a text; write "…"')
    refuse_addresses(fields, "case", "person")
    params = fields.get("params", {})
    if not isinstance(params, dict) or not all(isinstance(v, str) for v in params.values()):
        raise InputError("/params", 'write an object of texts, {"date": "…"}')
    for name, value in params.items():
        if hide_addresses(value) != value:
            raise InputError(
                f"/params/{name}", "holds a number or a mailbox; the message gives the firm's own"
            )
    times: dict[str, Any] = {n: parse_instant(fields[n], f"/{n}") for n in ("at", "latest") if n in fields}
    made: dict[str, Any] = {**fields, "at": now, "at_once": "at" not in times, **times}
    return Ask(**made)


def _tell(answer: Answer) -> JSONResponse:
    entry = answer.entry
    if entry.state != "reserved" and entry.verdict.get("verdict") != "allow":
        return JSONResponse({"contact": entry.contact, **whole_verdict(entry, entry.verdict)})
    return JSONResponse(_reserved(entry, answer.address, answer.permit), 201)


def _reserved(entry: Entry, address: str | None, leave: Permit | None) -> dict[str, Any]:
    at, until = entry.at.astimezone(UTC), leave and leave.expires.astimezone(UTC)
    return {
        "contact": entry.contact, "verdict": "allow", "state": entry.state, "at": format_instant(at),
        "permit": leave and leave.token, "expires": until and format_instant(until),
        "address": address, "duties": whole_verdict(entry, entry.verdict)["duties"],
    }  # fmt: skip


def _say(site: Site, principal: Principal, given: dict[str, Any]) -> JSONResponse:
    see(site, principal, {"person": read_statement(given).person})
    refuse_addresses(given, "person")
    heeded = heed(site, given)
    shown = [contact for contact in heeded.stopped if sees(site, principal, {"contact": contact})]
    told = {"statement": heeded.statement.id, "withdrawn": shown}
    return JSONResponse(told, 201 if heeded.is_new else 200)
