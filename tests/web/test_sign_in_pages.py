"""The way in, in a real browser: from the start password to the work, in both languages and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import SIZES, opened
from playwright.sync_api import Browser, Page
from serving import TOKEN, Served, serving
from signing import PASSWORD, code_now

from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.staff import add_account
from forbear.store.staff.accounts import set_start
from forbear.web.site import Site
from forbear.web.staff.passwords import hash_password

START = "gate-1234-gate-5678"
WORDS = {
    "zh": {"own": "设置您自己的密码", "second": "设置两步验证", "codes": "您的备用码", "tasks": "外呼任务",
           "work": "工作列表", "on": "继续", "go": "登录", "kept": "已抄好，继续", "out": "退出登录", "in": "登录"},
    "en": {"own": "Choose a password of your own", "second": "Set up the second step",
           "codes": "Your recovery codes", "tasks": "Call tasks", "work": "Worklist", "on": "Continue", "go": "Sign in",
           "kept": "I have kept them. Continue", "out": "Sign out", "in": "Sign in"},
}  # fmt: skip


@pytest.fixture
def site(database_url: str, door: Door) -> Iterator[Served]:
    with serving(Site(database=Database(database_url), door=door, token=TOKEN)) as served:
        yield served


def look(page: Page, heading: str, width: int) -> None:
    """The page that a person now sees: its heading, nothing to object to, nothing beside the screen."""
    assert page.locator("h1").inner_text() == heading
    found = Axe().run(page)
    assert not found.response["violations"], f"{heading}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "desk")])
def test_from_the_start_password_to_the_work_and_out_again(
    browser: Browser, site: Served, language: str, size: str
) -> None:
    words, width = WORDS[language], SIZES[size][0]
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        add_account(connection, staff="zhao.min", name="赵敏", roles=["collector"])
        set_start(connection, "zhao.min", hash_password(START), datetime.now(UTC) + timedelta(days=1))
    with opened(browser, site, size=size) as page:
        page.goto(f"/tasks?lang={language}")
        look(page, words["in"], width)
        page.fill("#name", "zhao.min")
        page.fill("#password", START)
        page.get_by_role("button", name=words["go"], exact=True).click()
        look(page, words["own"], width)
        page.fill("#password", "passwordpassword")
        page.get_by_role("button", name=words["on"]).click()
        assert page.get_by_role("alert").is_visible()
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name=words["on"]).click()
        look(page, words["second"], width)
        secret = re.sub(r"\s", "", page.locator(".card code").inner_text())
        page.fill("#code", code_now(secret))
        page.get_by_role("button", name=words["on"]).click()
        look(page, words["codes"], width)
        assert page.locator(".codes code").count() == 10
        page.get_by_role("link", name=words["kept"]).click()
        look(page, words["tasks"], width)
        page.goto(f"/account?lang={language}")
        look(page, page.locator("h1").inner_text(), width)
        page.get_by_role("button", name=words["out"], exact=True).click()
        look(page, words["in"], width)
        page.goto("/tasks")
        assert "/sign-in" in page.url


@pytest.mark.parametrize(("language", "size"), [("zh", "desk"), ("en", "phone")])
def test_on_a_practice_site_a_person_enters_as_whomever_he_likes(
    browser: Browser, practice: Served, language: str, size: str
) -> None:
    with opened(browser, practice, size=size) as page:
        page.goto(f"/sign-in?lang={language}")
        look(page, WORDS[language]["in"], SIZES[size][0])
        page.locator("button[value=agency]").click()
        look(page, WORDS[language]["work"], SIZES[size][0])
        assert page.locator("nav a[href^='/?']").count() == 0  # the night's report is the house's own
        page.goto(f"/?lang={language}")
        assert page.locator("h1").inner_text() in ("您没有此项权限", "This is not yours to do")
