"""Find a plan: offers side by side, one's own proposal, and the signature."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.gate.inbox import write
from forbear.money.afford import Form, read_form
from forbear.money.offers import Counter, PlanRequest, read_plan_request
from forbear.store.plans import sign_plan
from forbear.store.portal.people import Part
from forbear.store.staff.proposals import add_proposal
from forbear.terms import FactMissing, InputError
from forbear.web.offering import find_offer, offer_sha256, offers_of, tell_offers
from forbear.web.portal.owing import today_of
from forbear.web.portal.visiting import Visit, visit
from forbear.web.site import Site
from forbear.web.site import read_form as read_posted
from forbear.web.tasks import call_off_calls
from forbear.web.words import say

_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_DAYS: Final = 14
ASKED: Final = ("amount", "every", "start", "income", "living", "debts", "adults", "children")
"""The fields of the form: one's own proposal, and what comes in and goes out a month."""
EVERY: Final = ("month", "fortnight", "week")
_OPEN: Final = (
    "select from proposals where case_id = %s and maker = %s and state = 'open' and expires_at > %s"
)
_STANDS: Final = "select from plans where plan = %s and person = %s"


def planning(site: Site) -> APIRouter:
    """The pages of plans."""
    router = APIRouter(include_in_schema=False)

    @router.get("/me/cases/{case}/plan")
    def show(request: Request, case: str) -> HTMLResponse:
        with visit(site, request) as here:
            return _page(here, here.someone.case(case), {})

    @router.post("/me/cases/{case}/plan")
    async def ask(request: Request, case: str) -> Response:
        given = dict(await read_posted(site, request))
        return await run_in_threadpool(_ask, site, request, case, given)

    @router.post("/me/cases/{case}/sign")
    async def sign(request: Request, case: str) -> Response:
        given = dict(await read_posted(site, request))
        return await run_in_threadpool(_sign, site, request, case, given)

    @router.get("/me/cases/{case}/sign")
    def back(request: Request, case: str) -> HTMLResponse:
        return show(request, case)

    return router


def _ask(site: Site, request: Request, case: str, given: dict[str, str]) -> HTMLResponse:
    with visit(site, request) as here:
        return _page(here, here.someone.case(case), given)


def _page(here: Visit, part: Part, given: Mapping[str, str], mistake: str | None = None) -> HTMLResponse:
    """The offers, by what was filled in; or one of them, to be read before it is signed."""
    language, on = here.language, today_of(here)
    filled = {name: given.get(name, "").strip() for name in ASKED}
    answer: Mapping[str, Any] | None = None
    try:
        answer = _answer(here, part, filled)
    except InputError as error:
        mistake = mistake or say(language, "me_plan.mistake" if any(filled.values()) else "me_plan.none")
        if error.at == "/from":
            mistake = say(language, "me_plan.from")
        answer = _bare(here, part)
    told = tell_offers(answer, language) if answer else None
    chosen = next((one for one in told.offers if one.kind == given.get("choose")), None) if told else None
    return here.page(
        "plan", "home", status=422 if mistake and any(filled.values()) else 200, part=part, told=told, chosen=chosen,
        filled=filled, mistake=mistake, every=EVERY, soonest=on + timedelta(days=1), latest=on + timedelta(days=365),
        once=secrets.token_urlsafe(18), most=answer["owed"]["total"] if answer else "0", currency=part.currency,
    )  # fmt: skip


def _bare(here: Visit, part: Part) -> dict[str, Any] | None:
    """The offers without anything filled in; None where there are none to be made."""
    try:
        return offers_of(here.connection, part.case, today_of(here), here.site.door.law)
    except (InputError, FactMissing):
        return None


def _answer(here: Visit, part: Part, filled: Mapping[str, str]) -> dict[str, Any]:
    on = today_of(here)
    counter = _read_counter(filled, on, part.currency) if filled["amount"] else None
    form = _read_means(filled, part.currency) if filled["income"] or filled["living"] else None
    return offers_of(here.connection, part.case, on, here.site.door.law, form, counter)


