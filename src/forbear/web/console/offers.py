"""The plan screen of the desk: the same offers, side by side, that the borrower finds in the portal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from forbear.money.offers import Counter, read_plan_request
from forbear.terms import FactMissing, InputError
from forbear.web.offering import OffersTold, offers_of, tell_offers
from forbear.web.pages import reading
from forbear.web.site import Site, language_of, page

EVERY: Final = ("month", "fortnight", "week")


def add_offers(router: APIRouter, site: Site) -> None:
    """Add the page: it only reckons; what the desk wants to offer besides is proposed and decided by another."""

    @router.get("/desk/cases/{case}/plan")
    def plan(
        request: Request, case: str, amount: str = "", every: str = "month", start: str = ""
    ) -> HTMLResponse:
        on, language = site.clock().astimezone().date(), language_of(request)
        filled = {"amount": amount.strip()[:20], "every": every, "start": start.strip()[:10]}
        told: OffersTold | None = None
        error: Exception | None = None
        with reading(site, request) as connection:
            try:
                counter = _read_counter(filled, on) if filled["amount"] else None
                told = tell_offers(offers_of(connection, case, on, site.door.law, None, counter), language)
            except (InputError, FactMissing) as wrong:
                error = wrong
        return page(request, "console/plan.html", here="work", case=case, told=told, error=error, filled=filled,
                    every=EVERY, status=422 if error and filled["amount"] else 200)  # fmt: skip


def _read_counter(filled: Mapping[str, str], on: date) -> Counter | None:
    start = filled["start"] or (on + timedelta(days=30)).isoformat()
    asked = {"amount": filled["amount"], "every": filled["every"], "from": start}
    terms = {"currency": "CNY", "method": "revolving"}
    return read_plan_request({"on": on.isoformat(), "terms": terms, "counter": asked}).counter
