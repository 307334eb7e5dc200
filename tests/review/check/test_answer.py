"""What the evidence shows: who was reached, which clauses, how sure, what stays private."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from tests.review.check.conftest import TOLD

from forbear.law.rulebook import load_law
from forbear.review.check.answer import Answer, check
from forbear.review.check.case_reading import read_case
from forbear.review.check.dossier import describe, open_points, turn
from forbear.review.check.letters import write_letters
from forbear.review.check.record import Source
from forbear.review.check.turn import find_channels
from forbear.terms import InputError

Read = Callable[..., Source]
ON = date(2026, 11, 24)
HEAD = "时间,来电号码,接听人,方式,说了什么\n"


@pytest.fixture
def answer(read: Read) -> Callable[..., Answer]:
    """Judge rows of a list kept by hand."""

    def answer(rows: str, language: str = "zh", **more: Any) -> Answer:
        case = read_case({**TOLD, **more})
        return check(load_law(), case, [read("list.csv", HEAD + rows, case)], on=ON, language=language)

    return answer


Ask = Callable[..., Answer]


def rules(found: Answer) -> set[str]:
    return {f.rule for f in found.findings}


def test_a_call_to_the_mother_about_the_debt_breaks_the_clause_on_whom(answer: Ask) -> None:
    found = answer("2026-10-21 10:00,02100000101,母亲,电话,说你欠银行的钱\n")
    assert "cn.card.audience" in rules(found)
    assert [s.contact.person for s in found.others] == ["mother"]


def test_a_text_to_the_borrower_by_day_breaks_none(answer: Ask) -> None:
    found = answer("2026-10-21 10:00,95000,林某某,短信,【示例银行】您的信用卡已逾期，请还款。\n")
    assert [j.verdict for j in found.judged] == ["allow"] and not found.findings


def test_a_call_of_which_nobody_says_what_was_said_is_likely_only(answer: Ask) -> None:
    finding = next(
        f
        for f in answer("2026-10-21 10:00,02100000101,母亲,电话,\n").findings
        if f.rule == "cn.card.audience"
    )
    assert not finding.clear and "purpose" in finding.open_points


def test_a_draft_clause_is_never_clear(answer: Ask) -> None:
    found = answer("2026-10-21 10:00,02100000101,母亲,短信,林某某欠钱不还\n")
    drafts = [f for f in found.findings if f.draft]
    assert drafts and all(not f.clear and "draft" in f.open_points for f in drafts)


def test_somebody_whose_role_is_not_told_cannot_be_judged_and_is_asked_for(answer: Ask) -> None:
    found = answer("2026-10-21 10:00,02100000101,老李,短信,请转告林某某回电\n")
    assert [j.verdict for j in found.judged] == ["unknown"]
    assert any("[[person]]" in line for line in open_points(found))


def test_what_friends_write_stays_private(answer: Ask) -> None:
    rows = "2026-10-21 10:00,12000000010,林某某,短信,今晚回家吃饭吗\n"
    rows += "2026-10-21 11:00,12000000077,林某某,短信,周末打球\n"
    found = answer(rows)
    assert found.placed.private == 2 and not found.judged
    assert "吃饭" not in str(describe(found)) and "打球" not in str(describe(found))


def test_a_number_nobody_told_of_counts_once_its_words_name_the_lender(answer: Ask) -> None:
    rows = (
        "2026-10-21 10:00,12000000088,林某某,短信,示例银行提醒：你已逾期，请还款\n"
        "2026-10-21 22:30,12000000088,林某某,电话,\n2026-10-21 11:00,12000000099,林某某,电话,\n"
    )
    found = answer(rows)
    assert len(found.placed.shown) == 2 and all("words" in s.doubts for s in found.placed.shown)
    assert found.placed.unplaced == {"12000000099": 1}
    assert "120******99" in "".join(open_points(found, hide=True))


def test_after_a_third_person_says_stop(answer: Ask) -> None:
    said = [{"kind": "declines", "person": "mother", "at": datetime(2026, 10, 21, 10, 5)}]  # noqa: DTZ001
    found = answer("2026-10-22 10:00,02100000101,母亲,电话,说你欠银行的钱\n", said=said)
    assert [(p.kind, p.count) for p in found.patterns] == [("after_stop", 1)]
    assert "cn.cba2026.third.optout" in rules(found)


def test_a_circle_and_a_burst_are_seen(answer: Ask) -> None:
    people = [{"who": f"人{i}", "role": "phonebook"} for i in range(4)]
    rows = "".join(f"2026-10-22 10:0{i},02100000101,人{i},电话,说他欠钱\n" for i in range(4))
    rows += "".join(f"2026-10-23 10:0{i},02100000101,林某某,电话,\n" for i in range(3))
    kinds = {p.kind: p.count for p in answer(rows, person=people).patterns}
    assert kinds == {"circle": 4, "burst": 1}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_letters_say_where_and_by_when(answer: Ask, language: str) -> None:
    found = answer("2026-10-21 10:00,02100000101,母亲,短信,林某某欠钱不还\n", language)
    letters = {letter.kind: letter.text for letter in write_letters(found)}
    assert letters.keys() == {"stop", "lender", "authority", "dispute", "data"}
    assert "12378" in letters["authority"] and "2026-12-09" in letters["lender"]
    assert "{" not in "".join(letters.values()) and "@" not in "".join(letters.values())


def test_a_plan_that_runs_too_long_says_so(answer: Ask) -> None:
    debt = {**TOLD["debt"], "owed": "10000", "currency": "CNY"}
    more = {"debt": debt, "plan": {"amount": "100", "from": date(2026, 12, 10)}}
    plan = next(x for x in write_letters(answer("", **more)) if x.kind == "plan")
    assert "约100个月" in plan.text and "60个月" in plan.text


@pytest.mark.parametrize(
    ("region", "kind", "zone", "name"),
    [
        ("CN-SH", "bank", "Asia/Shanghai", "12378"),
        ("CN-SH", "microloan", "Asia/Shanghai", "12345"),
        ("US-MA", "bank", "America/New_York", "consumerfinance.gov"),
        ("GB", "bank", "Europe/London", "financial-ombudsman"),
        ("AU-VIC", "bank", "Australia/Melbourne", "afca.org.au"),
        ("HK", "bank", "Asia/Hong_Kong", "bankcomplaint.hkma.gov.hk"),
        ("MX-CMX", "bank", "America/Mexico_City", "REDECO"),
        ("SG", "bank", "Asia/Singapore", "police.gov.sg"),
    ],
)
def test_the_authority_is_that_of_lender_and_country(region: str, kind: str, zone: str, name: str) -> None:
    told = {
        "me": {"region": region, "zones": [zone]}, "debt": {"lender": "X", "lender_kind": kind},
        "collector": [{"name": "Y", "kind": "agency"}],
    }  # fmt: skip
    assert name in find_channels(load_law(), read_case(told), "en", ON)[0].name


def test_where_no_channel_is_known_the_answer_says_so(answer: Ask) -> None:
    told = {**TOLD["me"], "region": "VN", "zones": ["Asia/Ho_Chi_Minh"]}
    lines = turn(answer("", me=told))
    assert any("我们不知道这个地区由谁受理投诉" in line for line in lines)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ({"me": {"region": "US"}}, "/me/zones"),
        ({"mee": {}}, "/mee"),
        ({"me": {"region": "CN", "zone": "x"}}, "/me/zone"),
        ({"me": {"region": "CN"}, "person": [{"role": "aunt"}]}, "/person/0/role"),
        ({"me": {"region": "CN"}, "debt": {"owed": "viel"}}, "/debt/owed"),
        ({"me": {"region": "CN"}, "said": [{"kind": "cease", "at": "gestern"}]}, "/said/0/at"),
        ({"me": {"region": "CN"}, "file": [{"name": "a", "of": "nobody"}]}, "/file/0/of"),
    ],
)
def test_a_mistake_in_the_facts_is_named(told: dict[str, Any], at: str) -> None:
    with pytest.raises(InputError) as error:
        read_case(told)
    assert error.value.at == at
