"""The messages of somebody's inbox: read, and answered."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.gate.inbox import LONGEST_REPLY, InboxMessage, reply
from forbear.terms import InputError, NotFound
from forbear.web.portal.owing import is_unread
from forbear.web.portal.visiting import LONG_FORM, Visit, visit
from forbear.web.portal.writing import write_moment
from forbear.web.site import Site, language_of, read_form
from forbear.web.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message as a page shows it."""

    id: str
    when: str
    who: str
    title: str
    text: str
    unread: bool
    mine: bool


def messaging(site: Site) -> APIRouter:
    """The pages of messages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/me/messages")
    def every(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            notes = [_note(here, one) for one in here.inbox.of_person(here.someone.id)]
        return here.page("messages", "messages", notes=notes)

    @router.get("/me/messages/{message}")
    def one(request: Request, message: str) -> HTMLResponse:
        with visit(site, request) as here:
            return _page(here, message)

    @router.post("/me/messages/{message}")
    async def answer(request: Request, message: str) -> Response:
        text = (await read_form(site, request, LONG_FORM)).get("text", "")
        return await run_in_threadpool(_answer, site, request, message, text)

    return router


def _page(here: Visit, message: str, mistake: str | None = None) -> HTMLResponse:
    found = here.inbox.find(here.someone.id, message)
    if found is None:
        raise NotFound("there is no such message")
    here.inbox.mark_read(here.someone.id, message, here.site.clock())
    return here.page("message", "messages", status=422 if mistake else 200, note=_note(here, found), mistake=mistake,
                     longest=LONGEST_REPLY)  # fmt: skip


def _answer(site: Site, request: Request, message: str, text: str) -> Response:
    with visit(site, request) as here:
        try:
            reply(site.door, here.record, here.inbox, here.someone.id, message, text, site.clock())
        except InputError:
            return _page(here, message, say(here.language, "me_message.mistake"))
    return RedirectResponse(f"/me/messages?lang={language_of(request)}", 303)


def _note(here: Visit, one: InboxMessage) -> Note:
    language, mine = here.language, one.direction == "inbound"
    title = say(language, "me_message.mine") if mine else one.subject or say(language, "me_message.ours")
    return Note(
        id=one.message, when=write_moment(one.at, here.someone.clock, language), title=title, text=one.text,
        who=say(language, "me_contact.me" if mine else "me_message.ours"), unread=is_unread(one), mine=mine,
    )  # fmt: skip
