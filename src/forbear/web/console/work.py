"""The worklist: whose turn it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from forbear.gate.mask import mask_name
from forbear.store.console.worklist import NEEDS, START, Item, Place, find_work, first_of, read_items
from forbear.web.pages import reading
from forbear.web.report import write_amount
from forbear.web.site import Site, language_of, page
from forbear.web.staff.admission import principal_of
from forbear.web.words import say, word, write_day

SHOWN: Final = 40
LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCard:
    """A case as the list shows it."""

    need: str
    case: str
    person: str
    about: str
    owed: str
    since: str
    note: str


def add_work(router: APIRouter, site: Site) -> None:
    """Add the worklist."""

    @router.get("/desk")
    def work(request: Request, need: str = "", at: str = "", rank: str = "", after: str = "") -> HTMLResponse:
        language, who = language_of(request), principal_of(request).collector
        only = need or None
        start = first_of(only) if only else START
        if at and rank:
            start = Place(need=at, rank=rank[:LONGEST], case=after[:LONGEST])
        now = site.clock()
        with site.database.borrow() as connection:
            found = find_work(
                connection, who, now, now.astimezone().date(), after=start, only=only, most=SHOWN + 1
            )
        with reading(site, request) as connection:
            items = read_items(connection, found[:SHOWN])
        cards = [_card(item, language) for item in items]
        onward = found[SHOWN - 1] if len(found) > SHOWN else None
        return page(request, "console/work.html", here="work", cards=cards, onward=onward, only=only, needs=NEEDS,
                    query=f"&need={only}" if only else "")  # fmt: skip


def _card(item: Item, language: str) -> WorkCard:
    days = say(language, "desk.days", days=item.days_past_due) if item.days_past_due is not None else "–"
    note = ""
    if item.why is not None:
        note = word(language, "reason", item.why)
    return WorkCard(
        need=item.place.need,
        case=item.place.case,
        person=mask_name(item.name),
        about=f"{word(language, 'product', item.product)} · {days}",
        owed=write_amount(item.currency, item.overdue),
        since=write_day(item.place.since, language) if item.place.since else "–",
        note=note,
    )
