"""Cases 22 to 27: jobs that run again, dead addresses, what a stop leaves behind, imports, templates, the register."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from front import TEN, Gate

from forbear.desk.strategy_file import load_strategy
from forbear.gate.approving import approve_template
from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from forbear.gate.sending import send_due
from forbear.gate.templates import Template
from forbear.store.intended import ask_intended
from forbear.store.night import run_night
from forbear.store.register import add_marks
from forbear.store.staff import add_account
from forbear.store.staff.sessions import start_session
from forbear.terms import InputError
from forbear.web.genuine import ASKS_A_MINUTE
from office import NIGHT, Postbox, ask, mail_server, on_the_day
from warm import run_forbear

STANDARD = load_strategy("standard")
INTENDED = """case,person,channel,template,at,relative_phone
case-p1,p1,call,call_task,2026-05-13T11:00:00+08:00,+8613900001111
case-p2,p2,call,call_task,2026-05-13T23:00:00+08:00,+8613900001112
case-none,p1,call,call_task,2026-05-13T11:00:00+08:00,
"""


def test_case_22_the_night_the_sender_and_the_intended_calls_run_four_times_do_their_work_once(
    gate: Gate, door: Door, tmp_path: Path
) -> None:
    office, postbox = gate.office, Postbox()
    intended = tmp_path / "intended.csv"
    intended.write_text(INTENDED, encoding="utf-8")
    office.add_borrower("p3", mobile=None)
    after = on_the_day("19:30")
    with mail_server(postbox) as settings, Mailer(settings) as mailer:
        told = []
        for _ in range(4):
            run_night(office.connection, door, STANDARD, NIGHT)
            told.append([
                (one.line, one.told and (one.told["contact"], one.told["verdict"]), one.at)
                for one in ask_intended(door, office.record(), intended, "ag1", lambda: on_the_day("08:30"))
            ])  # fmt: skip
            send_due(door, office.record(), mailer, lambda: after)
    assert told[0] == told[1] == told[2] == told[3]
    assert Counter(to for to, _ in postbox.got).most_common(1)[0][1] == 1
    assert "p3@mail.example" in [to for to, _ in postbox.got]
    keys = office.run("select count(*), count(distinct key) from contacts where key is not null").fetchone()
    assert keys is not None and keys[0] == keys[1]


def test_case_22_the_commands_run_four_times_change_nothing_after_the_first(
    gate: Gate, tmp_path: Path, database_url: str
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    paid = "case,id,on,kind,amount\ncase-p1,pay-1,2026-05-11,payment,100.00\n"
    (folder / "events.csv").write_text(paid, encoding="utf-8")
    own = dict(os.environ) | {"FORBEAR_DATABASE_URL": database_url}
    jobs = (("import", str(folder)), ("night", "--on", NIGHT.isoformat()), ("evidence", "fsck"))
    after = []
    for _ in range(4):
        for words in jobs:
            done = run_forbear(words, own, tmp_path)
            assert done.returncode == 0, done.stderr
        after.append([
            gate.office.run(f"select count(*), md5(string_agg(t::text, '' order by t::text)) from {table} t").fetchone()
            for table in ("contacts", "decisions", "ageings", "ledger_events", "promises", "evidence_entries")
        ])  # fmt: skip
    assert after[0] == after[1] == after[2] == after[3]
    assert after[0][0] and after[0][0][0] > 0


def test_what_an_agency_intends_is_reserved_or_refused_and_a_column_of_numbers_is_not_read(
    gate: Gate, door: Door, tmp_path: Path
) -> None:
    intended = tmp_path / "intended.csv"
    intended.write_text(INTENDED, encoding="utf-8")
    record = gate.office.record()
    column, first, second, third = ask_intended(door, record, intended, "ag1", lambda: on_the_day("08:30"))
    assert (column.line, column.at, column.told) == (0, "relative_phone", None)
    assert first.is_reserved and first.line == 2
    assert second.told is not None and "cn.gbt45251.hours" in [b["rule"] for b in second.told["breaches"]]
    assert (third.told, third.at) == (None, "row")
    rows = gate.office.run("select collector, state, params::text || body::text from contacts order by at")
    found = rows.fetchall()
    assert [row[:2] for row in found] == [("ag1", "reserved"), ("ag1", "refused")]
    assert all("139000011" not in row[2] for row in found)


def test_what_two_agencies_intend_counts_together_for_the_person(
    gate: Gate, door: Door, tmp_path: Path
) -> None:
    """Three effective calls a day, lender and agencies together (GB/T 45251-2025 5.3)."""
    gate.office.run(
        """insert into collectors (collector, kind, acts_for, registered_name, public_number)
           values ('ag3', 'agency', 'cf1', '第三资产服务有限公司', '400-3')"""
    )
    verdicts = []
    for number, agency in enumerate(("ag1", "ag3", "ag1", "ag3")):
        line = f'{{"case": "case-p1", "person": "p1", "channel": "call", "template": "call_task", "key": "{number}"}}'
        intended = tmp_path / f"{number}.jsonl"
        intended.write_text(line + "\n", encoding="utf-8")
        [one] = ask_intended(door, gate.office.record(), intended, agency, lambda: TEN)
        assert one.told is not None
        verdicts.append(one.told["verdict"])
    assert verdicts == ["allow", "allow", "allow", "forbid"]


def test_case_23_a_dead_address_leaves_the_queue_and_the_record_says_why(gate: Gate) -> None:
    mail = gate.mail(at=(TEN + timedelta(hours=1)).isoformat()).json()
    answer = gate.say("address_invalid", address="p1-mail")
    assert answer.json()["withdrawn"] == [mail["contact"]]
    [contact] = gate.get("/v1/people/p1/contacts").json()["contacts"]
    assert (contact["state"], contact["why"], contact["rules"]) == ("void", "address", ["gate.address"])
    assert gate.mail(key="k2").json()["missing"][0]["rule"] == "gate.address"


def test_case_23_a_blocked_address_leaves_the_queue_and_the_record_says_why(gate: Gate) -> None:
    mail = gate.mail(at=(TEN + timedelta(hours=1)).isoformat()).json()
    gate.say("opt_out", address="p1-mail", channel="email")
    [contact] = gate.get("/v1/people/p1/contacts").json()["contacts"]
    assert (contact["contact"], contact["state"], contact["rules"]) == (
        mail["contact"],
        "void",
        ["gate.stop"],
    )


PLAIN_TABLES = ("people", "cases", "parties", "terms", "ledger_events", "promises", "complaints", "plans")


def test_case_24_a_stop_keeps_the_history_and_adds_no_note_against_the_borrower(gate: Gate) -> None:
    office = gate.office
    for n in range(3):
        office.add_call(f"past{n}", "p1", "case-p1", on_the_day("09:00", 8 + n), "conversation")
    reserved = gate.ask().json()["contact"]

    def all_of(table: str) -> Any:
        return office.run(f"select t::text from {table} t order by 1").fetchall()

    before = {table: all_of(table) for table in PLAIN_TABLES}
    past = office.run("select c::text from contacts c where state = 'done' order by 1").fetchall()
    gate.say("cease", medium="letter")
    assert {table: all_of(table) for table in PLAIN_TABLES} == before
    assert office.run("select c::text from contacts c where state = 'done' order by 1").fetchall() == past
    assert office.run("select kind from statements where person = 'p1'").fetchall() == [("cease",)]
    changed = office.run("select contact, state from contacts where state <> 'done'").fetchall()
    assert changed == [(reserved, "void")]
    shown = gate.get("/v1/people/p1/contacts").json()["contacts"]
    assert {contact["contact"] for contact in shown} == {"past0", "past1", "past2", reserved}


def test_case_25_a_column_with_a_references_phone_is_refused_and_its_numbers_are_nowhere(
    tmp_path: Path, database_url: str
) -> None:
    """By the real program; then every table is read for the numbers."""
    folder = tmp_path / "portfolio"
    folder.mkdir()
    numbers = ("+8613900002221", "13900002222")
    (folder / "agencies.csv").write_text(
        "collector,kind,registered_name,public_number\nb1,bank,Example Bank,95000\n", encoding="utf-8"
    )
    (folder / "people.csv").write_text(
        "person,name,zone,region,reference_phone,紧急联系人电话\n"
        f"p1,李雷,Asia/Shanghai,CN,{numbers[0]},{numbers[1]}\n", encoding="utf-8",
    )  # fmt: skip
    (folder / "cases.csv").write_text(
        "case,lender,debtor,product,currency,opened\nc1,b1,p1,credit_card,CNY,2025-01-01\n", encoding="utf-8"
    )
    (folder / "parties.csv").write_text(
        "case,person,role,authority\nc1,p1,borrower,contract\n", encoding="utf-8"
    )
    run = subprocess.run(
        [sys.executable, "-m", "forbear.cli", "--database-url", database_url, "import", str(folder)],
        cwd=tmp_path, capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert "reference_phone" in rejects and "紧急联系人电话" in rejects
    with psycopg.connect(database_url, autocommit=True) as connection:
        assert connection.execute("select count(*) from people").fetchone() == (1,)
        dump = whole_database(connection)
    for text in (dump, rejects, run.stdout, run.stderr):
        assert not any(number[-10:] in text for number in numbers)


def whole_database(connection: psycopg.Connection[Any]) -> str:
    tables = connection.execute(
        "select quote_ident(tablename) from pg_tables where schemaname = 'public'"
    ).fetchall()
    return "\n".join(
        str(row[0])
        for (name,) in tables
        for row in connection.execute(f"select t::text from {name} t".encode())
    )


SOFT = (files("forbear") / "templates" / "soft_reminder.zh.toml").read_bytes()


def edited(old: str, new: str) -> bytes:
    text = SOFT.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (edited("这也许只是一时疏忽。", "再不还钱就把你的照片发到群里。"), "threatens to tell"),
        (edited("这也许只是一时疏忽。", "再不还钱就找人打断你的腿。"), "threatens body"),
        (edited("这也许只是一时疏忽。", "请让{relative}代为偿还。"), "relative"),
        (edited("这也许只是一时疏忽。", "我们也会告知王小梅女士。"), "names a person"),
    ],
    ids=["a threat to tell", "a threat of harm", "a place for a relative", "a third person's name"],
)
def test_case_26_a_template_edited_to_threaten_or_to_name_a_third_person_is_not_approved(
    content: bytes, says: str
) -> None:
    approve_template(SOFT, "soft_reminder.zh.toml", names=["王小梅"])
    with pytest.raises(InputError, match=says):
        approve_template(content, "soft_reminder.zh.toml", names=["王小梅"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (edited("这也许只是一时疏忽。", "再不还钱就找人打断你的腿。"), "threatens body"),
        (edited("这也许只是一时疏忽。", "我们也会告知王小梅女士。"), "names a person"),
        (edited("这也许只是一时疏忽。", "请致电 13900001111。"), "a number or a mailbox"),
    ],
    ids=["a threat of harm", "a third person's name", "a third person's number"],
)
def test_case_26_an_edited_template_is_proposed_by_who_may_and_refused_with_its_reason(
    gate: Gate, content: bytes, says: str
) -> None:
    add_party = (
        "insert into people (person, name, zone, region) values ('aunt', '王小梅', 'Asia/Shanghai', 'CN')"
    )
    gate.office.run(add_party)
    told = {
        "kind": "template",
        "reason": "a friendlier wording",
        "payload": {"name": "soft_reminder.zh.toml"},
    }
    told["payload"] |= {"text": content.decode()}  # type: ignore[operator]
    lawful = told | {"payload": {"name": "soft_reminder.zh.toml", "text": SOFT.decode()}}
    asked = {role: sessions(gate, role) for role in ("collector", "supervisor", "compliance")}
    assert asked["collector"].post("/v1/proposals", json=told).status_code == 403
    for role in ("supervisor", "compliance"):
        answer = asked[role].post("/v1/proposals", json=told)
        assert answer.status_code == 422 and says in answer.json()["error"]["why"], answer.text
        assert "王小梅" not in answer.text and "13900001111" not in answer.text
    made = asked["supervisor"].post("/v1/proposals", json=lawful)
    assert made.status_code == 201, made.text
    path = f"/v1/proposals/{made.json()['proposal']}/approve"
    assert asked["supervisor"].post(path, json={}).status_code == 403
    assert asked["compliance"].post(path, json={}).json()["state"] == "approved"
    assert gate.office.run("select count(*) from proposals").fetchone() == (1,)


def sessions(gate: Gate, role: str) -> httpx.Client:
    """Somebody of a role, signed in."""
    add_account(gate.office.connection, staff=role, name=role, roles=[role], collector=None)
    token = start_session(gate.office.connection, role, "in", gate.now)
    return httpx.Client(base_url=gate.url, cookies={"forbear_session": token}, timeout=60)


def test_case_26_a_collector_writes_nothing_of_his_own_into_a_message(gate: Gate) -> None:
    answer = gate.mail(params={"note": "再不还钱就打断你的腿"})
    assert (answer.status_code, answer.json()["error"]["at"]) == (422, "/params/note")
    paths = gate.page("/openapi.json").json()["paths"]
    assert not [path for path in paths if "template" in path]


def test_case_26_what_slipped_into_a_template_is_still_read_before_it_is_sent(gate: Gate, door: Door) -> None:
    """A template that leaves a place to its asker, and an asker who fills in a threat."""
    open_place = replace(
        door.templates["soft_reminder", "zh"], body="我们是{speaker}。{note}", params=("note",)
    )
    changed: dict[tuple[str, str], Template] = {**door.templates, ("soft_reminder", "zh"): open_place}
    threat = ask("p1", channel="email", template="soft_reminder", params={"note": "再不还钱就打断你的腿"})
    entry = reserve(replace(door, templates=changed), gate.office.record(), threat, TEN).entry
    assert (entry.state, entry.verdict["verdict"]) == ("refused", "forbid")


def test_case_27_asked_a_thousand_times_the_page_tells_nothing_of_any_debtor_and_asks_for_patience(
    gate: Gate, door: Door, tmp_path: Path
) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("kind,value,collector,from,to\nstaff,8021,ag1,,\naccount,6222 0000 1111,cf1,,\n")
    assert add_marks(gate.office.connection, marks).taken == 2
    message = gate.mail().json()
    code = gate.office.contact(message["contact"])["body"]["code"]
    known = {
        "number": "400-000-0000", "agency": "示例资产服务有限公司", "staff": "8021", "account": "622200001111",
    }  # fmt: skip
    told = {kind: genuine(gate, kind, value) for kind, value in known.items()}
    assert all(answer["genuine"] for answer in told.values())
    assert told["staff"]["acts_for"] == "示例消费金融有限公司"
    assert not genuine(gate, "code", code)["genuine"]  # reserved, not sent: nothing is told of it yet
    gate.post(f"/v1/contacts/{message['contact']}/result", {"result": "sent"})
    assert genuine(gate, "code", code)["firm"] == "示例消费金融有限公司"
    of_debtors = [("number", "+8613800138000"), ("mailbox", "p1@mail.example"), ("agency", "张p1"),
                  ("staff", "p1"), ("account", "case-p1"), ("code", message["contact"])]  # fmt: skip
    answers = [genuine(gate, kind, value) for kind, value in of_debtors]
    assert {str(answer | {"kind": ""}) for answer in answers} == {str(answers[0] | {"kind": ""})}
    assert {tuple(answer) for answer in (*answers, *told.values())} == {tuple(answers[0])}
    statuses = Counter(ask_genuine(gate, "number", str(n)).status_code for n in range(1_000))
    assert set(statuses) == {200, 429}
    assert statuses[200] <= ASKS_A_MINUTE + 60


def ask_genuine(gate: Gate, kind: str, value: str) -> httpx.Response:
    return gate.client.post(gate.url + "/v1/genuine", json={"kind": kind, "value": value})


def genuine(gate: Gate, kind: str, value: str) -> dict[str, Any]:
    answer = ask_genuine(gate, kind, value)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_case_27_the_page_answers_in_words_and_keeps_nothing(gate: Gate, language: str) -> None:
    before = gate.office.run("select count(*) from evidence_entries").fetchone()
    asked = {"kind": "number", "value": "400-000-0000"}
    page = gate.client.post(f"{gate.url}/genuine?lang={language}", data=asked)
    assert page.status_code == 200 and "示例消费金融有限公司" in page.text
    other = gate.client.post(f"{gate.url}/genuine?lang={language}", data=asked | {"value": "+8613800138000"})
    assert other.status_code == 200 and "13800138000" not in other.text
    assert gate.client.post(f"{gate.url}/genuine", data={"kind": "number"}).status_code == 422
    assert gate.client.get(f"{gate.url}/genuine?lang={language}").status_code == 200
    assert gate.office.run("select count(*) from evidence_entries").fetchone() == before


def test_case_27_the_register_is_signed(gate: Gate) -> None:
    from front import LOG

    from forbear.evidence import open_note

    text, _ = open_note(gate.client.get(f"{gate.url}/v1/register").text, [LOG.verifier])
    assert text.startswith("forbear register 2026-05-13\n")
    assert "number | 400-000-0000 | 示例消费金融有限公司 | -" in text
    assert date(2026, 5, 13).isoformat() in text
