"""`forbear statement`: a person can read what is owed, from which event, by which rule."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from pypdf import PdfReader
from tests.money.contracts import CARD, LOAN, paid
from typer.testing import CliRunner

from forbear.cli import app
from forbear.cli.telling import today
from forbear.money import age, read_events, read_terms
from forbear.web.statement import Account, Statement, tell_statement
from forbear.web.statement.document import statement_document
from forbear.web.statement.page import statement_page

EXAMPLE = Path(__file__).parents[2] / "examples/statement.json"
ON = date(2026, 7, 1)


def told(events: list[dict[str, Any]], body: dict[str, Any] = LOAN, language: str = "en") -> Statement:
    terms = read_terms(body)
    return tell_statement(Account(terms=terms, events=read_events(events, terms), on=ON), language)


def example(language: str) -> Statement:
    asked = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return told(asked["events"], asked["terms"], language)


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words), catch_exceptions=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_lines_run_to_the_total_that_the_ledger_says(language: str) -> None:
    asked = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    terms = read_terms(asked["terms"])
    owed = age(terms, read_events(asked["events"], terms), ON).balance.total
    statement = example(language)
    assert f"{owed:,}" in statement.total[1]
    assert statement.lines[-1].running == statement.total[1]


def test_a_payment_says_to_what_it_went_and_why() -> None:
    paid_lines = [line for line in example("en").lines if line.what.startswith("You paid")]
    assert paid_lines[2].why == (
        "It went to interest CNY 166.20, principal CNY 433.80. You were 18 days past due that day."
        " Up to day 90 the order is interest, then fees, then principal, then late charges."
    )
    assert "From day 91 on the order is principal" in paid_lines[3].why


def test_a_payment_that_came_back_is_named_with_its_day() -> None:
    assert "Taken back: payment of 15 March 2026" in [line.what for line in example("en").lines]


def test_what_is_overdue_is_told_since_when() -> None:
    assert "was due on 15 March 2026. That is 108 days past due." in example("en").overdue


def test_ageing_that_was_paused_does_not_move_the_day_since_when() -> None:
    pauses = [{"on": "2026-03-01", "kind": "pause"}, {"on": "2026-03-11", "kind": "resume"}]
    statement = told(pauses)
    assert "was due on 15 February 2026. That is 126 days past due." in statement.overdue
    assert "Days past due stopped counting" in [line.what for line in statement.lines]


def test_who_owes_nothing_reads_that() -> None:
    statement = told([paid("2026-01-20", "20000.00")])
    assert statement.ahead == ("Nothing is owed any more. Nothing need be paid.",)
    assert statement.overdue == "Nothing is overdue."


def test_what_comes_if_nothing_is_paid_is_what_the_ledger_will_say() -> None:
    asked = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    terms = read_terms(asked["terms"])
    later = age(terms, read_events(asked["events"], terms), date(2026, 7, 31)).balance.total
    assert f"CNY {later:,} will be owed in all" in example("en").ahead[1]


def test_a_card_s_statement_is_a_line_with_its_minimum() -> None:
    card = told([{"on": "2026-06-05", "kind": "statement", "amount": "900.00", "minimum": "90.00", "due": "2026-06-25"},
                 paid("2026-06-20", "50.00")], CARD)  # fmt: skip
    assert (
        card.lines[0].what == "Statement of the card: CNY 900.00, of which at least CNY 90.00 by 25 June 2026"
    )
    assert "The oldest minimum not met was due on 25 June 2026" in card.overdue


@pytest.mark.parametrize("kind", [
    {"kind": "waiver", "part": "interest"}, {"kind": "fee", "amount": "5.00"}, {"kind": "charge_off"},
    {"kind": "recovery", "amount": "5.00"}, {"kind": "settlement", "amount": "5.00"}, {"kind": "pause"},
    {"kind": "re_age", "first_due": "2026-08-01", "every": {"months": 1}, "instalments": 3}, {"kind": "re_amortise"},
    {"kind": "reschedule", "from": "2026-07-15", "extra_instalments": 2},
    {"kind": "payment_holiday", "from": "2026-07-10", "to": "2026-07-20"},
    {"kind": "plan", "instalments": [{"due": "2026-08-01", "amount": "100.00"}]},
])  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_event_has_its_words(kind: dict[str, Any], language: str) -> None:
    statement = told([{"on": "2026-06-20", **kind}], language=language)
    assert all("{" not in line.what + line.why for line in statement.lines)
    assert any("20" in line.day for line in statement.lines)


def test_the_page_stands_alone_and_has_both_languages() -> None:
    for language in ("zh", "en"):
        page = statement_page(example(language))
        assert not re.findall(r"(?:src|href)=.(?!#)", page)
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page


def test_the_document_has_its_chinese_as_text() -> None:
    document = PdfReader(BytesIO(statement_document(example("zh"))))
    text = "".join("".join(page.extract_text() for page in document.pages).split())
    for words in ("欠款明细", "逐笔明细", "计算依据", "10,708.41"):
        assert words in text


def test_a_request_becomes_a_file(tmp_path: Path) -> None:
    for suffix, start in ((".html", b"<!doctype html>"), (".pdf", b"%PDF")):
        made = tmp_path / f"statement{suffix}"
        done = run(
            "--lang", "zh", "statement", "--request", str(EXAMPLE), "--on", "2026-07-01", "-o", str(made)
        )
        assert done.exit_code == 0, done.output
        assert made.read_bytes().startswith(start)


def test_without_a_file_it_is_shown() -> None:
    done = run("--lang", "en", "statement", "--request", str(EXAMPLE), "--on", "2026-07-01")
    assert "CNY 10,708.41" in done.output


@pytest.mark.parametrize(
    "words", [[], ["c1", "--request", "x.json"], ["--request", "nowhere.json"], ["c1", "-o", "statement.doc"]]
)
def test_what_cannot_be_made_is_refused(words: list[str]) -> None:
    done = run("statement", *words)
    assert done.exit_code != 0
    assert "Traceback" not in done.output


def test_a_case_of_today_has_its_journal_posted(database_url: str, tmp_path: Path) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "insert into collectors (collector, kind, registered_name, public_number)"
            " values ('b', 'bank', 'Example Bank', '+86 100 0000 9001')"
        )
        connection.execute("insert into people (person, name, region) values ('p', 'Ada Example', 'CN-31')")
        connection.execute(
            "insert into cases (case_id, lender, debtor, product, currency, opened)"
            " values ('c1', 'b', 'p', 'credit_card', 'CNY', '2026-01-15')"
        )
        connection.execute("insert into terms values ('c1', %s)", [Jsonb(LOAN)])
        made = tmp_path / "c1.html"
        done = run("--database-url", database_url, "--lang", "en", "statement", "c1", "-o", str(made))
        assert done.exit_code == 0, done.output
        booked = connection.execute("select distinct booked_on from journal_entries").fetchall()
    page = made.read_text(encoding="utf-8")
    assert booked == [(today(),)]
    assert "+86 100 0000 9001" in page and "Ada Example" not in page
    assert "CBRC Order 2011 No.2 art 57" in page  # the order of payments on cards in China


def test_plans_become_a_page_with_the_offers_side_by_side(tmp_path: Path) -> None:
    made = tmp_path / "plans.html"
    request = EXAMPLE.with_name("plan_request.json")
    done = run("--lang", "zh", "plan", str(request), "--html", str(made))
    page = made.read_text(encoding="utf-8")
    assert done.exit_code == 0, done.output
    answer = json.loads(run("plan", str(request)).output)
    assert all(offer["title"]["zh"] in page for offer in answer["offers"])
    assert all(f"{Decimal(offer['total']):,}" in page for offer in answer["offers"])
    assert answer["caution"]["words"]["zh"] in page


def test_a_request_for_plans_that_cannot_be_read_is_said_on_the_page(tmp_path: Path) -> None:
    asked, made = tmp_path / "asked.json", tmp_path / "plans.html"
    asked.write_text('{"id": "P9"}', encoding="utf-8")
    assert run("--lang", "en", "plan", str(asked), "--html", str(made)).exit_code == 1
    assert "P9: Cannot be planned" in made.read_text(encoding="utf-8")
