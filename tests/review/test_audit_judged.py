"""An audit of a whole log says of each contact what `judge` says of it alone, asked by a test that reads no log."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from dataclasses import fields, replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "law" / "agreement"))
from circles import Circle, make_circles

from forbear.law.judge import judge
from forbear.law.rulebook import load_law
from forbear.review.audit.answer import gather
from forbear.review.audit.places import in_duckdb
from forbear.review.audit.running import Audit, judge_parts, open_work, take_in
from forbear.review.contacts import read_contact
from forbear.review.log_known import read_collectors, read_known
from forbear.terms import Debt, Person, Request

LAW = load_law()


def wire(thing: Any) -> dict[str, Any]:
    """A thing as formats.md has it."""
    out: dict[str, Any] = {}
    names = {"from_time": "from", "to_time": "to", "from_date": "from", "consent_to": "to"}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if value is None or field.name == "stamp" or (field.name == "debts" and not value):
            continue
        if isinstance(value, time | date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = [v.isoformat() if isinstance(v, date) else v for v in value]
        out[names.get(field.name, field.name)] = value
    return out


def spell(circle: Circle, number: int) -> Circle:
    """A circle with ids that no other circle has."""

    def own(name: str | None) -> str | None:
        return None if name is None else name if "/" in name else f"{number}/{name}"

    def all_own(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if names is None else tuple(f"{number}/{n}" for n in names)

    return Circle(
        people=tuple(replace(p, id=own(p.id)) for p in circle.people),
        debts=tuple(replace(d, id=own(d.id), group=own(d.group)) for d in circle.debts),
        collectors=circle.collectors,
        statements=tuple(
            replace(s, id=own(s.id), person=own(s.person), debts=all_own(s.debts), of=own(s.of), by=own(s.by),
                    address=own(s.address))
            for s in circle.statements if not (s.kind in {"address_leaked", "address_invalid"} and s.address is None)
            and not (s.kind == "opt_in" and s.channel is None and s.address is None)
            and not (s.from_time is not None and s.from_time == s.to_time)
            and not (s.kind == "agreed_hours" and None in (s.from_time, s.to_time))
            and not (s.kind != "consent" and s.kind not in {"inconvenient", "agreed_hours"} and s.from_time)
        ),
        contacts=tuple(
            replace(c, id=own(c.id), person=own(c.person), debts=all_own(c.debts), talked_of=all_own(c.talked_of),
                    address=own(c.address), address_person=own(c.address_person), reply_to=own(c.reply_to))
            for c in circle.contacts
        ),
    )  # fmt: skip


def neighbours(circle: Circle) -> list[set[str]]:
    """Who is concerned with whom, by the debts that contacts are about and the addresses that are another's."""
    groups: list[set[str]] = []
    joined = [{f"d {d.id}", f"d {d.group}"} for d in circle.debts if d.group]
    joined += [
        {
            f"p {c.person}",
            *(f"d {d}" for d in c.debts),
            *([f"p {c.address_person}"] if c.address_person else []),
        }
        for c in circle.contacts
    ]
    for names in joined:
        near = [g for g in groups if g & names]
        groups = [g for g in groups if not g & names] + [names.union(*near)]
    return groups


