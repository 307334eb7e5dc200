"""Rules that lie within others: proved by comparing conditions, and held by sampling blocked spans."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from small import book, broken, judged, rule, studied

from forbear.law.rulebook import load_law
from forbear.law.rules.expr import FALSE, TRUE, Col
from forbear.law.study.blocked import blocked_spans
from forbear.law.study.cells import cell_request, find_place, split
from forbear.law.study.choices import Choices
from forbear.law.study.finding import Finding
from forbear.law.study.shadows import find_shadows
from forbear.law.study.showing import after_contacts, after_saying, forbidding, with_text
from forbear.law.study.trees import settle


def shadowed(*found: Finding) -> dict[str, tuple[str, ...]]:
    return {f.rules[0]: f.rules[1:] for f in found if f.kind == "shadowed"}


WIDE = rule("zz.a.wide", 'kind = "hours"\nallow = { from = "08:00", before = "20:00" }')
NARROW = rule(
    "zz.a.narrow", 'kind = "hours"\non = { channel = "call" }\nallow = { from = "07:00", before = "21:00" }'
)


def test_longer_hours_for_fewer_contacts_lie_within_shorter_ones() -> None:
    (found,) = studied(book("zz.a", WIDE, NARROW))
    assert (found.kind, found.severity, found.rules) == ("shadowed", "warning", ("zz.a.narrow", "zz.a.wide"))
    assert broken(judged(found, book("zz.a", WIDE, NARROW))) == {"zz.a.narrow", "zz.a.wide"}


def test_in_another_book_it_is_information() -> None:
    other = rule("zz.b.narrow", 'kind = "hours"\nallow = { from = "07:00", before = "21:00" }')
    (found,) = studied(book("zz.a", WIDE), book("zz.b", other))
    assert (found.severity, found.rules) == ("info", ("zz.b.narrow", "zz.a.wide"))


def test_a_standard_does_not_stand_in_for_a_law() -> None:
    other = rule("zz.b.narrow", 'kind = "hours"\nallow = { from = "09:00", before = "19:00" }')
    assert shadowed(*studied(book("zz.a", WIDE), book("zz.b", other, force="standard"))) == {}


def test_a_rule_that_two_others_cover_between_them() -> None:
    law = book(
        "zz.a",
        rule("zz.a.early", 'kind = "hours"\nallow = { from = "08:00", before = "24:00" }'),
        rule("zz.a.late", 'kind = "hours"\nallow = { from = "00:00", before = "20:00" }'),
        rule("zz.a.daily", 'kind = "hours"\nallow = { from = "08:00", before = "20:00" }'),
    )
    found = shadowed(*studied(law))
    assert set(found["zz.a.daily"]) == {"zz.a.early", "zz.a.late"}
    assert found["zz.a.early"] == ("zz.a.daily",)


def test_a_bar_within_a_bar_whatever_more_it_asks() -> None:
    law = book(
        "zz.a",
        rule("zz.a.social", 'kind = "bar"\non = { channel = ["social_post", "social_message"] }'),
        rule("zz.a.posts", 'kind = "bar"\non = { channel = "social_post" }\nwhen = { said = "dispute" }'),
        rule(
            "zz.a.im",
            'kind = "require"\non = { channel = ["social_message", "im"] }\nneeds = { consent = "sms" }',
        ),
    )
    assert shadowed(*studied(law)) == {"zz.a.posts": ("zz.a.social",)}


LIMIT = """kind = "limit"
on = {{ channel = "call" }}
max = {most}
within = "{within}"
count = {{ channel = "call" }}
per = {per}"""


@pytest.mark.parametrize(
    ("most", "within", "per", "covered"),
    [
        (4, "7 days", '["person"]', True),
        (3, "1 day", '["person"]', True),
        (2, "7 days", '["person"]', False),
        (4, "8 days", '["person"]', False),
        (4, "7 days", '["person", "debt"]', True),
        (4, "24 hours", '["person"]', False),
    ],
)
def test_a_limit_lies_within_a_stricter_one_that_counts_no_less(
    most: int, within: str, per: str, covered: bool
) -> None:
    strict = rule("zz.a.strict", LIMIT.format(most=3, within="7 days", per='["person"]'))
    other = rule("zz.a.other", LIMIT.format(most=most, within=within, per=per))
    assert ("zz.a.other" in shadowed(*studied(book("zz.a", strict, other)))) == covered


def test_acts_within_acts_and_a_cooldown_within_a_longer_one() -> None:
    law = book(
        "zz.a",
        rule("zz.a.insults", 'kind = "content"\nacts = ["insults"]'),
        rule("zz.a.words", 'kind = "content"\nacts = ["insults", "threatens_violence"]'),
        rule(
            "zz.a.three", 'kind = "cooldown"\nafter = { channel = "call" }\nper = ["person"]\nfor = "3 days"'
        ),
        rule(
            "zz.a.seven",
            'kind = "cooldown"\nafter = { direction = "outbound" }\nper = ["person"]\nfor = "7 days"',
        ),
    )
    assert "zz.a.three" not in shadowed(*studied(law))  # a call that came in is no contact that went out
    assert shadowed(*studied(law))["zz.a.insults"] == ("zz.a.words",)


def test_what_opens_the_wider_rule_keeps_the_narrower_one_alive() -> None:
    opened = WIDE.replace('en = "w"', 'unless = { consent = "calls" }\nen = "w"')
    assert shadowed(*studied(book("zz.a", opened, NARROW))) == {}


def test_of_the_shipped_books_no_sampled_instant_is_blocked_by_a_shadowed_rule_alone() -> None:
    """Seed 20261124: for each proof, cells of the rule at random, with and without a history, over a fortnight."""
    chance = random.Random(20261124)
    law, blocked = load_law(), 0
    for place in (find_place(law, region, date(2026, 11, 24)) for region in ("AU", "CN", "GB", "ID", "PH")):
        for inner, cover in find_shadows(law, place, Choices()):
            cells = [cell for cell, (left,) in split([forbidding(inner)]) if left != FALSE]
            for cell in chance.sample(cells, min(6, len(cells))):
                outer = [
                    r for r in cover if settle(r.scope, {Col(k): v for k, v in cell.words().items()}) == TRUE
                ]
                for asked in variants(cell_request(cell, place), chance):
                    _, spans = blocked_spans(asked, (inner, *outer))
                    alone = spans[inner.id]
                    blocked += bool(alone)
                    for r in outer:
                        alone = alone - spans[r.id]
                    assert not alone, (inner.id, asked)
    assert blocked > 50


def variants(asked: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    many = after_contacts(asked, chance.randint(1, 9), timedelta(hours=chance.randint(1, 100)))
    minor = {**asked, "people": [{**p, "minor": True} for p in asked["people"]]}
    said = [after_saying(asked, [kind]) for kind in ("declines", "dispute", "offers_to_pay")]
    return [asked, many, minor, with_text(asked), *said]
