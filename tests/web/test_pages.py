"""The pages in a real browser: both languages, both sizes, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import SIZES, open_all, opened
from playwright.sync_api import Browser
from serving import NIGHT, Served

PATHS = ("/", f"/nights/{NIGHT}", "/tasks", "/messages", "/nights/2020-01-01", "/genuine")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_loads_in_both_languages_and_sizes_without_scrolling_sideways(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    with opened(browser, practice, size=size) as page:
        for path in PATHS:
            page.goto(f"{path}?lang={language}")
            open_all(page)
            assert page.get_attribute("html", "lang") == {"zh": "zh-CN", "en": "en"}[language]
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], path


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_axe_finds_nothing_to_object_to(browser: Browser, practice: Served, size: str, scheme: str) -> None:
    with opened(browser, practice, size=size, color_scheme=scheme) as page:
        for path in PATHS:
            page.goto(f"{path}?lang=zh")
            open_all(page)
            found = Axe().run(page)
            assert not found.response["violations"], f"{path}: {found.generate_report()}"


def test_a_page_speaks_the_language_of_the_browser(browser: Browser, practice: Served) -> None:
    with opened(browser, practice, locale="zh-CN") as page:
        page.goto("/")
        assert "夜间处理报告" in page.inner_text("h1")
        page.get_by_role("link", name="English").click()
        assert "The night of 12 May 2026" in page.inner_text("h1")
        page.get_by_role("link", name="Call tasks").click()
        assert page.inner_text("h1") == "Call tasks"


def test_anybody_checks_a_number_without_a_script(browser: Browser, practice: Served) -> None:
    ((number, firm),) = practice.rows(
        "select public_number, registered_name from collectors where public_number is not null order by 1 limit 1"
    )
    with opened(browser, practice, java_script_enabled=False) as page:
        page.goto("/law?lang=en")
        page.get_by_role("link", name="Is this genuine?").click()
        page.get_by_label("What do you want to check?").select_option(label="A telephone number")
        page.get_by_label("What it says").fill(str(number))
        page.get_by_role("button", name="Check").click()
        assert str(firm) in page.inner_text("main")
        page.get_by_label("What it says").fill("+8613800138000")
        page.get_by_role("button", name="Check").click()
        assert "It is not in the register" in page.inner_text("main")


def test_a_page_works_without_a_script(browser: Browser, practice: Served) -> None:
    with opened(browser, practice, java_script_enabled=False) as page:
        page.goto("/?lang=en")
        assert page.locator("figure svg").count() == 3
        page.get_by_text("As a table").first.click()
        assert page.get_by_role("rowheader", name="1–30 days").first.is_visible()


def test_a_keyboard_reaches_the_content_and_shows_where_it_is(browser: Browser, practice: Served) -> None:
    with opened(browser, practice) as page:
        page.goto("/?lang=en")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_report_shows_the_numbers_of_the_database(browser: Browser, practice: Served) -> None:
    counts = dict(
        practice.rows("select outcome, count(*) from decisions where on_day = %s group by 1", NIGHT)
    )
    [(overdue,)] = practice.rows("select count(*) from ageings where on_day = %s and bucket <> '0'", NIGHT)
    with opened(browser, practice) as page:
        page.goto("/?lang=en")
        shown = dict(
            zip(
                page.locator(".numbers dt").all_inner_texts(),
                page.locator(".numbers dd").all_inner_texts(),
                strict=True,
            )
        )
    assert shown == {
        "Cases": "400",
        "Overdue": str(overdue),
        "Contacts planned": str(counts["planned"]),
        "Refused": str(counts.get("refused", 0)),
        "Kept silent": str(counts["silent"]),
        "For a person": str(counts["attention"]),
        "Not due, nothing to do": str(counts["none"]),
    }
    assert sum(counts.values()) == 400


def test_the_tables_add_up_to_what_the_pictures_show(browser: Browser, practice: Served) -> None:
    with opened(browser, practice) as page:
        page.goto("/?lang=en")
        open_all(page)
        cells = page.locator("section[aria-labelledby=rolls] tbody td").all_inner_texts()
        in_rolls = sum(int(cell.replace(",", "")) for cell in cells)
        hours = page.locator("section[aria-labelledby=hours] tbody td").all_inner_texts()
    [(rolled,)] = practice.rows(
        "select count(*) from ageings where on_day = %s and previous_bucket is not null", NIGHT
    )
    [(planned,)] = practice.rows(
        "select count(*) from contacts where night = %s and state <> 'refused'", NIGHT
    )
    assert in_rolls == rolled > 0
    assert sum(int(cell) for cell in hours) == planned > 0


def test_no_page_shows_a_whole_name_number_or_mailbox(browser: Browser, practice: Served) -> None:
    secrets = [str(name) for (name,) in practice.rows("select name from people")]
    secrets += practice.addresses().values()
    with opened(browser, practice) as page:
        for path in ("/?lang=zh", "/tasks?lang=zh"):
            page.goto(path)
            source = page.content()
            assert [secret for secret in secrets if secret in source] == []


def test_a_call_is_taken_once_and_its_result_is_kept(browser: Browser, practice: Served) -> None:
    with opened(browser, practice) as first, opened(browser, practice) as second:
        for page in (first, second):
            page.goto("/tasks?lang=en")
        case = first.locator(".tasks h2 code").first.inner_text()
        name = f"Call about case {case}"
        first.get_by_role("button", name=name).click()
        assert first.inner_text("h1") == "The dialler has it"
        with second.expect_response("**/call*") as told:
            second.get_by_role("button", name=name).click()
        assert told.value.status == 409
        assert second.inner_text("h1") == "This call cannot be made"
        second.get_by_role("link", name="Back to the tasks").click()
        assert second.get_by_role("button", name=name).count() == 0
        first.get_by_label("What came of it").select_option("unanswered")
        first.get_by_role("button", name="Save the result").click()
        assert first.inner_text("h1") == "The result is saved"
    [(state, result)] = practice.rows(
        "select state, result from contacts where case_id = %s and night = %s", case, NIGHT
    )
    assert (state, result) == ("done", "unanswered")


def test_a_call_that_has_become_unlawful_is_withdrawn_at_the_button(
    browser: Browser, practice: Served
) -> None:
    with opened(browser, practice) as page:
        page.goto("/tasks?lang=en")
        case = page.locator(".tasks h2 code").last.inner_text()
        practice.rows(
            """insert into statements (statement, person, kind, at, body)
               select 'stop-' || debtor, debtor, 'cease', %s, jsonb_build_object('id', 'stop-' || debtor,
                      'at', %s::text, 'person', debtor, 'kind', 'cease') from cases where case_id = %s
               returning 1""",
            practice.site.clock(), practice.site.clock().isoformat(), case,
        )  # fmt: skip
        page.get_by_role("button", name=f"Call about case {case}").click()
        assert page.inner_text("h1") == "This call was withdrawn"
    [(state,)] = practice.rows("select state from contacts where case_id = %s and night = %s", case, NIGHT)
    assert state == "void"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_the_report_a_case_leads_to_what_is_owed_in_it(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    with opened(browser, practice, size=size) as page:
        page.goto(f"/?lang={language}")
        page.locator("a[href*='/statement']").first.click()
        assert page.inner_text("h1") == {"zh": "欠款明细", "en": "What is owed, and why"}[language]
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        assert not Axe().run(page).response["violations"]


def test_a_case_that_is_not_there_has_no_statement(browser: Browser, practice: Served) -> None:
    with opened(browser, practice) as page:
        for path in ("/cases/nowhere/statement", "/cases/nowhere/statement?on=yesterday"):
            answer = page.goto(path)
            assert answer is not None and answer.status == 404


def test_what_is_in_doubt_and_what_was_given_up_is_shown_with_masked_addresses(
    browser: Browser, practice: Served
) -> None:
    doubt = """update contacts set state = 'in_doubt', why = 'no answer', message_id = 'm42' where contact =
               (select min(contact) from contacts where state = 'reserved' and address is not null)
               returning contact"""
    [(contact,)] = practice.rows(doubt)
    with opened(browser, practice) as page:
        page.goto("/messages?lang=en")
        row = page.locator("section[aria-labelledby=doubts] tbody tr").first.inner_text()
    practice.rows("update contacts set state = 'reserved', why = null, message_id = null"
                  " where contact = %s returning 1", contact)  # fmt: skip
    assert "m42" in row and "no answer" in row and "•••" in row
