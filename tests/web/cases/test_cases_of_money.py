"""Cases 16 to 21 and 28: promises, plans, the first and last days, pauses, payments, and the order of a payment."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from front import TEN, Gate
from psycopg.types.json import Jsonb

from forbear.desk.strategy_file import load_strategy
from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.sending import send_due
from forbear.store.night import run_night
from forbear.store.plans import sign_plan
from forbear.store.portfolio import import_portfolio
from office import NIGHT, Office, Postbox, mail_server, on_the_day
from warm import run_forbear

STANDARD = load_strategy("standard")
LOAN = {"currency": "CNY", "principal": "1200.00", "disbursed": "2026-04-02", "first_due": "2026-05-02",
        "instalments": 12, "every": {"months": 1}, "method": "equal_principal"}  # fmt: skip


def add_loan(office: Office, person: str, **changed: Any) -> str:
    """A borrower with a loan of twelve instalments, the first due on 2 May, never aged."""
    case = office.add_borrower(person)
    office.run("delete from ageings where case_id = %s", case)
    office.run("delete from ledger_events where case_id = %s", case)
    office.run("update cases set status = 'current' where case_id = %s", case)
    office.run("update terms set body = %s where case_id = %s", Jsonb(LOAN | changed), case)
    return case


def night(gate: Gate, door: Door, on: date) -> None:
    run_night(gate.office.connection, door, STANDARD, on)


def decision(gate: Gate, case: str, on: date) -> tuple[str, str | None]:
    row = gate.office.run("select outcome, why from decisions where case_id = %s and on_day = %s", case, on)
    found = row.fetchone()
    assert found is not None
    return found[0], found[1]


def days_past_due(gate: Gate, case: str, on: date) -> int:
    row = gate.office.run("select days_past_due from ageings where case_id = %s and on_day = %s", case, on)
    found = row.fetchone()
    assert found is not None
    return int(found[0])


def test_case_16_while_a_promise_is_open_the_next_reminder_day_passes_in_silence(
    gate: Gate, door: Door
) -> None:
    gate.office.run(
        "insert into promises values ('m1', 'case-p1', 'p1', 300, %s, '2026-05-20')", on_the_day("09:00", 11)
    )
    night(gate, door, NIGHT)
    assert decision(gate, "case-p1", NIGHT) == ("silent", "promise_open")
    told = gate.ask().json()
    assert (told["verdict"], told["breaches"][0]["rule"]) == ("forbid", "gate.promise_open")
    night(gate, door, date(2026, 5, 21))
    assert decision(gate, "case-p1", date(2026, 5, 21))[0] == "planned"


PLAN: dict[str, Any] = {"events": [{"kind": "plan", "breach_after_days": 5, "instalments": [
    {"due": "2026-06-10", "amount": "600.00"}, {"due": "2026-07-10", "amount": "600.00"}]}]}  # fmt: skip


def test_case_17_with_a_plan_in_force_the_old_due_date_passes_without_a_word(gate: Gate, door: Door) -> None:
    case = add_loan(gate.office, "p3")
    gate.now = on_the_day("10:00", 12)
    sign_plan(door, gate.office.record(), "n1", case, "p3", PLAN, gate.now)
    on = date(2026, 6, 4)  # the contract's second due date was the 2nd
    night(gate, door, on)
    assert decision(gate, case, on) == ("silent", "plan_signed")
    assert days_past_due(gate, case, on) == 0
    gate.now = on_the_day("10:00", 13)
    assert gate.ask(case=case, person="p3").json()["breaches"][0]["rule"] == "gate.plan_signed"


def test_case_18_a_first_payment_that_never_came_opens_the_case(gate: Gate, door: Door) -> None:
    """The borrower has paid nothing yet: the first instalment missed is enough, after the days of grace."""
    case = add_loan(gate.office, "p3")
    for day, outcome in ((1, "none"), (2, "none"), (4, "silent"), (5, "planned")):
        on = date(2026, 5, day)
        night(gate, door, on)
        assert decision(gate, case, on)[0] in (outcome, "silent" if outcome == "none" else outcome), day
    assert days_past_due(gate, case, date(2026, 5, 5)) == 3


@pytest.mark.parametrize(
    ("on", "verdict"),
    [("2026-04-02", "forbid"), ("2026-05-02", "forbid"), ("2026-05-03", "allow")],
    ids=["on the day of disbursal", "on the due date", "on the day after"],
)
def test_case_19_nobody_is_collected_from_before_the_day_after_the_due_date(
    gate: Gate, on: str, verdict: str
) -> None:
    case = add_loan(gate.office, "p3")
    day = date.fromisoformat(on)
    gate.now = TEN.replace(month=day.month, day=day.day)
    told = gate.ask(case=case, person="p3").json()
    assert told["verdict"] == verdict, told
    if verdict == "forbid":
        assert [b["rule"] for b in told["breaches"]] == ["gate.nothing_overdue"]


def test_case_20_a_pause_told_two_days_late_counts_from_its_day_and_overlapping_days_count_once(
    gate: Gate, door: Door
) -> None:
    case = add_loan(gate.office, "p3")
    gate.office.run("delete from ageings")
    night(gate, door, date(2026, 5, 11))
    assert days_past_due(gate, case, date(2026, 5, 11)) == 9
    gate.office.add_event(case, "z1", {"on": "2026-05-10", "kind": "pause"})  # told on the 12th
    night(gate, door, date(2026, 5, 12))
    assert days_past_due(gate, case, date(2026, 5, 12)) == 8
    gate.office.add_event(case, "z2", {"on": "2026-05-13", "kind": "pause"})
    gate.office.add_event(case, "z3", {"on": "2026-05-14", "kind": "resume"})
    gate.office.add_event(case, "z4", {"on": "2026-05-16", "kind": "resume"})
    night(gate, door, date(2026, 5, 20))
    assert days_past_due(gate, case, date(2026, 5, 20)) == 18 - 6


def test_case_20_by_the_commands_that_a_lender_runs(gate: Gate, tmp_path: Path, database_url: str) -> None:
    """The pause comes in with a file two days late, and again with its resumption and one that overlaps it."""
    case = add_loan(gate.office, "p3")
    gate.office.run("delete from ageings")
    files = {
        11: "",
        12: "z1,2026-05-10,pause\n",
        20: "z1,2026-05-10,pause\nz2,2026-05-13,pause\nz3,2026-05-14,resume\nz4,2026-05-16,resume\n",
    }
    found = {}
    for day, lines in files.items():
        folder = tmp_path / str(day)
        folder.mkdir()
        rows = "".join(f"{case},{line}\n" for line in lines.splitlines())
        (folder / "events.csv").write_text(f"case,id,on,kind\n{rows}", encoding="utf-8")
        own = dict(os.environ) | {"FORBEAR_DATABASE_URL": database_url}
        for words in (("import", str(folder)), ("night", "--on", f"2026-05-{day}")):
            done = run_forbear(words, own, tmp_path)
            assert done.returncode == 0, done.stderr
        found[day] = days_past_due(gate, case, date(2026, 5, day))
    assert found == {11: 9, 12: 8, 20: 18 - 6}


def pay(gate: Gate, folder: Path, case: str, amount: str) -> None:
    """A payment comes in by file, as a lender's books send it."""
    folder.mkdir(exist_ok=True)
    (folder / "events.csv").write_text(
        f"case,id,on,kind,amount\n{case},pay-{amount},2026-05-13,payment,{amount}\n"
    )
    import_portfolio(gate.office.connection, folder, folder / "rejects.csv")


