"""Call tasks over HTTP: what is due. No answer holds a number."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from forbear.gate.channels.call_tasks import CallTask, call_tasks
from forbear.gate.house import tell_duties
from forbear.law.clock import format_instant
from forbear.web.site import Site
from forbear.web.staff.admission import principal_of
from forbear.web.tasks import open_record

MOST_TASKS: Final = 200


def dialling(site: Site) -> APIRouter:
    """The endpoints of a site."""

    router = APIRouter(prefix="/v1")

    @router.get("/tasks", summary="The calls that are due, the oldest first, 200 at most, without numbers.")
    def list_due(request: Request) -> JSONResponse:
        with open_record(site) as record:
            tasks = call_tasks(record, site.clock(), MOST_TASKS, principal_of(request).collector)
        return JSONResponse([_told(task) for task in tasks])

    return router


def _told(task: CallTask) -> dict[str, Any]:
    return asdict(task) | {"at": format_instant(task.at), "duties": tell_duties(task.duties)}
