"""Plans, complaints and what is in use: one step each, and in the evidence like everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from front import TEN, Gate

from forbear.desk.strategy_file import load_strategy
from forbear.gate.door import Door
from forbear.store.night import run_night
from forbear.store.plans import sign_plan
from forbear.store.rules_held import note_rules
from office import NIGHT

OFFER: dict[str, Any] = {
    "kind": "lower_instalments",
    "instalments": [{"due": "2026-05-20", "amount": "440.00"}, {"due": "2026-06-20", "amount": "440.00"}],
    "breach_after_days": 5,
    "events": [
        {"kind": "plan", "breach_after_days": 5, "instalments": [
            {"due": "2026-05-20", "amount": "440.00"}, {"due": "2026-06-20", "amount": "440.00"}]},
    ],
}  # fmt: skip
COMPLAINT = {"id": "b1", "person": "p1", "at": TEN.isoformat(), "case": "case-p1", "text": "三天打了九个电话"}


def sealed(gate: Gate, kind: str) -> list[str]:
    """The contents of every entry of a kind, in order."""
    rows = gate.office.run(
        """select c.content from evidence_entries e join evidence_contents c using (entry)
            where e.leaf like %s order by entry""",
        f'%"kind":"{kind}"%',
    )
    return [content for (content,) in rows.fetchall()]


def test_a_complaint_keeps_the_case_in_peace_until_it_is_closed_and_knows_its_days(gate: Gate) -> None:
    call = gate.ask().json()
    answer = gate.post("/v1/complaints", COMPLAINT | {"contact": call["contact"]})
    told = answer.json()
    assert (answer.status_code, told["stage"], told["withdrawn"]) == (201, "received", [call["contact"]])
    assert [day["due"] for day in told["days"] if day["rule"].startswith("cn.compl2020") and not day["kept"]]
    assert gate.ask(key="k2").json()["verdict"] == "forbid"
    gate.now = TEN + timedelta(hours=1)
    assert gate.post("/v1/complaints/b1/stage", {"stage": "closed"}).status_code == 409
    closed = gate.post("/v1/complaints/b1/stage", {"stage": "closed", "outcome": "upheld"})
    assert (closed.status_code, closed.json()["outcome"]) == (200, "upheld")
    gate.now = TEN + timedelta(hours=2)
    assert gate.ask(key="k3").json()["verdict"] == "allow"
    stages = sealed(gate, "complaint")
    assert len(stages) == 2 and all("九个电话" not in content for content in stages)


def test_a_complaint_told_twice_is_one_and_is_never_taken_back(gate: Gate) -> None:
    for _ in range(2):
        assert gate.post("/v1/complaints", COMPLAINT).status_code == 201
    assert gate.post("/v1/complaints", COMPLAINT | {"text": "another"}).status_code == 409
    assert gate.post("/v1/complaints/b1/stage", {"stage": "answered", "outcome": "upheld"}).status_code == 200
    assert gate.post("/v1/complaints/b1/stage", {"stage": "received"}).status_code == 409
    assert gate.get("/v1/complaints/nothing").status_code == 404


def test_a_signed_plan_is_kept_told_to_the_ledger_and_in_force_in_one_step(gate: Gate, door: Door) -> None:
    mail = gate.mail().json()
    withdrawn = sign_plan(door, gate.office.record(), "n1", "case-p1", "p1", OFFER, TEN)
    assert [entry.contact for entry in withdrawn] == [mail["contact"]]
    events = gate.office.run("select body ->> 'kind' from ledger_events where event like 'plan:n1:%%'")
    assert events.fetchall() == [("plan",)]
    assert gate.ask(key="k2").json()["breaches"][0]["rule"] == "gate.plan_signed"
    assert len(sealed(gate, "plan")) == 1
    assert sign_plan(door, gate.office.record(), "n1", "case-p1", "p1", OFFER, TEN) == []


def test_a_plan_that_is_broken_is_found_so_by_the_night_and_holds_off_no_longer(
    gate: Gate, door: Door
) -> None:
    sign_plan(door, gate.office.record(), "n1", "case-p1", "p1", OFFER, TEN)
    late = NIGHT.replace(day=27)
    run_night(gate.office.connection, door, load_strategy("standard"), late)
    state = gate.office.run("select state, closed_on from plans").fetchone()
    assert state == ("broken", late)
    said = gate.office.run("select kind from statements where person = 'p1' order by at").fetchall()
    assert said == [("plan_signed",), ("plan_breached",)]
    assert len(sealed(gate, "plan")) == 2


def test_what_is_in_use_is_sealed_when_it_changes_and_only_then(gate: Gate, door: Door) -> None:
    strategy = load_strategy("standard")
    first = note_rules(gate.office.connection, door, strategy)
    assert {kind for kind, _, _ in first} == {"rulebook", "strategy", "template"}
    assert note_rules(gate.office.connection, door, strategy) == []
    before = len(sealed(gate, "rules"))
    assert before == len(first)
    changed = note_rules(gate.office.connection, door, replace(strategy, sha256="0" * 64))
    assert [kind for kind, _, _ in changed] == ["strategy"]
    assert len(sealed(gate, "rules")) == before + 2


def test_a_plan_that_cannot_be_told_to_the_ledger_is_not_signed(gate: Gate, door: Door) -> None:
    gate.office.run("alter table ledger_events rename to ledger_gone")
    with pytest.raises(psycopg.errors.UndefinedTable):
        sign_plan(door, gate.office.record(), "n1", "case-p1", "p1", OFFER, TEN)
    gate.office.run("alter table ledger_gone rename to ledger_events")
    assert gate.office.run("select count(*) from plans").fetchone() == (0,)
    assert gate.office.run("select count(*) from statements").fetchone() == (0,)
