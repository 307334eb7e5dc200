"""Who contacted me, complaining about it, messages, paying and plans, as a browser without scripts sees them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from frontdesk import LOG, Desk, open_desk
from psycopg.types.json import Jsonb
from visitor import visiting

from forbear.evidence.bundle import read_bundle, verify_bundle
from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.inbox import deliver_due
from forbear.gate.reservation import reserve
from forbear.store.inbox import InboxRecord
from office import ask, ask_mail, on_the_day

NASTY = '<script>alert("x")</script> {{ 7*7 }} ‮gnp.exe 😀 ' + "长" * 9_900


@pytest.fixture
def desk(database_url: str, door: Door) -> Iterator[Desk]:
    with open_desk(database_url, door) as desk:
        yield desk


def contact(desk: Desk, person: str = "p1", **fields: str) -> str:
    answer = reserve(desk.site.site.door, desk.office.record(), ask(person, at=desk.now, **fields), desk.now)
    return (answer if isinstance(answer, Entry) else answer.entry).contact


def test_every_attempt_is_there_with_its_reason_and_a_proof_that_holds(desk: Desk) -> None:
    desk.office.say("p1", "opt_out", on_the_day("09:00"), channel="sms")
    call = contact(desk)
    sms = contact(desk, key="sms", channel="sms", template="sms_soft_reminder")
    with visiting(desk.site, "p1", "zh") as visitor:
        listed = visitor.get("/me/contacts").text
        assert "被拒绝" in listed and "已安排" in listed
        refused = visitor.get(f"/me/contacts/{sms}").text
        assert "当事人已要求停止以该方式联系" in refused
        allowed = visitor.get(f"/me/contacts/{call}").text
        assert "允许：当时没有规定禁止" in allowed and "/law/cn." in allowed and "400-000-0000" in allowed
        bundle = read_bundle(visitor.get(f"/me/contacts/{call}/proof.json").text)
    _, found = verify_bundle(bundle, [LOG.verifier])
    assert found and all(one.good for one in found)
    assert all(json.loads(one.content or b"{}")["contact"] == call for one in bundle.entries)


def test_another_s_and_a_missing_one_look_alike_everywhere(desk: Desk) -> None:
    theirs = contact(desk, "p2")
    with visiting(desk.site, "p2") as other:
        shown = other.get(f"/me/complain?contact={theirs}&lang=en")
        made = other.send(shown, "/me/complain", words="They shouted.").url.path.rsplit("/", 1)[1]
    pairs = [("/me/cases/{}", "case-p2"), ("/me/cases/{}/pay", "case-p2"), ("/me/cases/{}/plan", "case-p2"),
             ("/me/cases/{}/sign", "case-p2"), ("/me/cases/{}/statement.pdf", "case-p2"),
             ("/me/contacts/{}", theirs), ("/me/contacts/{}/proof.json", theirs),
             ("/me/complain?lang=en&contact={}", theirs), ("/me/complaints/{}", made),
             ("/me/complaints/{}/file.zip", made), ("/me/messages/{}", theirs)]  # fmt: skip
    with visiting(desk.site, "p1") as visitor:
        for path, name in pairs:
            foreign, missing = (visitor.get(path.format(one)) for one in (name, "nothing-of-that-name"))
            assert foreign.status_code == missing.status_code == 404, path
            assert foreign.text == missing.text, path


def test_a_complaint_holds_at_once_runs_its_clock_and_goes_to_the_authority_as_a_file(desk: Desk) -> None:
    call = contact(desk)
    with visiting(desk.site, "p1") as visitor:
        shown = visitor.get(f"/me/complain?contact={call}&lang=en")
        page = visitor.send(shown, "/me/complain", words=NASTY)
        assert page.status_code == 200 and "received" in page.text
        assert "<script>alert" not in page.text and "&lt;script&gt;" in page.text
        assert "{{ 7*7 }}" in page.text and "😀" in page.text
        assert re.search(r"by \d+ May 2026|by \d+ June 2026", page.text)
        again = visitor.send(shown, "/me/complain", words=NASTY)
        assert again.url.path == page.url.path
        packed = zipfile.ZipFile(io.BytesIO(visitor.get(f"{page.url.path}/file.zip").content))
        assert packed.namelist() == ["complaint.html", "proof.json"]
        letter = packed.read("complaint.html").decode()
        assert "张p1" in letter and "&lt;script&gt;" in letter and "src=" not in letter
        _, found = verify_bundle(read_bundle(packed.read("proof.json").decode()), [LOG.verifier])
        assert found and all(one.good for one in found)
    assert desk.office.contact(call)["state"] == "void"
    assert desk.office.contact(contact(desk, key="after"))["why"] == "complaint"


def test_a_message_is_read_answered_and_stopped_in_the_portal(desk: Desk) -> None:
    note = contact(desk, channel="portal", template="portal_message")
    record = desk.office.record()
    deliver_due(desk.site.site.door, record, InboxRecord(desk.office.connection), lambda: desk.now)
    with visiting(desk.site, "p1") as visitor:
        assert "not read: 1" in visitor.get("/me").text
        shown = visitor.get(f"/me/messages/{note}")
        assert "400-000-0000" in shown.text
        assert "not read: 1" not in visitor.get("/me").text
        assert visitor.send(shown, f"/me/messages/{note}", text="STOP").url.path == "/me/messages"
    after = contact(desk, key="after", channel="portal", template="portal_message")
    assert desk.office.contact(after)["state"] == "refused"


def test_a_promise_to_pay_holds_off_everybody_until_its_day(desk: Desk) -> None:
    waiting = contact(desk)
    with visiting(desk.site, "p1") as visitor:
        page = visitor.get("/me/cases/case-p1/pay")
        assert "case-p1" in page.text and "400-000-0000" in page.text and "CNY 880.00" in page.text
        for amount, due in (
            ("-5", "2026-05-20"),
            ("100.001", "2026-05-20"),
            ("100", "2027-05-20"),
            ("x", ""),
        ):
            poor = visitor.send(page, "/me/cases/case-p1/pay", amount=amount, due=due)
            assert poor.status_code == 422
        told = visitor.send(page, "/me/cases/case-p1/pay", amount="300.00", due="2026-05-20")
        assert "CNY 300.00 on 20 May 2026" in told.text
        assert "You have promised" in visitor.get("/me/cases/case-p1/pay").text
    assert desk.office.contact(waiting)["state"] == "void"
    assert desk.office.contact(contact(desk, key="after"))["why"] == "promise_open"


def test_a_plan_is_found_read_and_signed_without_a_script(desk: Desk) -> None:
    path, waiting = "/me/cases/case-p1/plan", contact(desk)
    with visiting(desk.site, "p1") as visitor:
        shown = visitor.get(path)
        assert "Find a plan" in shown.text and "Look at this one" in shown.text
        own = visitor.client.post(f"{path}?lang=en", data={
            "token": re.search(r'name="token" value="([^"]*)"', shown.text)[1],  # type: ignore[index]
            "amount": "600", "every": "month", "start": "2026-06-10", "income": "9000", "living": "5000",
        })  # fmt: skip
        assert "this can be agreed as it is" in own.text and "CNY 600.00" in own.text
        chosen = visitor.send(own, path)
        assert "I have read every date and amount" in chosen.text
        sign = "/me/cases/case-p1/sign"
        assert visitor.send(chosen, sign).status_code == 422
        forged = visitor.send(chosen, sign, agreed="1", sha256="0" * 64)
        assert forged.status_code == 422
        done = visitor.send(chosen, sign, agreed="1")
        assert "Your plan is signed" in done.text
        assert visitor.send(chosen, sign, agreed="1").status_code == 200
    assert desk.office.run("select count(*) from plans where person = 'p1'").fetchone() == (1,)
    assert desk.office.contact(waiting)["state"] == "void"
    assert desk.office.contact(contact(desk, key="after"))["why"] == "plan_signed"


def test_an_offer_that_a_supervisor_must_agree_to_goes_to_one_and_changes_nothing(desk: Desk) -> None:
    case = desk.office.add_borrower("p3", days=120)
    loan = {"currency": "CNY", "principal": "6000.00", "disbursed": "2025-01-13", "first_due": "2025-02-13",
            "instalments": 12, "every": {"months": 1}, "method": "equal_instalment", "annual_rate": "0.18"}  # fmt: skip
    desk.office.run("delete from ledger_events where case_id = %s", case)
    desk.office.run("update terms set body = %s where case_id = %s", Jsonb(loan), case)
    path = f"/me/cases/{case}/plan"
    with visiting(desk.site, "p3") as visitor:
        shown = visitor.get(path)
        chosen = visitor.send(shown, path, choose="settlement")
        asked = visitor.send(chosen, f"/me/cases/{case}/sign", agreed="1")
        assert "A person will look at it" in asked.text
    kinds = desk.office.run("select kind, maker, state from proposals").fetchall()
    assert kinds == [("settlement", "party:p3", "open")]
    assert desk.office.run("select count(*) from plans").fetchone() == (0,)


def test_mail_that_went_out_is_shown_as_it_was_approved(desk: Desk) -> None:
    answer = reserve(desk.site.site.door, desk.office.record(), ask_mail("p1", at=desk.now), desk.now)
    entry = answer if isinstance(answer, Entry) else answer.entry
    with visiting(desk.site, "p1", "zh") as visitor:
        page = visitor.get(f"/me/contacts/{entry.contact}").text
    assert "这是经批准的原文" in page and "示例消费金融有限公司" in page
