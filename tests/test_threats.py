"""What docs/internals/threats.md leans on is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "internals" / "threats.md").read_text("utf-8")


def test_every_test_that_the_threats_lean_on_exists() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)", sources))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 60
    assert sorted(named - there) == []


def test_every_boundary_names_a_threat_of_each_line_with_what_stops_it() -> None:
    rows = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| [STRIDE] \|", line)]
    assert len(rows) > 40
    assert [row for row in rows if len(row) != 4 or not all(cell.strip(" |") for cell in row)] == []
