"""The console's pages, all of them below /desk."""

from __future__ import annotations

from fastapi import APIRouter

from forbear.web.console.agency import add_agency
from forbear.web.console.case import add_case
from forbear.web.console.complaints import add_complaints
from forbear.web.console.contact import add_contact
from forbear.web.console.find import add_find
from forbear.web.console.live import add_live
from forbear.web.console.offers import add_offers
from forbear.web.console.placements import add_placements
from forbear.web.console.sample import add_sample
from forbear.web.console.steering import add_steering
from forbear.web.console.trial import add_trial
from forbear.web.console.work import add_work
from forbear.web.site import Site


def console(site: Site) -> APIRouter:
    """The pages of a site."""
    router = APIRouter(include_in_schema=False)
    add_work(router, site)
    add_case(router, site)
    add_offers(router, site)
    add_contact(router, site)
    add_complaints(router, site)
    add_find(router, site)
    add_placements(router, site)
    add_agency(router, site)
    add_live(router, site)
    add_sample(router, site)
    add_trial(router, site)
    add_steering(router, site)
    return router
