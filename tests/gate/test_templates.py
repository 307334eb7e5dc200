"""Approved messages: what each must say, and what none may."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from forbear.desk.dossier import Firm
from forbear.desk.strategy_file import load_strategy
from forbear.gate.door import Door
from forbear.gate.names import firms_aside
from forbear.gate.templates import Template, fill_template, load_templates, read_template
from forbear.gate.wording import specimen
from forbear.review.texts import read_text
from forbear.store.night.run import check_templates
from forbear.terms import Contact, Findings, InputError, Person, Request
from harms import HARMS
from office import STOP, on_the_day

BANNED = HARMS | {"denies_dispute"}
VALUES = {
    "name": "李雷",
    "speaker": "示例消费金融有限公司",
    "lender": "示例消费金融有限公司",
    "public_number": "400-000-0000",
    "stop_address": "stop@lender.example",
    "amount": "CNY 880.00",
    "as_of": "12 May 2026",
    "reference": "c1",
    "words": "请问这周哪天方便谈谈？",
    "code": "482915730264",
}
GOOD = """
version = "1"
channel = "email"
subject = "A message from {lender}"
body = "Dear {name}, this is {speaker}."
genuine = "Call {public_number}."
stop = "Write to {stop_address}."
"""
TEMPLATES = list(load_templates().values())


def ids(template: Template) -> str:
    return f"{template.name}.{template.language}"


@pytest.mark.parametrize("template", TEMPLATES, ids=ids)
class TestEveryPackagedMessage:
    def test_does_nothing_that_is_banned(self, template: Template) -> None:
        message = fill_template(template, VALUES)
        findings = read_text(message.text + (message.subject or ""), language=template.language)
        assert not findings.acts & BANNED
        assert not findings.unsure

    def test_names_the_lender_the_way_to_check_it_and_the_way_to_stop_it(self, template: Template) -> None:
        text = fill_template(template, VALUES).text
        assert "示例消费金融有限公司" in text and "400-000-0000" in text
        ways = {
            "call": "",
            "email": "stop@lender.example",
            "letter": "stop@lender.example",
            "portal": "",
            "sms": "T" if template.language == "zh" else "STOP",
        }
        assert ways[template.channel] in text

    def test_tells_nothing_of_money_where_others_see_the_screen(self, template: Template) -> None:
        told = [VALUES[place] for place in ("amount", "as_of", "reference")]
        text = fill_template(template, VALUES).text
        assert template.channel != "sms" or not any(value in text for value in told)

    def test_tells_no_money_in_its_subject_line(self, template: Template) -> None:
        subject = fill_template(template, VALUES).subject or ""
        assert not any(
            word in subject for word in ("880", "CNY", "2026", "overdue", "debt", "逾期", "欠", "债")
        )

    def test_is_written_in_its_language(self, template: Template) -> None:
        words = re.sub(r"\{\w+\}|\s", "", template.body)
        chinese = sum("一" <= sign <= "鿿" for sign in words)
        assert (chinese > len(words) / 2) == (template.language == "zh")


def test_every_template_of_the_standard_strategy_is_approved() -> None:
    check_templates(load_strategy("standard"), load_templates())


def test_a_good_template_is_read_and_known_by_its_content() -> None:
    first, second = (
        read_template(GOOD.encode(), "t.en.toml"),
        read_template(GOOD.encode() + b"\n", "t.en.toml"),
    )
    assert first.name == "t" and first.language == "en"
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("this is {speaker}", "hello", "names no lender"),
        ("Call {public_number}.", "Trust us.", "public_number"),
        ("Write to {stop_address}.", "You can't stop this.", "stop_address"),
        ('stop = "Write to {stop_address}."', "", "stop: is missing"),
        ("A message from {lender}", "You owe {amount}", "subject: tells an amount"),
        ("A message from {lender}", "You owe 880 yuan", "subject: tells an amount"),
        ("Dear {name}", "Dear {nickname}", "{nickname}: is not a place"),
        ('channel = "email"', 'channel = "fax"', "channel"),
        ('channel = "email"', 'channel = "sms"', "answering STOP"),
        ('version = "1"', 'version = "1"\nfont = "Comic Sans"', "font: is not a key"),
        ("Dear", '"Dear', "is not TOML"),
    ],
)
def test_a_template_that_may_not_be_sent_says_what_is_wrong(old: str, new: str, why: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as error:
        read_template(GOOD.replace(old, new).encode(), "t.en.toml")
    assert error.value.at == "t.en.toml"
    assert why in error.value.why


def test_a_template_fills_in_nothing_that_is_not_known() -> None:
    with pytest.raises(KeyError, match="amount"):
        fill_template(load_templates()["soft_reminder", "en"], {**VALUES, "amount": None})


LENDERS = [
    "示例银行股份有限公司信用卡中心",
    "中信某某银行信用卡中心",
    "某某工商银行牡丹卡中心",
    "某某农村商业银行",
    "某某消费金融有限公司",
    "重庆某某小额贷款有限公司",
    "某某融资担保有限公司",
    "Example Bank Credit Card Centre",
    "First National Bank",
]
AGENCIES = [
    "上海某某信用管理有限公司",
    "北京市某某律师事务所",
    "某某资产管理有限公司",
    "某某商务信息咨询有限公司",
    "Example Recovery LLC",
]


@pytest.mark.parametrize("template", TEMPLATES, ids=ids)
def test_no_firm_is_blamed_for_its_own_name(door: Door, template: Template) -> None:
    lenders = [
        Firm(id="b", kind="bank", registered_name=name, public_number="400-000-0000") for name in LENDERS
    ]
    agencies = [Firm(id="a", kind="agency", registered_name=name, acts_for="b") for name in AGENCIES]
    params = {"words": VALUES["words"]} if "words" in template.params else {}
    for sender, lender in [*((one, one) for one in lenders), *zip(agencies, lenders, strict=False)]:
        text = specimen(template, params, sender, lender, STOP)
        assert lender.registered_name in text
        contact = Contact(at=on_the_day("10:00"), channel=template.channel, person="p1", collector=sender.id,
                          text=firms_aside(text, (sender, lender), template.language))  # fmt: skip
        firms = (lender.collector, sender.collector)
        request = Request(contact=contact, collectors=firms, people=(Person(id="p1", role="borrower"),))
        found = door.reader(template, params, door.read)(contact, request)
        assert (found.acts & BANNED, found.unsure) == (set(), False), (sender.registered_name, found)


def test_a_door_remembers_what_it_read_of_so_many_texts_and_no_more(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forbear.gate.door.MOST_REMEMBERED", 3)
    read: list[str | None] = []

    def reading(contact: Contact, request: Request) -> Findings:
        read.append(contact.text)
        return door.read(contact, request)

    small = Door(law=door.law, read=reading, templates=door.templates, stop_address=STOP)
    contact = Contact(at=on_the_day("10:00"), channel="sms", person="p1", text="您好")
    for text in ("a", "b", "a", "c", "d", "a"):
        small.read_once(replace(contact, text=text), Request(contact=contact))
    assert read == ["a", "b", "c", "d", "a"]
