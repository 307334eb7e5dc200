"""A change of law: what changes in the clauses, which contacts are judged otherwise, and a request that shows each."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from forbear.law.judge import Verdict, judge, read_request
from forbear.law.rulebook import Law, load_law, read_rulebook, replace_books
from forbear.law.study.cells import Place, cell_request
from forbear.law.study.changes import find_fields
from forbear.law.study.clauses import Side, compare_clauses
from forbear.law.study.columns import COLUMNS, Sort
from forbear.law.study.difference import Finding, Unseen, find_differences
from forbear.law.study.situations import add_circumstances
from forbear.review.contacts import read_contact

LIVE = load_law()
HEAD = """\
+++
id = "zz.act"
title = { en = "Act", zh = "法" }
source = "Act of 2024"
regions = ["ZZ"]
force = "law"
in_force = 2024-01-01
read_on = 2026-02-01
[case]
people = [{ id = "b", role = "borrower", zones = ["Asia/Tokyo"], region = "ZZ" }]
+++

## Act s 1: All of it
"""
HOURS = """
```toml rule
id    = "zz.act.hours"
kind  = "hours"
on    = { channel = "call" }
allow = { from = "08:00", before = "22:00" }
en    = "No calls then."
zh    = "此时不得拨打电话。"
```
"""
LIMIT = """
```toml rule
id     = "zz.act.calls"
kind   = "limit"
on     = { channel = "call" }
max    = 3
within = "7 days"
count  = { channel = "call" }
per    = ["lender", "person"]
en     = "At most {max} within {within}."
zh     = "{within}内最多{max}次。"
```
"""
HOLD = """
```toml rule
id    = "zz.act.cease"
kind  = "hold"
on    = { role = "borrower" }
while = "cease"
en    = "Stop."
zh    = "停止。"
```
"""
NEEDS = """
```toml rule
id    = "zz.act.leave"
kind  = "require"
on    = { channel = "call" }
needs = { consent = "calls" }
en    = "Ask first."
zh    = "须先征得同意。"
```
"""
VALUE = """
```toml value
id   = "zz.act.cap"
unit = "per_year"
is   = { 2024-01-01 = "0.24", 2026-06-01 = "0.20" }
en   = "At most {value}."
zh   = "不超过{value}。"
```
"""
DAY = date(2026, 5, 12)


def side(*fences: str, day: date = DAY) -> Side:
    book = read_rulebook(HEAD + "".join(fences), "zz.md")
    return Side(name="zz.md", law=Law([book]), books=("zz.act",), day=day)


def shipped(name: str, day: str) -> Side:
    return Side(name=f"{name}@{day}", law=LIVE, books=LIVE.named((name,)), day=date.fromisoformat(day))


def findings(before: Side, after: Side) -> list[Finding]:
    return [f for f in find_differences(before, after, read_contact) if isinstance(f, Finding)]


def local(found: Finding, n: int = 0) -> tuple[str, str]:
    """The n-th span of a finding by the clock of Tokyo."""
    first, end = (datetime.fromtimestamp(t).astimezone(ZONE) for t in found.times[n])
    return f"{first:%m-%d %H:%M}", f"{end:%m-%d %H:%M}"


ZONE = datetime.fromisoformat("2026-05-12T00:00:00+09:00").tzinfo


def judged(at: Side, request: dict) -> Verdict:
    books = [b for b in request["books"] if b in at.law.books]
    return judge(
        at.law, read_request(request | {"read_at": at.day.isoformat(), "books": books}), read_contact
    )


def makes_the_difference(before: Side, after: Side, request: dict, found: Finding) -> bool:
    """Whether the contact is open on one side, and one of the finding's rules stands against it on the other."""
    opens = found.after.verdict == "allow"
    shut, free = (judged(before, request), judged(after, request))[:: 1 if opens else -1]
    broken = {b.rule for b in shut.breaches} | {m.rule for m in shut.missing}
    return free.verdict == "allow" and not broken.isdisjoint(found.rules)


