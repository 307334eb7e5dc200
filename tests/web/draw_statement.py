"""Makes the pictures of a statement and of plans side by side: `python tests/web/draw_statement.py docs/img`.

They are drawn from `examples/` by the commands; like those of the law's pages they are kept with a palette of 64
colours.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from looking import CHROMIUM, FLAGS
from playwright.sync_api import sync_playwright

STATEMENT: Final = ("statement", "--request", "examples/statement.json", "--on", "2026-07-01", "-o")
PLAN: Final = ("plan", "examples/plan_request.json", "--html")
PICTURES: Final = (
    ("statement-en", STATEMENT, "en", 1100, 1300),
    ("statement-zh", STATEMENT, "zh", 390, 1300),
    ("plan", PLAN, "en", 1000, 900),
)


def draw(folder: Path) -> None:
    """Write each picture into a folder."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, command, language, width, height in PICTURES:
            made = Path(scratch, f"{name}.html")
            forbear = [sys.executable, "-m", "forbear.cli", "--lang", language, *command, str(made)]
            subprocess.run(forbear, check=True, stdout=subprocess.DEVNULL)
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(made.as_uri())
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
