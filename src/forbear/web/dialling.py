"""The dialler's endpoints: what is due, and the number of one call, once.

They ask for `Authorization: Bearer <key>`. A number is in the answer to one call and nowhere else.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from forbear.gate.asks import Entry
from forbear.gate.channels.dialler import call_tasks
from forbear.gate.house import whole_verdict
from forbear.law.clock import format_instant
from forbear.web.site import Site
from forbear.web.staff.admission import principal_of
from forbear.web.tasks import open_record, take_call

MOST_TASKS: Final = 200


def dialling(site: Site) -> APIRouter:
    """The endpoints of a site."""

    router = APIRouter(prefix="/v1")

    @router.get("/tasks", summary="The calls that are due, the oldest first, 200 at most, without numbers.")
    def list_due(request: Request) -> JSONResponse:
        with open_record(site) as record:
            tasks = call_tasks(record, site.clock(), MOST_TASKS, principal_of(request).collector)
        return JSONResponse([asdict(task) | {"at": format_instant(task.at)} for task in tasks])

    @router.post("/tasks/{contact}/call", summary="Take a call, once: its number and script, or why not.")
    def take(contact: str) -> JSONResponse:
        with open_record(site) as record:
            taken = take_call(site, record, contact, site.clock())
        if isinstance(taken, Entry):
            error = {"at": "", "why": "judged again, the call is not lawful now; it is withdrawn"}
            return JSONResponse({"error": error, "verdict": whole_verdict(taken, taken.verdict)}, 409)
        return JSONResponse(asdict(taken))

    return router
