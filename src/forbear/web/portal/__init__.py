"""The portal: what a borrower, a relative or anybody else sees and does, without a script."""

from fastapi import APIRouter

from forbear.web.portal.anyone import anyone
from forbear.web.portal.complaining import complaining
from forbear.web.portal.contacting import contacting
from forbear.web.portal.entering import entering
from forbear.web.portal.messaging import messaging
from forbear.web.portal.owing import owing
from forbear.web.portal.paying import paying
from forbear.web.portal.personal import personal
from forbear.web.portal.planning import planning
from forbear.web.portal.stranger import stranger
from forbear.web.portal.telling import telling
from forbear.web.site import Site

__all__ = ["portal"]


def portal(site: Site) -> APIRouter:
    """Every page of the portal of a site."""
    router = APIRouter(include_in_schema=False)
    parts = (
        entering,
        owing,
        paying,
        planning,
        telling,
        contacting,
        complaining,
        messaging,
        personal,
        stranger,
        anyone,
    )
    for part in parts:
        router.include_router(part(site))
    return router
