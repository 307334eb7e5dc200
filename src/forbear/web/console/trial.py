"""Drafts: a message read, a strategy tried on a month ago, and then the proposal for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from forbear.desk.strategy_file import read_strategy
from forbear.gate.approving import HARMS, approve_template
from forbear.gate.templates import PLACES, Template, fill_template, read_template
from forbear.review.contacts import read_words
from forbear.store.console.trial import Trial, try_strategy
from forbear.store.staff.approved import live_strategy
from forbear.terms import InputError, NotFound
from forbear.web.site import Site, form_page, language_of, read_form
from forbear.web.words import say, word, write_day

BYTES: Final = 256 * 1024
KINDS: Final = ("strategy", "template")
_OUTCOMES: Final = ("planned", "refused", "silent", "attention", "none")


def add_trial(router: APIRouter, site: Site) -> None:
    """Add the page on which a draft is tried."""

    @router.get("/desk/trial")
    def blank(request: Request, kind: str = "strategy") -> HTMLResponse:
        return _page(site, request, {"kind": kind if kind in KINDS else KINDS[0]})

    @router.post("/desk/trial")
    async def tried(request: Request) -> HTMLResponse:
        given = dict(await read_form(site, request, BYTES))
        return await run_in_threadpool(_try, site, request, given)


def _page(site: Site, request: Request, given: dict[str, str], **told: Any) -> HTMLResponse:
    values: dict[str, Any] = {"trial": None, "read": None, "error": None} | told
    status = 422 if values["error"] else 200
    return form_page(
        site, request, "console/trial.html", status=status, here="trial", given=given, kinds=KINDS, **values
    )


def _try(site: Site, request: Request, given: dict[str, str]) -> HTMLResponse:
    text, language = given.get("text", "").replace("\r\n", "\n"), language_of(request)
    given["text"] = text
    try:
        if given.get("kind") == "template":
            template = read_template(text.encode(), given.get("name", ""))
            return _page(site, request, given, read=_read(template, text, language))
        draft = read_strategy(text.encode(), "strategy")
        with site.database.borrow() as connection:
            live = live_strategy(connection, site.clock())
            trial = try_strategy(connection, site.door, draft, live, site.clock().date())
    except (InputError, NotFound) as error:
        return _page(site, request, given, error=error)
    return _page(site, request, given, trial=_told(trial, language))


def _read(template: Template, text: str, language: str) -> Mapping[str, Any]:
    """What a draft message is found to do, the text with its gaps, and whether it could be proposed."""
    values = dict.fromkeys(PLACES | set(template.params), "…")
    message = fill_template(template, values)
    spoken = "zh-CN" if template.language == "zh" else "en"
    found = read_words(message.text, spoken, template.channel, to_third_person=False, by_agency=True)
    try:
        approve_template(text.encode(), f"{template.name}.{template.language}.toml")
        wrong = None
    except InputError as error:
        wrong = error.why
    acts = [(word(language, "act", act), act in HARMS) for act in sorted(found.acts)]
    return {
        "acts": acts,
        "unsure": found.unsure,
        "wrong": wrong,
        "lines": [line for line in message.text.splitlines() if line],
    }


def _told(trial: Trial, language: str) -> Mapping[str, Any]:
    draft, live = trial.draft, trial.live
    channels = sorted({*draft.intended, *live.intended})
    rows = [(say(language, f"trial.{name}"), f"{live.outcomes.get(name, 0):,}", f"{draft.outcomes.get(name, 0):,}")
            for name in _OUTCOMES]  # fmt: skip
    for channel in channels:
        named = word(language, "channel", channel)
        rows.append((say(language, "trial.intended", channel=named), f"{live.intended.get(channel, 0):,}",
                     f"{draft.intended.get(channel, 0):,}"))  # fmt: skip
        rows.append((say(language, "trial.allowed", channel=named), f"{live.allowed.get(channel, 0):,}",
                     f"{draft.allowed.get(channel, 0):,}"))  # fmt: skip
    lead = say(language, "trial.told", on=write_day(trial.on, language), count=f"{trial.borrowers:,}")
    return {"lead": lead, "rows": rows, "head": (say(language, "trial.what"), live.strategy, draft.strategy)}
