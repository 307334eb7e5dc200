"""Who contacted me: every attempt, by whom, what was said, why it was allowed or refused, with its proof."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from forbear.store.portal.contacts import contact_of, contacts_of
from forbear.web.portal.record import tell_contact, tell_contacts
from forbear.web.portal.visiting import visit
from forbear.web.proving import prove_contact
from forbear.web.site import Site


def contacting(site: Site) -> APIRouter:
    """The pages of the contact record."""
    router = APIRouter(include_in_schema=False)

    @router.get("/me/contacts")
    def every(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            made = contacts_of(here.connection, here.someone.id)
            return here.page("contacts", "contacts", made=tell_contacts(here, made))

    @router.get("/me/contacts/{contact}")
    def one(request: Request, contact: str) -> HTMLResponse:
        with visit(site, request) as here:
            made = contact_of(here.connection, here.someone.id, contact)
            told = tell_contact(here, made)
        return here.page("contact", "contacts", told=told, proved=site.log_key is not None)

    @router.get("/me/contacts/{contact}/proof.json")
    def proof(request: Request, contact: str) -> Response:
        with visit(site, request) as here:
            contact_of(here.connection, here.someone.id, contact)
            bundle = prove_contact(site, here.connection, contact)
        headers = {"content-disposition": 'attachment; filename="proof.json"'}
        return Response(bundle, media_type="application/json", headers=headers)

    return router
