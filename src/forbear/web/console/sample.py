"""A day's contacts sampled for quality: what was said, and what the reader of texts finds in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from forbear.gate.approving import HARMS
from forbear.gate.asks import Entry
from forbear.gate.templates import PLACES, choose_template, fill_template
from forbear.review.contacts import OWN_MATTER, read_words
from forbear.store.console.sampling import Sampled, draw_sample
from forbear.terms import InputError, NotFound
from forbear.web.console.kept import Kept
from forbear.web.console.sheet import write_moment
from forbear.web.site import Site, language_of, page
from forbear.web.words import say, word

KEPT_SECONDS: Final = 600
LONGEST_SEED: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCard:
    """A contact of the sample as it is shown. `found` names what its text does, and whether that is a harm."""

    contact: str
    when: str
    what: str
    of: str
    lines: tuple[str, ...]
    found: tuple[tuple[str, bool], ...]
    marked: bool
    unsure: bool


def add_sample(router: APIRouter, site: Site) -> None:
    """Add the page of the sample."""
    kept = Kept[list[Sampled]](KEPT_SECONDS)

    @router.get("/desk/sample")
    def sample(request: Request, on: str = "", seed: str = "1") -> HTMLResponse:
        language, seed = language_of(request), seed[:LONGEST_SEED]
        try:
            day = date.fromisoformat(on) if on else site.clock().date() - timedelta(days=1)
        except ValueError:
            raise NotFound("that is not a day") from None

        def draw() -> list[Sampled]:
            with site.database.borrow() as connection:
                return draw_sample(connection, day, seed)

        cards = [_card(site, one, language) for one in kept.get(f"{day} {seed}", draw)]
        shown = sorted(cards, key=lambda card: not card.marked)
        return page(request, "console/sample.html", here="sample", cards=shown, on=day, seed=seed,
                    marked=sum(card.marked for card in cards), query=f"&on={day}&seed={quote(seed)}")  # fmt: skip


def _card(site: Site, one: Sampled, language: str) -> SampleCard:
    entry = one.entry
    text = _text(site, entry, one.firm)
    spoken = str(entry.body.get("language") or "zh-CN")
    bare = _text(site, entry, "…")  # a firm's name is no part of what is said
    found = read_words(bare, spoken, entry.channel, one.role not in OWN_MATTER, one.by_agency)
    return SampleCard(
        contact=entry.contact,
        when=write_moment(entry.at, None),
        what=f"{one.firm} · {word(language, 'channel', entry.channel)}",
        of=say(language, "sample.of", count=one.of),
        lines=tuple(line for line in text.splitlines() if line.strip()),
        found=tuple((word(language, "act", act), act in HARMS) for act in sorted(found.acts)),
        marked=bool(found.acts & HARMS) or found.unsure,
        unsure=found.unsure,
    )


def _text(site: Site, entry: Entry, firm: str) -> str:
    """What was said: as it was told, or the message with gaps for what is the person's own."""
    if isinstance(told := entry.body.get("text"), str):
        return told
    try:
        spoken = str(entry.body.get("language") or "zh-CN")
        template = choose_template(site.door.templates, entry.template or "", entry.channel, spoken)
    except InputError:  # made elsewhere, or by a message that is no longer in use
        return ""
    gaps = (
        dict.fromkeys((*PLACES, *template.params), "…")
        | {"speaker": firm, "lender": firm}
        | dict(entry.params)
    )
    return fill_template(template, gaps).text
