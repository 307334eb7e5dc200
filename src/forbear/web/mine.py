"""The cases of whoever asks, for a program: what is owed and how late, without a name or a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from forbear.store.staff.worklist import cases_of
from forbear.web.site import Site
from forbear.web.staff.admission import principal_of

LONGEST_ID: Final = 200


def mine(site: Site) -> APIRouter:
    """The endpoint of a site."""
    router = APIRouter(prefix="/v1")

    @router.get(
        "/cases", summary="The overdue cases of whoever asks, 50 at a time, without names or numbers."
    )
    async def list_cases(request: Request, after: str = "") -> JSONResponse:
        collector = principal_of(request).collector
        return JSONResponse(await run_in_threadpool(_list, site, collector, after[:LONGEST_ID]))

    return router


def _list(site: Site, collector: str | None, after: str) -> list[dict[str, Any]]:
    with site.database.borrow() as connection:
        return [_told(row) for row in cases_of(connection, collector, after=after)]


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A case as JSON: amounts as texts, days as dates; what is not known is left out.

    >>> _told({"case_id": "c1", "overdue": None, "days_past_due": 12})
    {'case': 'c1', 'days_past_due': 12}
    """
    told = {
        ("case" if name == "case_id" else name): value for name, value in row.items() if value is not None
    }
    return {name: value if isinstance(value, int) else str(value) for name, value in told.items()}
