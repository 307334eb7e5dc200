"""What came of a contact, over HTTP (formats.md 6): its result, or that it was not made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from forbear.gate.asks import Entry
from forbear.gate.reporting import GIVEN_BACK, report_result
from forbear.gate.reservation import void
from forbear.law.clock import format_instant, parse_instant
from forbear.terms import InputError
from forbear.web.bodies import read_object
from forbear.web.site import Site, read_body
from forbear.web.tasks import open_record

RESULT_BYTES: Final = 64 * 1024
_FIELDS: Final = ("result", "at", "text", "recording_sha256")


def settling(site: Site) -> APIRouter:
    """The endpoints of a site."""
    router = APIRouter(prefix="/v1")

    @router.post("/contacts/{contact}/result", summary="What came of a contact: the reservation becomes one.")
    async def note(contact: str, request: Request) -> JSONResponse:
        given = read_result(await read_body(request, RESULT_BYTES))
        return await run_in_threadpool(_note, site, contact, given)

    @router.post("/contacts/{contact}/void", summary="It was not made: the reservation is given back.")
    def give_back(contact: str) -> JSONResponse:
        with open_record(site) as record:
            return _state(void(record, contact, GIVEN_BACK))

    return router


def read_result(body: bytes) -> Mapping[str, Any]:
    """The fields of a result (formats.md 6). Raises InputError with the pointer of what is wrong.

    >>> read_result(b'{"result": "conversation"}')
    {'result': 'conversation'}
    """
    given = read_object(body)
    if not isinstance(given.get("result"), str):
        raise InputError("/result", 'is missing; write {"result": "conversation"}')
    for name, value in given.items():
        if name not in _FIELDS:
            raise InputError(f"/{name}", f"unknown field; write one of {', '.join(_FIELDS)}")
        if value is not None and not isinstance(value, str):
            raise InputError(f"/{name}", 'is not a text; write "…"')
    digest = given.get("recording_sha256")
    if digest is not None and not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise InputError("/recording_sha256", "write the SHA-256 of the recording, 64 hexadecimal digits")
    return {name: value for name, value in given.items() if value is not None}


def _note(site: Site, contact: str, given: Mapping[str, Any]) -> JSONResponse:
    more = dict(given)
    result, at = more.pop("result"), more.pop("at", None)
    when = parse_instant(at, "/at") if at is not None else None
    with open_record(site) as record:
        return _state(report_result(site.door, record, contact, result, site.clock(), at=when, **more))


def _state(entry: Entry) -> JSONResponse:
    return JSONResponse({
        "contact": entry.contact, "state": entry.state, "result": entry.result,
        "at": format_instant(entry.at), "verdict": entry.verdict.get("verdict"), "rules": list(entry.rules),
    })  # fmt: skip
