"""The night on a real database: ageing, promises, decisions, refusals, and the summary that shows them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from forbear.desk.strategy_file import load_strategy, read_strategy
from forbear.gate.door import Door
from forbear.store.night import NightSummary, night_summary, nights, run_night
from forbear.terms import Conflict, InputError, NotFound
from office import NIGHT, Office, on_the_day

STANDARD = load_strategy("standard")
EARLY = b"""
id = "early"
version = "1"
horizon_days = %d
hours = { from = 05:00:00, to = 06:00:00 }
[[stage]]
name = "call"
from_days = 1
treatment = "call_task"
channels = ["call"]
templates = { call = "call_task" }
"""


def run(office: Office, door: Door, on: date = NIGHT) -> NightSummary:
    run_night(office.connection, door, STANDARD, on)
    return night_summary(office.connection, on)


def decision(office: Office, case: str, on: date = NIGHT) -> dict[str, Any]:
    cursor = office.run("select * from decisions where case_id = %s and on_day = %s", case, on)
    row = cursor.fetchone()
    assert row is not None and cursor.description is not None
    return dict(zip([column.name for column in cursor.description], row, strict=True))


def test_a_case_is_aged_at_the_end_of_the_nights_date_and_remembers_its_bucket(
    office: Office, door: Door
) -> None:
    office.add_borrower("li", days=31)
    office.add_borrower("wang", days=5)
    summary = run(office, door)
    rows = office.run(
        "select case_id, days_past_due, bucket, previous_bucket, overdue from ageings"
        " where on_day = %s order by case_id",
        NIGHT,
    ).fetchall()
    assert rows == [
        ("case-li", 31, "31-60", "1-30", Decimal("880.0000")),
        ("case-wang", 5, "1-30", "1-30", Decimal("880.0000")),
    ]
    assert [(roll.previous, roll.bucket, roll.cases) for roll in summary.rolls] == [
        ("1-30", "1-30", 1),
        ("1-30", "31-60", 1),
    ]


def test_what_happens_after_the_nights_date_is_not_known_to_it(office: Office, door: Door) -> None:
    case = office.add_borrower("li")
    tomorrow = (NIGHT + timedelta(days=1)).isoformat()
    office.add_event(case, "late", {"on": tomorrow, "kind": "payment", "amount": "880.00"})
    assert run(office, door).count("planned") == 1


def test_a_contact_is_planned_for_the_day_after_by_a_reservation_of_the_gate(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    summary = run(office, door)
    contact = office.contact(decision(office, "case-li")["contact"])
    assert (contact["state"], contact["night"], contact["person"]) == ("reserved", NIGHT, "li")
    assert on_the_day("09:30") <= contact["at"] < on_the_day("19:00")
    assert contact["verdict"]["verdict"] == "allow" and contact["verdict"]["books"]
    assert [(hour.channel, hour.contacts) for hour in summary.hours] == [("email", 1)]


def test_promises_are_closed_by_the_money_that_came(office: Office, door: Door) -> None:
    for person, amount in (
        ("kept", "500.00"),
        ("broken", "499.99"),
        ("taken-back", "500.00"),
        ("open", "1.00"),
    ):
        case = office.add_borrower(person, days=20)
        due = NIGHT + timedelta(days=1) if person == "open" else NIGHT - timedelta(days=1)
        office.run(
            "insert into promises values (%s, %s, %s, 500, %s, %s)",
            person,
            case,
            person,
            on_the_day("10:00", 5),
            due,
        )
        office.add_event(case, "pay", {"on": "2026-05-08", "kind": "payment", "amount": amount})
    back = {"on": "2026-05-09", "kind": "reversal", "of": "pay"}
    office.add_event("case-taken-back", "back", back)
    summary = run(office, door)
    assert dict(office.run("select promise, status from promises").fetchall()) == {
        "kept": "kept",
        "broken": "broken",
        "taken-back": "broken",
        "open": "open",
    }
    assert (summary.promises_kept, summary.promises_broken) == (1, 2)
    assert decision(office, "case-open")["why"] == "promise_open"
    assert {look.case for look in summary.look if look.why == "promise_broken"} == {
        "case-broken",
        "case-taken-back",
    }


def test_terms_that_cannot_be_read_are_for_a_person_and_the_night_goes_on(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.run("""update terms set body = '{"currency": "CNY", "method": "alchemy"}'""")
    office.add_borrower("wang")
    office.add_borrower("zhao")
    office.run("delete from terms where case_id = 'case-zhao'")
    summary = run(office, door)
    assert [decision(office, case)["outcome"] for case in ("case-li", "case-wang", "case-zhao")] == [
        "attention",
        "planned",
        "attention",
    ]
    assert "/terms/method" in decision(office, "case-li")["detail"]
    assert [(look.case, look.why) for look in summary.look] == [
        ("case-li", "unreadable_terms"),
        ("case-zhao", "unreadable_terms"),
    ]


def test_a_row_that_the_import_could_not_read_leaves_its_case_to_a_person(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.run("insert into unread_rows values ('case-li', 'statements.csv', 7, 'at: has no offset')")
    summary = run(office, door)
    assert decision(office, "case-li")["detail"] == "statements.csv:7: at: has no offset"
    assert [(look.case, look.why) for look in summary.look] == [("case-li", "unreadable_rows")]


def test_a_contact_that_is_not_lawful_when_wanted_stands_at_the_next_lawful_moment(
    office: Office, door: Door
) -> None:
    """The strategy prefers five in the morning; the law opens at eight."""
    office.add_borrower("li")
    run_night(office.connection, door, read_strategy(EARLY % 3, "early.toml"), NIGHT)
    contact = office.contact(decision(office, "case-li")["contact"])
    assert (contact["state"], contact["at"]) == ("reserved", on_the_day("08:00"))


def test_a_contact_with_no_lawful_moment_in_reach_is_refused_with_the_rules(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    office.say("li", "inconvenient", on_the_day("09:00", 10))
    office.add_borrower("wang", region="AQ")
    office.add_borrower("zhao")
    office.say("zhao", "opt_out", on_the_day("09:00", 10))
    summary = run(office, door)
    assert (decision(office, "case-wang")["outcome"], decision(office, "case-wang")["why"]) == (
        "refused",
        "unknown",
    )
    assert decision(office, "case-zhao")["rules"][0] == "gate.stop"
    refusals = {refusal.rule: refusal for refusal in summary.refusals}
    assert refusals["gate.stop"].contacts == 1 and refusals["gate.stop"].why["zh"]
    assert "rulebook" in refusals["rulebook"].why["en"]
    assert summary.count("refused") == sum(
        row[0] == "refused" for row in office.run("select outcome from decisions").fetchall()
    )


def test_the_summary_adds_up(office: Office, door: Door) -> None:
    for number in range(12):
        office.add_borrower(f"p{number}", days=number * 12)
    office.say("p3", "hardship", on_the_day("09:00", 10))
    summary = run(office, door)
    assert summary.cases_done == summary.cases_total == 12
    assert sum(bucket.cases for bucket in summary.buckets) == 12
    assert sum(outcome.cases for outcome in summary.outcomes) == 12
    assert sum(hour.contacts for hour in summary.hours) == summary.count("planned")
    assert summary.finished_at is not None and summary.strategy == STANDARD.name
    assert set(summary.rulebooks) == set(door.law.books)
    assert nights(office.connection) == (NIGHT,)


def test_the_next_night_leaves_those_in_peace_who_are_about_to_hear(office: Office, door: Door) -> None:
    office.add_borrower("li")
    run(office, door)
    following = NIGHT + timedelta(days=1)
    assert run(office, door, following).count("planned") == 0
    assert decision(office, "case-li", following)["why"] == "too_soon"


def test_a_night_begun_with_one_strategy_is_not_finished_with_another(office: Office, door: Door) -> None:
    office.add_borrower("li")
    run(office, door)
    office.run("update nights set finished_at = null")
    with pytest.raises(Conflict, match="standard@"):
        run_night(office.connection, door, read_strategy(EARLY % 3, "early.toml"), NIGHT)


def test_a_strategy_that_names_no_approved_template_stops_the_night_before_it_begins(
    office: Office, door: Door
) -> None:
    wrong = read_strategy((EARLY % 3).replace(b'call = "call_task"', b'call = "shout"'), "early.toml")
    with pytest.raises(InputError, match=r"stage\[call\]\.templates\.call: 'shout' is no approved template"):
        run_night(office.connection, door, wrong, NIGHT)
    assert nights(office.connection) == ()


def test_a_night_that_never_was_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound, match="forbear night --on 2026-05-12"):
        night_summary(office.connection, NIGHT)


def test_progress_rises_to_the_number_of_cases(office: Office, door: Door) -> None:
    for number in range(7):
        office.add_borrower(f"p{number}")
    told: list[tuple[int, int]] = []
    run_night(office.connection, door, STANDARD, NIGHT, batch=3, progress=lambda *step: told.append(step))
    assert told == [(3, 7), (6, 7), (7, 7)]


def test_a_debtor_who_is_party_to_no_document_is_for_a_person(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.run("delete from parties")
    run(office, door)
    assert (decision(office, "case-li")["outcome"], decision(office, "case-li")["why"]) == (
        "attention",
        "not_askable",
    )


def test_a_night_made_up_for_afterwards_goes_by_the_age_of_its_own_date(office: Office, door: Door) -> None:
    office.add_borrower("li", days=20)
    office.say("li", "hardship", on_the_day("09:00", 11))
    run(office, door, NIGHT + timedelta(days=20))
    office.run("delete from statements")
    run(office, door)
    assert decision(office, "case-li")["stage"] == "hardship_offer"


def test_a_batch_reads_no_table_whole(office: Office, door: Door) -> None:
    """Or a night ten times as large would take a hundred times as long."""
    for number in range(40):
        office.add_borrower(f"p{number:02d}")

    def scans() -> dict[str, int]:
        office.run("select pg_stat_force_next_flush()")
        rows = office.run("select relname, seq_scan from pg_stat_user_tables").fetchall()
        return {name: count for name, count in rows if name != "collectors"}

    before = scans()
    run_night(office.connection, door, STANDARD, NIGHT, batch=2)
    after = scans()
    assert {name: after[name] - before[name] for name in after if after[name] - before[name] > 2} == {}
