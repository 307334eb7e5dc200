"""How to pay: the reference, the lender's own accounts and number; and a promise to pay on a day."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.money import age, smallest_unit
from forbear.store.journal import read_case
from forbear.store.portal.paying import accounts_of, open_promise, promise
from forbear.store.portal.people import Part
from forbear.terms import Conflict, InputError, NotFound
from forbear.web.portal.owing import today_of
from forbear.web.portal.visiting import Visit, visit
from forbear.web.site import Site, read_form
from forbear.web.statement.writing import write_money
from forbear.web.tasks import call_off_calls
from forbear.web.words import say, write_day

LONGEST: Final = 45
"""Days within which a promise falls due: one for later is a plan."""
_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


def paying(site: Site) -> APIRouter:
    """The pages of paying."""
    router = APIRouter(include_in_schema=False)

    @router.get("/me/cases/{case}/pay")
    def show(request: Request, case: str) -> HTMLResponse:
        with visit(site, request) as here:
            return _page(here, here.someone.case(case), {})

    @router.post("/me/cases/{case}/pay")
    async def take(request: Request, case: str) -> Response:
        given = dict(await read_form(site, request))
        return await run_in_threadpool(_take, site, request, case, given)

    return router


def _page(
    here: Visit,
    part: Part,
    given: Mapping[str, str],
    *,
    mistake: str | None = None,
    promised: str | None = None,
) -> HTMLResponse:
    language, on = here.language, today_of(here)
    overdue, known = _overdue(here, part, on), open_promise(here.connection, part.case)
    return here.page(
        "pay", "home", status=422 if mistake else 200, part=part, given=given, mistake=mistake, promised=promised,
        accounts=accounts_of(here.connection, part.lender, on), once=secrets.token_urlsafe(18),
        overdue=write_money(overdue, part.currency, language) if overdue else None,
        usual=f"{overdue:f}" if overdue else "", first=on, last=on + timedelta(days=LONGEST),
        open=(write_money(known[0], part.currency, language), write_day(known[1], language)) if known else None,
    )  # fmt: skip


def _overdue(here: Visit, part: Part, on: date) -> Decimal | None:
    try:
        terms, events = read_case(here.connection, part.case, on)
        return age(terms, events, on).overdue.total
    except (InputError, NotFound):
        return None


def _take(site: Site, request: Request, case: str, given: dict[str, str]) -> HTMLResponse:
    with visit(site, request) as here:
        part, language, on = here.someone.case(case), here.language, today_of(here)
        try:
            amount, due = _read(given, part, on)
            name = f"me-{given['once']}"
            promise(site.door, here.record, name, part.case, here.someone.id, amount, due, site.clock())
        except InputError:
            return _page(here, part, given, mistake=say(language, "me_pay.mistake"))
        except Conflict:
            return _page(here, part, {})
        call_off_calls(site, here.someone.id)
        told = {"amount": write_money(amount, part.currency, language), "day": write_day(due, language)}
        return _page(here, part, {}, promised=say(language, "me_pay.promised", **told))


def _read(given: Mapping[str, str], part: Part, on: date) -> tuple[Decimal, date]:
    try:
        amount, due = (
            Decimal(given.get("amount", "").replace(",", "")),
            date.fromisoformat(given.get("due", "")),
        )
    except (InvalidOperation, ValueError):
        raise InputError("/amount", "is no amount, or there is no day") from None
    unit = smallest_unit(part.currency)
    if not amount.is_finite() or not unit <= amount <= 10**12 or amount % unit:
        raise InputError("/amount", "is no amount above 0 in whole units")
    if not on <= due <= on + timedelta(days=LONGEST) or not _ONCE.fullmatch(given.get("once", "")):
        raise InputError("/due", f"is not within the next {LONGEST} days")
    return amount, due
