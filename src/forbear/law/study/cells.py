"""The ordinary contacts of a place on a day, as cells that the rules there tell apart.

A *cell* is one value for each column by which a rule's scope is decided. There are some 1.5 million of them; a
rule names a few columns and a few words, so that the cells fall into far fewer classes which no rule tells
apart. `split` finds one cell of every class, exactly, by going down the columns and joining what leaves the same
of every tree. `cell_request` makes an ordinary contact of a cell: a request that `forbear judge` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from forbear import terms
from forbear.law.clock import find_zone
from forbear.law.rulebook import Law, Rulebook
from forbear.law.rules.expr import Col, Expr
from forbear.law.study.trees import Trees

_ORDINARY_FIRST = ("call", "collect", "borrower", "bank", "credit_card")
_LINES = ("mobile", "landline", "home", "work")
_DOORS = ("home", "work")
ADDRESS_KINDS: Mapping[str, tuple[str, ...]] = {
    "call": _LINES, "ringless_voicemail": _LINES, "sms": ("mobile",), "fax": ("landline", "work"),
    "email": ("unknown", "work", "employer_mailbox"), "letter": _DOORS, "postcard": _DOORS,
    "visit": (*_DOORS, "public_place"),
}  # fmt: skip
"""What kinds of address a channel ordinarily goes to; any other goes to an account of its own (`unknown`)."""
STATUSES: Mapping[str, tuple[str, ...]] = {"remind": ("current",)}
"""How the debt ordinarily stands, by purpose; of any other purpose it is overdue, planned or written off."""
OVERDUE = ("overdue", "plan", "charged_off")
LENDERS = tuple(sorted(terms.COLLECTOR_KINDS - {"agency"}, key=lambda k: (k != "bank", k)))
WHO = (*((k, k) for k in LENDERS), *(("agency", k) for k in LENDERS))
"""Who makes the contact, and for whom: every lender for itself, or an agency for it."""
COLUMNS: tuple[tuple[str, ...], ...] = (
    ("channel",), ("style",), ("address_kind",), ("purpose",), ("status",), ("role",), ("collector", "lender"),
    ("product",),
)  # fmt: skip
"""The columns of a cell, in the order in which they are settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value for each column that a scope may name. Every contact in it goes out."""

    channel: str = "call"
    style: str = "interactive"
    address_kind: str = "mobile"
    purpose: str = "collect"
    status: str = "overdue"
    role: str = "borrower"
    collector: str = "bank"
    lender: str = "bank"
    product: str = "credit_card"
    direction: str = "outbound"

    def words(self) -> dict[str, str]:
        """The columns by name.

        >>> Cell(role="friend").words()["role"]
        'friend'
        """
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on a day: the books in force there, and the zone in which an ordinary person lives."""

    region: str
    day: date
    books: tuple[str, ...]
    zone: str

    def at(self) -> datetime:
        """An ordinary moment: 10:30 in the morning of the first Tuesday, Wednesday or Thursday from the day on.

        >>> Place(region="ZZ", day=date(2026, 11, 27), books=(), zone="Asia/Tokyo").at().isoformat()
        '2026-12-01T10:30:00+09:00'
        """
        days = (self.day + timedelta(days=n) for n in range(7))
        day = next(d for d in days if d.weekday() in (1, 2, 3))
        return datetime.combine(day, time(10, 30), ZoneInfo(self.zone))


def find_places(law: Law, day: date) -> tuple[Place, ...]:
    """Every place that a rulebook in force on a day names.

    >>> from forbear.law.rulebook import load_law
    >>> {p.region: p.zone for p in find_places(load_law(), date(2026, 11, 24))}["US-CA"]
    'America/Los_Angeles'
    """
    regions = sorted({r for b in law.books.values() for r in b.regions})
    return tuple(place for r in regions if (place := find_place(law, r, day)).books)


