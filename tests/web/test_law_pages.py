"""The law to read and the question "are they allowed to?", in a real browser, on a site without a database."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import SIZES, open_all, opened
from playwright.sync_api import Browser, Page
from serving import NIGHT, NOW, TOKEN, Served, serving

from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.night import night_summary
from forbear.store.night.summary import Refusal
from forbear.web.pictures import draw_night
from forbear.web.report import tell_night
from forbear.web.site import Site, render

BOOK = "/law/cn.gbt45251?on=2026-03-01"
PATHS = (
    "/law?on=2026-03-01",
    "/law?on=1990-01-01",
    BOOK,
    "/law/us.regf?all=1",
    "/law/ask?x=1",
    "/law/nothing?x=1",
)
LATE = {
    "place": "CN", "lender": "consumer_finance", "collector": "agency", "product": "online_consumer_loan",
    "days_past_due": "40", "role": "borrower", "channel": "call", "purpose": "collect", "at": "2026-03-02T22:10",
}  # fmt: skip


@pytest.fixture(scope="module")
def public(door: Door) -> Iterator[Served]:
    """A site that others can reach, whose database does not answer."""
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none")
    with serving(
        Site(database=nowhere, door=door, token=TOKEN, hosts=(), closed=True, clock=lambda: NOW)
    ) as site:
        yield site


def ask(site: Served, language: str = "en", **fields: str) -> str:
    return httpx.post(f"{site.url}/law/ask?lang={language}", data={**LATE, **fields}).text


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        field = page.locator(f"#{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_law_loads_without_a_token_a_database_or_scrolling_sideways(
    browser: Browser, public: Served, language: str, size: str
) -> None:
    with opened(browser, public, size=size) as page:
        for path in PATHS:
            page.goto(f"{path}&lang={language}")
            open_all(page)
            assert page.get_attribute("html", "lang") == {"zh": "zh-CN", "en": "en"}[language]
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], path


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_axe_finds_nothing_to_object_to_in_the_law(
    browser: Browser, public: Served, size: str, scheme: str
) -> None:
    with opened(browser, public, size=size, color_scheme=scheme) as page:
        for path in (PATHS[0], BOOK, PATHS[4]):
            page.goto(f"{path}&lang=zh")
            open_all(page)
            found = Axe().run(page)
            assert not found.response["violations"], f"{path}: {found.generate_report()}"
        fill(page, LATE)
        for moment in ("2026-03-02T22:10", ""):  # an answer, and a mistake
            page.locator("#question").evaluate("form => form.noValidate = true")
            page.locator("#at").fill(moment)
            with page.expect_navigation():
                page.locator("#question > p button").click()
            open_all(page)
            found = Axe().run(page)
            assert not found.response["violations"], f"{moment}: {found.generate_report()}"


def test_a_source_says_what_each_article_asks_with_numbers_dates_and_cases(
    browser: Browser, public: Served
) -> None:
    with opened(browser, public, java_script_enabled=False) as page:
        page.goto(f"{BOOK}&lang=en")
        rule = page.locator("[id='cn.gbt45251.hours']")
        assert rule.locator(".asks").inner_text() == (
            "No collection work between 22:00 and 08:00 unless other hours were agreed."
        )
        assert "未与债务人约定时间的" in rule.locator("[lang=zh-CN]").inner_text()
        assert "08:00:00–21:59:59" in rule.inner_text()
        assert "from 28 February 2025 on" in rule.inner_text()
        page.get_by_text("Examples: allowed and forbidden").first.click()
        rows = page.locator(".examples").first.locator("tbody tr").all_inner_texts()
        assert re.match(r"allowed\s+Mon 2026-03-02 21:59:59 \+08:00\s+the last second", rows[0])
        assert re.match(r"forbidden\s+Mon 2026-03-02 22:00:00 \+08:00\s+ten at night", rows[1])


def test_the_day_is_chosen_without_a_script_and_is_kept_in_the_other_language(
    browser: Browser, public: Served
) -> None:
    with opened(browser, public, java_script_enabled=False) as page:
        page.goto("/law?lang=en")
        page.get_by_label("As it is law on").fill("2010-01-01")
        page.get_by_role("button", name="Show").click()
        assert "as they are law on 1 January 2010" in page.inner_text(".lead")
        page.get_by_role("link", name="中文").click()
        assert "依2010年1月1日的法律" in page.inner_text(".lead")
        assert page.locator("#others").inner_text() == "当日不生效或不详"


def test_a_day_that_is_none_is_kept_and_mended_beside_the_field(public: Served) -> None:
    shown = httpx.get(f"{public.url}/law?on=next+%3Cb%3Emonday&lang=en")
    assert shown.status_code == 200
    assert 'value="next &lt;b&gt;monday"' in shown.text
    assert "is not a day; write it as 2026-05-12" in shown.text


def test_every_clause_of_an_answer_leads_to_the_rule_itself(browser: Browser, public: Served) -> None:
    with opened(browser, public, java_script_enabled=False) as page:
        page.goto("/law/ask?lang=en")
        for folded in page.locator("#question summary").all():
            folded.click()
        fill(page, {**LATE, "answered_today": "3"})
        page.get_by_role("button", name="Is it allowed?").click()
        assert page.inner_text("#answer").strip() == "No, this is not allowed"
        reasons = page.locator(".answer .reasons").first.inner_text()
        assert "on this clock it is Mon 22:10" in reasons and "today there were 3" in reasons
        links = [link.get_attribute("href") for link in page.locator(".reasons a").all()]
        assert len(links) >= 3
        for link in links:
            page.goto(str(link))
            assert page.locator(f"[id='{urlsplit(str(link)).fragment}']").count() == 1


@pytest.mark.parametrize(
    ("fields", "head"),
    [
        ({"at": "2026-03-02T21:59"}, "Yes, this is allowed"),
        ({}, "No, this is not allowed"),
        ({"place": "KE", "at": "2026-03-02T10:00"}, "That cannot be told yet"),
        ({"agreed_from": "21:00", "agreed_to": "23:00"}, "Yes, this is allowed"),
        ({"at": "2026-03-02T10:00", "said": "plan_signed", "product": "credit_card", "lender": "bank"}, "No, this is"),
        ({"at": "2026-03-02T10:00", "role": "colleague"}, "No, this is not allowed"),
        ({"place": "US-OH", "at": "2026-05-14T10:00", "last_talk": "2026-05-08T09:00"}, "No, this is not allowed"),
        ({"place": "US-OH", "at": "2026-05-15T10:00", "last_talk": "2026-05-08T09:00"}, "Yes, this is allowed"),
        ({"place": "US-OH", "at": "2026-05-14T10:00", "missed_week": "6"}, "Yes, this is allowed"),
        ({"place": "US-OH", "at": "2026-05-14T10:00", "missed_week": "7"}, "No, this is not allowed"),
        ({"at": "2026-03-02T10:00", "channel": "sms", "text": "不还钱就找人打断你的腿"}, "No, this is not allowed"),
    ],
)  # fmt: skip
def test_the_answer_is_that_of_the_law(public: Served, fields: dict[str, str], head: str) -> None:
    assert head in ask(public, **fields)


def test_the_answer_is_in_the_language_of_the_person_who_asks(public: Served) -> None:
    shown = ask(public, "zh", channel="visit", role="friend", at="2026-03-02T10:00")
    assert "不可以" in shown and "朋友" in shown
    assert not re.search(r"(friend|statement|\{)\b", re.sub(r"<[^>]+>", " ", shown.split('id="question"')[0]))


def test_that_only_a_standard_forbids_is_said(public: Served) -> None:
    told = "not binding law"
    assert told in ask(public)
    assert told not in ask(
        public, at="2026-03-02T10:00", lender="bank", product="credit_card", role="colleague"
    )


def test_when_it_would_be_allowed_is_said(public: Served) -> None:
    assert "Tue 2026-03-03 08:00:00 +08:00 to Tue 2026-03-03 21:59:59 +08:00" in ask(public)


def test_a_mistake_keeps_what_was_entered_and_says_beside_the_field_what_to_write(
    browser: Browser, public: Served
) -> None:
    with opened(browser, public, java_script_enabled=False) as page:
        shown = ask(public, place="", days_past_due="many", not_from="12:00", text="“<i>hello</i>”")
        page.set_content(shown)
        described = str(page.get_attribute("#days_past_due", "aria-describedby"))
        assert "days_past_due-mistake" in described.split()
        assert page.inner_text("#days_past_due-mistake") == "Write a whole number from -365 to 36500."
        assert page.inner_text("#place-mistake") == "Fill this in."
        assert page.inner_text("#not_to-mistake") == "Write both times, and not the same one twice."
        assert page.input_value("#days_past_due") == "many"
        assert page.input_value("#text") == "“<i>hello</i>”"
        assert page.input_value("#lender") == "consumer_finance"
        assert page.locator("[role=alert] a").count() == 3
        assert page.title().startswith("To be mended")


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"at": "9999-12-31T23:59"}, "of a year from 1990 to 2100"),
        ({"at": "0001-01-01T00:00"}, "of a year from 1990 to 2100"),
        ({"at": "2026-03-02T22:10+08:00"}, "Write it as 2026-05-12T21:30"),
        ({"place": "XX"}, "Choose one from the list"),
        ({"zone": "../../etc/passwd"}, "Choose one from the list"),
        ({"answered_today": "201"}, "Write a whole number from 0 to 200"),
        ({"answered_today": "²"}, "Write a whole number from 0 to 200"),
        ({"last_talk": "2026-03-03T00:00"}, "This is later than the contact"),
        ({"said_on": "2026-03-03"}, "This is later than the contact"),
        ({"agreed_from": "21:00", "agreed_to": "21:00"}, "not the same one twice"),
        ({"text": "a" * 4001}, "write 4000 characters at most"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_field_by_field(
    public: Served, fields: dict[str, str], mistake: str
) -> None:
    answer = httpx.post(f"{public.url}/law/ask?lang=en", data={**LATE, **fields})
    assert answer.status_code == 422
    assert mistake in answer.text and 'id="answer"' not in answer.text


def test_a_flood_is_refused(public: Served) -> None:
    assert httpx.post(f"{public.url}/law/ask", content=b"text=" + b"a" * 70_000).status_code == 413
    assert httpx.post(f"{public.url}/law/ask", content=b"&".join([b"said=x"] * 5_000)).status_code == 422


def test_changing_the_language_keeps_what_was_entered_and_nothing_stands_in_the_address(
    browser: Browser, public: Served
) -> None:
    with opened(browser, public, java_script_enabled=False) as page:
        page.goto("/law/ask?lang=en")
        fill(page, LATE)
        page.get_by_role("button", name="中文").click()
        assert page.inner_text("h1") == "他们可以这样联系我吗？"
        assert page.input_value("#days_past_due") == "40"
        assert urlsplit(page.url).query == "lang=zh"


def test_nothing_that_was_entered_is_logged_or_cached(
    public: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="forbear"):
        answer = httpx.post(f"{public.url}/law/ask", data={**LATE, "text": "a secret of mine"})
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert not [record for record in caplog.records if record.name.startswith("forbear")]


def test_what_is_not_the_law_asks_who_it_is(public: Served) -> None:
    for path in (
        "/",
        "/tasks",
        "/v1/tasks",
        "/openapi.json",
        "/law/../tasks",
    ):
        assert httpx.get(httpx.URL(public.url).copy_with(raw_path=path.encode())).status_code in (
            303,
            401,
            404,
        ), path
    for host in ("x/health?", "x/law/", "x/static/#"):
        assert httpx.get(f"{public.url}/tasks", headers={"host": host}).status_code == 303, host


def test_the_public_is_not_shown_the_way_to_the_pages_of_the_lenders_people(public: Served) -> None:
    for path in PATHS:
        shown = httpx.get(f"{public.url}{path}").text
        assert 'href="/tasks' not in shown and 'href="/?' not in shown
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", shown)


def test_a_rule_is_found_by_its_id_alone(public: Served) -> None:
    found = httpx.get(f"{public.url}/law/rules/us.regf.hours?on=2026-03-01&lang=zh")
    assert (found.status_code, found.headers["location"]) == (
        303, "/law/us.regf?lang=zh&on=2026-03-01#us.regf.hours",
    )  # fmt: skip
    assert httpx.get(f"{public.url}/law/rules/us.regf.nothing").status_code == 404


def test_a_refusal_in_the_report_leads_to_its_rule(practice: Served) -> None:
    with practice.site.database.connect() as connection:
        night = night_summary(connection, NIGHT)
    refusals = [
        Refusal(rule=rule, cite="§5.3", force="standard", draft=False, why={"en": "no"}, contacts=1)
        for rule in ("cn.gbt45251.hours", "rulebook")
    ]
    told = tell_night(replace(night, refusals=tuple(refusals)), "en")
    shown = render(
        "report.html", "en", here="report", night=told, pictures=draw_night(night, "en"), others=[]
    )
    assert re.findall(r'href="(/law/rules/[^"]+)"', shown) == [
        f"/law/rules/cn.gbt45251.hours?on={NIGHT}&amp;lang=en"
    ]
