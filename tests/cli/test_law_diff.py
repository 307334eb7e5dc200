"""`forbear law diff` as an officer uses it: two laws in, and what changes between them out."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest

from conftest import Run
from forbear.law.rulebook import load_law
from warm import SCRIPT

NYC = ("us.nyc@2026-08-31", "us.nyc@2026-09-01")


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def lines(text: str, sort: str) -> list[dict]:
    return [made for line in text.splitlines() if (made := json.loads(line))["sort"] == sort]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_change_of_law_can_be_read_at_eighty_columns(run: Run, language: str) -> None:
    shown = run("--lang", language, "law", "diff", *NYC)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert max(columns(line) for line in shown.stdout.splitlines()) <= 80
    told = {
        "en": (
            "allowed → forbidden: us.nyc.contact_frequency",
            "3 × call (rang out)",
            "added, 0 ended, 0 changed",
        ),
        "zh": ("可以 → 不得: us.nyc.contact_frequency", "3次电话 (无人接听)", "失效0，修改0"),
    }[language]
    assert [text for text in told if text not in shown.stdout] == []


def test_each_finding_holds_a_request_that_judge_takes_and_answers_so(run: Run, tmp_path: Path) -> None:
    found = lines(run("law", "diff", *NYC, "--json").stdout, "finding")
    assert found
    for when in ("before", "after"):
        asked = [f["request"] | {"read_at": f[when]["read_at"]} for f in found]
        (tmp_path / "asked.jsonl").write_text("\n".join(map(json.dumps, asked)), "utf-8")
        answers = [json.loads(line) for line in run("judge", "asked.jsonl").stdout.splitlines()]
        assert [a["verdict"] for a in answers] == [f[when]["verdict"] for f in found]
        assert [[b["rule"] for b in a["breaches"]] for a in answers] == [f[when]["rules"] for f in found]


def test_a_draft_against_the_live_book_and_its_findings_judged_with_the_draft(
    run: Run, tmp_path: Path
) -> None:
    text = load_law().books["us.fl"].text.replace('before = "21:00"', 'before = "20:00"')
    (tmp_path / "fl.md").write_text(text, "utf-8")
    made = run("law", "diff", "live@2026-05-12", "fl.md@2026-05-12", "--json").stdout
    (change, *_) = lines(made, "clause")
    assert {"key": "allow.before", "before": "21:00", "after": "20:00"} in change["parameters"]
    found = lines(made, "finding")
    (tmp_path / "asked.jsonl").write_text("\n".join(json.dumps(f["request"]) for f in found), "utf-8")
    live, draft = run("judge", "asked.jsonl").stdout, run("judge", "--draft", "fl.md", "asked.jsonl").stdout
    assert {json.loads(line)["verdict"] for line in live.splitlines()} == {"allow"}
    assert {json.loads(line)["verdict"] for line in draft.splitlines()} == {"forbid"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cn@2026-13-01", "cn@2026-03-01"), "'2026-13-01' is not a day"),
        (("zz@2026-03-01", "cn@2026-03-01"), "no rulebook 'zz'"),
        (("cn@2026-03-01", "us@2026-03-01"), "no rulebook in common"),
        (("live", "cn@2026-03-01"), "live: is the law beside a draft"),
        (("cn", "none.md"), "none.md"),
    ],
)
def test_what_names_no_law_is_refused_in_one_line(run: Run, words: tuple[str, str], said: str) -> None:
    shown = run("law", "diff", *words)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert said in shown.stderr and len(shown.stderr.splitlines()) == 1


def test_the_same_law_twice_differs_in_nothing(run: Run) -> None:
    assert (
        "0 added, 0 ended, 0 changed" in run("law", "diff", "us.nyc@2026-10-01", "us.nyc@2026-10-02").stdout
    )


def test_whoever_reads_only_the_first_lines_gets_no_traceback(environment: dict[str, str]) -> None:
    piped = f"{SCRIPT} law diff {' '.join(NYC)} --json | head -1"
    ran = subprocess.run(piped, shell=True, capture_output=True, text=True, env=environment, timeout=60)
    assert "Traceback" not in ran.stderr
