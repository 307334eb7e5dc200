"""Cells: every class of contacts that the rules tell apart, and an ordinary contact of each."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from forbear.law.judge import judge, read_request
from forbear.law.rulebook import Law, load_law
from forbear.law.rules.expr import Col, Expr, In, conjoin, disjoin, negate
from forbear.law.study.cells import (
    ADDRESS_KINDS,
    OVERDUE,
    STATUSES,
    WHO,
    Cell,
    cell_request,
    find_place,
    find_places,
    ordinary_requests,
    split,
)
from forbear.law.study.trees import settle
from forbear.terms import PRODUCTS, ROLES, STYLES

DAY = date(2026, 11, 24)


def one_of(column: str, *words: str) -> Expr:
    return In(Col(column), frozenset(words))


def remains(tree: Expr, cell: Cell) -> Expr:
    return settle(tree, {Col(name): word for name, word in cell.words().items()})


TREES = [
    conjoin(one_of("channel", "call", "sms"), negate(one_of("role", "borrower"))),
    disjoin(one_of("purpose", "notice"), one_of("lender", "bank"), one_of("address_kind", "work")),
    conjoin(one_of("collector", "agency"), one_of("status", "plan"), one_of("style", "ai_voice")),
]


FEW = {
    "channel": frozenset({"call", "sms", "letter"}),
    "purpose": frozenset({"collect", "notice", "remind"}),
    "role": frozenset({"borrower", "friend"}),
    "product": frozenset({"credit_card"}),
}


def every_cell() -> set[tuple[Expr, ...]]:
    """What remains of the trees in each of the cells, one after the other."""
    found = set()
    for channel, purpose in product(("call", "sms", "letter"), ("collect", "notice", "remind")):
        styles = STYLES if channel == "call" else ("interactive",)
        places = ADDRESS_KINDS.get(channel, ("unknown",))
        rest = product(styles, places, STATUSES.get(purpose, OVERDUE), ("borrower", "friend"), WHO)
        for style, kind, status, role, (collector, lender) in rest:
            cell = Cell(
                channel=channel, style=style, address_kind=kind, purpose=purpose, status=status, role=role,
                collector=collector, lender=lender,
            )  # fmt: skip
            found.add(tuple(remains(t, cell) for t in TREES))
    return found


def test_the_classes_are_those_that_trying_every_cell_finds() -> None:
    classes = [left for _, left in split(TREES, FEW)]
    assert set(classes) == every_cell()
    assert len(set(classes)) == len(classes)


def test_a_class_is_what_remains_of_the_rules_in_its_cell() -> None:
    for cell, left in split(TREES):
        assert left == tuple(remains(t, cell) for t in TREES)


def test_only_the_words_asked_for_are_gone_through() -> None:
    within = {"role": frozenset({"friend", "family"}), "collector": frozenset({"agency"})}
    cells = [
        cell for cell, _ in split([one_of("role", *ROLES - {"friend"}), one_of("product", *PRODUCTS)], within)
    ]
    assert {c.role for c in cells} == {"friend", "family"}
    assert {c.collector for c in cells} == {"agency"}


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


def test_every_ordinary_contact_can_be_judged_by_the_books_of_its_place(law: Law) -> None:
    for place in (find_place(law, region, DAY) for region in ("AU-VIC", "CN", "GB", "IN", "US-DC")):
        for asked in ordinary_requests(law, place, limit=20):
            verdict = judge(law, read_request(asked))
            assert set(verdict.books) == set(place.books)


def test_an_ordinary_call_to_a_borrower_in_the_morning_is_allowed_in_china(law: Law) -> None:
    place = find_place(law, "CN", DAY)
    called = [cell_request(Cell(lender=lender, collector=k), place) for k, lender in WHO]
    assert {judge(law, read_request(asked)).verdict for asked in called} == {"allow"}


def test_the_zone_is_where_the_people_of_the_nearest_book_live(law: Law) -> None:
    assert find_place(law, "US", DAY).zone == "America/New_York"
    assert find_place(law, "US-OR", DAY).zone == "America/Los_Angeles"


def test_no_book_is_in_force_in_the_place_before_its_first_day(law: Law) -> None:
    assert "CN" not in {p.region for p in find_places(law, date(2005, 1, 1))}
