"""The interface does what its OpenAPI document says, whatever is thrown at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from interface_run import fire, whole_site

from forbear.gate.door import Door
from forbear.web.staff.limits import PEOPLE


def test_no_call_answers_what_is_not_in_the_document_and_none_breaks(
    database_url: str, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PEOPLE[0], "1000000/minute")
    with whole_site(database_url, door) as site:
        ran = fire(
            site,
            tmp_path,
            "--seed",
            "5",
            "--report",
            "har",
            "--report-har-path",
            "/tmp/wt/hostile.out/s.har",
            "--output-sanitize",
            "false",
            "--max-examples",
            "10",
            "--exclude-operation-id",
            "judge",
        )
    print(ran.said)
    assert ran.status == 0, ran.said
