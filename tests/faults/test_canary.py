"""A number, a mailbox and two names planted wherever they can enter are in no log, number, trace, proof, error or other
lender's answer; and without the key nobody reads a number out of the database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import httpx
import psycopg
import pytest
from canary import CANARIES, MAIL, NAME, OTHER, PHONE, RELATIVE, TEXT, Aviary, aviary, each_with, inbound
from test_dump import dump, found

from forbear.store.evidence import integrate
from telephone import wait_until

NUMBERS = {PHONE, OTHER, MAIL}
ASK: dict[str, Any] = {"case": "c1", "person": "p1", "channel": "call", "template": "call_task"}


@pytest.fixture(scope="module")
def shown(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What every place shows after the canary went everywhere."""
    with aviary(module_database_url, tmp_path_factory.mktemp("aviary")) as made:
        ask_with_it(made)
        call_with_it(made)
        assert wait_until(lambda: bool(made.postbox.got and list(made.folder.rglob("letters/*/*.pdf"))), 60)
        say_it(made)
        write_with_it(made)
        propose_it(made)
        sign_in_with_it(made)
        look_at_everything(made, module_database_url)
        assert made.phones.orders and made.centre.submitted
    made.see("traces", b"".join(made.receiver.raw).decode("utf-8", "replace"))
    made.see("the database", dump(module_database_url))
    yield made.seen


def ask_with_it(made: Aviary) -> None:
    channels = {
        "call": "call_task",
        "email": "soft_reminder",
        "sms": "sms_soft_reminder",
        "letter": "letter_by_post",
    }
    for channel, template in channels.items():
        told = made.send(
            "POST", "/v1/contacts", ASK | {"key": channel, "channel": channel, "template": template}
        )
        assert told.status_code == 201, told.text
    for name, canary in each_with(*ASK, "key", "collector", "reply_to", "override", "at", "number", "params"):
        made.send("POST", "/v1/contacts", ASK | {"key": "k", name: canary})
    for canary in (TEXT, PHONE):
        own = {
            "key": "own",
            "channel": "sms",
            "template": "own_words_sms",
            "params": {"words": canary, canary: canary},
        }
        made.send("POST", "/v1/contacts", ASK | own)
        made.send("POST", "/v1/contacts", ASK | {"key": "k", canary: canary})
        for path in (f"/v1/people/{canary}/contacts", f"/v1/complaints/{canary}", f"/v1/inbound/{canary}",
                     f"/v1/cases?after={canary}", f"/v1/record/proof/{canary}", f"/{canary}"):  # fmt: skip
            made.send("GET", path, key=made.keys["cf2"])
            made.send("GET", path)
        judged = {"id": "q", "contact": {"at": canary, "channel": canary, "person": canary, canary: canary}}
        made.send("POST", "/v1/judge", judged)
        made.send("POST", "/v1/judge", [judged, {"people": [{"id": "p", "zones": [canary]}], "contact": {}}])
        made.send("POST", "/v1/judge", {"posture": canary, "contact": {}})
        made.send("POST", "/v1/genuine", {"kind": canary, "value": canary})
        made.send("POST", "/v1/genuine", {"kind": "number", "value": canary})
        made.send("GET", "/v1/tasks", key=canary.encode("ascii", "replace").decode())


def say_it(made: Aviary) -> None:
    said = {"person": "p1", "kind": "consent", "to": "calls", "at": made.told_at()}
    fields = (
        "id",
        "person",
        "kind",
        "to",
        "given_to",
        "by",
        "of",
        "address",
        "medium",
        "at",
        "note",
        "debts",
    )
    for number, (name, canary) in enumerate(each_with(*fields)):
        made.send("POST", "/v1/statements", said | {"id": f"s{number}", name: canary})
    complaint = {"person": "p1", "case": "c1", "at": made.told_at(), "text": TEXT}
    for number, (name, canary) in enumerate(
        each_with("text", "id", "person", "case", "contact", "medium", "note")
    ):
        made.send("POST", "/v1/complaints", complaint | {"id": f"b{number}", name: canary})


def call_with_it(made: Aviary) -> None:
    task = made.send("GET", "/v1/tasks", key=made.keys["cf1"]).json()[0]
    made.send("POST", f"/v1/tasks/{task['contact']}/call?leg={PHONE}")
    call = made.send("POST", f"/v1/tasks/{task['contact']}/call")
    assert call.status_code in (200, 409), call.text
    for canary in CANARIES:
        made.send("POST", f"/v1/contacts/{task['contact']}/result", {"result": canary, "text": canary})
    made.send("POST", f"/v1/contacts/{task['contact']}/result", {"result": "conversation", "text": TEXT})
    token = inbound(made, "h1", "call.arrived", leg="in-1", number=PHONE).json()["token"]
    inbound(made, "h2", "call.arrived", leg="in-2", number=OTHER)
    for number, canary in enumerate(("13912345678", MAIL, "sip:13912345678@pbx")):
        inbound(made, f"h3-{number}", "call.arrived", leg=canary, number=canary)
        inbound(made, canary, "call.arrived", leg=f"in-3-{number}", number=canary)
        inbound(made, f"h4-{number}", "call.ended", contact=canary, result=canary)
    for who in made.keys.values():
        made.send("GET", f"/v1/inbound/{token}", key=who)
        made.send("POST", f"/v1/inbound/{token}/who", {"case": "c1", "person": RELATIVE}, who)
        made.send("POST", f"/v1/inbound/{token}/who", {"case": PHONE, "person": "p1"}, who)


