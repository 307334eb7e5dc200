"""A waiver on its way through two browsers: proposed by one, approved by another."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import SIZES, opened
from playwright.sync_api import Browser, Page
from serving import Served

WORDS = {
    "zh": {"kind": "减免", "list": "提议与审批", "send": "提交", "approve": "批准", "done": "减免 · 已批准",
           "mine": "须由另一人决定"},
    "en": {"kind": "Waiver", "list": "Proposals", "send": "Propose it", "approve": "Approve",
           "done": "Waiver · Approved", "mine": "Somebody else decides it"},
}  # fmt: skip


def enter(page: Page, role: str, language: str) -> None:
    page.goto(f"/sign-in?lang={language}")
    page.locator(f"button[value={role}]").click()
    page.goto(f"/proposals?lang={language}")


def look(page: Page, width: int) -> None:
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "desk")])
def test_a_waiver_is_proposed_by_one_and_approved_by_another(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    words, width = WORDS[language], SIZES[size][0]
    ((case,),) = practice.rows("select case_id from cases join terms using (case_id) order by 1 limit 1")
    with opened(browser, practice, size=size) as page:
        enter(page, "supervisor", language)
        assert page.locator("h1").inner_text() == words["list"]
        page.get_by_role("link", name=words["kind"], exact=True).first.click()
        look(page, width)
        page.fill("#case", "nobody's")
        page.fill("#amount", "-1")
        page.fill("#reason", "a fee that was charged twice")
        with page.expect_navigation():
            page.get_by_role("button", name=words["send"]).click()
        page.go_back()
        page.fill("#case", str(case))
        page.fill("#amount", "5.00")
        page.fill("#reason", "a fee that was charged twice")
        page.get_by_role("button", name=words["send"]).click()
        assert words["mine"] in page.locator("main").inner_text()
        look(page, width)
        address = page.url
    with opened(browser, practice, size=size) as page:
        enter(page, "compliance", language)
        look(page, width)
        page.goto(address)
        look(page, width)
        page.get_by_role("button", name=words["approve"]).click()
        assert page.locator("h1").inner_text() == words["done"]
