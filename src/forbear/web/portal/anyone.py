"""For anybody, without signing in: the register of who is genuine, the policy in plain words, how to complain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from forbear.desk.strategy import Stage, Strategy
from forbear.desk.strategy_file import load_strategy, read_strategy
from forbear.gate.promising import NAME as PROMISES
from forbear.law.rulebook import Law
from forbear.law.rulebook.articles import read_articles
from forbear.store.register import list_marks, signed_register
from forbear.store.staff.approved import live_versions
from forbear.terms import FactMissing
from forbear.web.law.entries import tell_entry
from forbear.web.law.telling import is_law
from forbear.web.portal.visiting import outside_page
from forbear.web.site import Site, language_of
from forbear.web.words import say, word

KINDS: Final = ("hours", "limit", "cooldown", "hold", "bar", "place", "audience")
"""The kinds of rules that a borrower feels: when, how often, when not, and with whom nobody speaks."""
STRATEGY: Final = "standard"
_FIRMS: Final = """
select c.registered_name, c.public_number, l.registered_name from collectors c
  left join collectors l on l.collector = c.acts_for order by l.registered_name nulls first, c.registered_name"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A rulebook that holds at a place: its title, where it is read, and what it asks, each in one sentence."""

    title: str
    link: str
    rules: tuple[str, ...]


def anyone(site: Site) -> APIRouter:
    """The pages that are everybody's."""
    router = APIRouter(include_in_schema=False)
    _add_register(router, site)

    @router.get("/policy")
    def policy(request: Request, place: str = "") -> HTMLResponse:
        language, on = language_of(request), site.clock().date()
        places = _places(site.door.law)
        place = place if place in places else "CN" if language == "zh" or "US" not in places else "US"
        with site.database.borrow() as connection:
            live = live_versions(connection, "strategy", site.clock())
        strategy = (
            read_strategy(max(live, key=lambda one: one.live_from).text.encode(), f"{STRATEGY}.toml")
            if live else load_strategy(STRATEGY)
        )  # fmt: skip
        return outside_page(
            site, request, "policy", "policy", sources=_sources(site.door.law, place, on, language),
            stages=_stages(strategy, language), gap=max((s.min_gap_days for s in strategy.stages), default=0),
            places=[(one, word(language, "place", one)) for one in places], place=place, query=f"&place={place}",
        )  # fmt: skip

    @router.get("/complain")
    def complain(request: Request) -> HTMLResponse:
        language, on = language_of(request), site.clock().date()
        with site.database.borrow() as connection:
            firms = connection.execute(_FIRMS).fetchall()
        return outside_page(
            site, request, "how_to_complain", "how_to_complain", firms=firms,
            turn=list(_authorities(site.door.law, on, language)),
        )  # fmt: skip

    return router


def _add_register(router: APIRouter, site: Site) -> None:
    def marks() -> list[dict[str, Any]]:
        with site.database.borrow() as connection:
            found = list_marks(connection, site.clock().date())
        return [{"kind": m.kind, "value": m.value, "firm": m.firm, "acts_for": m.acts_for} for m in found]

    @router.get("/register")
    def register(request: Request) -> HTMLResponse:
        language = language_of(request)
        by_firm = [
            (firm, lender, [(word(language, "mark", m["kind"]), m["value"]) for m in of])
            for (firm, lender), of in groupby(marks(), key=lambda m: (m["firm"], m["acts_for"]))
        ]
        return outside_page(
            site, request, "register", "register", firms=by_firm, signed=site.log_key is not None
        )

    @router.get("/register.json")
    def as_json() -> JSONResponse:
        on, note = site.clock().date(), None
        if site.log_key is not None:
            with site.database.borrow() as connection:
                note = signed_register(connection, site.log_key, on)
        return JSONResponse({"on": on.isoformat(), "marks": marks(), "signed": note})


def _places(law: Law) -> list[str]:
    return sorted(
        {
            region.split("-")[0]
            for book in law.books.values()
            if book.covers
            for region in book.regions
            if region
        }
    )


@lru_cache(maxsize=128)
def _sources(law: Law, place: str, on: date, language: str) -> tuple[Source, ...]:
    """What binds at a place on a day, source by source; a source that says nothing of these kinds is left out."""
    found = []
    for book in law.books.values():
        if (
            book.id == PROMISES
            or not law.reaches(book.id, place)
            or book.in_force > on
            or (book.until is not None and book.until < on)
        ):
            continue
        reading, told = read_articles(book), []
        for article in reading.articles:
            for clause in article.clauses:
                entry = tell_entry(law, clause, language, on, reading.binds) if is_law(clause, on) else None
                if entry is not None and entry.kind in {word(language, "kind", kind) for kind in KINDS}:
                    told.append(entry.words.first)
        if told:
            link = f"/law/{book.id}?on={on}&lang={language}"
            found.append(Source(title=book.title[language], link=link, rules=tuple(dict.fromkeys(told))))
    return tuple(found)


def _stages(strategy: Strategy, language: str) -> list[tuple[str, str]]:
    return [(_span(stage, language), _does(stage, language)) for stage in strategy.stages if stage.is_general]


def _span(stage: Stage, language: str) -> str:
    if stage.to_days is None:
        return say(language, "me_policy.from_day", first=stage.from_days)
    if stage.to_days < 0:
        return say(language, "me_policy.before", first=-stage.from_days, last=-stage.to_days)
    return say(language, "me_policy.days", first=max(stage.from_days, 0), last=stage.to_days)


def _does(stage: Stage, language: str) -> str:
    channels = say(language, "owed.and").join(
        word(language, "channel", channel) for channel in stage.channels
    )
    told = say(language, f"me_treatment.{stage.treatment}")
    return (
        f"{told} ({channels})"
        if channels and language == "en"
        else f"{told}（{channels}）"
        if channels
        else told
    )


def _authorities(law: Law, on: date, language: str) -> Iterator[tuple[str, list[str]]]:
    """By country, who takes complaints about lenders and collectors."""
    by_place: dict[str, list[str]] = {}
    for name in sorted(law.values):
        if ".channel." not in name:
            continue
        try:
            known = law.value(name, on)
        except FactMissing:
            continue
        for place in {region.split("-")[0] for region in law.books[known.value.book].regions}:
            by_place.setdefault(place, []).append(known.words(language))
    yield from sorted((word(language, "place", place), sorted(set(told))) for place, told in by_place.items())
