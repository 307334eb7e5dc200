"""The portal: what a borrower, a relative or anybody else sees and does, without a script."""

from fastapi import APIRouter

from forbear.web.portal.entering import entering
from forbear.web.portal.owing import owing
from forbear.web.portal.telling import telling
from forbear.web.site import Site

__all__ = ["portal"]


def portal(site: Site) -> APIRouter:
    """Every page of the portal of a site."""
    router = APIRouter(include_in_schema=False)
    for part in (entering, owing, telling):
        router.include_router(part(site))
    return router
