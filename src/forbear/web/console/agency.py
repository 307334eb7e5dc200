"""The agency's workspace: its own cases, its own figures, and nothing of anybody else's."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from forbear.store.console.agencies import PERIOD, AgencyFigures, agency_figures
from forbear.store.console.placing import list_agencies
from forbear.terms import NotFound
from forbear.web.console.intervals import wilson
from forbear.web.console.kept import Kept
from forbear.web.site import Site, language_of, page
from forbear.web.staff.admission import principal_of
from forbear.web.words import say

KEPT_SECONDS: Final = 60


def add_agency(router: APIRouter, site: Site) -> None:
    """Add the workspace."""
    known = Kept[AgencyFigures | None](KEPT_SECONDS)

    def shown(request: Request, agency: str) -> HTMLResponse:
        language = language_of(request)
        with site.database.borrow() as connection:
            told = known.get(agency, lambda: agency_figures(connection, agency, site.clock()))
        if told is None:
            raise NotFound("there is no such agency")
        return page(request, "console/agency.html", here="agency", told=told, days=PERIOD.days,
                    figures=_figures(told, language), rate=_rate(told, language))  # fmt: skip

    @router.get("/desk/agency")
    def ours(request: Request) -> HTMLResponse:
        return shown(request, principal_of(request).collector or "")

    @router.get("/desk/agencies/{agency}")
    def one(request: Request, agency: str) -> HTMLResponse:
        with site.database.borrow() as connection:
            theirs = {one.agency for one in list_agencies(connection, principal_of(request).collector)}
        if agency not in theirs:
            raise NotFound("there is no such agency")
        return shown(request, agency)


def _figures(told: AgencyFigures, language: str) -> list[tuple[str, str]]:
    burden = f"{told.contacts / told.reached:.1f}" if told.reached else "–"
    rate = f"{1000 * told.complaints / told.contacts:.1f}" if told.contacts else "–"
    return [
        (say(language, "agency.cases"), f"{told.cases:,}"),
        (say(language, "agency.contacts"), f"{told.contacts:,}"),
        (say(language, "agency.refused"), f"{told.refused:,}"),
        (say(language, "agency.burden"), burden),
        (say(language, "agency.complaints"), f"{told.complaints:,}"),
        (say(language, "agency.rate"), rate),
    ]


def _rate(told: AgencyFigures, language: str) -> str:
    low, high = wilson(min(told.complaints, told.contacts), told.contacts)
    return say(language, "agency.rate_note", low=f"{1000 * low:.1f}", high=f"{1000 * high:.1f}")
