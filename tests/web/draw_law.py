"""Makes the pictures of the law's pages for the documents: `python tests/web/draw_law.py docs/img`.

They are kept with a palette of 64 colours (`Image.quantize` of Pillow), a third as large.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from looking import SIZES
from playwright.sync_api import Page, sync_playwright
from serving import NOW, TOKEN, serving

from conftest import CHROMIUM, FLAGS
from forbear.gate.door import open_door
from forbear.law.rulebook import load_law
from forbear.store import Database
from forbear.web.site import Site

QUESTION: Final = {
    "place": "CN", "lender": "consumer_finance", "collector": "agency", "product": "online_consumer_loan",
    "days_past_due": "40", "at": "2026-03-02T22:10",
}  # fmt: skip
"""A call at ten past ten in the evening, by an agency, after three answered calls that day."""
PICTURES: Final = (("phone", "zh"), ("desk", "en"))
LOCALES: Final = {"zh": "zh-CN", "en": "en-GB"}


def draw(folder: Path) -> None:
    """Write each page in each size and language into a folder."""
    door = open_door(load_law(), "stop@lender.example")
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none")
    public = Site(database=nowhere, door=door, token=TOKEN, hosts=(), closed=True, clock=lambda: NOW)
    with serving(public) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size, language in PICTURES:
            width, height = SIZES[size]
            context = browser.new_context(
                viewport={"width": width, "height": height}, base_url=site.url, locale=LOCALES[language]
            )
            page = context.new_page()
            for name, show in (("list", show_list), ("source", show_source), ("answer", show_answer)):
                show(page, language)
                page.screenshot(path=folder / f"law-{name}-{size}-{language}.png")
            context.close()
        browser.close()


def show_list(page: Page, language: str) -> None:
    """The sources."""
    page.goto(f"/law?on=2026-03-01&lang={language}")


def show_source(page: Page, language: str) -> None:
    """One rule of a source, with its cases unfolded."""
    page.goto(f"/law/cn.gbt45251?on=2026-03-01&lang={language}")
    article = page.locator("section.article").first
    article.locator("details").last.evaluate("folded => folded.open = true")
    article.evaluate("shown => window.scrollTo(0, shown.offsetTop - 16)")


def show_answer(page: Page, language: str) -> None:
    """The answer to a question."""
    page.goto(f"/law/ask?lang={language}")
    for name, value in QUESTION.items():
        field = page.locator(f"#{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("#question summary").first.click()
    page.locator("#answered_today").fill("3")
    with page.expect_navigation():
        page.locator("#question > p button").click()
    page.locator(".answer details").evaluate("folded => folded.open = false")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
