"""What a text does: acts, lawful surroundings, wholes, disguises, speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.law.judge import judge
from forbear.law.rulebook import load_law
from forbear.review.contacts import read_contact
from forbear.review.texts import read_text
from forbear.terms import ACTS, Collector, Contact, Debt, Findings, Person, Request
from harms import HARMS

HERE = Path(__file__).parent / "texts"
RECALL_FLOOR = {"zh": 1.0, "en": 0.98}


def lines(name: str) -> Iterator[tuple[list[str], str]]:
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            marks, bar, text = line.partition(" | ")
            yield (marks.split(), text) if bar else ([], line)


def every_sentence() -> list[str]:
    names = ["zh_offending", "zh_lawful", "en_offending", "en_lawful", "says", "third_person"]
    return [text for name in names for _, text in lines(name)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_harms_are_found_and_lawful_words_are_not_taken_for_harm(language: str) -> None:
    right, wrong, missed, told = Counter[str](), Counter[str](), Counter[str](), []
    for name in (f"{language}_offending", f"{language}_lawful"):
        for marks, text in lines(name):
            needed = {mark for mark in marks if not mark.startswith("?")}
            allowed = needed | {mark.removeprefix("?") for mark in marks}
            found = read_text(text).acts & HARMS
            right.update(needed & found)
            missed.update(needed - found)
            wrong.update(found - allowed)
            if needed - found or found - allowed:
                told.append(f"lacks {sorted(needed - found)}, has {sorted(found - allowed)}: {text}")
    for act in HARMS:
        assert right[act] + missed[act], f"no {language} example of {act}"
        assert not wrong[act], "\n".join([act, *told])
    assert right.total() >= RECALL_FLOOR[language] * (right.total() + missed.total()), "\n".join(told)


def test_there_are_enough_examples_of_both_kinds() -> None:
    for language in ("zh", "en"):
        assert len(list(lines(f"{language}_offending"))) >= 120
        assert len(list(lines(f"{language}_lawful"))) >= 120


def test_few_lawful_texts_to_a_borrower_need_a_person() -> None:
    lawful = [text for name in ("zh_lawful", "en_lawful") for _, text in lines(name)]
    unsure = [text for text in lawful if read_text(text).unsure]
    assert len(unsure) <= 0.02 * len(lawful), unsure


@pytest.mark.parametrize(("marks", "text"), list(lines("says")))
def test_a_text_says_what_it_says(marks: list[str], text: str) -> None:
    acts = read_text(text).acts
    assert {mark[1:] for mark in marks if mark[0] == "+"} <= acts
    assert not {mark[1:] for mark in marks if mark[0] == "-"} & acts


@pytest.mark.parametrize(("marks", "text"), list(lines("third_person")))
def test_to_a_third_person_only_what_is_recognised_is_clean(marks: list[str], text: str) -> None:
    findings = read_text(text, to_third_person=True)
    wanted = marks[0]
    if wanted == "unsure":
        assert findings.unsure or findings.acts & HARMS
        assert not findings.acts & {"relays_only", "gives_payment_data"}
    elif wanted == "tells":
        assert findings.acts & {"tells_debt", "tells_details"}
        assert "relays_only" not in findings.acts
    else:
        assert wanted in findings.acts
        assert not findings.unsure
        assert not findings.acts & (HARMS | {"tells_debt", "tells_details"})


RELAYS = [text for marks, text in lines("third_person") if marks == ["relays_only"]]
BETRAYALS = {
    "zh": [
        "贷款的事",
        "他欠钱了",
        "已经逾期",
        "法院要找他",
        "后果自负",
        "别怪我们",
        "骗子先生",
        "很严重",
        "账单",
    ],
    "en": ["his loan", "unpaid bill", "a court case", "or else", "urgently", "before it is too late", "$420"],
}


@pytest.mark.parametrize("relay", RELAYS)
def test_a_relay_with_anything_more_is_no_relay(relay: str) -> None:
    for more in BETRAYALS["en" if relay.isascii() else "zh"]:
        for text in (f"{relay} {more}", f"{more}. {relay}", f"{relay}\n{more}."):
            findings = read_text(text, to_third_person=True)
            assert "relays_only" not in findings.acts, text
            assert findings.unsure or findings.acts & (HARMS | {"tells_debt", "tells_details"}), text


@pytest.mark.parametrize(("marks", "text"), list(lines("voicemail")))
def test_a_limited_content_message_has_its_items_and_no_others(marks: list[str], text: str) -> None:
    found = "limited_content" in read_text(text, channel="ringless_voicemail").acts
    assert found == (marks == ["yes"])


@pytest.mark.parametrize(("marks", "text"), list(lines("disguised")))
def test_a_disguised_word_is_read(marks: list[str], text: str) -> None:
    findings = read_text(text)
    assert set(marks) <= findings.acts
    assert all(0 <= start < end <= len(text) for _, start, end in findings.spans)


def test_an_agency_may_not_say_that_it_is_the_lender() -> None:
    for text in ("我是华光银行信用卡中心的工作人员。", "您在我行的信用卡已逾期。", "This is your bank."):
        assert "poses_as_lender" in read_text(text, by_agency=True).acts
        assert "poses_as_lender" not in read_text(text).acts
    for text in ("我们受华光银行委托，与您联系。", "We are calling on behalf of your bank."):
        assert "poses_as_lender" not in read_text(text, by_agency=True).acts


def test_a_debt_told_in_a_post_is_published() -> None:
    text = "Pat from Elm Street still owes on a card."
    assert "publishes" in read_text(text, channel="social_post").acts
    assert "publishes" not in read_text(text, channel="social_message").acts


@pytest.mark.parametrize(
    "text",
    [
        "Оплатите долг сегодня, иначе мы придём.",
        "お支払いをお願いします。",
        "Le rogamos pagar su deuda vencida para evitar el embargo.",
        "Bayar utang kamu hari ini atau kami akan datang ke rumah.",
        "사용자님 연락 주세요",
        "ni bu huan qian wo men jiu qu ni jia li",
    ],
)
def test_a_language_that_cannot_be_read_needs_a_person(text: str) -> None:
    assert read_text(text).unsure
    assert read_text(text, to_third_person=True).unsure


def test_a_named_foreign_language_is_believed() -> None:
    assert read_text("8004", language="fr").unsure
    assert not read_text("8004", language="zh-CN").unsure


def test_an_empty_text_says_nothing_and_to_a_third_person_cannot_be_placed() -> None:
    for text in ("", " \n", "\u200b"):
        assert read_text(text) == Findings()
        assert read_text(text, to_third_person=True).unsure


def test_every_act_found_is_a_word_of_the_trade() -> None:
    for text in every_sentence():
        findings = read_text(text, to_third_person=True, by_agency=True, channel="social_post")
        assert findings.acts <= ACTS.keys()
        assert {act for act, _, _ in findings.spans} == findings.acts


BEFORE = ["您好。", "Hello. ", "【某某银行】", "今天是星期二。\n", "Good morning!\n"]
AFTER = ["\n谢谢。", " Thank you.", "\n祝好。", "\nKind regards", "。如有疑问请回电。"]


@settings(max_examples=150, deadline=None)
@given(
    sentence=st.sampled_from([x for n in ("zh_offending", "en_offending") for x in lines(n)]),
    before=st.sampled_from(BEFORE),
    after=st.sampled_from(AFTER),
)
def test_harmless_words_before_or_after_hide_nothing(
    sentence: tuple[list[str], str], before: str, after: str
) -> None:
    text = sentence[1]
    alone = read_text(text).acts & HARMS
    wrapped = read_text(before + text + after)
    assert wrapped.unsure or alone <= wrapped.acts | {"poses_as_authority"}


@settings(max_examples=100, deadline=None)
@given(sentence=st.sampled_from([text for _, text in lines("zh_offending")]), gap=st.sampled_from(" *.·_"))
def test_signs_between_chinese_characters_hide_nothing(sentence: str, gap: str) -> None:
    assert read_text(sentence).acts & HARMS == read_text(gap.join(sentence)).acts & HARMS


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read_and_spans_lie_in_it(text: str) -> None:
    findings = read_text(text, to_third_person=True)
    assert all(0 <= start < end <= len(text) for _, start, end in findings.spans)


def test_a_span_shows_the_words_in_the_text_as_it_came() -> None:
    text = "您好，\u200b您的Ｊｕ 留 通知已寄出。"
    spans = [text[start:end] for act, start, end in read_text(text).spans if act == "threatens_arrest"]
    assert "Ｊｕ 留" in spans


LONG = {
    "plain zh": "您好，您的本期账单已到期，请您安排时间还款，如有困难请致电客服。",
    "plain en": "Your payment was due on the third of May, please call us if you need more time. ",
    "one word zh": "知道",
    "one word en": "know your ",
    "no stops": "我们会联系你的家人和单位领导",
    "letters": "a b ",
    "digits": "1234567890 ",
    "denials": "不会不能不",
    "all offences zh": "".join(text for _, text in lines("zh_offending")),
    "all offences en": " ".join(text for _, text in lines("en_offending")),
    "hidden": "\u200b\u200c法 ",
}


@pytest.mark.parametrize("kind", LONG)
def test_a_long_text_is_read_to_its_end(kind: str) -> None:
    """How long that takes is measured by `bench/texts.py`; a quadratic reading would take minutes here."""
    piece = LONG[kind]
    whole = piece * (100_000 // len(piece.encode()) + 1)
    for end, act in (
        (" I will kill you.", "threatens_violence"),
        ("。不还钱就砍死你。", "threatens_violence"),
    ):
        findings = read_text(whole + end)
        assert act in findings.acts or findings.unsure


def test_what_the_borrower_writes_is_not_read_as_the_collectors() -> None:
    """A message that comes in quotes what was said to him: nobody is blamed for it, while the same words sent are."""
    words = "你们的人说要打断我的腿，再不还钱就抓我坐牢。"
    for direction, blamed in (("inbound", False), ("outbound", True)):
        contact = Contact(
            id="c", at=datetime(2026, 5, 12, 2, tzinfo=UTC), channel="sms", direction=direction, person="p",
            debts=("d",), collector="k", text=words.replace("我", "你") if blamed else words,
        )  # fmt: skip
        request = Request(
            id="q",
            books=("cn.cba2026",),
            contact=contact,
            collectors=(Collector(id="k", kind="bank"),),
            people=(Person(id="p", role="borrower", zones=("Asia/Shanghai",), region="CN-SH"),),
            debts=(Debt(id="d", product="credit_card"),),
        )
        verdict = judge(load_law(), request, read_contact)
        assert any("acts" in breach.facts for breach in verdict.breaches) == blamed
