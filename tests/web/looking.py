"""Looking at a page in a real browser, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, Page
from serving import Served

CHROMIUM: Final = "/usr/bin/chromium"
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@contextmanager
def opened(
    browser: Browser,
    site: Served,
    *,
    size: str = "desk",
    sizes: Mapping[str, tuple[int, int]] = SIZES,
    **options: object,
) -> Iterator[Page]:
    """A page that fails on a word in the console and on a request to any other host."""
    width, height = sizes[size]
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=site.url, **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text) if "status of 4" not in said.text else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(site.url) else trouble.append(asked.url))
    yield page
    context.close()
    assert not trouble, trouble


def open_all(page: Page) -> None:
    """Unfold whatever is folded away."""
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
