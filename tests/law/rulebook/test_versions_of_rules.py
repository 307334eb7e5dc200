"""Rules have dates: an old version stands beside the new one, without a gap and without an overlap."""

from datetime import date, timedelta

import pytest
from house_book import HOUSE, line_of, spoil
from hypothesis import given
from hypothesis import strategies as st

from forbear.law.judge import judge, read_request
from forbear.law.rulebook import Law, load_law, read_rulebook
from forbear.terms import RulebookError

OLDER = """
```toml rule
id     = "house.demo.twice"
kind   = "limit"
{dates}
max    = 1
within = "1 day"
count  = {{ channel = "call" }}
per    = ["lender", "person"]
en     = "{{count}} calls today; at most {{max}}."
zh     = "今日已拨打{{count}}次;最多{{max}}次。"
```
"""


def with_older(dates, newer="in_force = 2026-03-01"):
    """The house book with another version of its second rule after the first."""
    return spoil("max    = 2", f"{newer}\nmax    = 2") + OLDER.format(dates=dates)


def refusal(text):
    with pytest.raises(RulebookError) as told:
        read_rulebook(text, "demo.md")
    assert told.value.article == "Policy 7.2"
    return told.value


def test_two_versions_that_meet_are_both_kept():
    book = read_rulebook(with_older("until  = 2026-02-28"), "demo.md")
    law = Law([book])
    for day, most in ((date(2026, 2, 28), 1), (date(2026, 3, 1), 2)):
        (rule,) = [r for r in law.in_force(("house.demo",), day) if r.id == "house.demo.twice"]
        assert rule.kind.most == most
    assert not law.in_force(("house.demo",), date(2025, 12, 31))


def test_the_order_of_the_versions_in_the_file_does_not_matter():
    text = with_older("in_force = 2026-03-01", newer="until  = 2026-02-28")
    law = Law([read_rulebook(text, "demo.md")])
    (rule,) = [r for r in law.in_force(("house.demo",), date(2026, 4, 1)) if r.id == "house.demo.twice"]
    assert rule.kind.most == 1


@pytest.mark.parametrize("dates", ["", "until  = 2026-03-01", "until  = 2027-01-01", "in_force = 2026-03-01"])
def test_versions_that_overlap_are_refused_with_the_day_on_which_the_older_must_end(dates):
    text = with_older(dates)
    error = refusal(text)
    assert "house.demo.twice" in error.why
    assert "overlap from 2026-03-01" in error.why
    assert "until = 2026-02-28" in error.why
    rules = [i for i, line in enumerate(text.splitlines(), 2) if line == "```toml rule"]
    assert error.line in rules[1:]


def test_days_without_a_version_are_refused_and_named():
    text = with_older("until  = 2026-02-25")
    error = refusal(text)
    assert "house.demo.twice: no version is in force from 2026-02-26 to 2026-02-28" in error.why
    assert error.line == line_of('id     = "house.demo.twice"', text)


@given(st.integers(-40, 40), st.integers(0, 40))
def test_on_every_day_at_most_one_version_is_law(gap, length):
    newer = date(2026, 6, 1)
    until = newer - timedelta(days=1 + gap)
    text = with_older(f"until  = {until}", newer=f"in_force = {newer}")
    if gap:
        refusal(text)
        return
    law = Law([read_rulebook(text, "demo.md")])
    day = newer + timedelta(days=length - 20)
    assert [r.kind.most for r in law.in_force(("house.demo",), day) if "twice" in r.id] == [
        2 if day >= newer else 1
    ]


def test_a_rule_without_dates_has_those_of_its_book():
    text = spoil("in_force = 2026-01-01", "in_force = 2026-01-01\nuntil = 2026-12-31")
    for rule in read_rulebook(text, "demo.md").rules:
        assert (rule.in_force, rule.until) == (date(2026, 1, 1), date(2026, 12, 31))
        assert rule.in_force_within(date(2026, 12, 31), date(2027, 5, 1))
        assert not rule.in_force_within(date(2027, 1, 1), date(2027, 5, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [("Nobody is called before nine.", "Nobody is called before nine!"), ("max    = 2", "max    = 3"),
     ("read_on = 2026-02-01", "read_on = 2026-02-02")],
)  # fmt: skip
def test_the_version_of_a_book_changes_with_its_text(old, new):
    before, after = read_rulebook(HOUSE, "demo.md"), read_rulebook(spoil(old, new), "demo.md")
    assert before.version == read_rulebook(HOUSE, "elsewhere.md").version
    assert before.version != after.version
    assert before.version.startswith("2026-02-01:")


def test_the_day_at_which_the_law_is_read_can_be_another_than_the_day_of_the_contact():
    law = load_law()
    value = {
        "books": ["cn.cba2026"],
        "collectors": [{"id": "b", "kind": "bank"}],
        "debts": [{"id": "d", "product": "credit_card"}],
        "people": [{"id": "p", "role": "borrower", "zones": ["Asia/Shanghai"]}],
        "contact": {
            "at": "2026-01-29T23:00:00+08:00", "channel": "call", "person": "p", "debts": ["d"], "collector": "b",
        },
    }  # fmt: skip
    assert judge(law, read_request(value)).verdict == "allow"  # the guidelines are law from the 30th on
    answer = judge(law, read_request({**value, "read_at": "2026-01-30"}))
    assert answer.verdict == "forbid"
    assert answer.read_at == date(2026, 1, 30)


def test_the_day_of_a_contact_is_that_of_the_person_it_reaches():
    law = Law([read_rulebook(HOUSE, "demo.md")])
    ask = {
        "books": ["house.demo"],
        "collectors": [{"id": "k", "kind": "consumer_finance"}],
        "people": [{"id": "p", "role": "borrower", "zones": ["Asia/Shanghai"]}],
        "contact": {"at": "2025-12-31T16:30:00Z", "channel": "call", "person": "p", "collector": "k"},
    }
    answer = judge(law, read_request(ask))
    assert (answer.read_at, answer.verdict) == (date(2026, 1, 1), "forbid")
    ask["people"][0]["zones"] = ["Europe/London"]
    answer = judge(law, read_request(ask))
    assert (answer.read_at, answer.verdict) == (date(2025, 12, 31), "allow")
