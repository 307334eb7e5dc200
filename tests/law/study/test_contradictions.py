"""Contradictions: no rule bars a contact by itself, and all together leave nothing."""

from __future__ import annotations

from small import book, broken, judged, rule, studied

from forbear.law.study.finding import Finding


def hours(name: str, start: str, end: str, further: str = "") -> str:
    return rule(name, f'kind = "hours"\nallow = {{ from = "{start}", before = "{end}"{further} }}')


def two_spans(name: str, *starts: str) -> str:
    """Open for two hours from each of some hours on."""
    ends = {"08:00": "10:00", "10:00": "12:00", "12:00": "14:00"}
    spans = ", ".join(f'{{ from = "{s}", before = "{ends[s]}" }}' for s in starts)
    return rule(name, f'kind = "hours"\nallow = [{spans}]')


def contradictions(*found: Finding) -> list[Finding]:
    return [f for f in found if f.kind == "contradiction"]


def test_hours_that_never_meet_leave_no_instant() -> None:
    law = book("zz.a", hours("zz.a.morning", "08:00", "12:00"), hours("zz.a.evening", "13:00", "20:00"))
    (found,) = contradictions(*studied(law))
    assert found.severity == "error"
    assert set(found.rules) == {"zz.a.morning", "zz.a.evening"}
    verdict = judged(found, law)
    assert (verdict.verdict, verdict.next_lawful) == ("forbid", None)


def test_hours_that_meet_for_a_minute_a_week_are_no_contradiction() -> None:
    law = book(
        "zz.a",
        hours("zz.a.morning", "08:00", "12:01"),
        hours("zz.a.noon", "12:00", "20:00", ', days = ["sun"]'),
    )
    assert contradictions(*studied(law)) == []


def test_three_rules_of_which_any_two_agree() -> None:
    law = book(
        "zz.a",
        two_spans("zz.a.one", "08:00", "10:00"),
        two_spans("zz.a.two", "08:00", "12:00"),
        two_spans("zz.a.six", "10:00", "12:00"),
    )
    (found,) = contradictions(*studied(law))
    assert len(found.rules) == 3


def test_where_a_bar_shuts_the_cell_hours_do_not_matter() -> None:
    bar = rule("zz.a.visits", 'kind = "bar"\non = { channel = "visit" }')
    early = rule(
        "zz.a.early",
        'kind = "hours"\non = { channel = "visit" }\nallow = { from = "06:00", before = "08:00" }',
    )
    late = rule(
        "zz.a.late",
        'kind = "hours"\non = { channel = "visit" }\nallow = { from = "20:00", before = "22:00" }',
    )
    assert contradictions(*studied(book("zz.a", bar, early, late))) == []
    (found,) = contradictions(*studied(book("zz.a", early, late)))
    assert found.request["contact"]["channel"] == "visit"


def test_a_house_rule_can_shut_what_the_law_leaves_open() -> None:
    law, house = book("zz.a", hours("zz.a.day", "08:00", "20:00")), hours("zz.h.night", "21:00", "23:00")
    (found,) = contradictions(*studied(law, book("zz.h", house, force="house")))
    assert set(found.rules) == {"zz.a.day", "zz.h.night"}


def test_a_crew_that_must_be_two_and_may_be_one() -> None:
    two = rule(
        "zz.a.two", 'kind = "require"\non = { channel = "visit" }\nneeds = { staff = { at_least = 2 } }'
    )
    one = rule(
        "zz.a.one", 'kind = "require"\non = { channel = "visit" }\nneeds = { staff = { at_most = 1 } }'
    )
    law = book("zz.a", two, one)
    (found,) = contradictions(*studied(law))
    assert set(found.rules) == {"zz.a.two", "zz.a.one"}
    assert broken(judged(found, law)) == {"zz.a.one"}


def test_each_of_two_requirements_can_be_met_together() -> None:
    two = rule(
        "zz.a.two", 'kind = "require"\non = { channel = "visit" }\nneeds = { staff = { at_least = 2 } }'
    )
    four = rule(
        "zz.a.four", 'kind = "require"\non = { channel = "visit" }\nneeds = { staff = { at_most = 4 } }'
    )
    assert contradictions(*studied(book("zz.a", two, four))) == []


def test_consent_asked_for_by_one_rule_and_turned_down_by_another() -> None:
    asks = rule("zz.a.asks", 'kind = "require"\non = { channel = "sms" }\nneeds = { consent = "sms" }')
    turns = rule("zz.a.turns", 'kind = "bar"\non = { channel = "sms" }\nwhen = { consent = "sms" }')
    (found,) = contradictions(*studied(book("zz.a", asks, turns)))
    assert set(found.rules) == {"zz.a.asks", "zz.a.turns"}


NOTICE = 'kind = "require"\non = { channel = "call" }\nneeds = { told = { notice = "zz.a.notice", mailed = true } }'


def test_a_notice_by_letter_where_letters_are_barred() -> None:
    law = book(
        "zz.a", rule("zz.a.notice", NOTICE), rule("zz.a.letters", 'kind = "bar"\non = { channel = "letter" }')
    )
    (found,) = contradictions(*studied(law))
    assert found.rules == ("zz.a.notice", "zz.a.letters")
    assert (found.request["contact"]["purpose"], found.request["contact"]["notice"]) == (
        "notice",
        "zz.a.notice",
    )
    assert broken(judged(found, law)) == {"zz.a.letters"}


def test_a_notice_by_letter_where_only_letters_that_collect_are_barred() -> None:
    barred = rule("zz.a.letters", 'kind = "bar"\non = { channel = "letter", purpose = { not = ["notice"] } }')
    assert contradictions(*studied(book("zz.a", rule("zz.a.notice", NOTICE), barred))) == []


def test_a_notice_that_is_one_way_of_several_need_not_be_possible() -> None:
    either = NOTICE.replace("needs = {", 'needs = [{ consent = "calls" }, {') + "]"
    barred = rule("zz.a.letters", 'kind = "bar"\non = { channel = "letter" }')
    assert contradictions(*studied(book("zz.a", rule("zz.a.notice", either), barred))) == []


def test_a_notice_required_before_any_contact_even_itself() -> None:
    circle = 'kind = "require"\nneeds = { told = "zz.a.notice" }'
    (found,) = contradictions(*studied(book("zz.a", rule("zz.a.notice", circle))))
    assert found.rules == ("zz.a.notice", "zz.a.notice")


def test_a_deadline_that_ends_with_a_notice_which_nobody_may_send_to_one_product() -> None:
    fence = (
        '\n## zz.a.due: T\n\n```toml deadline\nid = "zz.a.due"\nstarts = { said = "complaint" }\n'
        'ends = { notice = "zz.a.answer" }\ndue = "15 days"\nen = "w"\nzh = "字"\n```\n'
    )
    mortgages = rule("zz.a.silence", 'kind = "bar"\non = { product = "mortgage" }')
    (found,) = contradictions(*studied(book("zz.a", fence, mortgages)))
    assert found.rules == ("zz.a.due", "zz.a.silence")
    assert found.request["debts"][0]["product"] == "mortgage"
    assert contradictions(*studied(book("zz.a", fence))) == []
