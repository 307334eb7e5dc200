"""`/law/ask`: the form, posted without a script; nothing of it is kept, logged, or put into an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from forbear import terms
from forbear.law.judge import judge, read_request
from forbear.law.rulebook import Law
from forbear.law.rules.history import Reader
from forbear.terms import InputError
from forbear.web.law.answer import Answer, tell_answer
from forbear.web.law.question import BORROWER, CONSENTED, SAID, Question, places, read_question
from forbear.web.law.situation import build_request
from forbear.web.site import language_of, page, read_body
from forbear.web.words import catalogue, say, word

BODY_BYTES: Final = 65_536
FIRST: Final = {
    "role": "borrower", "channel": "call", "collector": "lender", "purpose": "collect", "style": "interactive",
}  # fmt: skip
"""What the empty form has chosen."""
FIELD_OF: Final = {"text": "text", "zones": "zone", "region": "place"}
FOLDED: Final = {
    "before": frozenset(
        f"{what}_{when}" for what in ("answered", "missed", "messages") for when in ("today", "week")
    ) | {"last_talk"},
    "said": frozenset({"said_on", "medium", "not_from", "not_to", "agreed_from", "agreed_to"}),
    "words": frozenset({"text"}),
}  # fmt: skip
"""The parts of the form that are folded away until something is entered in them, and their fields."""
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form as it is shown: what was entered, what can be chosen, and the mistakes."""

    written: Mapping[str, str]
    ticked: frozenset[str]
    mistakes: Mapping[str, str]
    options: Mapping[str, Options]
    said: Options
    open: frozenset[str]


def add_asking(router: APIRouter, law: Law, read: Reader) -> None:
    """The form and its answer, by the rulebooks and the reader of texts of `/v1/judge`."""

    @router.get("/law/ask")
    def empty(request: Request) -> HTMLResponse:
        language = language_of(request)
        now = datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M")
        asked = Question(written={**FIRST, "at": now}, ticked=frozenset(), read={}, mistakes={})
        return _show(request, asked, language, None)

    @router.post("/law/ask")
    async def ask(request: Request) -> HTMLResponse:
        language = language_of(request)
        body = (await read_body(request, BODY_BYTES)).decode("utf-8", "replace")
        try:
            asked = read_question(parse_qs(body, max_num_fields=200), language)
        except ValueError:  # more fields than the form has
            asked = read_question({}, language)
        if asked.mistakes:
            return _show(request, asked, language, None)
        try:
            answer = await run_in_threadpool(answer_question, law, read, asked, language)
        except InputError as error:
            field = FIELD_OF.get(error.at.rpartition("/")[2], "at")
            told = say(language, "ask.mistake_request", why=error.why)
            asked = Question(written=asked.written, ticked=asked.ticked, read={}, mistakes={field: told})
            return _show(request, asked, language, None)
        return _show(request, asked, language, answer)


def answer_question(law: Law, read: Reader, asked: Question, language: str) -> Answer:
    """Judge a question without mistakes, as `/v1/judge` would."""
    request = read_request(build_request(asked))
    facts = {
        name: asked.read.get(name)
        for name in ("role", "channel", "staff", "product", "days_past_due", "text")
    }
    facts["purpose"] = asked.read.get("purpose", "collect")
    facts["address_kind"] = asked.read.get("address_kind", "unknown")
    return tell_answer(law, judge(law, request, read), facts, language)


def _show(request: Request, asked: Question, language: str, answer: Answer | None) -> HTMLResponse:
    written = dict.fromkeys(_options(language), "") | dict(asked.written)
    form = Form(
        written=written, ticked=asked.ticked, mistakes=asked.mistakes, options=_options(language),
        said=_said(language), open=_open(asked, answer),
    )  # fmt: skip
    status = 422 if asked.mistakes else 200
    return page(request, "law_ask.html", status=status, here="ask", form=form, answer=answer)


def _open(asked: Question, answer: Answer | None) -> frozenset[str]:
    """The folded parts in which something was entered, is mistaken, or is asked for."""
    told = {name for name, text in asked.written.items() if text} | asked.mistakes.keys()
    told |= {lack.field for lack in answer.missing if lack.field} if answer else set()
    told |= {"said_on"} if asked.ticked else set()
    return frozenset(part for part, names in FOLDED.items() if not told.isdisjoint(names))


def _options(language: str) -> dict[str, Options]:
    """What can be chosen in each list, in the order of the catalogue."""

    def listed(section: str, known: Any, *, without: tuple[str, ...] = ()) -> Options:
        names = (name for name in catalogue()[section] if name in known and name not in without)
        return tuple((name, word(language, section, name)) for name in names)

    zones = sorted({zone for zones in places().values() for zone in zones})
    return {
        "place": tuple((name, word(language, "place", name)) for name in places()),
        "zone": tuple((zone, zone.replace("_", " ")) for zone in zones),
        "lender": listed("collector", terms.COLLECTOR_KINDS, without=("agency",)),
        "collector": (("lender", say(language, "ask.by_lender")), ("agency", say(language, "ask.by_agency"))),
        "product": listed("product", terms.PRODUCTS), "role": listed("role", terms.ROLES),
        "borrower": tuple((name, say(language, f"ask.{name}")) for name in BORROWER),
        "channel": listed("channel", terms.CHANNELS), "purpose": listed("purpose", terms.PURPOSES),
        "style": listed("style", terms.STYLES), "medium": listed("medium", terms.MEDIA),
        "address_kind": listed("address_kind", terms.ADDRESS_KINDS, without=("unknown",)),
        "conveys_debt": (("yes", say(language, "ask.yes")), ("no", say(language, "ask.no"))),
    }  # fmt: skip


def _said(language: str) -> Options:
    consents = (
        (f"consent_{to}", say(language, "ask.consented", to=word(language, "consent", to)))
        for to in CONSENTED
    )
    return (*((kind, word(language, "statement", kind)) for kind in SAID), *consents)
