"""The pages: the night's report, the call tasks, what is owed in a case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from psycopg import Connection
from starlette.concurrency import run_in_threadpool

from forbear.gate.asks import Entry
from forbear.gate.reservation import RESULTS_BY_CHANNEL, note_result
from forbear.store.night import night_summary, nights
from forbear.store.walls import WEB
from forbear.terms import NotFound
from forbear.web.messages import add_messages
from forbear.web.pictures import draw_night
from forbear.web.report import tell_night
from forbear.web.site import Site, form_page, language_of, page, read_form
from forbear.web.staff.admission import principal_of
from forbear.web.statement import tell_statement
from forbear.web.statement.reading import read_account
from forbear.web.tasks import SHOWN, TaskCard, count_tasks, list_tasks, open_record, show_call, take_call
from forbear.web.words import say, word

OTHERS: Final = 30


def pages(site: Site) -> APIRouter:
    """The pages of a site."""
    router = APIRouter(include_in_schema=False)
    _add_report(router, site)
    _add_statements(router, site)
    _add_tasks(router, site)
    add_messages(router, site, reading)
    if site.practice:
        _add_practice(router, site)

    return router


@contextmanager
def reading(site: Site, request: Request) -> Iterator[Connection[Any]]:
    """A connection for a page: it writes nothing, opens no box, and sees the rows of the asker's lender or agency."""
    with site.database.acting_as(WEB).borrow_for(principal_of(request).collector) as connection:
        yield connection


def _add_report(router: APIRouter, site: Site) -> None:
    @router.get("/")
    def latest(request: Request) -> HTMLResponse:
        with reading(site, request) as connection:
            known = nights(connection)
        if known:
            return _night_page(site, request, known[0])
        yesterday = site.clock().astimezone().date() - timedelta(days=1)
        return page(request, "empty.html", here="report", yesterday=yesterday.isoformat())

    @router.get("/nights/{on}")
    def one(request: Request, on: str) -> HTMLResponse:
        try:
            return _night_page(site, request, date.fromisoformat(on))
        except ValueError:
            raise NotFound("that is not a day") from None


def _night_page(site: Site, request: Request, on: date) -> HTMLResponse:
    with reading(site, request) as connection:
        night = night_summary(connection, on)
        others = [other.isoformat() for other in nights(connection) if other != on][:OTHERS]
    language = language_of(request)
    told, pictures = tell_night(night, language), draw_night(night, language)
    return page(request, "report.html", here="report", night=told, pictures=pictures, others=others)


def _add_statements(router: APIRouter, site: Site) -> None:
    @router.get("/cases/{case}/statement")
    def statement(request: Request, case: str, on: str = "") -> HTMLResponse:
        try:
            day = date.fromisoformat(on) if on else site.clock().astimezone().date()
        except ValueError:
            raise NotFound("that is not a day") from None
        with reading(site, request) as connection:
            account = read_account(connection, case, day, site.door.law)
        told = tell_statement(account, language_of(request))
        return page(request, "statement.html", statement=told, query=f"&on={day}")


def _add_tasks(router: APIRouter, site: Site) -> None:
    @router.get("/tasks")
    def tasks(request: Request) -> HTMLResponse:
        language, theirs = language_of(request), principal_of(request).collector
        with open_record(site) as record:
            due, count = list_tasks(site, record, language, theirs), count_tasks(site, record, theirs)
        first = say(language, "tasks.first", now=SHOWN) if count > len(due) else None
        return form_page(site, request, "tasks.html", here="tasks", tasks=due, count=count, first=first,
                         practice=site.practice)  # fmt: skip


def _add_practice(router: APIRouter, site: Site) -> None:
    """The buttons of a practice site: have a call made, and note what came of it."""

    @router.get("/tasks/{contact}/{step}")
    def back(request: Request, contact: str, step: str) -> RedirectResponse:
        return RedirectResponse(f"/tasks?lang={language_of(request)}", 303)

    @router.post("/tasks/{contact}/call")
    async def take(request: Request, contact: str) -> HTMLResponse:
        await read_form(site, request)
        language = language_of(request)
        card = await run_in_threadpool(_take, site, contact, language)
        if card is None:
            return _say(request, "void", status=409)
        results = [(result, word(language, "result", result)) for result in RESULTS_BY_CHANNEL["call"]]
        return form_page(site, request, "called.html", here="tasks", task=card, results=results)

    @router.post("/tasks/{contact}/result")
    async def note(request: Request, contact: str) -> HTMLResponse:
        result = (await read_form(site, request)).get("result", "")
        entry = await run_in_threadpool(_note, site, contact, result)
        told = word(language_of(request), "result", entry.result)
        return _say(request, "saved", case=entry.case, result=told)


def _say(request: Request, key: str, *, status: int = 200, **values: str) -> HTMLResponse:
    language = language_of(request)
    title, text = say(language, f"tasks.{key}_title"), say(language, f"tasks.{key}", **values)
    return page(request, "message.html", status=status, here="tasks", title=title, text=text, onward="/tasks",
                onward_text=say(language, "tasks.back"))  # fmt: skip


def _take(site: Site, contact: str, language: str) -> TaskCard | None:
    """Have a call made; None where it is not lawful any more."""
    with open_record(site) as record:
        card = show_call(site, record, contact, language)
        taken = take_call(site, record, contact)
    return None if isinstance(taken, Entry) else card


def _note(site: Site, contact: str, result: str) -> Entry:
    with open_record(site) as record:
        return note_result(record, contact, result, site.clock())