class TestByClause:
    def test_an_hour_that_moves_is_one_parameter(self) -> None:
        (change,) = compare_clauses(side(HOURS), side(HOURS.replace("22:00", "21:00")))
        assert change.how == "changed"
        assert change.parameters == (("allow.before", "22:00", "21:00"),)

    def test_what_comes_and_what_goes_is_told(self) -> None:
        found = compare_clauses(side(HOURS, LIMIT), side(HOURS, HOLD))
        assert [(c.how, c.clause.entry.id) for c in found] == [
            ("added", "zz.act.cease"),
            ("ended", "zz.act.calls"),
        ]

    def test_the_order_of_words_in_a_list_is_no_change(self) -> None:
        other = HOLD.replace('"borrower"', '["friend", "borrower"]')
        assert compare_clauses(side(other), side(HOLD.replace('"borrower"', '["borrower", "friend"]'))) == ()

    def test_a_value_by_date_changes_with_the_date_alone(self) -> None:
        (change,) = compare_clauses(side(VALUE), side(VALUE, day=date(2026, 6, 1)))
        assert change.parameters == (("is", "0.24", "0.2"),)
        assert compare_clauses(side(VALUE), side(VALUE, day=date(2026, 5, 31))) == ()

    def test_other_words_alone_are_a_change_of_clause_and_of_no_verdict(self) -> None:
        before, after = side(HOURS), side(HOURS.replace("No calls then.", "Too late."))
        (change,) = compare_clauses(before, after)
        assert change.parameters == (("en", "No calls then.", "Too late."),)
        assert list(find_differences(before, after, read_contact)) == []

    def test_china_in_2025_and_2026_the_standard_and_the_guidelines_arrive(self) -> None:
        found = compare_clauses(shipped("cn", "2025-01-01"), shipped("cn", "2026-03-01"))
        added = {c.clause.entry.id for c in found if c.how == "added"}
        assert {
            "cn.gbt45251.hours",
            "cn.gbt45251.freq.interactive_voice",
            "cn.cba2026.freq.attempts",
        } <= added

    def test_india_in_2027_the_hour_of_the_evening_turns(self) -> None:
        found = {
            c.clause.entry.id: c
            for c in compare_clauses(shipped("in", "2026-12-31"), shipped("in", "2027-01-01"))
        }
        assert found["in.rbi.grievance_hold"].how == "ended"
        assert found["in.rbi.recovery_agent_conduct_2027.hours"].how == "added"
        assert found["in.rbi.hours"].how == "changed"


class TestByBehaviour:
    def test_the_hour_between_is_newly_forbidden_and_no_other(self) -> None:
        (found,) = findings(side(HOURS), side(HOURS.replace("22:00", "21:00")))
        assert (found.before.verdict, found.after.verdict) == ("allow", "forbid")
        assert local(found) == ("05-12 21:00", "05-12 22:00")
        assert found.rules == ("zz.act.hours",)
        assert [s["channel"] for s in found.sorts] == [("call",)]
        assert len(found.sorts[0]["role"]) == 21

    def test_an_earlier_morning_is_newly_allowed(self) -> None:
        (found,) = findings(side(HOURS), side(HOURS.replace("08:00", "07:00")))
        assert (found.before.verdict, found.after.verdict) == ("forbid", "allow")
        assert local(found) == ("05-13 07:00", "05-13 08:00")

    def test_a_smaller_number_shows_at_the_smaller_number(self) -> None:
        (found,) = findings(side(LIMIT), side(LIMIT.replace("max    = 3", "max    = 2")))
        assert [c.sort for c in found.so] == ["contacts"]
        assert len(found.request["history"]) == 2
        assert local(found) == ("05-12 10:30", "05-19 00:00")

    def test_a_longer_span_shows_after_the_shorter_has_passed(self) -> None:
        (found,) = findings(side(LIMIT), side(LIMIT.replace("7 days", "28 days")))
        assert len(found.request["history"]) == 3
        assert local(found) == ("05-19 00:00", "06-09 00:00")

    def test_a_hold_shows_once_the_statement_is_made(self) -> None:
        (found,) = findings(side(), side(HOLD))
        assert [(c.sort, c.detail[0]) for c in found.so] == [("said", "cease")]
        assert found.sorts[0]["role"] == ("borrower",)
        assert found.times == (found.looked,)

    def test_what_another_rule_shuts_anyway_is_no_difference_and_said_so(self) -> None:
        never = NEEDS.replace("leave", "never").replace("require", "bar").replace("needs", "# needs")
        (unseen,) = find_differences(side(never), side(never, HOURS), read_contact)
        assert unseen == Unseen(rule="zz.act.hours", region="ZZ", tried=True)

    def test_a_rule_is_seen_behind_another_once_that_one_is_met(self) -> None:
        found = findings(side(NEEDS), side(NEEDS, HOURS))
        assert found
        assert all("consent" in {c.sort for c in f.so} for f in found)

    def test_two_rules_that_do_the_same_are_told_together(self) -> None:
        twin = HOURS.replace("zz.act.hours", "zz.act.twin")
        found = findings(side(), side(HOURS, twin))
        assert {f.rules for f in found} == {("zz.act.hours", "zz.act.twin")}

    def test_new_york_before_and_after_the_three_attempts(self) -> None:
        found = findings(shipped("us", "2026-08-31"), shipped("us", "2026-09-01"))
        (attempts, *_) = [f for f in found if f.rules == ("us.nyc.contact_frequency",)]
        assert attempts.region == "US-NY-NYC"
        assert len(attempts.request["history"]) == 3


