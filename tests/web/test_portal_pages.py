"""The portal in a real browser: a borrower in each language and a relative, on a phone and at a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import open_all, opened
from playwright.sync_api import Browser, Page
from serving import Served

pytestmark = pytest.mark.journey
SIZES: Final = {"360": (360, 740), "1440": (1440, 900)}
WHO: Final = (("borrower_zh", "zh", "360"), ("borrower_en", "en", "1440"), ("borrower_en", "en", "360"),
              ("borrower_zh", "zh", "1440"), ("relative", "zh", "360"), ("relative", "en", "1440"))  # fmt: skip
FORMS: Final = ("hardship", "times", "channel")
AXED: Final = (("zh", "360"), ("en", "1440"))
OWING: Final = ("", "/pay", "/plan")
MOST_BYTES: Final = 120_000
WEIGHT: Final = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
SHOTS: Final = os.environ.get("FORBEAR_SCREENSHOTS")
PUBLIC: Final = ("/me/sign-in", "/genuine", "/not-me", "/register", "/policy", "/complain")


def enter(page: Page, who: str, language: str) -> None:
    page.goto(f"/me/sign-in?lang={language}")
    page.locator(f"button[value={who}]").click()
    page.wait_for_url("**/me?**")


def pages_of(page: Page, language: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the first one, by a name for its picture."""
    case = page.locator("a[href*='/me/cases/']").first
    if case.count():
        first = str(case.get_attribute("href")).split("?")[0]
        yield from ((f"case{rest.replace('/', '-')}", f"{first}{rest}") for rest in OWING)
    links = {
        str(one.get_attribute("href")).split("?")[0] for one in page.locator("main a[href^='/me/']").all()
    }
    for link in sorted(link for link in links if "/cases/" not in link):
        yield link.removeprefix("/me/").replace("/", "-"), link
    for form in FORMS if case.count() else FORMS[1:]:
        yield f"tell-{form}", f"/me/tell/{form}"
    page.goto(f"/me/contacts?lang={language}")
    contact = page.locator(".contacts a").first
    if contact.count():
        yield "contact", str(contact.get_attribute("href")).split("?")[0]


def look(page: Page, path: str, name: str, language: str, size: str) -> None:
    """A page is in its language, has one heading, doesn't scroll sideways, is small, and axe has nothing to say
    (asked at one size: it looks at the same document)."""
    page.goto(f"{path}?lang={language}")
    open_all(page)
    assert page.get_attribute("html", "lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert page.locator("h1").count() == 1, path
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], path
    if (language, size) in AXED:
        found = Axe().run(page)
        assert not found.response["violations"], f"{path}: {found.generate_report()}"
    assert page.evaluate(WEIGHT) <= MOST_BYTES, path
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS, f"portal-{name or 'home'}-{language}-{size}.png"), full_page=True)


@pytest.mark.parametrize(("who", "language", "size"), WHO)
def test_every_page_of_the_portal_is_fit_to_be_seen(
    browser: Browser, practice: Served, who: str, language: str, size: str
) -> None:
    scheme = "dark" if (who, size) == ("borrower_en", "1440") else "light"
    prefix = "relative-" if who == "relative" else ""
    with opened(browser, practice, size=size, sizes=SIZES, color_scheme=scheme) as page:
        enter(page, who, language)
        look(page, "/me", f"{prefix}home", language, size)
        for name, path in list(pages_of(page, language)):
            look(page, path, f"{prefix}{name}", language, size)


@pytest.mark.parametrize(("language", "size"), [("zh", "360"), ("en", "1440")])
def test_every_page_for_anybody_is_fit_to_be_seen(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    with opened(browser, practice, size=size, sizes=SIZES) as page:
        for path in PUBLIC:
            look(page, path, f"public{path.replace('/', '-')}", language, size)
