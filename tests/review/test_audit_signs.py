"""The signs that no single contact shows: each on a log that has it, and on one that just has not."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from forbear.law.rulebook import load_law
from forbear.review.audit.answer import gather
from forbear.review.audit.places import in_duckdb
from forbear.review.audit.running import Audit, judge_parts, open_work, take_in
from forbear.review.audit.summary import Summary, summarise
from forbear.review.log_known import read_known

LAW = load_law()
USUAL = {
    "channel": "call", "person": "p", "debts": "d", "result": "unanswered", "collector": "k", "address": "a",
    "collector_kind": "agency", "lender": "b", "lender_kind": "bank", "person_role": "borrower",
    "zone": "Asia/Shanghai", "region": "CN", "product": "credit_card", "days_past_due": "45", "purpose": "collect",
}  # fmt: skip


def audited(folder: Path, rows: list[dict[str, str]], said: list[dict[str, Any]] | None = None) -> Summary:
    cells = [USUAL | {"id": f"c{i}"} | row for i, row in enumerate(rows)]
    with (folder / "log.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(k for row in cells for k in row)))
        writer.writeheader()
        writer.writerows(cells)
    (folder / "said.jsonl").write_text("".join(json.dumps(s) + "\n" for s in said or ()), "utf-8")
    audit = Audit(log=folder / "log.csv", out=folder / "out", law=LAW, books=("cn",), reasons=False)
    known, rejects = read_known(None, None, folder / "said.jsonl" if said else None)
    connection, _ = open_work(audit)
    with connection:
        take_in(connection, audit, known, {}, rejects, lambda _: None)
        judge_parts(connection, audit, in_duckdb)
        gather(connection, audit)
        return summarise(connection, audit)


def at(minute: int, day: int = 2) -> str:
    return f"2026-03-{day:02}T{10 + minute // 60:02}:{minute % 60:02}:00+08:00"


def third_persons(count: int, days: int) -> list[dict[str, str]]:
    return [
        {
            "at": at(0, 2 + i * days),
            "person": f"t{i}",
            "person_role": "friend",
            "address": f"t{i}",
            "purpose": "locate",
        }
        for i in range(count)
    ]


STOP = {"id": "s", "at": at(0), "person": "p", "kind": "cease", "medium": "letter"}
SHOWN: dict[str, tuple[list[dict[str, str]], list[dict[str, str]]]] = {
    "blasting": (third_persons(3, 3), third_persons(3, 4) + third_persons(0, 1)),
    "shared_number": (
        [{"at": at(i), "person": f"t{i}", "address": "one"} for i in range(3)],
        [{"at": at(i), "person": f"t{i % 2}", "address": "one"} for i in range(3)],
    ),
    "rotation": (
        [{"at": at(200 * i), "address": f"a{i}"} for i in range(3)],
        [{"at": at(200 * i), "address": f"a{i % 2}"} for i in range(3)],
    ),
    "bursts": ([{"at": at(29 * i)} for i in range(3)], [{"at": at(30 * i)} for i in range(3)]),
    "voicemails": (
        [{"at": at(120 * i), "result": "voicemail"} for i in range(3)],
        [{"at": at(120 * i), "result": "voicemail" if i else "unanswered"} for i in range(3)],
    ),
}


@pytest.mark.parametrize("sign", SHOWN)
def test_a_sign_is_seen_where_it_is_and_not_where_it_just_is_not(tmp_path: Path, sign: str) -> None:
    has, has_not = SHOWN[sign]
    for name, rows, count in (("has", has, 1), ("has_not", has_not, 0)):
        (tmp_path / name).mkdir()
        found = audited(tmp_path / name, rows)
        assert found.signs[sign] == count
        assert sum(found.verdicts.values()) == len(rows)
        if count:
            worst = found.worst[sign][0]
            assert worst.most == 3 and worst.collectors == "k"
            assert worst.subject == {"blasting": "d", "shared_number": None}.get(sign, "p")


@pytest.mark.parametrize(
    ("rows", "said", "count"),
    [
        ([{"at": at(1)}], [STOP], 1),
        ([{"at": at(1), "purpose": "notice"}], [STOP], 0),
        ([{"at": "2026-03-02T09:59:00+08:00"}], [STOP], 0),
        ([{"at": at(9)}], [STOP, {"id": "l", "at": at(5), "person": "p", "kind": "lifted", "of": "s"}], 0),
        ([{"at": at(3)}], [STOP, {"id": "l", "at": at(5), "person": "p", "kind": "lifted", "of": "s"}], 1),
        ([{"at": at(1), "channel": "sms"}], [STOP | {"kind": "opt_out", "channel": "call"}], 0),
        (
            [{"at": at(1), "channel": "ringless_voicemail"}],
            [STOP | {"kind": "opt_out", "channel": "call"}],
            1,
        ),
        ([{"at": at(1)}], [], 0),
    ],
)
def test_contact_after_a_stop(
    tmp_path: Path, rows: list[dict[str, str]], said: list[dict[str, Any]], count: int
) -> None:
    assert audited(tmp_path, rows, said).signs["after_stop"] == count


def test_hours_and_days_are_those_of_the_person_reached(tmp_path: Path) -> None:
    """22:30 on Sunday in Shanghai is 20:30 in Urumqi, whatever offset was noted."""
    rows = [
        {"at": "2026-03-01T14:30:00Z"},
        {"at": "2026-03-01T14:30:00Z", "zone": "Asia/Urumqi", "person": "u"},
    ]
    found = audited(tmp_path, rows)
    assert list(found.hours) == [20, 22]
    assert list(found.weekdays) == [6]
    assert [week.isoformat() for week in found.weeks] == ["2026-02-23"]


def test_who_bore_most_comes_first(tmp_path: Path) -> None:
    rows = [{"at": at(i, day=2 + i % 2)} for i in range(5)] + [{"at": at(0), "person": "q", "debts": "e"}]
    first, second = audited(tmp_path, rows).burdens
    assert (first.person, first.contacts, first.days, first.most) == ("p", 5, 2, 3)
    assert second.person == "q"
