"""Pictures for those who steer: what the portfolio does, what contact costs people, where complaints come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from forbear.store.console.steering import Pack, Steering, count_pack, count_steering, survival
from forbear.terms import NotFound
from forbear.web.console.drawing import bars
from forbear.web.console.intervals import newcombe, wilson
from forbear.web.console.kept import Kept
from forbear.web.console.pack import pack_csv, pack_pdf
from forbear.web.pictures import Picture, roll_picture
from forbear.web.report import lowest_day
from forbear.web.site import Site, language_of, page
from forbear.web.words import say, word, write_day

KEPT_SECONDS: Final = 600
SPAN: Final = timedelta(days=30)
LONGEST: Final = timedelta(days=370)
SURVIVAL_DAYS: Final = (30, 60, 90, 180, 365)
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A picture with its table and, where the figures are few or not randomised, a remark."""

    name: str
    title: str
    head: Row
    rows: tuple[Row, ...]
    picture: Picture | None = None
    note: str = ""


def add_steering(router: APIRouter, site: Site) -> None:
    """Add the pictures and the regulator's pack."""
    counted, packed = Kept[Steering](KEPT_SECONDS), Kept[Pack](KEPT_SECONDS)

    def pack_of(since: str, until: str) -> Pack:
        first, last = span(since, until, site.clock().astimezone().date())
        with site.database.borrow() as connection:
            return packed.get(f"{first} {last}", lambda: count_pack(connection, first, last))

    @router.get("/desk/steering")
    def steering(request: Request, since: str = "", until: str = "") -> HTMLResponse:
        language = language_of(request)
        first, last = span(since, until, site.clock().astimezone().date())
        with site.database.borrow() as connection:
            told = counted.get(f"{first} {last}", lambda: count_steering(connection, first, last))
        return page(request, "console/steering.html", here="steering", sections=list(tell_steering(told, language)),
                    since=first, until=last, query=f"&since={first}&until={last}")  # fmt: skip

    @router.get("/desk/steering/pack.csv")
    def as_csv(request: Request, since: str = "", until: str = "") -> Response:
        return _file(pack_csv(pack_of(since, until), language_of(request)), "text/csv; charset=utf-8", "csv")

    @router.get("/desk/steering/pack.pdf")
    def as_pdf(request: Request, since: str = "", until: str = "") -> Response:
        return _file(pack_pdf(pack_of(since, until), language_of(request)), "application/pdf", "pdf")


def span(since: str, until: str, today: date) -> tuple[date, date]:
    """The days of a page, the last thirty where none are named. NotFound where they are none.

    >>> span("", "", date(2026, 5, 31))
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 31))
    """
    try:
        last = date.fromisoformat(until) if until else today
        first = date.fromisoformat(since) if since else last - SPAN
    except ValueError:
        raise NotFound("that is not a day") from None
    if not first <= last <= first + LONGEST:
        raise NotFound("these days are none; a year is the most")
    return first, last


def tell_steering(told: Steering, language: str) -> Iterable[Section]:
    """Every picture in `zh` or `en`, in its order."""
    for name, tell in _SECTIONS.items():
        head = tuple(say(language, f"steer.{column}") for column in _HEADS[name])
        rows, drawn, note = tell(told, language)
        title = say(language, f"steering.{name}")
        yield Section(name=name, title=title, head=head, rows=tuple(rows), picture=drawn, note=note)


def _file(body: bytes, kind: str, end: str) -> Response:
    name = {"content-disposition": f"attachment; filename=forbear-pack.{end}"}
    return Response(body, media_type=kind, headers=name)


Told = tuple[Sequence[Row], Picture | None, str]


def _share(hits: int, of: int) -> str:
    """A share with its 95 % interval."""
    if not of:
        return "–"
    low, high = wilson(hits, of)
    return f"{hits / of:.1%} ({low:.1%}–{high:.1%})"


def _rolls(told: Steering, language: str) -> Told:
    counts = {(before, now): n for before, now, n in told.rolls}
    order = sorted({bucket for pair in counts for bucket in pair}, key=lowest_day)
    rows = []
    for before in order:
        total = sum(counts.get((before, now), 0) for now in order)
        later = [now for now in order if lowest_day(now) > lowest_day(before)]
        worse, cured = sum(counts.get((before, now), 0) for now in later), counts.get((before, "0"), 0)
        rows.append((word(language, "bucket", before), f"{total:,}", _share(worse, total),
                     _share(cured, total) if before != "0" else "–"))  # fmt: skip
    drawn = roll_picture(language, order, counts, say(language, "steering.rolls")) if counts else None
    return rows, drawn, ""


