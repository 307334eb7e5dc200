"""Duties with a date: what starts them, by which day they are due, what ends them, and what is kept how long."""

from datetime import date

import pytest

from forbear.law.judge import read_request
from forbear.law.judge.deadlines import list_deadlines
from forbear.law.rulebook import Law, read_rulebook
from forbear.terms import RulebookError

FRONT = """\
+++
id = "zz.duties"
title = { en = "Duties", zh = "义务" }
source = "an invented act"
regions = ["ZZ"]
force = "law"
in_force = 2026-01-01
read_on = 2026-01-01
+++

## s 1: Answers
"""
ANSWER = """
```toml deadline
id = "zz.duties.answer"
starts = { said = ["complaint", "dispute"] }
ends = { said = "complaint_closed" }
due = "15 days"
latest = "60 days"
en = "Answer by {due}, {latest} at the latest."
zh = "{due}前答复,最迟{latest}。"
```
"""
NOTICE = """
```toml deadline
id = "zz.duties.notice"
starts = { contact = { channel = "call", result = "conversation" }, first = true }
ends = { notice = "zz.duties.first_notice" }
due = "5 business days"
calendar = "us.legal"
binds = { collector = ["agency"] }
en = "Send the notice by {due}."
zh = "{due}前发出通知。"
```
"""
KEEP = """
```toml deadline
id = "zz.duties.recording"
starts = { contact = { channel = "call" } }
keep = "2 years"
en = "Keep it until {due}."
zh = "保存至{due}。"
```
"""
PEOPLE = [{"id": "p", "role": "borrower", "zones": ["Asia/Shanghai"], "region": "ZZ"}]


def said(kind, at, name="s", **more):
    return {"id": name, "at": at, "person": "p", "kind": kind, **more}


def call(at, name, **more):
    return {"id": name, "at": at, "channel": "call", "person": "p", "debts": ["d"], "collector": "k",
            "result": "conversation", **more}  # fmt: skip


def running(fence, at, statements=(), history=(), people=PEOPLE, kind="agency"):
    law = Law([read_rulebook(FRONT + fence, "zz_duties.md")])
    asked = {
        "collectors": [{"id": "k", "kind": kind}],
        "people": people,
        "debts": [{"id": "d"}, {"id": "d2"}],
        "statements": list(statements),
        "history": list(history),
        "contact": {"at": at, "channel": "portal", "direction": "inbound", "person": "p", "collector": "k"},
    }
    return list_deadlines(law, read_request(asked))


def test_the_day_of_the_complaint_does_not_count_and_the_fifteenth_after_it_is_in_time():
    complaint = said("complaint", "2026-05-01T23:59:00+08:00")
    (last_day,) = running(ANSWER, "2026-05-16T23:59:59+08:00", [complaint])
    assert (last_day.due, last_day.late) == (date(2026, 5, 16), False)
    (day_after,) = running(ANSWER, "2026-05-17T00:00:00+08:00", [complaint])
    assert day_after.late
    assert day_after.words("en") == "Answer by 2026-05-16, 2026-06-30 at the latest."


def test_the_day_is_that_of_the_persons_own_clock():
    complaint = said("complaint", "2026-05-01T16:30:00Z")  # half past midnight of 2 May in Shanghai
    (found,) = running(ANSWER, "2026-05-10T00:00:00Z", [complaint])
    assert (found.started, found.due) == (date(2026, 5, 2), date(2026, 5, 17))


def test_an_answer_ends_it_in_time_or_late():
    complaint = said("complaint", "2026-05-01T10:00:00+08:00")
    for closed, late in (("2026-05-16T20:00:00+08:00", False), ("2026-05-17T08:00:00+08:00", True)):
        told = [complaint, said("complaint_closed", closed, "c")]
        (found,) = running(ANSWER, "2026-06-01T10:00:00+08:00", told)
        assert found.done == date.fromisoformat(closed[:10])
        assert found.late is late


def test_an_answer_about_another_debt_or_before_the_complaint_ends_nothing():
    complaint = said("complaint", "2026-05-05T10:00:00+08:00", debts=["d"])
    other = said("complaint_closed", "2026-05-06T10:00:00+08:00", "c1", debts=["d2"])
    before = said("complaint_closed", "2026-05-04T10:00:00+08:00", "c2", debts=["d"])
    (found,) = running(ANSWER, "2026-05-07T10:00:00+08:00", [complaint, other, before])
    assert found.done is None


def test_two_complaints_run_each_by_its_own_day():
    told = [
        said("complaint", "2026-05-01T10:00:00+08:00", "a"),
        said("dispute", "2026-05-03T10:00:00+08:00", "b"),
    ]
    assert [r.due.day for r in running(ANSWER, "2026-05-07T10:00:00+08:00", told)] == [16, 18]


def test_what_was_taken_back_starts_nothing():
    told = [said("complaint", "2026-05-01T10:00:00+08:00"),
            said("lifted", "2026-05-02T10:00:00+08:00", "l", of="s")]  # fmt: skip
    assert running(ANSWER, "2026-05-07T10:00:00+08:00", told) == ()


