"""My data, my credit record, and keeping out of trouble."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.gate.inbox import LONGEST_WORDS, write
from forbear.law.rulebook import Law
from forbear.law.rulebook.articles import read_articles
from forbear.law.rules.rule import KINDS
from forbear.money import age, loan
from forbear.money.ledger import rows_of
from forbear.money.rate import annual_rates
from forbear.store.journal import read_case
from forbear.store.portal.people import Part
from forbear.store.portal.personal import addresses_of, all_about, notices_of, receivers_of
from forbear.terms import FactMissing, InputError, NotFound
from forbear.web.law.entries import tell_entry
from forbear.web.law.telling import is_law
from forbear.web.portal.owing import today_of
from forbear.web.portal.telling import list_told
from forbear.web.portal.visiting import LONG_FORM, Visit, visit
from forbear.web.site import Site, read_form
from forbear.web.statement.writing import write_money, write_rate
from forbear.web.words import say, word, write_day

ASKS: Final = ("correct", "delete", "who")
"""What may be asked about one's data."""
SHOWN: Final = 6
CREDIT: Final = ("cn.credit", "us.regf.furnish", "us.fcra")
"""Beginnings of the rules about credit records."""


def personal(site: Site) -> APIRouter:
    """The pages of a person's own things."""
    router = APIRouter(include_in_schema=False)
    _add_data(router, site)

    @router.get("/me/credit")
    def credit(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            owed = [(part, _late(here, part)) for part in here.someone.cases]
            told = [(write_day(on, here.language), name) for on, name in
                    notices_of(here.connection, here.someone.id, "cn.credit")]  # fmt: skip
            rules = _credit_rules(site.door.law, here.someone.region, today_of(here), here.language)
            return here.page("credit", "credit", owed=owed, told=told, rules=rules)

    @router.get("/me/ahead")
    def ahead(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            return here.page("ahead", "ahead", accounts=[_ahead(here, part) for part in here.someone.cases])

    @router.get("/me/ahead.ics")
    def calendar(request: Request, days: int = 3) -> Response:
        with visit(site, request) as here:
            dues = [(part, due) for part in here.someone.cases for due, _ in _dues(here, part)]
            text = _calendar(dues, min(max(days, 0), 30), here.language)
        headers = {"content-disposition": 'attachment; filename="due.ics"'}
        return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)

    return router


def _add_data(router: APIRouter, site: Site) -> None:
    @router.get("/me/data")
    def data(request: Request) -> HTMLResponse:
        with visit(site, request) as here:
            return _data(here, None, None)

    @router.post("/me/data")
    async def ask(request: Request) -> Response:
        given = await read_form(site, request, LONG_FORM)
        return await run_in_threadpool(_ask, site, request, given.get("what", ""), given.get("words", ""))

    @router.get("/me/data.json")
    def take_along(request: Request) -> Response:
        with visit(site, request) as here:
            owing = [part.case for part in here.someone.cases]
            told = json.dumps(
                all_about(here.connection, here.someone.id, owing), ensure_ascii=False, indent=1
            )
        headers = {"content-disposition": 'attachment; filename="my-data.json"'}
        return Response(told, media_type="application/json", headers=headers)


def _data(here: Visit, mistake: str | None, done: str | None) -> HTMLResponse:
    language, someone = here.language, here.someone
    addresses = [
        (word(language, "me_address", kind), masked, word(language, "me_source", source),
         write_day(day, language) if day else None)
        for kind, masked, source, day in addresses_of(here.connection, someone.id)
    ]  # fmt: skip
    received = [
        (one.firm, write_day(one.since, language), write_day(one.until, language) if one.until else None)
        for one in receivers_of(here.connection, someone.id)
    ]
    roles = [(part.firm, word(language, "role", part.role)) for part in someone.parts]
    return here.page("data", "data", status=422 if mistake else 200, addresses=addresses, received=received,
                     roles=roles, told=list_told(here), asks=ASKS, mistake=mistake, done=done)  # fmt: skip


def _ask(site: Site, request: Request, what: str, words: str) -> HTMLResponse:
    with visit(site, request) as here:
        if what not in ASKS or len(words.strip()) > LONGEST_WORDS:
            return _data(here, say(here.language, "me_data.mistake"), None)
        text = words.strip() or say(here.language, f"me_ask.{what}")
        write(
            here.record,
            here.inbox,
            here.someone.id,
            here.someone.parts[0].case,
            f"data_{what}",
            text,
            site.clock(),
        )
        return _data(here, None, say(here.language, "me_data.asked"))


def _late(here: Visit, part: Part) -> int | None:
    on = today_of(here)
    try:
        return age(*read_case(here.connection, part.case, on), on).days_past_due
    except (InputError, NotFound):
        return None


@lru_cache(maxsize=512)
def _credit_rules(law: Law, region: str | None, on: date, language: str) -> tuple[tuple[str, str, str], ...]:
    """What the law of the place says of credit records: words, clause and where it can be read."""
    told, wanted = [], {word(language, "kind", kind) for kind in (*KINDS, "value")}
    for book in law.books.values():
        if region is None or not law.reaches(book.id, region):
            continue
        if not any(rule.id.startswith(CREDIT) for rule in book.rules):
            continue
        reading = read_articles(book)
        for article in reading.articles:
            for clause in article.clauses:
                entry = tell_entry(law, clause, language, on, reading.binds) if is_law(clause, on) else None
                if (
                    entry is not None
                    and entry.id.startswith(CREDIT)
                    and entry.kind in wanted
                    and ".fines." not in entry.id
                ):
                    told.append(
                        (
                            entry.words.first,
                            entry.cite,
                            f"/law/{book.id}?on={on}&lang={language}#{entry.anchor}",
                        )
                    )
    return tuple(told)


def _dues(here: Visit, part: Part) -> Sequence[tuple[date, Decimal | None]]:
    """The next due dates and what is then left to pay; of a card, its next due date alone."""
    on = today_of(here)
    try:
        terms, events = read_case(here.connection, part.case, on)
        if terms.method == "revolving":
            due = age(terms, events, on).next_due
            return [(due, None)] if due is not None and due >= on else []
        rows = rows_of(loan.tell(terms, events, on))
    except (InputError, NotFound, FactMissing):
        return []
    return [(row.due, row.outstanding) for row in rows if row.due >= on and row.outstanding > 0][:SHOWN]


def _ahead(here: Visit, part: Part) -> dict[str, Any]:
    language = here.language
    dues = [
        (write_day(due, language), write_money(left, part.currency, language) if left is not None else "–")
        for due, left in _dues(here, part)
    ]
    rates: dict[str, str | None] = {"nominal": None, "yearly": None, "on_thousand": None, "late": None}
    try:
        terms, _ = read_case(here.connection, part.case, today_of(here))
    except (InputError, NotFound):
        return {"part": part, "dues": dues, "rates": rates}
    found = annual_rates(terms) if terms.method != "revolving" else None
    nominal = found.annual_percentage_rate if found else terms.annual_rate or None
    yearly = found.effective_annual_rate if found else None
    cost = yearly if yearly is not None else nominal
    if nominal is not None:
        rates["nominal"] = write_rate(round(nominal, 4))
    if yearly is not None:
        rates["yearly"] = write_rate(round(yearly, 4))
    if cost is not None:
        rates["on_thousand"] = write_money(round(1000 * cost, 2), part.currency, language)
    if terms.late is not None and terms.late.kind == "daily_rate":
        rates["late"] = write_rate(terms.late.rate)
    return {"part": part, "dues": dues, "rates": rates}


def _calendar(dues: list[tuple[Part, date]], days: int, language: str) -> str:
    """The due dates for a phone's own calendar, with a reminder some days before; no amount stands in it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//forbear//portal//EN"]
    for part, due in dues:
        firm = part.firm.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", " ")
        lines += [
            "BEGIN:VEVENT", f"UID:{secrets.token_hex(8)}@forbear", f"DTSTAMP:{due:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{due:%Y%m%d}", f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{say(language, 'me_ahead.event')} · {firm}",
            "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{say(language, 'me_ahead.event')}", f"TRIGGER:-P{days}D",
            "END:VALARM", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