def questions(circle: Circle, rows: dict[str, dict[str, Any]], latest: dict[str, str]) -> dict[str, Request]:
    """Each contact as a request of its own: those concerned with it, and the contacts that any of them had.

    A person is of the role that the row tells, or else of the one that any row told last.
    """
    known = {p.id: p for p in circle.people}
    debts = {d.id: d for d in circle.debts}
    asked = {}
    for group in neighbours(circle):
        mine = [c for c in circle.contacts if f"p {c.person}" in group]
        people = [known.get(n[2:], Person(id=n[2:])) for n in sorted(group) if n[0] == "p"]
        named = {d for c in mine for d in c.debts} | {
            d.id for d in circle.debts if d.group and f"d {d.id}" in group
        }
        for contact in mine:
            own = rows[contact.id or ""]
            asked[contact.id or ""] = Request(
                contact=contact,
                people=tuple(
                    replace(
                        p,
                        role=(p.id == contact.person and own.get("person_role")) or latest.get(p.id, p.role),
                    )
                    for p in people
                ),
                debts=tuple(
                    replace(debts.get(d, Debt(id=d)), days_past_due=own["days_past_due"])
                    if "days_past_due" in own and (d in contact.debts or not contact.debts)
                    else debts.get(d, Debt(id=d))
                    for d in sorted(named)
                ),
                collectors=tuple(k for k in circle.collectors if k.kind or k.acts_for),
                statements=tuple(s for s in circle.statements if f"p {s.person}" in group),
                history=tuple(c for c in mine if c is not contact),
            )
    return asked


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def audited(folder: Path, circles: list[Circle], rows: list[dict[str, Any]], **how: Any) -> dict[str, Any]:
    """What an audit says of each contact, by id; the log in no order."""
    beside = {
        "people": write_lines(folder / "people.jsonl", [wire(p) for c in circles for p in c.people]),
        "debts": write_lines(folder / "debts.jsonl", [wire(d) for c in circles for d in c.debts]),
        "statements": write_lines(
            folder / "statements.jsonl", [wire(s) for c in circles for s in c.statements]
        ),
        "collectors": write_lines(
            folder / "collectors.jsonl", [wire(k) for c in circles for k in c.collectors]
        ),
    }
    log = write_lines(folder / "log.jsonl", rows)
    known, rejects = read_known(beside["people"], beside["debts"], beside["statements"])
    collectors, others = read_collectors(beside["collectors"])
    assert [*rejects, *others] == []
    audit = Audit(log=log, out=folder / "out", law=LAW, beside=beside, **how)
    connection, _ = open_work(audit)
    with connection:
        take_in(connection, audit, known, collectors, [], lambda _: None)
        judge_parts(connection, audit, in_duckdb)
        gather(connection, audit)
        assert connection.execute("SELECT COUNT(*) FROM rejects").fetchone() == (0,)
        found = connection.execute("SELECT id, verdict, rules, missing FROM judged").fetchall()
    return {
        name: (verdict, set(filter(None, rules.split(";"))), set(filter(None, missing.split(";"))))
        for name, verdict, rules, missing in found
    }


@pytest.mark.parametrize("books", [("cn",), ("us",), None], ids=["China", "the United States", "by place"])
def test_each_contact_of_a_log_is_judged_as_it_is_alone(
    tmp_path: Path, books: tuple[str, ...] | None
) -> None:
    chance = random.Random(f"audit {books}")
    circles = [spell(c, i) for i, c in enumerate(make_circles(f"audit {books}", 60))]
    rows = []
    for circle in circles:
        for contact in circle.contacts:
            row = wire(contact)
            if chance.random() < 0.3:
                row["days_past_due"] = chance.choice((0, 5, 40, 120))
            if chance.random() < 0.1:  # told otherwise in this row alone
                row["person_role"] = chance.choice(("friend", "borrower", "named_contact"))
            rows.append(row)
    chance.shuffle(rows)
    by_id = {row["id"]: row for row in rows}
    latest = {row["person"]: row["person_role"] for row in rows if "person_role" in row}
    swept = audited(tmp_path, circles, rows, books=books, reasons=False)
    said: Counter[str] = Counter()
    for circle in circles:
        for name, request in questions(circle, by_id, latest).items():
            asked = replace(request, books=books)
            verdict = judge(LAW, asked, read_contact)
            broken = {b.rule for b in verdict.breaches}
            alone = verdict.verdict, broken, {m.rule for m in verdict.missing} - broken
            assert swept[name] == alone, (name, asked)
            said[verdict.verdict] += 1
    assert sum(said.values()) == len(rows) == len(swept)
    assert min(said["allow"], said["forbid"], said["unknown"]) > 20