def test_case_21_what_was_paid_at_ten_is_not_reminded_of_at_eleven(
    gate: Gate, door: Door, tmp_path: Path
) -> None:
    gate.now = on_the_day("09:00")
    queued = gate.mail(at=on_the_day("11:00").isoformat()).json()
    other = gate.mail(key="k2", case="case-p2", person="p2", at=on_the_day("11:00").isoformat()).json()
    pay(gate, tmp_path / "ten", "case-p1", "880.00")
    postbox = Postbox()
    with mail_server(postbox) as settings, Mailer(settings) as mailer:
        send_due(door, gate.office.record(), mailer, lambda: on_the_day("11:00"))
    assert [to for to, _ in postbox.got] == ["p2@mail.example"]
    row = gate.office.contact(queued["contact"])
    assert (row["state"], row["why"]) == ("void", "nothing_overdue")
    assert gate.office.contact(other["contact"])["state"] == "done"


def test_case_21_what_was_paid_in_part_is_reminded_of_with_what_is_left(
    gate: Gate, door: Door, tmp_path: Path
) -> None:
    from email import message_from_bytes

    gate.now = on_the_day("09:00")
    gate.mail(at=on_the_day("11:00").isoformat())
    pay(gate, tmp_path / "ten", "case-p1", "300.00")
    postbox = Postbox()
    with mail_server(postbox) as settings, Mailer(settings) as mailer:
        send_due(door, gate.office.record(), mailer, lambda: on_the_day("11:00"))
    [(_, sent)] = postbox.got
    parts = [p.get_payload(decode=True) for p in message_from_bytes(sent).walk() if not p.is_multipart()]
    text = b"".join(part for part in parts if isinstance(part, bytes)).decode()
    assert "580.00" in text and "880.00" not in text


def test_case_28_principal_or_interest_first_is_by_the_contract_and_the_statement_says_which(
    gate: Gate,
) -> None:
    orders = {
        "p3": ["penalty", "fee", "interest", "principal"],
        "p4": ["principal", "interest", "fee", "penalty"],
    }
    pages = {}
    for person, order in orders.items():
        case = add_loan(gate.office, person, annual_rate="0.24", allocation=order)
        paid = {"on": "2026-05-03", "kind": "payment", "amount": "50.00"}
        gate.office.add_event(case, f"pay-{person}", paid)
        page = gate.page(f"/cases/{case}/statement?lang=en&on=2026-05-20").text
        pages[person] = re.sub(r"<[^>]*>|\s+", " ", page).lower()
    rules = {person: re.search(r"a payment goes to ([^;]*);", page) for person, page in pages.items()}
    first, second = rules["p3"], rules["p4"]
    assert first and first[1].index("interest") < first[1].index("principal")
    assert second and second[1].index("principal") < second[1].index("interest")
    assert "26.00" in pages["p3"] and "24.00" in pages["p3"]  # 24.00 of interest, then 26.00 of principal
    assert "26.00" not in pages["p4"]  # all 50.00 to principal