def write_with_it(made: Aviary) -> None:
    made.centre.wait("bound")
    for sender in ("8613912345678", "8613999998888"):
        assert made.centre.inbound(sender, f"T {TEXT}") == 0
        assert made.centre.inbound(sender, TEXT) == 0
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{RELATIVE} <{MAIL}>", "us@lender.example", TEXT
    mail["Message-ID"] = f"<{MAIL}>"
    mail.set_content(f"STOP {TEXT}")
    for number in range(2):
        (made.folder / "maildir" / "new" / f"{number}.{MAIL}").write_bytes(bytes(mail))
    (made.folder / "maildir" / "new" / "broken").write_bytes(b"From: " + TEXT.encode() + b"\xff\x00")
    assert wait_until(lambda: not list((made.folder / "maildir" / "new").iterdir()), 30)


def propose_it(made: Aviary) -> None:
    maker, checker = (
        httpx.Client(base_url=made.url, cookies={"forbear_session": made.sessions[role]}, timeout=60)
        for role in ("supervisor", "compliance")
    )
    waiver = {"kind": "waiver", "reason": TEXT, "payload": {"case": "c1", "part": "fee", "amount": "1.00"}}
    proposed = maker.post("/v1/proposals", json=waiver)
    assert proposed.status_code == 201, proposed.text
    decided = checker.post(f"/v1/proposals/{proposed.json()['proposal']}/reject", json={"reason": TEXT})
    assert decided.status_code == 200, decided.text
    kinds = {"waiver": ("case", "part", "amount"), "override": ("case", "person", "rule", "until"),
             "plan": ("case", "instalment", "instalments", "first_due"), "strategy": ("text",),
             "template": ("name", "text"), "rulebook": ("name", "text")}  # fmt: skip
    for kind, fields in kinds.items():
        for name, canary in each_with(*fields):
            payload = dict.fromkeys(fields, "c1") | {name: canary}
            answer = maker.post("/v1/proposals", json={"kind": kind, "payload": payload, "reason": TEXT})
            made.see("answers to the maker" if answer.is_success else "errors", answer.text)
    made.send("GET", "/v1/proposals", key=made.keys["cf2"])


def sign_in_with_it(made: Aviary) -> None:
    with httpx.Client(base_url=made.url, timeout=60) as browser:
        for canary in (PHONE, MAIL, NAME):
            page = browser.get("/sign-in?lang=en").text
            token = re.search(r'name="token" value="(\w+)"', page)
            assert token is not None, page
            given = {"token": token[1], "staff": canary, "name": canary, "password": canary}
            answers = [browser.post("/sign-in", data=given), browser.post("/sign-in", data=given | {"token": canary}),
                       browser.get("/tasks", follow_redirects=True), browser.get(f"/{canary}")]  # fmt: skip
            made.see("pages of strangers", "\n".join(answer.text for answer in answers))
    with httpx.Client(
        base_url=made.url, cookies={"forbear_session": made.sessions["collector"]}, timeout=60
    ) as other:
        for path in (
            "/tasks",
            "/messages",
            "/cases/c1/statement",
            "/proposals",
            "/account",
            "/worklist",
            "/cases/c1",
        ):
            made.see("pages of the other lender", other.get(path).text)


def look_at_everything(made: Aviary, url: str) -> None:
    for path in ("/v1/people/p1/contacts", "/v1/cases", "/v1/tasks", "/v1/proposals", "/v1/register",
                 "/v1/record/checkpoint"):  # fmt: skip
        made.send("GET", path, key=made.keys["cf2"])
    proven = made.send("GET", "/v1/people/p1/contacts").text
    made.see("evidence", proven)
    with psycopg.connect(url, autocommit=True) as connection:
        integrate(connection)
        for query in ("select leaf from evidence_entries", "select content from evidence_contents"):
            made.see("evidence", "\n".join(row[0] for row in connection.execute(query.encode())))
        for (contact,) in connection.execute(
            "select contact from contacts where channel = 'call' limit 1"
        ).fetchall():
            made.run("evidence", "bundle", contact, "-o", f"{contact}.json")
            made.see("evidence", (made.folder / f"{contact}.json").read_text("utf-8"))
    made.run("doubts", "list")
    made.see("rejects", (made.folder / "rejects.csv").read_text("utf-8"))
    made.see("metrics", httpx.get(f"http://127.0.0.1:{made.monitor}/metrics", timeout=60).text)


PLACES = ("log", "metrics", "traces", "evidence", "errors",
          "answers to cf2", "answers to the dialler", "pages of strangers", "pages of the other lender", "rejects",
          "forbear import", "forbear evidence", "forbear doubts")  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_place_shows_nothing_of_the_canary(shown: dict[str, str], place: str) -> None:
    lines = [line for line in shown[place].splitlines() if line.strip()]
    escaped = {canary: json.dumps(canary)[1:-1] for canary in CANARIES}
    told = [line for line in lines if found(set(CANARIES), line) or any(e in line for e in escaped.values())]
    assert lines and [line[:1_000] for line in told] == []


def test_the_house_s_own_answers_show_no_whole_number(shown: dict[str, str]) -> None:
    assert found(NUMBERS, shown["answers to the house"] + shown["answers to cf1"]) == []


def test_a_dump_without_the_key_holds_no_number_whatever_came_in_since(shown: dict[str, str]) -> None:
    assert NAME in shown["the database"] and found(NUMBERS, shown["the database"]) == []
