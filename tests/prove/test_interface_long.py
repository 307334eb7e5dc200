"""The whole interface under Schemathesis for a quarter of an hour: each call alone, then one after the other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "web"))

from interface_run import fire, whole_site

from forbear.gate.door import open_door
from forbear.law.rulebook import load_law
from forbear.web.staff.limits import PEOPLE

pytestmark = pytest.mark.prove
EXAMPLES = os.environ.get("FORBEAR_EXAMPLES", "200")


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_nothing_undocumented_comes_of_thousands_of_calls(
    seed: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PEOPLE[0], "1000000/minute")
    with whole_site(database_url, open_door(load_law(), "stop@lender.example")) as site:
        ran = fire(site, tmp_path, "--seed", seed, "--max-examples", EXAMPLES, "--workers", "2")
    print(ran.said)
    assert ran.status == 0, ran.said