REAL = (("us", "2026-08-31", "2026-09-01"), ("in", "2026-12-31", "2027-01-01"))
LONG = (
    ("cn", "2025-01-01", "2026-06-01"), ("us", "2019-01-01", "2026-10-01"), ("au", "2009-01-01", "2026-10-01"),
    ("ph", "2009-01-01", "2026-10-01"), ("id", "2019-01-01", "2026-10-01"), ("uk", "2009-01-01", "2026-10-01"),
)  # fmt: skip
"""Further changes, which `make prove` looks at."""
DRAWN = 4000 if "FORBEAR_CHANGES" in os.environ else 800


@pytest.fixture(scope="module")
def changes() -> list[tuple[Side, Side, list[Finding]]]:
    """Some real changes with all that was found."""
    wanted = (*REAL, *(LONG if "FORBEAR_CHANGES" in os.environ else ()))
    pairs = [(shipped(name, old), shipped(name, new)) for name, old, new in wanted]
    return [(before, after, findings(before, after)) for before, after in pairs]


def members(found: Finding, number: int) -> Iterator[Sort]:
    """Some of the sorts that a finding names, drawn by lot and always the same."""
    lot = random.Random(7)
    for _ in range(number):
        words = lot.choice(found.sorts)
        who, _, whom = lot.choice(words["sender"]).partition(" for ")
        channel, role, purpose, product = (
            lot.choice(words[c]) for c in ("channel", "role", "purpose", "product")
        )
        yield Sort((channel,), (role,), (purpose,), (who, whom or who, product))


class TestEveryFinding:
    def test_gives_its_two_verdicts_when_its_request_is_judged(self, changes) -> None:
        for before, after, found in changes:
            assert found
            for f in found:
                said = [judged(s, dict(f.request)).verdict for s in (before, after)]
                assert said == [f.before.verdict, f.after.verdict]
                assert makes_the_difference(before, after, dict(f.request), f)

    def test_holds_for_whatever_contact_it_names(self, changes) -> None:
        for before, after, found in changes:
            for f in found:
                place = Place(region=f.region, day=after.day, books=tuple(f.request["books"]), zone=f.zone)
                for sort in members(f, 10):
                    asked = add_circumstances(cell_request(sort.cell(), place), f.so)
                    asked["contact"]["at"] = f.request["contact"]["at"]
                    assert makes_the_difference(before, after, asked, f), (f.rules, sort)

    def test_ends_where_it_says(self, changes) -> None:
        """In the last second of a span its rule makes the difference, a second later no more."""
        for before, after, found in changes:
            for f in found:
                first, end = f.times[-1]
                moments = [(first, True), (end - 1, True), (end, False)]
                for t, wanted in moments[: 2 if end == f.looked[1] else 3]:
                    at = datetime.fromtimestamp(t).astimezone().isoformat()
                    asked = dict(f.request) | {"contact": {**f.request["contact"], "at": at}}
                    assert makes_the_difference(before, after, asked, f) is wanted, (f.rules, at)


def test_no_ordinary_contact_that_is_judged_otherwise_is_passed_over(changes) -> None:
    """Drawn by lot, at any time of the days looked at: if the verdicts differ, a finding names contact and time."""
    lot = random.Random(11)
    differed = 0
    for before, after, found in changes:
        plain = [f for f in found if not f.so]
        for field in find_fields(before, after) if plain else ():
            if field.changes != field.own:
                continue  # what a wider place changes is told of there
            here = [f for f in plain if f.region == field.place.region]
            for _ in range(DRAWN):
                sort = Sort(*(lot.choice(words) for words in COLUMNS.values()))
                asked = field.request(sort, ())
                start = datetime.fromisoformat(asked["contact"]["at"])
                at = start + timedelta(seconds=lot.randrange(7 * 86_400))
                asked["contact"]["at"] = at.isoformat()
                verdicts = {judged(side, asked).verdict == "allow" for side in (before, after)}
                named = any(holds(f, sort, at.timestamp()) for f in here)
                assert named == (len(verdicts) == 2), (before.name, sort, at)
                differed += named
    assert differed > 50


def holds(found: Finding, sort: Sort, at: float) -> bool:
    """Whether a finding names a sort of contact at an instant."""
    (channel,), (role,), (purpose,), (who, whom, product) = sort
    sender = who if who == whom else f"{who} for {whom}"
    told = {"channel": channel, "role": role, "purpose": purpose, "sender": sender, "product": product}
    return any(a <= at < b for a, b in found.times) and any(
        all(told[column] in words for column, words in sorts.items()) for sorts in found.sorts
    )


def test_a_draft_is_compared_with_the_live_book_of_its_id(tmp_path: Path) -> None:
    text = LIVE.books["us.fl"].text
    assert 'before = "21:00"' in text
    text = text.replace('before = "21:00"', 'before = "20:00"')
    draft = tmp_path / "fl.md"
    draft.write_text(text, encoding="utf-8")
    law = replace_books(LIVE, [draft])
    live = Side(name="live", law=LIVE, books=("us.fl",), day=DAY)
    found = findings(live, Side(name="draft", law=law, books=("us.fl",), day=DAY))
    assert {f.after.verdict for f in found} == {"forbid"}
