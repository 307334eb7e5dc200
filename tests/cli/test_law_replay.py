"""`forbear law replay`: past contacts judged by another law."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Run
from forbear.law.rulebook import load_law

HEAD = (
    "id,at,channel,person,debts,result,collector,collector_kind,lender,lender_kind,person_role,zone,region,product,"
    "days_past_due,conveys_debt"
)


def row(name: str, at: str) -> str:
    return f"{name},{at},call,p,d,unanswered,k,agency,b,bank,borrower,America/New_York,US-NY-NYC,credit_card,45,true"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Five calls on five days in New York that rang out, the last first; and two lines that say nothing."""
    rows = [row(f"c{day}", f"2026-08-{day}T12:00:00-04:00") for day in (14, 13, 12, 11, 10)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEAD, *rows, row("bad", "yesterday"), "short"]), "utf-8")
    return path


def test_under_the_rule_to_come_the_fourth_and_fifth_attempts_would_be_forbidden(
    run: Run, log: Path, tmp_path: Path
) -> None:
    ran = run("law", "replay", str(log), "--on", "2026-10-01", "--json", "-o", "changed.jsonl")
    told = json.loads(ran.stdout)
    assert told["judged"] == 5
    assert told["changed"] == {"newly_forbidden": 2}
    assert told["rules"] == {"us.nyc.contact_frequency": {"newly_forbidden": 2}}
    changed = [json.loads(line) for line in (tmp_path / "changed.jsonl").read_text("utf-8").splitlines()]
    assert [(c["id"], c["line"], c["before"]["verdict"], c["after"]["verdict"]) for c in changed] == [
        ("c13", 3, "allow", "forbid"),
        ("c14", 2, "allow", "forbid"),
    ]
    assert changed[0]["after"]["breaches"][0]["facts"]["count"] == 3
    assert (changed[0]["before"]["read_at"], changed[0]["after"]["read_at"]) == ("2026-08-13", "2026-10-01")


def test_bad_lines_are_named_and_the_status_says_so(run: Run, log: Path) -> None:
    ran = run("law", "replay", str(log), "--on", "2026-10-01")
    assert ran.returncode == 1
    assert [line.partition(": ")[2].partition(": ")[0] for line in ran.stderr.splitlines()] == [
        "log.csv:7 (bad)", "log.csv:8",
    ]  # fmt: skip
    assert "5 contacts judged; 2 would be judged otherwise" in ran.stdout
    assert "newly forbidden: 2 (c13, c14)" in ran.stdout


def test_in_chinese(run: Run, log: Path) -> None:
    assert (
        "共判断5次联系；其中2次结论不同"
        in run("--lang", "zh", "law", "replay", str(log), "--on", "2026-10-01").stdout
    )


def test_a_candidate_in_place_of_a_book_may_also_open(run: Run, log: Path, tmp_path: Path) -> None:
    text = load_law().books["us.nyc"].text.replace("max    = 3", "max    = 4")
    assert text != load_law().books["us.nyc"].text
    (tmp_path / "nyc.md").write_text(text.replace("in_force = 2026-09-01", "in_force = 2026-01-01"), "utf-8")
    told = json.loads(run("law", "replay", str(log), "--rulebook", "nyc.md", "--json").stdout)
    assert told["rules"] == {"us.nyc.contact_frequency": {"newly_forbidden": 1}}


def test_judge_requests_are_replayed_as_they_are(run: Run, tmp_path: Path) -> None:
    asked = {
        "id": "q", "books": ["us.regf"], "people": [{"id": "p", "role": "borrower", "zones": ["America/New_York"]}],
        "collectors": [{"id": "k", "kind": "agency", "acts_for": "b"}, {"id": "b", "kind": "bank"}],
        "debts": [{"id": "d", "product": "credit_card", "days_past_due": 45}],
        "contact": {"at": "2026-03-02T21:30:00-05:00", "channel": "call", "person": "p", "debts": ["d"],
                    "collector": "k", "conveys_debt": True},
    }  # fmt: skip
    lines = [json.dumps(asked), '{"id": "r", "contact": {}}']
    (tmp_path / "asked.jsonl").write_text("\n".join(lines), "utf-8")
    ran = run("law", "replay", "asked.jsonl", "--books", "uk.conc", "--json")
    told = json.loads(ran.stdout)
    assert (told["judged"], told["rejected"], ran.returncode) == (1, 1, 1)
    assert told["rules"] == {"us.regf.hours": {"newly_allowed": 1}}
    assert "asked.jsonl:2 (r): /contact/at: missing" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "names no other law"),
        (("--books", "zz"), "no rulebook 'zz'"),
        (("--rulebook", "none.md"), "none.md"),
        (("--on", "soon"), "'soon' is not a day"),
    ],
)
def test_what_names_no_candidate_is_refused(run: Run, log: Path, words: tuple[str, ...], said: str) -> None:
    ran = run("law", "replay", str(log), *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
