"""Tell us: each thing takes effect before the page answers, and the page shows what it stopped."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.desk.silence import in_force
from forbear.gate.inbox import LONGEST_WORDS, write
from forbear.law.clock import format_instant
from forbear.law.judge.wire import read_statement
from forbear.terms import InputError, NotFound, Statement
from forbear.web.heeding import heed
from forbear.web.portal.doors import ways
from forbear.web.portal.sayings import CHANNELS, LIFTABLE, SAYINGS, WEEKDAYS, statement_body
from forbear.web.portal.visiting import LONG_FORM, Visit, visit
from forbear.web.portal.writing import write_moment
from forbear.web.site import Site, read_form
from forbear.web.words import say, word, write_day

_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SAID: Final = "select body from statements where person = %s order by at, statement"
_BODY: Final = "select body from statements where statement = %s and person = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that was told and holds, as a page shows it; `id` is there where it can be taken back."""

    id: str | None
    what: str
    detail: str
    since: str


def telling(site: Site) -> APIRouter:
    """The pages on which somebody tells us something."""
    router = APIRouter(include_in_schema=False)

    @router.get("/me/tell")
    def choose(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            names = [name for name, saying in SAYINGS.items() if saying.is_for(here.someone)]
            return here.page("tell", "tell", names=names, told=list_told(here))

    @router.get("/me/tell/{name}")
    def ask(request: Request, name: str, case: str = "") -> HTMLResponse:
        with visit(site, request) as here:
            return _form(here, name, {"case": case})

    @router.post("/me/tell/{name}")
    async def take(request: Request, name: str) -> Response:
        given = dict(await read_form(site, request, LONG_FORM))
        return await run_in_threadpool(_take, site, request, name, given)

    @router.post("/me/lift")
    async def lift(request: Request) -> Response:
        given = await read_form(site, request)
        return await run_in_threadpool(_lift, site, request, given.get("of", ""))

    @router.get("/me/lift")
    def back(request: Request) -> HTMLResponse:
        return choose(request)

    return router


def list_told(here: Visit) -> list[Told]:
    """What this person told us and holds, the latest first."""
    said = tuple(read_statement(body) for (body,) in here.connection.execute(_SAID, [here.someone.id]))
    held = in_force(said, here.site.clock())
    return [_told(here, one) for one in reversed(held) if one.kind in LIFTABLE]


def _form(here: Visit, name: str, given: dict[str, str], *, mistake: str | None = None) -> HTMLResponse:
    saying = SAYINGS.get(name)
    if saying is None or not saying.is_for(here.someone):
        raise NotFound("there is nothing of that name to tell")
    language = here.language
    return here.page(
        "tell_form", "tell", status=422 if mistake else 200, what=name, saying=saying, given=given, mistake=mistake,
        once=secrets.token_urlsafe(18),
        days=[(day, word(language, "weekday", day)) for day in WEEKDAYS],
        channels=[(channel, word(language, "channel", channel)) for channel in CHANNELS],
    )  # fmt: skip


def _take(site: Site, request: Request, name: str, given: dict[str, str]) -> HTMLResponse:
    with visit(site, request) as here:
        saying = SAYINGS.get(name)
        if saying is None or not saying.is_for(here.someone):
            raise NotFound("there is nothing of that name to tell")
        now, once = site.clock(), given.get("once", "")
        if not _ONCE.fullmatch(once):
            return _form(here, name, given, mistake=say(here.language, "me_tell.again"))
        if saying.case and not given.get("case"):
            return _form(here, name, given, mistake=say(here.language, "me_tell.which"))
        statement = f"me:{once}"
        if here.connection.execute(_BODY, [statement, here.someone.id]).fetchone() is not None:
            return _done(here, name, [])  # the same form sent twice
        try:
            body = statement_body(name, here.someone, given, statement, now)
            stopped = _keep(here, name, body, given.get("words", ""), now)
        except InputError:
            return _form(here, name, given, mistake=say(here.language, "me_tell.mistake"))
        return _done(here, name, stopped)


def _keep(here: Visit, name: str, body: dict[str, Any], words: str, now: datetime) -> Sequence[str]:
    """Heed a statement, then keep the words that came with it; the ids of the contacts that it stopped."""
    if len(words.strip()) > LONGEST_WORDS:
        raise InputError("/words", f"write {LONGEST_WORDS:,} characters at most")
    stopped = heed(here.site, body).stopped
    about = body.get("debts") or [here.someone.parts[0].case]
    write(here.record, here.inbox, here.someone.id, about[0], name, words, now)
    return stopped


def _done(here: Visit, name: str, stopped: Sequence[str]) -> HTMLResponse:
    now, language = here.site.clock(), here.language
    open_now = [
        (part, ways(here.site.door, here.record, part.case, here.someone.id, now, language))
        for part in here.someone.parts[:5]
    ]
    entries = [entry for contact in dict.fromkeys(stopped) if (entry := here.record.entry(contact))]
    off = [
        (word(language, "channel", entry.channel), write_moment(entry.at, here.someone.clock, language))
        for entry in entries
        if entry.person == here.someone.id
    ]
    return here.page("told", "tell", what=name, stopped=off, ways=open_now)


def _lift(site: Site, request: Request, name: str) -> HTMLResponse:
    with visit(site, request) as here:
        row = here.connection.execute(_BODY, [name, here.someone.id]).fetchone()
        if row is None or row[0]["kind"] not in LIFTABLE:
            raise NotFound("there is no such statement of yours")
        now = site.clock()
        body = {"id": f"me:{secrets.token_urlsafe(18)}", "at": format_instant(now), "person": here.someone.id,
                "kind": "lifted", "of": name, "medium": "portal"}  # fmt: skip
        heed(site, body)
        return _done(here, "lifted", [])


def _told(here: Visit, one: Statement) -> Told:
    language = here.language
    since = write_day(one.at.astimezone(here.someone.clock).date(), language)
    parts = {part.case: part for part in here.someone.parts}
    detail = [parts[case].firm for case in one.debts or () if case in parts]
    if one.channel:
        detail.append(word(language, "channel", one.channel))
    if one.days:
        detail.append(say(language, "owed.and").join(word(language, "weekday", day) for day in one.days))
    if one.from_time is not None and one.to_time is not None:
        detail.append(f"{one.from_time:%H:%M}–{one.to_time:%H:%M}")
    if one.place:
        detail.append(say(language, f"me_place.{one.place}"))
    return Told(id=one.id, what=say(language, f"me_said.{one.kind}"), detail=" · ".join(detail), since=since)