def find_place(law: Law, region: str, day: date) -> Place:
    """The place of a region on a day; no books where none is in force."""
    books, _ = law.covering(region, day)
    return Place(region=region, day=day, books=books, zone=zone_of([law.books[b] for b in books]))


def zone_of(books: Iterable[Rulebook]) -> str:
    """Where the people of the cases live, of the book that is closest to the place; else its legal clock, else UTC."""
    nearest = sorted(books, key=lambda b: -max(map(len, b.regions)))
    zones = chain(
        chain.from_iterable(map(_zones, nearest)), (z for b in nearest for r in b.rules for z in r.clock)
    )
    return next((z for z in zones if z != "person"), "UTC")


def _zones(book: Rulebook) -> Iterator[str]:
    """The zones of the people of its cases; what is no zone is for the book's own cases to refuse."""
    people = book.case_defaults.get("people", ())
    for person in people if isinstance(people, list) else ():
        zones = person.get("zones", ()) if isinstance(person, dict) else ()
        yield from (z for z in zones[:1] if isinstance(z, str) and _is_zone(z))


def _is_zone(name: str) -> bool:
    try:
        return find_zone(name).name == name
    except ValueError:
        return False


def split(
    trees: Sequence[Expr],
    within: Mapping[str, frozenset[Any]] | None = None,
    skip: Callable[[Sequence[Expr]], bool] | None = None,
) -> Iterator[tuple[Cell, tuple[Expr, ...]]]:
    """One cell of every class that the trees tell apart, with what remains of each tree there: exact, not sampled.

    `within` keeps to some words of a column; a branch is left as soon as `skip` says so of what remains.

    >>> from forbear.law.rules.expr import Col, In
    >>> [(cell.channel, left[0].value) for cell, left in split([In(Col("channel"), frozenset({"sms", "im"}))])]
    [('call', False), ('im', True)]
    """
    store = Trees()
    seen: set[tuple[Any, ...]] = set()

    def walk(step: int, cell: Cell, left: tuple[Expr, ...]) -> Iterator[tuple[Cell, tuple[Expr, ...]]]:
        state = (step, cell.channel if step < 3 else "", cell.purpose if step < 5 else "", *map(id, left))
        if state in seen or (skip is not None and skip(left)):
            return
        seen.add(state)
        if step == len(COLUMNS):
            yield cell, left
            return
        names = COLUMNS[step]
        columns = tuple(map(Col, names))
        told = [i for i, t in enumerate(left) if not store.mentions(t).isdisjoint(columns)]
        words = _domain(names, cell, within or {})
        for values in words if told or names[0] in ("channel", "purpose") else words[:1]:
            made = replace(cell, **dict(zip(names, values, strict=True)))
            after = list(left)
            for i in told:
                after[i] = store.settle(left[i], columns, values)
            yield from walk(step + 1, made, tuple(after))

    kept = [store.keep(t) for t in trees]
    yield from walk(0, Cell(), tuple(store.settle(t, (Col("direction"),), ("outbound",)) for t in kept))


def _domain(
    names: tuple[str, ...], cell: Cell, within: Mapping[str, frozenset[Any]]
) -> list[tuple[str, ...]]:
    found: Sequence[tuple[str, ...]]
    match names[0]:
        case "style":
            found = _singly(terms.STYLES if cell.channel == "call" else ("interactive",))
        case "address_kind":
            found = [(k,) for k in ADDRESS_KINDS.get(cell.channel, ("unknown",))]
        case "status":
            found = [(s,) for s in STATUSES.get(cell.purpose, OVERDUE)]
        case "collector":
            found = WHO
        case name:
            domains = {"channel": terms.CHANNELS, "purpose": terms.PURPOSES, "role": terms.ROLES}
            found = _singly(domains.get(name, terms.PRODUCTS))
    asked = [within.get(n) for n in names]
    return [v for v in found if all(a is None or w in a for a, w in zip(asked, v, strict=True))]


