"""A single change to a rule is noticed by a case at its boundary, and by no other."""

import pytest
from house_book import HOUSE, spoil

from forbear.law.judge.changes import changed_rules, single_changes, unnoticed
from forbear.law.rulebook import read_rulebook


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"within": "7 days"}, ["within: 6 days", "within: 8 days"]),
        ({"allow": {"from": "08:00", "before": "21:00"}}, [
            "allow.from: 07:00", "allow.from: 07:59", "allow.from: 08:01", "allow.from: 09:00", "allow.from is after",
            "allow.before: 20:00", "allow.before: 20:59", "allow.before: 21:01", "allow.before: 22:00",
            "allow.before is to",
        ]),
        ({"unless": [{"reply": True}, {"consent": "calls"}]}, [
            "unless without [0]", "unless[0].reply: False", "unless without [1]",
        ]),
        ({"effect": "presume"}, ["effect: advise", "effect: forbid"]),
        ({"force": "law"}, ["force: standard"]),
        ({"id": "x", "en": "At most 3.", "cite": "§ 3"}, []),
    ],
)  # fmt: skip
def test_every_single_change_is_made_once(table, words):
    assert [what for what, _ in single_changes(table)] == words


def test_a_change_that_cannot_be_read_or_says_the_same_is_none():
    text = spoil(
        'within = "1 day"', 'within = "1 day"\non     = { direction = "outbound", channel = "call" }'
    )
    whats = [c.what for c in changed_rules(read_rulebook(text, "demo.md")) if c.old.id == "house.demo.twice"]
    assert {"within: 2 day", "on.channel dropped"} <= set(whats)
    assert "within: 0 day" not in whats and "max dropped" not in whats  # refused
    assert "on.direction dropped" not in whats  # outbound is what is meant where nothing is said


def test_a_case_at_the_boundary_notices_and_its_absence_shows():
    book = read_rulebook(HOUSE, "demo.md")
    missed = {f"{c.old.id} {c.what}" for c in unnoticed(book, changed_rules(book), None)}
    assert "house.demo.mornings allow.from: 08:59" not in missed
    assert "house.demo.twice max: 3" in missed  # the book has no case of its own for that rule
