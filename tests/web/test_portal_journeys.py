"""A borrower's and a relative's way through the portal in a real browser: by the keyboard alone, without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from frontdesk import Desk, open_desk
from looking import opened
from playwright.sync_api import Browser, Page

from forbear.gate.door import Door

pytestmark = pytest.mark.journey
SMALL = {"phone": (360, 740)}


@pytest.fixture
def desk(database_url: str, door: Door) -> Iterator[Desk]:
    with open_desk(database_url, door, practice=True) as desk:
        desk.office.run(
            "insert into people (person, name, zone, region) values ('r1', '李四', 'Asia/Shanghai', 'CN')"
        )
        desk.office.run(
            "insert into parties values ('case-p1', 'r1', 'named_contact', 'named in the contract')"
        )
        yield desk


def press(page: Page, text: str) -> None:
    """Go on with Tab to what reads so, and press Enter there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no Tab leads to {text}")


def test_a_borrower_says_that_it_is_hard_with_the_keyboard_alone(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk.site, size="phone", sizes=SMALL, java_script_enabled=False) as page:
        page.goto("/me?lang=zh")
        press(page, "借款人（中文）")
        assert "您好" in page.inner_text("h1")
        press(page, "告诉我们")
        press(page, "我有困难，暂时还不上")
        page.locator("#words").focus()
        page.keyboard.type("失业了 <b>")
        press(page, "告诉我们")
        assert page.inner_text("h1") == "已经生效"
        assert page.locator(".doors li").count() == 5
        assert page.locator(".doors >> text=仍可以").count() == 0
    assert desk.office.run("select kind from statements").fetchall() == [("hardship",)]


def test_a_borrower_slides_to_an_amount_and_signs(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk.site, size="phone", sizes=SMALL) as page:
        page.goto("/me?lang=en")
        page.get_by_role("button", name="A borrower (Chinese)").click()
        page.get_by_role("link", name="Find a plan").first.click()
        slider = page.get_by_role("slider")
        slider.focus()
        for _ in range(20):
            page.keyboard.press("ArrowRight")
        assert page.get_by_label("Amount (CNY)").input_value() == slider.input_value() != "0"
        page.get_by_role("button", name="Show what fits").click()
        page.get_by_role("button", name="Look at this one").first.click()
        page.get_by_label("I have read every date and amount").check()
        page.get_by_role("button", name="Sign", exact=True).click()
        assert page.inner_text("h1") == "Your plan is signed"
    assert desk.office.run("select state from plans").fetchall() == [("in_force",)]


def test_a_relative_says_never_again_and_it_holds(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk.site, size="phone", sizes=SMALL, java_script_enabled=False) as page:
        page.goto("/me?lang=zh")
        press(page, "亲友联系人")
        assert "您在这里没有欠款" in page.inner_text("main")
        page.goto("/me/tell?lang=zh")
        press(page, "不要再为这件事联系我")
        page.get_by_role("button", name="告诉我们").click()
        assert page.inner_text("h1") == "已经生效"
    assert desk.office.run("select person, kind from statements").fetchall() == [("r1", "declines")]
