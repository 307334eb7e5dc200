"""What anybody can see and do: not me, the register, the policy, how to complain; and one's own data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from frontdesk import LOG, Desk, open_desk
from visitor import codes_by_mail, visiting

from forbear.evidence import open_note
from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from office import ask, ask_mail


@pytest.fixture
def desk(database_url: str, door: Door) -> Iterator[Desk]:
    with open_desk(database_url, door) as desk:
        yield desk


def state(desk: Desk, key: str, person: str = "p1", channel: str = "call") -> str:
    made = ask_mail if channel == "email" else ask
    answer = reserve(desk.site.site.door, desk.office.record(), made(person, key=key, at=desk.now), desk.now)
    return (answer if isinstance(answer, Entry) else answer.entry).state


def shape(page: str) -> str:
    """A page without its receipt and token, which are drawn anew each time."""
    return re.sub(r"[0-9a-f]{16,}|— .*", "", page)


def test_a_number_typed_in_is_silent_for_good_and_the_answer_is_the_same_for_any(desk: Desk) -> None:
    number = str(desk.office.run("select masked from addresses where address = 'p1-phone'").fetchone())
    with visiting(desk.site) as visitor:
        plain = next(value for name, value in desk.site.addresses().items() if name == "p1-phone")
        known = visitor.post("/not-me", address=plain.removeprefix("+86"))
        unknown = visitor.post("/not-me", address="13900001234")
        assert known.status_code == unknown.status_code == 200
        assert shape(known.text) == shape(unknown.text)
        assert number not in known.text and "never again" in known.text
        receipt = re.search(r"<pre[^>]*>(.*?)</pre>", known.text, re.DOTALL)
        assert (
            receipt and "silenced for good" in open_note(receipt[1].replace("&#43;", "+"), [LOG.verifier])[0]
        )
    assert state(desk, "after") == "refused"
    assert state(desk, "mail", channel="email") == "reserved"
    assert state(desk, "other", "p2") == "reserved"
    desk.office.add_borrower("p9", mobile="+8613900001234", email=None)
    assert state(desk, "later", "p9") == "refused"


def test_the_code_of_a_message_silences_where_it_went_and_lets_nobody_in_by_it(desk: Desk) -> None:
    answer = reserve(desk.site.site.door, desk.office.record(), ask_mail("p1", at=desk.now), desk.now)
    entry = answer if isinstance(answer, Entry) else answer.entry
    desk.office.run("update contacts set state = 'done', result = 'sent' where contact = %s", entry.contact)
    with visiting(desk.site) as visitor:
        shown = visitor.get(f"/not-me?code={entry.body['code']}&lang=en")
        assert str(entry.body["code"]) in shown.text
        told = visitor.send(shown, "/not-me", code=str(entry.body["code"]))
        other = visitor.post("/not-me", code="000000000000")
        assert shape(told.text) == shape(other.text)
        visitor.post("/me/sign-in", address="p1@mail.example")
    assert codes_by_mail(desk.site) == []
    assert state(desk, "mail", channel="email") == "refused"
    assert state(desk, "call") == "reserved"


def test_somebody_who_asks_without_end_is_asked_to_wait(desk: Desk) -> None:
    with visiting(desk.site) as visitor:
        shown = visitor.get("/not-me")
        got = [visitor.send(shown, "/not-me", code=f"00000000{n:04}").status_code for n in range(8)]
        assert got.count(200) <= 7 and got[-1] == 429
        assert visitor.send(shown, "/not-me").status_code in (422, 429)


def test_the_register_is_a_page_data_and_a_signed_note_that_say_the_same(desk: Desk) -> None:
    with visiting(desk.site, language="zh") as visitor:
        page, told = visitor.get("/register").text, visitor.get("/register.json").json()
        assert "400-000-0001" in page and "受示例消费金融有限公司委托" in page
        assert {one["value"] for one in told["marks"]} >= {"400-000-0000", "400-000-0001"}
        text, _ = open_note(told["signed"], [LOG.verifier])
        for one in told["marks"]:
            assert f"{one['kind']} | {one['value']} | {one['firm']}" in text


@pytest.mark.parametrize(("language", "place", "word"), [("zh", "CN", "22:00"), ("en", "US", "8:00")])
def test_the_policy_is_told_from_the_strategy_and_the_rules_in_force(
    desk: Desk, language: str, place: str, word: str
) -> None:
    with visiting(desk.site, language=language) as visitor:
        page = visitor.get(f"/policy?lang={language}&place={place}").text
        assert word in page
        assert {"zh": "逾期3到15天", "en": "3 to 15 days late"}[language] in page
        assert "12378" in visitor.get("/complain").text
        assert "400-000-0000" in visitor.get("/complain").text


def test_everything_about_a_person_is_seen_taken_along_and_asked_to_go(desk: Desk) -> None:
    state(desk, "call")
    with visiting(desk.site, "p1") as visitor:
        page = visitor.get("/me/data").text
        assert "张p1" in page and "p•••@m•••.example" in page and "示例消费金融有限公司" in page
        told = json.loads(visitor.get("/me/data.json").text)
        assert told["person"]["name"] == "张p1" and told["accounts"][0]["account"] == "case-p1"
        assert "p2" not in json.dumps(told) and "p1@mail.example" not in json.dumps(told)
        asked = visitor.post("/me/data", what="delete")
        assert "A person will see to it" in asked.text
        assert visitor.post("/me/data", what="sell").status_code == 422
    assert desk.office.run("select count(*) from inbox where direction = 'inbound'").fetchone() == (1,)


def test_the_credit_record_says_what_is_not_known_and_the_calendar_holds_no_amount(desk: Desk) -> None:
    with visiting(desk.site, "p1", "zh") as visitor:
        page = visitor.get("/me/credit").text
        assert "本系统自己不向征信机构报送" in page and "5年" in page and "11天" in page
        assert "一年的真实成本" in visitor.get("/me/ahead").text
        calendar = visitor.get("/me/ahead.ics?days=3").text
        assert calendar.startswith("BEGIN:VCALENDAR") and "880" not in calendar
