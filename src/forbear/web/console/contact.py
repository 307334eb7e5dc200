"""One contact: the gate's answer, what may be said and must be done, what came of it, and the proof of all of it."""

from __future__ import annotations

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.gate.asks import Entry
from forbear.gate.reporting import GIVEN_BACK
from forbear.gate.reservation import RESULTS_BY_CHANNEL, note_result, void
from forbear.terms import NotFound
from forbear.web.console.asked import tell_answer
from forbear.web.console.sheet import zone_of
from forbear.web.proving import prove_contact
from forbear.web.site import Site, form_page, language_of, read_form
from forbear.web.staff.access import ACCESS
from forbear.web.staff.admission import principal_of
from forbear.web.tasks import open_record, take_call
from forbear.web.words import say, word

STEPS: Final = ("call", "result", "void")
_ZONE: Final = "select zone from people where person = %s"


def add_contact(router: APIRouter, site: Site) -> None:
    """Add the page of a contact, its steps, and its proof."""

    @router.get("/desk/contacts/{contact}")
    def one(request: Request, contact: str, done: str = "") -> HTMLResponse:
        return _page(site, request, contact, done if done in STEPS else "")

    @router.post("/desk/contacts/{contact}/{step}")
    async def take(request: Request, contact: str, step: str) -> Response:
        given = await read_form(site, request)
        if step not in STEPS:
            raise NotFound("there is no such step")
        await run_in_threadpool(_step, site, contact, step, given.get("result", ""))
        back = f"/desk/contacts/{contact}?done={step}&lang={language_of(request)}"
        return RedirectResponse(back, 303)

    @router.get("/desk/contacts/{contact}/proof")
    def proof(contact: str) -> Response:
        with site.database.borrow() as connection:
            bundle = prove_contact(site, connection, contact)
        name = f"attachment; filename=forbear-contact-{contact}.json" if contact.isalnum() else "attachment"
        return Response(bundle, media_type="application/json", headers={"content-disposition": name})


def _page(site: Site, request: Request, contact: str, done: str) -> HTMLResponse:
    language = language_of(request)
    with open_record(site) as record:
        entry = record.entry(contact)
        if entry is None:
            raise NotFound("there is no such contact")
        row = record.connection.execute(_ZONE, [entry.person]).fetchone()
    told = tell_answer(site, entry, zone_of(row[0] if row else None), language)
    works = ACCESS["POST /desk/contacts/{contact}/{step}"].admits(principal_of(request))
    return form_page(
        site, request, "console/contact.html", here="work", told=told, works=works, nonce=secrets.token_hex(12),
        done=say(language, f"desk.done_{done}") if done else None, results=_results(entry, language),
        can_call=entry.state == "reserved" and entry.channel == "call" and site.dialler is not None,
        again=_again(entry), proves=site.log_key is not None,
    )  # fmt: skip


def _results(entry: Entry, language: str) -> list[tuple[str, str]]:
    """What may have come of a call that is being made."""
    if entry.state not in ("sending", "in_doubt") or entry.channel != "call":
        return []
    return [(result, word(language, "result", result)) for result in RESULTS_BY_CHANNEL[entry.channel]]


def _again(entry: Entry) -> dict[str, str] | None:
    """The fields of the form that asks again for the next lawful moment."""
    start = (entry.verdict.get("next_lawful") or {}).get("from")
    if entry.state != "refused" or not start:
        return None
    fields: dict[str, Any] = {
        "person": entry.person, "message": entry.template or "", "purpose": entry.purpose, "at": start, **entry.params,
    }  # fmt: skip
    return {name: str(value) for name, value in fields.items()}


def _step(site: Site, contact: str, step: str, result: str) -> None:
    """Have a call made, note what came of it, or give the reservation back."""
    with open_record(site) as record:
        if step == "call":
            take_call(site, record, contact)
        elif step == "result":
            note_result(record, contact, result, site.clock())
        else:
            void(record, contact, GIVEN_BACK)
