"""Samples, trials, pictures and the regulator's pack, on the demo portfolio after its night."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import httpx
import pytest
from pypdf import PdfReader
from serving import NIGHT, Served
from signing import signed_in
from test_console import fill

from forbear.desk.strategy_file import load_strategy
from forbear.store.console.steering import survival
from forbear.web.console.pack import safe_cell
from forbear.web.statement.document import find_fonts
from forbear.web.words import LANGUAGES

SPAN = f"since={date(2026, 4, 12)}&until={date(2026, 5, 13)}"


def try_it(client: httpx.Client, **fields: str) -> httpx.Response:
    hidden = fill(client, "/desk/trial?lang=en", "/desk/trial")
    return client.post("/desk/trial?lang=en", data=hidden | fields)


@pytest.fixture(scope="module")
def strategy() -> str:
    from importlib.resources import files

    return (files("forbear") / "strategies" / "standard.toml").read_text("utf-8")


def test_a_draft_strategy_is_tried_beside_the_live_one_and_nothing_is_sent(
    practice: Served, strategy: str
) -> None:
    before = practice.rows("select count(*) from contacts")
    with signed_in(practice, "supervisor") as client:
        same = try_it(client, kind="strategy", text=strategy)
        wrong = try_it(client, kind="strategy", text="stage = 1")
    assert same.status_code == 200 and load_strategy("standard").name in same.text
    rows = re.findall(
        r'<tr><th scope="row">([^<]+)</th><td class="number">([\d,]+)</td><td class="number">([\d,]+)',
        same.text,
    )
    assert all(live == draft for _, live, draft in rows)
    assert sum(int(live.replace(",", "")) for name, live, _ in rows if name.startswith("Intended")) > 0
    assert wrong.status_code == 422 and "could not be read" in wrong.text
    assert practice.rows("select count(*) from contacts") == before
    assert 'action="/proposals/new/strategy' in same.text


def test_a_draft_message_is_read_and_a_threat_is_not_to_be_proposed(practice: Served) -> None:
    draft = """version = "2"
channel = "call"
body = "This is {speaker}. Pay today or the police will arrest you."
genuine = "Call {public_number}."
stop = "Say stop."
"""
    with signed_in(practice, "compliance") as client:
        told = try_it(client, kind="template", name="call_task.en.toml", text=draft).text
        fine = try_it(client, kind="template", name="call_task.en.toml",
                      text=draft.replace("Pay today or the police will arrest you.", "Can we help?")).text  # fmt: skip
    assert "threats of arrest" in told and "It may not be used" in told
    assert 'action="/proposals/new/template' not in told and 'action="/proposals/new/template' in fine


def test_the_sample_of_a_day_is_the_same_for_everybody_and_another_under_another_seed(
    practice: Served,
) -> None:
    practice.rows("update contacts set state = 'done', result = 'sent' where channel = 'email' and state = 'reserved'"
                  " and contact in (select contact from contacts where channel = 'email' and state = 'reserved'"
                  " order by contact limit 20) returning 1")  # fmt: skip
    ((day,),) = practice.rows("select max((at at time zone 'UTC')::date) from contacts"
                                " where state = 'done' and channel = 'email'")  # fmt: skip
    with signed_in(practice, "compliance") as one, signed_in(practice, "supervisor") as other:
        drawn = one.get(f"/desk/sample?on={day}&seed=17&lang=en").text
        assert links(other.get(f"/desk/sample?on={day}&seed=17&lang=zh").text) == links(drawn)
        assert links(one.get(f"/desk/sample?on={day}&seed=18&lang=en").text) != links(drawn)
    assert links(drawn)


def links(page: str) -> list[str]:
    """The contacts of a sample."""
    return sorted(part.split("?")[0] for part in page.split("/desk/contacts/")[1:])


def test_the_pictures_show_the_rolls_of_the_database(practice: Served) -> None:
    with signed_in(practice, "supervisor") as client:
        page = client.get(f"/desk/steering?{SPAN}&lang=en")
        assert page.status_code == 200 and page.text.count("<svg") >= 3
    ((rolled,),) = practice.rows(
        "select count(*) from ageings where on_day = %s and previous_bucket = '1-30'", NIGHT
    )
    assert f">{rolled:,}</td>" in page.text


def test_the_regulators_pack_counts_every_contact_as_csv_and_as_pdf(practice: Served) -> None:
    with signed_in(practice, "compliance") as client:
        table = client.get(f"/desk/steering/pack.csv?{SPAN}&lang=en")
        documents = {
            language: client.get(f"/desk/steering/pack.pdf?{SPAN}&lang={language}").content for language in LANGUAGES
            if language == "en" or has_chinese()
        }  # fmt: skip
        assert client.get("/desk/steering/pack.csv?since=2026-01-01&until=2028-01-01").status_code == 404
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    start = next(n for n, row in enumerate(rows) if row and row[0] == "Channel")
    asked = sum(int(row[2]) for row in rows[start + 1 : rows.index([], start)])
    [(counted,)] = practice.rows(
        "select count(*) from contacts where direction = 'outbound' and at >= '2026-04-12' and at < '2026-05-14'"
    )
    assert asked == counted > 0
    for document in documents.values():
        text = PdfReader(io.BytesIO(document)).pages[0].extract_text()
        assert str(rows[start + 1][2]) in text


def has_chinese() -> bool:
    from forbear.terms import InputError

    try:
        find_fonts("zh")
    except InputError:
        return False
    return True


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_the_pack_is_a_formula(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


def test_a_plan_that_is_still_kept_is_watched_no_longer_than_until_today() -> None:
    assert survival([(5, False)] * 9 + [(10, True)], [7, 12]) == [(7, 1.0, 1), (12, 0.0, 0)]


def test_the_desk_sees_the_offers_that_the_borrower_sees(practice: Served) -> None:
    ((case,),) = practice.rows(
        "select case_id from ageings where on_day = %s and days_past_due between 31 and 60 order by case_id limit 1",
        NIGHT,
    )
    with signed_in(practice, "collector") as client:
        page = client.get(f"/desk/cases/{case}/plan?lang=en")
        assert page.status_code == 200 and "No fee, penalty or other new charge" in page.text
        own = client.get(f"/desk/cases/{case}/plan?lang=en&amount=abc")
    assert own.status_code == 422
