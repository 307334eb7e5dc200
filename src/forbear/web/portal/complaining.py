"""Complaining about a contact: taken in at once, its clock shown, and handed over to the authority as a file."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.desk.complaint import STAGES, Complaint
from forbear.gate.inbox import LONGEST_WORDS, write
from forbear.store.complaints import complaint_clocks
from forbear.store.portal.complaints import complaint_of, complaints_of
from forbear.store.portal.contacts import contact_of
from forbear.web.heeding import heed_complaint
from forbear.web.portal.owing import today_of
from forbear.web.portal.record import Account, tell_contact
from forbear.web.portal.turning import authorities
from forbear.web.portal.visiting import LONG_FORM, Visit, visit
from forbear.web.portal.writing import write_moment
from forbear.web.proving import prove_contact
from forbear.web.site import Site, language_of, read_form, render
from forbear.web.words import say, write_day

_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day by which something has to be done about a complaint."""

    words: str
    due: str
    done: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A complaint as a page shows it: its stages with the one it has reached, its days, its words."""

    id: str
    when: str
    firm: str
    stages: tuple[tuple[str, bool], ...]
    stage: str
    outcome: str | None
    days: tuple[Day, ...]
    words: str
    about: Account | None
    about_id: str | None


def complaining(site: Site) -> APIRouter:
    """The pages of complaints."""
    router = APIRouter(include_in_schema=False)
    _add_writing(router, site)

    @router.get("/me/complaints")
    def every(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            told = [_standing(here, one) for one in complaints_of(here.connection, here.someone.id)]
            return here.page("complaints", "complaints", told=told)

    @router.get("/me/complaints/{complaint}")
    def one(request: Request, complaint: str) -> HTMLResponse:
        with visit(site, request) as here:
            told = _standing(here, complaint_of(here.connection, here.someone.id, complaint))
            return here.page("complaint", "complaints", told=told, turn=_authorities(here))

    @router.get("/me/complaints/{complaint}/file.zip")
    def file(request: Request, complaint: str) -> Response:
        with visit(site, request) as here:
            made = _file(here, complaint_of(here.connection, here.someone.id, complaint))
        headers = {"content-disposition": 'attachment; filename="complaint.zip"'}
        return Response(made, media_type="application/zip", headers=headers)

    return router


def _add_writing(router: APIRouter, site: Site) -> None:
    @router.get("/me/complain")
    def form(request: Request, contact: str = "") -> HTMLResponse:
        with visit(site, request) as here:
            return _form(here, contact, "", None)

    @router.post("/me/complain")
    async def take(request: Request) -> Response:
        given = dict(await read_form(site, request, LONG_FORM))
        return await run_in_threadpool(_take, site, request, given)


def _form(here: Visit, contact: str, words: str, mistake: str | None) -> HTMLResponse:
    about = tell_contact(here, contact_of(here.connection, here.someone.id, contact)) if contact else None
    return here.page("complain", "complaints", status=422 if mistake else 200, contact=contact, about=about,
                     words=words, mistake=mistake, once=secrets.token_urlsafe(18))  # fmt: skip


def _take(site: Site, request: Request, given: dict[str, str]) -> Response:
    with visit(site, request) as here:
        contact, words, once = given.get("contact", ""), given.get("words", "").strip(), given.get("once", "")
        if not words or len(words) > LONGEST_WORDS or not _ONCE.fullmatch(once):
            return _form(here, contact, words[:LONGEST_WORDS], say(here.language, "me_complain.mistake"))
        about = contact_of(here.connection, here.someone.id, contact) if contact else None
        case = about.case if about else here.someone.parts[0].case
        name, now = f"me-{once}", site.clock()
        known = here.connection.execute("select from complaints where complaint = %s", [name]).fetchone()
        if known is None:
            heed_complaint(site, Complaint(
                id=name, person=here.someone.id, received_at=now, case=case, about_contact=contact or None,
                text_sha256=hashlib.sha256(words.encode()).hexdigest(), medium="portal",
            ), now)  # fmt: skip
            write(here.record, here.inbox, here.someone.id, case, name, words, now)
    return RedirectResponse(f"/me/complaints/{name}?lang={language_of(request)}", 303)


def _standing(here: Visit, complaint: Complaint) -> Standing:
    language, reached = here.language, STAGES.index(complaint.stage)
    running = complaint_clocks(here.site.door, here.record, complaint, here.site.clock())
    parts = {part.case: part.firm for part in here.someone.parts}
    mine = here.inbox.of_person(here.someone.id)
    words = next((one.text for one in mine if one.direction == "inbound" and one.subject == complaint.id), "")
    about = complaint.about_contact
    return Standing(
        id=complaint.id, when=write_moment(complaint.received_at, here.someone.clock, language),
        firm=parts.get(complaint.case or "", ""), stage=say(language, f"me_stage.{complaint.stage}"),
        stages=tuple((say(language, f"me_stage.{stage}"), place <= reached) for place, stage in enumerate(STAGES)),
        outcome=say(language, f"me_outcome.{complaint.outcome}") if complaint.outcome else None,
        days=tuple(
            Day(words=one.words(language), due=write_day(one.due, language), done=one.done is not None, late=one.late)
            for one in running if one.due is not None
        ),
        words=words, about_id=about,
        about=tell_contact(here, contact_of(here.connection, here.someone.id, about)) if about else None,
    )  # fmt: skip


def _authorities(here: Visit) -> list[str]:
    part = here.someone.parts[0]
    return authorities(here.site.door.law, here.someone.region, part.lender_kind, part.product, today_of(here),
                       here.language)  # fmt: skip


def _file(here: Visit, complaint: Complaint) -> bytes:
    """The complaint as a file for an authority: a page to print, and the proof of the contact complained of."""
    style = (files("forbear.web") / "static" / "forbear.css").read_text(encoding="utf-8")
    told, made = _standing(here, complaint), io.BytesIO()
    letter = render("portal/complaint_file.html", here.language, told=told, someone=here.someone, style=style,
                    turn=_authorities(here), sha256=complaint.text_sha256)  # fmt: skip
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("complaint.html", letter)
        if complaint.about_contact and here.site.log_key is not None:
            pack.writestr("proof.json", prove_contact(here.site, here.connection, complaint.about_contact))
    return made.getvalue()
