"""`forbear ledger` as a lender uses it: through the real script, JSON Lines in, JSON Lines out."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.money.contracts import CARD, LOAN, histories, paid

from forbear.cli.ledger import ledger_answer
from forbear.cli.lines import answer_lines
from warm import run_forbear

STATEMENT = {
    "on": "2026-02-05",
    "kind": "statement",
    "amount": "3000.00",
    "minimum": "300.00",
    "due": "2026-02-25",
}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "loan", "terms": LOAN, "events": [paid("2026-02-15", "1100.16")], "as_of": ["2026-03-20"]},
    {"id": "bad", "terms": LOAN | {"currency": "CNX"}},
    {"id": "card", "terms": CARD, "events": [STATEMENT], "as_of": ["2026-03-01"]},
]


def ledger(*lines: Any, args: tuple[str, ...] = ("ledger",)) -> tuple[str, int, str]:
    """What the script says to some lines: answers, exit status, the other output."""
    given_lines = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    made = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "100"}
    ran = run_forbear(args, made, given=given_lines.encode())
    return ran.stdout.decode(), ran.returncode, ran.stderr.decode()


def test_answers_come_in_order_and_a_line_that_cannot_be_read_is_said_in_its_place() -> None:
    out, status, errors = ledger(*QUESTIONS, "{")
    loan, bad, card, broken = map(json.loads, out.splitlines())
    assert (status, errors) == (1, "")
    assert list(loan) == [
        "id",
        "schedule",
        "as_of",
        "credit",
        "annual_percentage_rate",
        "effective_annual_rate",
    ]
    assert loan["as_of"]["2026-03-20"]["days_past_due"] == 5
    assert loan["schedule"][0] == {
        "due": "2026-02-15", "principal": "920.16", "interest": "180.00", "fee": "0.00", "penalty": "0.00",
        "paid": "1100.16", "outstanding": "0.00",
    }  # fmt: skip
    nominal, effective = float(loan["annual_percentage_rate"]), float(loan["effective_annual_rate"])
    assert 0.18 < nominal < 0.1801  # the rounding of the instalment costs the borrower the rest
    assert abs((1 + nominal / 12) ** 12 - 1 - effective) < 2e-8
    assert (bad["id"], bad["error"]["at"]) == ("bad", "/terms/currency")
    assert card["as_of"]["2026-03-01"]["overdue"]["total"] == "300.00"
    assert (card["annual_percentage_rate"], card["schedule"]) == (None, [])
    assert "a card has statements" in card["why"]
    assert broken["id"] is None


def test_where_every_line_was_read_the_status_is_0() -> None:
    assert ledger(QUESTIONS[0], "", QUESTIONS[2])[1:] == (0, "")
    assert ledger() == ("", 0, "")


def test_a_file_that_cannot_be_opened_is_status_2(tmp_path: Path) -> None:
    out, status, errors = ledger(args=("ledger", str(tmp_path / "none.jsonl")))
    assert (out, status) == ("", 2)
    assert "name a file of JSON Lines" in " ".join(errors.split())


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Instalments", "Days past due", "Cannot be reckoned", "18.0004 %")),
     ("zh", ("各期", "逾期天数", "无法计算", "18.0004 %"))],
)  # fmt: skip
def test_a_person_reads_tables(language: str, words: tuple[str, ...]) -> None:
    out, status, _ = ledger(*QUESTIONS, args=("--lang", language, "ledger", "--pretty"))
    assert status == 1
    assert all(word in out for word in words)
    assert "1100.16" in out


@given(histories(), st.data())
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_a_request_mangled_in_any_place_is_answered_or_refused_and_never_a_crash(
    history: tuple[dict[str, Any], list[dict[str, Any]]], data: st.DataObject
) -> None:
    body, events = copy.deepcopy(history)
    request: Any = {"id": "q", "terms": body, "events": events, "as_of": ["2026-06-01", "2027-01-01"]}
    at = request
    while isinstance(at, dict | list) and at:
        key = data.draw(st.sampled_from(list(at) if isinstance(at, dict) else list(range(len(at)))))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            at[key] = data.draw(st.sampled_from(
                [None, True, -1, 0, 7, 10**9, 1.5, "", "0", "-1", "1e9", "99999999999999.99", "0.00000001",
                 "9999-12-31",
                 "1900-01-01", "2026-02-29", "2026-05-01", "principal", [], {}, ["x"], {"months": 1200}, {"rate": "99"}]
            ))  # fmt: skip
            break
        at = at[key]
    ((text, good),) = answer_lines([json.dumps(request).encode()], ledger_answer)
    answer = json.loads(text)
    assert good is ("error" not in answer)
    assert good or answer["error"]["why"]
