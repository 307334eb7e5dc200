"""What is told in the portal counts before the page answers: every door is tried in the same test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from frontdesk import Desk, open_desk
from visitor import Visitor, visiting

from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from forbear.web.portal.doors import TEMPLATES
from office import ask, on_the_day

WORDS = "<script>alert(1)</script> ‮dekcah 😀 " + "我很难。" * 2_400


@pytest.fixture
def desk(database_url: str, door: Door) -> Iterator[Desk]:
    with open_desk(database_url, door) as desk:
        desk.office.add_address("p1-home", "p1", "post", "示例路1号 示例市")
        yield desk


def chase(desk: Desk, key: str, person: str = "p1", channels: Iterable[str] = TEMPLATES) -> dict[str, str]:
    """Try to chase a person by every channel: what the gate answers."""
    record, door = desk.office.record(), desk.site.site.door
    told = {}
    for channel in channels:
        template = TEMPLATES[channel]
        wanted = ask(person, key=f"{key}:{channel}", channel=channel, template=template, at=desk.now)
        answer = reserve(door, record, wanted, desk.now)
        entry = answer if isinstance(answer, Entry) else answer.entry
        told[channel] = entry.state
    return told


def tell(visitor: Visitor, what: str, **fields: str) -> str:
    shown = visitor.get(f"/me/tell/{what}")
    assert shown.status_code == 200
    answer = visitor.send(shown, f"/me/tell/{what}", **fields)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    "what", ["hardship", "wrong_amount", "dispute", "identity_theft", "attorney", "stop"]
)
def test_what_shuts_the_doors_has_shut_every_one_before_the_page_answers(desk: Desk, what: str) -> None:
    assert set(chase(desk, "before").values()) == {"reserved"}
    with visiting(desk.site, "p1") as visitor:
        page = tell(visitor, what, words="最近失业了")
    assert set(chase(desk, "after").values()) == {"refused"}
    assert desk.office.states() == {"void": 5, "refused": 5, "done": 1}
    assert page.count("called off") == 5
    assert "Open, at lawful hours" not in page


def test_another_borrower_s_doors_stay_as_they_were(desk: Desk) -> None:
    with visiting(desk.site, "p1") as visitor:
        tell(visitor, "stop")
    assert chase(desk, "after", "p2")["call"] == "reserved"


def test_one_channel_and_one_time_are_shut_alone_and_opened_again(desk: Desk) -> None:
    with visiting(desk.site, "p1") as visitor:
        page = tell(visitor, "channel", channel="call")
        assert chase(desk, "one", channels=("call", "sms")) == {"call": "refused", "sms": "reserved"}
        assert page.count("Shut.") == 1
        shown = visitor.get("/me/tell")
        assert "Not in this way" in shown.text
        visitor.send(shown, "/me/lift")
        tell(visitor, "times", **{"day_wed": "1", "from": "09:00", "to": "11:00"})
        assert chase(desk, "two", channels=["call"]) == {"call": "refused"}
        assert "Wed · 09:00–11:00" in visitor.get("/me/tell").text
    desk.now += timedelta(hours=2)
    assert chase(desk, "three", channels=["call"]) == {"call": "reserved"}


def test_a_form_sent_twice_counts_once_and_a_poor_one_says_what_lacks(desk: Desk) -> None:
    with visiting(desk.site, "p1") as visitor:
        shown = visitor.get("/me/tell/times")
        poor = visitor.send(shown, "/me/tell/times", **{"from": "09:00"})
        assert poor.status_code == 422 and "Write both times" in poor.text
        shown = visitor.get("/me/tell/hardship")
        for _ in range(2):
            assert visitor.send(shown, "/me/tell/hardship").status_code == 200
    assert desk.office.run("select count(*) from statements").fetchone() == (1,)


def test_any_words_are_kept_sealed_and_shown_as_text(desk: Desk) -> None:
    with visiting(desk.site, "p1") as visitor:
        tell(visitor, "dispute", words=WORDS)
        long = visitor.get("/me/tell/dispute")
        assert visitor.send(long, "/me/tell/dispute", words="x" * 10_001).status_code == 422
    [(box,)] = desk.office.run("select box from inbox").fetchall()
    assert "难".encode() not in bytes(box)


def test_nobody_takes_back_or_tells_what_is_another_s(desk: Desk) -> None:
    said = desk.office.say("p2", "hardship", on_the_day("09:00"))
    with visiting(desk.site, "p1") as visitor:
        tell(visitor, "channel", channel="sms")
        foreign = [visitor.send(visitor.get("/me/tell"), "/me/lift", of=name) for name in (said, "nothing")]
        assert [(one.status_code, one.text.replace(said, "nothing")) for one in foreign[:1]] == [
            (foreign[1].status_code, foreign[1].text)
        ]
        shown = visitor.get("/me/tell/hardship")
        for case in ("case-p2", "no-such-case"):
            assert visitor.send(shown, "/me/tell/hardship", case=case).status_code == 404


def test_a_relative_says_never_again_once_and_is_told_of_no_debt(desk: Desk) -> None:
    desk.office.run(
        "insert into people (person, name, zone, region) values ('r1', '李四', 'Asia/Shanghai', 'CN')"
    )
    desk.office.run("insert into parties values ('case-p1', 'r1', 'named_contact', 'named in the contract')")
    desk.office.add_address("r1-phone", "r1", "mobile", "+8613800000001")
    with visiting(desk.site, "r1") as visitor:
        home = visitor.get("/me").text
        assert "You owe nothing here" in home and "880" not in home and "case-p1" not in home
        assert visitor.get("/me/cases/case-p1").status_code == 404
        assert visitor.get("/me/tell/hardship").status_code == 404
        tell(visitor, "never")
    record, door = desk.office.record(), desk.site.site.door
    answer = reserve(door, record, ask("r1", "case-p1", purpose="relay", at=desk.now), desk.now)
    entry = answer if isinstance(answer, Entry) else answer.entry
    assert entry.state == "refused" and "gate.stop" in entry.rules
