"""docs/running.md against the code: no setting that it leaves out or makes up, no number that is not measured."""

from __future__ import annotations

import re
from pathlib import Path

from forbear.store import gauges
from forbear.store.walls import AUDITOR, GATE, PAGES, WEB, WORKER
from forbear.watch.metrics import OWN

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "running.md").read_text("utf-8")
SOURCE = "\n".join(
    line
    for path in sorted((ROOT / "src").rglob("*.py"))
    for line in path.read_text("utf-8").splitlines()
    if not line.strip().startswith((">>>", "..."))
)
NAMES = re.compile(r"\b(?:FORBEAR|OTEL|PROMETHEUS)_[A-Z_]+\b")


def test_every_setting_that_the_code_reads_is_in_the_page() -> None:
    read = {name for name in NAMES.findall(SOURCE) if not name.endswith("_")}
    assert {"FORBEAR_DATABASE_URL", "FORBEAR_MONITOR_PORT"} <= read
    assert sorted(read - set(NAMES.findall(PAGE))) == []


def test_the_page_names_no_setting_that_nothing_reads() -> None:
    read = set(NAMES.findall(SOURCE))
    prefixes = tuple(name for name in read if name.endswith("_"))
    endings = tuple(f"_{end}" for end in re.findall(r"FORBEAR_\{\w+\}_([A-Z]+)", SOURCE))
    told = set(NAMES.findall(PAGE))
    made_up = [name for name in told - read if not name.startswith(prefixes) and not name.endswith(endings)]
    assert sorted(made_up) == []


def test_every_number_in_the_alerts_is_one_that_is_told() -> None:
    told = {sample.name for family in OWN.collect() for sample in family.samples}
    told |= {
        f"{family.name}{end}" for family in OWN.collect() for end in ("_total", "_bucket", "_count", "_sum")
    }
    told |= set(re.findall(r'"(forbear_[a-z_]+)"', Path(gauges.__file__).read_text("utf-8")))
    roles = {WEB, PAGES, GATE, WORKER, AUDITOR}
    used = set(re.findall(r"\b(forbear_[a-z_]+)\b", PAGE)) - roles
    assert used and sorted(used - told) == []