def _singly(words: Any) -> list[tuple[str, ...]]:
    return [(w,) for w in sorted(words, key=lambda w: (w not in (*_ORDINARY_FIRST, "interactive"), w))]


def cell_request(cell: Cell, place: Place, at: datetime | None = None, name: str = "cell") -> dict[str, Any]:
    """An ordinary contact of a cell, as a request (formats.md 2): nothing happened before, nothing was said.

    The borrower lives, is of age, has full capacity and can be reached; a debt that was sold was notified, and
    a collector's validation notice was sent, two months ago; a message has no text yet; a visit is made by two.
    A `reply` answers a message that the person sent an hour before. It names the place's books.

    >>> place = Place(region="CN", day=date(2026, 3, 2), books=("cn.gbt45251",), zone="Asia/Shanghai")
    >>> asked = cell_request(Cell(role="friend"), place)
    >>> asked["contact"]["at"], [p["role"] for p in asked["people"]]
    ('2026-03-03T10:30:00+08:00', ['borrower', 'friend'])
    """
    at = at or place.at()
    lives = {"zones": [place.zone], "region": place.region, "minor": False}
    able = {"reachable": True, "deceased": False, "incapacitated": False}
    borrower = {"id": "b", "role": "borrower", **lives, **able}
    other = {"id": "p", "role": cell.role, **lives}
    contact: dict[str, Any] = {
        "at": at.isoformat(), "channel": cell.channel, "person": "b" if cell.role == "borrower" else "p",
        "debts": ["d"], "purpose": cell.purpose, "address": "a", "address_kind": cell.address_kind, "collector": "k",
        "conveys_debt": cell.purpose not in ("locate", "relay", "service"),
    }  # fmt: skip
    if cell.style != "interactive":
        contact["style"] = cell.style
    if cell.channel == "visit":
        contact["staff"] = 2
    asked: dict[str, Any] = {
        "id": name, "books": list(place.books), "read_at": place.day.isoformat(),
        "collectors": _collectors(cell),
        "debts": [_debt(cell, place)],
        "people": [borrower] if cell.role == "borrower" else [borrower, other],
        "contact": contact,
    }  # fmt: skip
    if cell.purpose == "reply":
        before = (at - timedelta(hours=1)).isoformat()
        asked["history"] = [{
            "id": "asked", "at": before, "channel": cell.channel, "direction": "inbound", "person": contact["person"],
            "debts": ["d"], "collector": "k", "address": "a", "address_kind": cell.address_kind,
        }]  # fmt: skip
        contact["reply_to"] = "asked"
    return asked


def _collectors(cell: Cell) -> list[dict[str, str]]:
    if cell.collector == cell.lender:
        return [{"id": "k", "kind": cell.collector}]
    return [{"id": "k", "kind": cell.collector, "acts_for": "lender"}, {"id": "lender", "kind": cell.lender}]


def _debt(cell: Cell, place: Place) -> dict[str, Any]:
    debt: dict[str, Any] = {"id": "d", "product": cell.product, "status": cell.status}
    debt["days_past_due"] = 0 if cell.status == "current" else 40
    told = (place.day - timedelta(days=60)).isoformat()
    if cell.lender == "debt_buyer":
        debt |= {"assigned": told, "assignment_notified": told}
    if cell.collector in ("agency", "debt_buyer"):
        debt["validation_sent"] = told
    return debt


def ordinary_requests(law: Law, place: Place, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """An ordinary contact for every class of cells that the scopes of the place's rules tell apart.

    At most `limit`, drawn evenly and always the same; they are numbered as cell-1, cell-2 …
    """
    rules = law.in_force(place.books, place.day)
    found = [cell for cell, _ in split([r.scope for r in rules])]
    step = 1 if limit is None else max(1, -(-len(found) // limit))
    for number, cell in enumerate(found[::step], 1):
        yield cell_request(cell, place, name=f"cell-{number}")
