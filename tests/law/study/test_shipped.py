"""The shipped books hold: no contradiction, no gap without its reason, and every finding can be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forbear.law.judge import judge, read_request
from forbear.law.rulebook import Law, Rulebook, load_law
from forbear.law.study.cells import find_places
from forbear.law.study.expected import Expected, load_expected
from forbear.law.study.finding import Finding
from forbear.law.study.gaps import find_gaps
from forbear.law.study.study import Study, days_of_change, study_law
from forbear.review.contacts import read_contact

DAY, SINCE = date(2026, 11, 24), date(2022, 1, 1)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


@pytest.fixture(scope="module")
def expected() -> Expected:
    return load_expected()


@pytest.fixture(scope="module")
def study(law: Law, expected: Expected) -> Study:
    return study_law(law, [DAY], expected, read_contact)


@pytest.fixture(scope="module")
def gaps(law: Law, expected: Expected) -> list[Finding]:
    """Every gap on every day since 2022 on which the law changes."""
    places = [place for day in days_of_change(law, SINCE) for place in find_places(law, day)]
    return [found for place in places for found in find_gaps(law, place, expected)]


def test_there_is_no_error(study: Study) -> None:
    assert [f.words["en"] for f in study.findings if f.severity == "error"] == []


def test_every_gap_is_declared_on_every_day_since_2022_on_which_the_law_changes(
    gaps: list[Finding],
) -> None:
    assert [(f.place, f.day, f.words["en"]) for f in gaps if f.kind != "declared"] == []


def test_no_gap_is_declared_that_is_none(gaps: list[Finding], expected: Expected) -> None:
    told = " ".join(f.words["en"] for f in gaps)
    assert [g.reason["en"] for g in expected.gaps if g.reason["en"] not in told] == []


def test_every_covered_place_is_expected_to_have_something(law: Law, expected: Expected) -> None:
    covered = {r for b in law.books.values() if b.covers for r in b.regions}
    assert [place for place in sorted(covered) if not expected.at(place)] == []


def test_a_declared_gap_can_be_seen_no_rule_on_the_matter_is_among_the_reasons(
    law: Law, expected: Expected, study: Study
) -> None:
    rules = {r.id: r for book in law.books.values() for r in book.rules}
    for found in (f for f in study.findings if f.kind == "declared"):
        topic = expected.topics[found.request["id"].rsplit("-", 1)[1]]
        verdict = judge(law, read_request(dict(found.request)), read_contact)
        named = [b.rule for b in verdict.breaches] + [m.rule for m in verdict.missing if m.rule in rules]
        assert [name for name in named if topic.covers(rules[name])] == [], found.words["en"]


def test_a_shadowed_rule_and_what_covers_it_forbid_together(law: Law, study: Study) -> None:
    shadowed = [f for f in study.findings if f.kind == "shadowed"]
    assert shadowed
    for found in shadowed:
        verdict = judge(law, read_request(dict(found.request)), read_contact)
        inner, *cover = found.rules
        broken = {b.rule for b in verdict.breaches}
        assert inner in broken and broken & set(cover), found.words["en"]


def test_a_rule_taken_away_is_missed(law: Law, expected: Expected) -> None:
    """Each of a country's rules on hours, taken away, leaves a gap that nobody declared."""
    for name in ("cn.gbt45251.hours", "us.regf.hours", "id.ojk.hours", "vn.circ18.hours", "us.fl.hours"):
        fewer = Law([_without(b, name) for b in law.books.values()])
        gaps = [f for place in find_places(fewer, DAY) for f in find_gaps(fewer, place, expected)]
        assert any(f.kind == "gap" for f in gaps), name


def _without(book: Rulebook, name: str) -> Rulebook:
    return replace(book, rules=tuple(r for r in book.rules if r.id != name))
