"""The console in a real browser: by collector, officer and agency, in both languages, on a phone and at a desk.

With FORBEAR_SCREENSHOTS=<folder> each page that is looked at is kept there as a picture.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import open_all, opened
from playwright.sync_api import Browser, Page
from serving import Served
from signing import session_of

pytestmark = pytest.mark.journey
WIDTHS = {"phone": (360, 740), "desk": (1440, 900)}


def signed_on(page: Page, site: Served, *roles: str, collector: str | None = None) -> None:
    """A browser of somebody with these roles."""
    token = session_of(site, *roles, collector=collector)
    page.context.add_cookies([{"name": "forbear_session", "value": token, "url": site.url}])


def look(page: Page, name: str, size: str, language: str) -> None:
    """What must hold of every page: nothing to scroll sideways, nothing that axe objects to; and its picture."""
    width, height = WIDTHS[size]
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name}, unfolded"
    found = Axe().run(page)
    assert not found.response["violations"], f"{name}: {found.generate_report()}"
    if folder := os.environ.get("FORBEAR_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder, f"console-{name}-{language}-{width}.png"), full_page=True)


@pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "desk")])
def test_a_collector_takes_a_case_asks_the_gate_and_notes_what_was_said(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    with opened(browser, practice) as page:
        signed_on(page, practice, "collector")
        page.goto(f"/desk?lang={language}")
        look(page, "work", size, language)
        page.locator("ol.work a").last.click()
        look(page, "case", size, language)
        beside = page.context.new_page()
        beside.goto(page.url)
        beside.locator("form[action*='/contact'] button").click()
        page.locator("[data-live] a").first.wait_for()
        look(page, "live", size, language)
        beside.close()
        page.locator("form[action*='/contact'] button").click()
        look(page, "answer", size, language)
        page.go_back()
        page.locator("#kind").select_option("hardship")
        page.locator("form[action*='/say'] button").click()
        assert page.locator("#noted").is_visible()
        page.locator("form[action*='/contact'] button").click()
        assert page.locator(".answer.forbid").is_visible()
        look(page, "refused", size, language)


@pytest.mark.parametrize(("language", "size"), [("en", "phone"), ("zh", "desk")])
def test_an_officer_sees_complaints_places_cases_and_finds_one(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    ((case, debtor),) = practice.rows("select case_id, debtor from cases order by case_id limit 1")
    practice.rows(
        """insert into complaints (complaint, person, case_id, received_at, text_sha256)
           values (%s, %s, %s, %s, repeat('0', 64)) returning 1""",
        f"b-{language}", debtor, case, practice.site.clock(),
    )  # fmt: skip
    with opened(browser, practice) as page:
        signed_on(page, practice, "supervisor", "compliance")
        for path in ("complaints", "placements", "find"):
            page.goto(f"/desk/{path}?lang={language}")
            look(page, path, size, language)
        page.fill("#text", str(case))
        page.locator("form.card button").click()
        assert page.locator("[role=status] a").inner_text() == case
        look(page, "found", size, language)
        page.goto(f"/desk/complaints/b-{language}?lang={language}")
        look(page, "complaint", size, language)


@pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "desk")])
def test_who_steers_sees_pictures_samples_and_tries_a_draft(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    ((case,),) = practice.rows("select case_id from ageings where bucket = '31-60' order by case_id limit 1")
    with opened(browser, practice) as page:
        signed_on(page, practice, "supervisor", "compliance")
        for path in ("steering?since=2026-04-20&until=2026-05-13", "sample?on=2026-05-13&seed=1", "trial?kind=template",
                     f"cases/{case}/plan?amount=200"):  # fmt: skip
            page.goto(f"/desk/{path}&lang={language}")
            look(page, path.split("?")[0].rpartition("/")[2], size, language)


@pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "desk")])
def test_an_agency_has_a_workspace_of_its_own(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    ((agency,),) = practice.rows("select min(collector) from collectors where acts_for is not null")
    with opened(browser, practice) as page:
        signed_on(page, practice, "agency", collector=str(agency))
        page.goto(f"/desk/agency?lang={language}")
        look(page, "agency", size, language)


def test_what_happens_elsewhere_appears_on_the_open_page(browser: Browser, practice: Served) -> None:
    with opened(browser, practice) as page:
        signed_on(page, practice, "supervisor")
        page.goto("/desk?lang=en")
        page.wait_for_timeout(500)
        practice.rows(
            """update contacts set why = 'seen live' where contact =
               (select min(contact) from contacts where state = 'reserved') returning 1"""
        )
        page.locator(".live li").first.wait_for(timeout=5_000)
        assert "reserved" in page.locator(".live li").first.inner_text()


def test_the_keyboard_alone_leads_from_the_list_to_the_gates_answer(
    browser: Browser, practice: Served
) -> None:
    with opened(browser, practice, java_script_enabled=True) as page:
        signed_on(page, practice, "collector")
        page.goto("/desk?lang=en")
        press_until(page, "document.activeElement.closest('ol.work') !== null")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/cases/**")
        press_until(page, "document.activeElement.matches(\"form[action*='/contact'] button\")")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/contacts/**")
        assert page.locator("#verdict").is_visible()


def press_until(page: Page, condition: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"Tab does not lead there: {condition}")
