"""Gaps: what a country is expected to have and has not, declared with its reason or an error."""

from __future__ import annotations

from datetime import date

import pytest
from small import book, broken, judged, rule, studied

from forbear.law.study.expected import Expected, read_expected
from forbear.terms import InputError

HOURS = rule(
    "zz.a.hours", 'kind = "hours"\non = { channel = "call" }\nallow = { from = "08:00", before = "20:00" }'
)
EXPECTED = """
[topic.hours]
en = "hours"
zh = "时段"
kinds = ["hours"]
on = { channel = ["call", "sms"], purpose = ["collect"], role = ["borrower"] }

[[expected]]
place = "ZZ"
topics = ["hours"]
"""
DECLARED = """
[[gap]]
places = ["ZZ"]
topics = ["hours"]
on = { channel = "sms" }
en = "The Act is silent on messages."
zh = "该法未涉及短信。"
"""


def expected(*further: str) -> Expected:
    return read_expected(EXPECTED + "".join(further), "expected.toml")


def test_a_channel_without_hours_is_a_gap_and_an_error() -> None:
    (found,) = studied(book("zz.a", HOURS), expected=expected())
    assert (found.kind, found.severity) == ("gap", "error")
    assert "channel sms" in found.words["en"] and "call" not in found.words["en"]


def test_its_request_is_a_contact_at_three_in_the_morning_that_nothing_forbids() -> None:
    (found,) = studied(book("zz.a", HOURS), expected=expected())
    assert found.request["contact"]["channel"] == "sms"
    assert "T03:00:00+09:00" in found.request["contact"]["at"]
    assert judged(found, book("zz.a", HOURS)).verdict == "allow"


def test_a_declared_gap_is_information_and_tells_its_reason() -> None:
    (found,) = studied(book("zz.a", HOURS), expected=expected(DECLARED))
    assert (found.kind, found.severity) == ("declared", "info")
    assert "The Act is silent on messages." in found.words["en"]
    assert "该法未涉及短信。" in found.words["zh"]


def test_a_gap_declared_for_some_cells_leaves_the_others_an_error() -> None:
    without = book("zz.a", rule("zz.a.cards", 'kind = "bar"\non = { channel = "postcard" }'))
    found = studied(without, expected=expected(DECLARED))
    assert [(f.severity, "channel call" in f.words["en"]) for f in found] == [
        ("error", True),
        ("info", False),
    ]


def test_a_gap_declared_until_a_day_is_an_error_the_day_after() -> None:
    until = expected(DECLARED + "until = 2026-06-30\n")
    assert [f.severity for f in studied(book("zz.a", HOURS), expected=until, on=date(2026, 6, 30))] == [
        "info"
    ]
    assert [f.severity for f in studied(book("zz.a", HOURS), expected=until, on=date(2026, 7, 1))] == [
        "error"
    ]


def test_a_rule_that_binds_only_agencies_leaves_the_lender_a_gap() -> None:
    agencies = rule(
        "zz.a.hours",
        'kind = "hours"\nbinds = { collector = "agency" }\nallow = { from = "08:00", before = "20:00" }',
    )
    (found,) = studied(book("zz.a", agencies), expected=expected())
    assert (
        "bank" in found.words["en"]
        and "for itself" in found.words["en"]
        and "agency" not in found.words["en"]
    )


def test_hours_that_only_the_person_names_are_not_the_hours_expected() -> None:
    named = rule("zz.a.named", 'kind = "hours"\nclosed = "inconvenient"')
    (found,) = studied(book("zz.a", named), expected=expected())
    assert "everyone, every product" in found.words["en"]


def test_a_rule_that_waits_for_a_fact_counts_as_binding() -> None:
    late = rule(
        "zz.a.hours",
        'kind = "hours"\nwhen = { said = "hardship" }\nallow = { from = "08:00", before = "20:00" }',
    )
    assert studied(book("zz.a", late), expected=expected()) == ()


def test_a_covered_country_of_which_nothing_is_said_is_a_warning() -> None:
    (found,) = studied(book("zz.a", HOURS), expected=read_expected("", "expected.toml"))
    assert (found.kind, found.severity) == ("gap", "warning")


def test_a_place_that_no_book_covers_is_expected_to_have_nothing() -> None:
    assert studied(book("zz.a", HOURS, further="covers = false"), expected=expected()) == ()


def test_a_house_rule_fills_no_gap_of_the_law() -> None:
    house = book(
        "zz.h",
        rule("zz.h.hours", 'kind = "hours"\nallow = { from = "09:00", before = "19:00" }'),
        force="house",
    )
    (found,) = (f for f in studied(book("zz.a", HOURS), house, expected=expected()) if f.kind == "gap")
    assert found.severity == "error"
    assert broken(judged(found, book("zz.a", HOURS), house)) == {"zz.h.hours"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[gap]]\nplaces = []\n", "gap 1: lacks its places"),
        ('[[gap]]\nplaces = ["ZZ"]\ntopics = ["ours"]\n', "gap 1: no topic 'ours'"),
        ('[[expected]]\nplace = "ZZ"\ntopics = "hours"\n', "expected 1: topics: write a list"),
        ('[topic.hours]\nkinds = ["ours"]\n', "topic hours: kinds: unknown word 'ours'; did you mean 'hours'?"),
        ('[topic.hours]\nkinds = ["hours"]\n', "topic hours: lacks its words"),
        ("[[gap]\n", "not TOML"),
        ("[[gape]]\n", "unknown key 'gape'; did you mean 'gap'?"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        read_expected(text, "expected.toml")
    assert why in str(caught.value)