def _read_counter(filled: Mapping[str, str], on: date, currency: str) -> Counter:
    start = filled["start"] or (on + timedelta(days=30)).isoformat()
    asked = {"amount": _figure(filled["amount"]), "every": filled["every"] or "month", "from": start}
    terms = {"currency": currency, "method": "revolving"}
    request: PlanRequest = read_plan_request({"on": on.isoformat(), "terms": terms, "counter": asked})
    assert request.counter is not None
    return request.counter


def _read_means(filled: Mapping[str, str], currency: str) -> Form:
    def lines(name: str) -> list[dict[str, str]]:
        return [{"kind": "other", "amount": _figure(filled[name]), "every": "month"}] if filled[name] else []

    household = {"adults": _whole(filled["adults"], 1), "children": _whole(filled["children"], 0)}
    body = {
        "household": household,
        "income": lines("income"),
        "outgoings": lines("living"),
        "debts": lines("debts"),
    }
    return read_form(body, currency)


def _figure(text: str) -> str:
    """An amount as the ledger reads it: `1,000` and `1000` are `1000.00`. InputError where it is none."""
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise InputError("/amount", "is no amount; write 500.00") from None
    if not amount.is_finite() or abs(amount) > 10**12:
        raise InputError("/amount", "is no amount; write 500.00")
    return f"{amount:f}"


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 else otherwise


def _sign(site: Site, request: Request, case: str, given: dict[str, str]) -> HTMLResponse:
    with visit(site, request) as here:
        part, once = here.someone.case(case), given.get("once", "")
        if here.connection.execute(_STANDS, [f"me-{once}", here.someone.id]).fetchone() is not None:
            return here.page("signed", "home", part=part, outcome="signed", offer=None)
        filled = {name: given.get(name, "").strip() for name in ASKED}
        try:
            answer = _answer(here, part, filled)
        except InputError:
            return _page(here, part, given, say(here.language, "me_plan.again"))
        offer = find_offer(answer, given.get("choose", ""))
        if offer_sha256(offer) != given.get("sha256") or not _ONCE.fullmatch(once) or not given.get("agreed"):
            return _page(here, part, given, say(here.language, "me_plan.again"))
        told = next(one for one in tell_offers(answer, here.language).offers if one.kind == offer["kind"])
        if told.sign and not answer["refer"]:
            return _signed(here, part, once, offer, told)
        return _referred(here, part, offer, told)


def _signed(here: Visit, part: Part, once: str, offer: dict[str, Any], told: Any) -> HTMLResponse:
    now = here.site.clock()
    sign_plan(here.site.door, here.record, f"me-{once}", part.case, here.someone.id, offer, now)
    call_off_calls(here.site, here.someone.id)
    return here.page("signed", "home", part=part, outcome="signed", offer=told)


def _referred(here: Visit, part: Part, offer: dict[str, Any], told: Any) -> HTMLResponse:
    """What a person at the lender has to agree to: a proposal of the borrower's, and a message that says so."""
    now, maker = here.site.clock(), f"party:{here.someone.id}"
    if here.connection.execute(_OPEN, [part.case, maker, now]).fetchone() is None:
        if offer["kind"] == "settlement":
            until = offer["events"][0]["until"]
            payload = {"case": part.case, "amount": offer["total"], "until": until}
            add_proposal(
                here.connection, kind="settlement", case=part.case, person=here.someone.id, payload=payload,
                reason="The borrower asks for this in the portal.", maker=maker, now=now,
                expires_at=now + timedelta(days=_DAYS),
            )  # fmt: skip
        words = "\n".join((told.title, *(f"{due}: {amount}" for due, amount in told.payments)))
        write(here.record, here.inbox, here.someone.id, part.case, "plan", words, now)
    return here.page("signed", "home", part=part, outcome="referred", offer=told)