def test_before_the_law_nothing_starts_even_if_asked_after():
    assert (
        running(ANSWER, "2026-02-01T10:00:00+08:00", [said("complaint", "2025-12-31T10:00:00+08:00")]) == ()
    )


def test_it_runs_only_where_the_law_holds():
    elsewhere = [{**PEOPLE[0], "region": "YY"}]
    assert running(ANSWER, "2026-05-07T10:00:00+08:00", [said("complaint", "2026-05-01T10:00:00+08:00")],
                   people=elsewhere) == ()  # fmt: skip


def test_the_first_conversation_starts_the_notice_over_a_holiday():
    # Friday before Memorial Day: Tue 26 … Mon 1 June
    talks = [call("2026-05-22T10:00:00+08:00", "h1"), call("2026-05-25T10:00:00+08:00", "h2")]
    (found,) = running(NOTICE, "2026-06-02T10:00:00+08:00", history=talks)
    assert (found.started, found.due, found.late) == (date(2026, 5, 22), date(2026, 6, 1), True)
    sent = {"id": "n", "at": "2026-05-28T10:00:00+08:00", "channel": "letter", "person": "p", "debts": ["d"],
            "purpose": "notice", "notice": "zz.duties.first_notice", "result": "sent"}  # fmt: skip
    (found,) = running(NOTICE, "2026-06-02T10:00:00+08:00", history=[*talks, sent])
    assert (found.done, found.late) == (date(2026, 5, 28), False)
    (found,) = running(NOTICE, "2026-06-02T10:00:00+08:00", history=[*talks, {**sent, "result": "bounced"}])
    assert found.done is None


def test_a_notice_that_is_the_first_contact_starts_the_deadline_and_meets_it():
    starts_with_any = NOTICE.replace(
        '{ channel = "call", result = "conversation" }', '{ direction = "outbound" }'
    )
    sent = {"id": "n", "at": "2026-05-22T10:00:00+08:00", "channel": "letter", "person": "p", "debts": ["d"],
            "collector": "k", "purpose": "notice", "notice": "zz.duties.first_notice", "result": "sent"}  # fmt: skip
    (found,) = running(starts_with_any, "2026-06-02T10:00:00+08:00", history=[sent])
    assert (found.started, found.done, found.late) == (date(2026, 5, 22), date(2026, 5, 22), False)


def test_the_first_contact_about_another_debt_starts_one_of_its_own():
    talks = [
        call("2026-05-22T10:00:00+08:00", "h1"),
        call("2026-05-25T10:00:00+08:00", "h2", debts=["d", "d2"]),
    ]
    assert [r.by for r in running(NOTICE, "2026-06-02T10:00:00+08:00", history=talks)] == ["h1", "h2"]


def test_it_binds_by_who_made_the_contact_that_started_it():
    law = Law([read_rulebook(FRONT + NOTICE, "zz_duties.md")])
    asked = {
        "collectors": [{"id": "k", "kind": "agency"}, {"id": "bank", "kind": "bank"}],
        "people": PEOPLE,
        "debts": [{"id": "d"}],
        "history": [call("2026-05-22T10:00:00+08:00", "h1")],
        "contact": {"at": "2026-06-02T10:00:00+08:00", "channel": "portal", "direction": "inbound", "person": "p",
                    "collector": "bank"},
    }  # fmt: skip
    assert len(list_deadlines(law, read_request(asked))) == 1
    asked["history"] = [call("2026-05-22T10:00:00+08:00", "h1", collector="bank")]
    assert list_deadlines(law, read_request(asked)) == ()


def test_whom_it_does_not_bind_it_does_not_ask():
    talks = [call("2026-05-22T10:00:00+08:00", "h1")]
    assert running(NOTICE, "2026-06-02T10:00:00+08:00", history=talks, kind="bank") == ()


def test_a_record_is_kept_from_the_latest_and_is_never_late():
    calls = [call("2024-02-29T10:00:00+08:00", "h1"), call("2026-03-31T10:00:00+08:00", "h2")]
    (found,) = running(KEEP, "2026-04-01T10:00:00+08:00", history=calls)
    assert (found.due, found.late) == (date(2028, 3, 31), False)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('due = "15 days"', 'due = "a fortnight"', "due: write a span"),
        ('due = "15 days"', 'due = "15 business days"', "due: business days need a calendar"),
        ('due = "15 days"', 'due = "99999 days"', "due: longer than 36600 days"),
        ('due = "15 days"', 'due = "15 days"\nkeep = "2 years"', "due: write either due"),
        ('said = "complaint_closed"', 'said = "complaint_shut"', "ends.said: unknown statement 'complaint_shut'"),
        ('starts = { said = ["complaint", "dispute"] }', "", "starts: write { said"),
        ("{latest}", "{last}", "en: unknown name 'last'"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_to_write(old, new, why):
    assert old in ANSWER
    with pytest.raises(RulebookError) as told:
        read_rulebook(FRONT + ANSWER.replace(old, new, 1), "zz_duties.md")
    assert told.value.why.startswith(f"zz.duties.answer: {why}")
