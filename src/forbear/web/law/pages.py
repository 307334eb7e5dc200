"""`/law`: the rulebooks to read and the question to ask. No database, and nothing of anybody's, is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from forbear.law.rulebook import Law, Rulebook
from forbear.law.rulebook.read import Entry
from forbear.law.rules.history import Reader
from forbear.terms import NotFound
from forbear.web.law.asking import add_asking
from forbear.web.law.entries import Told, both, write_dates
from forbear.web.law.telling import tell_book
from forbear.web.site import language_of, page
from forbear.web.words import say, word, write_day

COUNTRIES: Final = {"uk": "GB"}
"""Ids of rulebooks that begin otherwise than their country's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """A source in the list: how much of it is law on the day."""

    id: str
    title: Told
    force: str
    dates: str
    draft: bool
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The day that was asked for: as it was written, and as it was read; `mistake` where it cannot be read."""

    written: str
    day: date
    mistake: bool


def law_pages(law: Law, read: Reader) -> APIRouter:
    """The pages of the law."""
    router = APIRouter(include_in_schema=False)
    add_asking(router, law, read)

    @router.get("/law")
    def index(request: Request) -> HTMLResponse:
        language, on = language_of(request), read_day(request)
        countries, others = list_books(law, language, on.day)
        count = sum(len(rows) for _, rows in countries)
        return page(
            request, "law_index.html", here="law", on=on, countries=countries, others=others,
            lead=say(language, "law.lead", count=count, day=write_day(on.day, language)), query=_query(on),
        )  # fmt: skip

    @router.get("/law/rules/{name}")
    def rule(request: Request, name: str) -> RedirectResponse:
        for book in law.books.values():
            entries: tuple[Entry, ...] = (*book.rules, *book.values, *book.deadlines)
            if any(entry.id == name for entry in entries):
                query = f"lang={language_of(request)}{_query(read_day(request))}"
                return RedirectResponse(f"/law/{book.id}?{query}#{name}", 303)
        raise NotFound("no such rule")

    @router.get("/law/{name}")
    def book(request: Request, name: str) -> HTMLResponse:
        if name not in law.books:
            raise NotFound("no such rulebook")
        language, on, every = language_of(request), read_day(request), "all" in request.query_params
        told = tell_book(law, name, language, None if every else on.day)
        day = write_day(on.day, language)
        lead = say(language, "law.all_versions") if every else say(language, "law.on_day", day=day)
        return page(
            request, "law_book.html", here="law", on=on, every=every, book=told, lead=lead, day=day,
            query="&all=1" if every else _query(on),
        )  # fmt: skip

    return router


def read_day(request: Request) -> Day:
    """The day that a page of the law is asked for (`?on=`); today where it is left out or cannot be read."""
    today = datetime.now().astimezone().date()
    written = request.query_params.get("on", "").strip()
    try:
        return Day(written=written, day=date.fromisoformat(written), mistake=False)
    except ValueError:
        return Day(written=written or today.isoformat(), day=today, mistake=bool(written))


def _query(on: Day) -> str:
    return "&" + urlencode({"on": on.written})


def list_books(law: Law, language: str, on: date) -> tuple[list[tuple[str, list[BookRow]]], list[BookRow]]:
    """The sources by country, with something in force on a day; and those with nothing."""
    countries: dict[str, list[BookRow]] = {}
    others: list[BookRow] = []
    for book in law.books.values():
        row, holds = _row(book, language, on)
        if holds:
            code = book.id.partition(".")[0]
            countries.setdefault(word(language, "place", COUNTRIES.get(code, code.upper())), []).append(row)
        else:
            others.append(row)
    return list(countries.items()), others


def _row(book: Rulebook, language: str, on: date) -> tuple[BookRow, bool]:
    entries: tuple[Entry, ...] = (*book.rules, *book.values, *book.deadlines)
    law_now = [e for e in entries if e.in_force <= on and (e.until is None or on <= e.until)]
    row = BookRow(
        id=book.id, title=both(language, book.title), force=word(language, "force", book.force),
        dates=write_dates(language, book.in_force, book.until),
        draft=bool(entries) and all(entry.draft for entry in entries),
        count=say(language, "law.entries", count=len(law_now)),
    )  # fmt: skip
    return row, bool(law_now)