def _vintages(told: Steering, language: str) -> Told:
    rows = [(quarter, f"{of:,}", _share(bad, of)) for quarter, of, bad in told.vintages]
    shares = [
        (quarter, bad / of if of else 0.0, f"{bad / of:.1%}" if of else "–")
        for quarter, of, bad in told.vintages
    ]
    return rows, bars(say(language, "steering.vintages"), shares[::-1], language), ""


def _promises(told: Steering, language: str) -> Told:
    rows = [(month, f"{of:,}", _share(kept, of)) for month, kept, of in told.promises]
    shares = [
        (month, kept / of if of else 0.0, f"{kept / of:.0%}" if of else "–")
        for month, kept, of in told.promises
    ]
    return rows, bars(say(language, "steering.promises"), shares, language), ""


def _plans(told: Steering, language: str) -> Told:
    alive = survival(told.plans, SURVIVAL_DAYS) if told.plans else []
    rows = [(f"{day}", f"{share:.1%}", f"{watched:,}") for day, share, watched in alive]
    shares = [(f"{day}", share, f"{share:.0%}") for day, share, _ in alive]
    return rows, bars(say(language, "steering.plans"), shares, language), say(language, "steering.plans_note")


def _burden(section: str, by: str) -> Callable[[Steering, str], Told]:
    def tell(told: Steering, language: str) -> Told:
        rows, shares = [], []
        for name, contacts, cases, cured in told.burden[by]:
            named = word(language, "product", name) if by == "product" else str(name)
            each = contacts / cases if cases else 0
            rows.append((named, f"{contacts:,}", f"{cases:,}", f"{each:.2f}",
                         f"{contacts / cured:.1f}" if cured else "–"))  # fmt: skip
            shares.append((named, float(each), f"{each:.2f}"))
        return rows, bars(say(language, f"steering.{section}"), shares, language), ""

    return tell


def _refusals(told: Steering, language: str) -> Told:
    rows = [(str(rule), f"{count:,}") for rule, count in told.refusals]
    return (
        rows,
        bars(
            say(language, "steering.refusals"), [(r, float(n), f"{n:,}") for r, n in told.refusals], language
        ),
        "",
    )


def _complaints(told: Steering, language: str) -> Told:
    none = say(language, "steering.no_contact")
    rows = [(word(language, "channel", channel) if channel else none, who or "–", f"{count:,}", _share(upheld, count))
            for channel, who, count, upheld in told.complaints]  # fmt: skip
    return rows, None, say(language, "steering.complaints_note")


def _strategies(told: Steering, language: str) -> Told:
    rows = [
        (str(name), write_day(since, language), f"{of:,}", _share(cured, of))
        for name, since, of, cured in told.strategies
    ]
    if len(told.strategies) < 2:
        return rows, None, say(language, "steering.one_strategy")
    (_, _, new_of, new), (_, _, old_of, old) = told.strategies
    low, high = newcombe(new, new_of, old, old_of)
    apart = new / new_of - old / old_of if new_of and old_of else 0.0
    return (
        rows,
        None,
        say(language, "steering.difference", apart=f"{apart:+.1%}", low=f"{low:+.1%}", high=f"{high:+.1%}"),
    )


_SECTIONS: Final[dict[str, Callable[[Steering, str], Told]]] = {
    "rolls": _rolls,
    "vintages": _vintages,
    "promises": _promises,
    "plans": _plans,
    "burden": _burden("burden", "product"),
    "burden_by_firm": _burden("burden_by_firm", "collector"),
    "refusals": _refusals,
    "complaints": _complaints,
    "strategies": _strategies,
}
_HEADS: Final[dict[str, Row]] = {
    "rolls": ("bucket", "cases", "worse", "cured"),
    "vintages": ("quarter", "cases", "bad"),
    "promises": ("month", "settled", "kept"),
    "plans": ("days", "holds", "watched"),
    "burden": ("product", "contacts", "cases", "each", "per_cure"),
    "burden_by_firm": ("firm", "contacts", "cases", "each", "per_cure"),
    "refusals": ("rule", "count"),
    "complaints": ("channel", "firm", "count", "upheld"),
    "strategies": ("strategy", "since", "cases", "cured"),
}
