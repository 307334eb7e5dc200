"""`forbear ledger`: contracts and their events in, what is owed out, as JSON Lines; or as a table to a person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from forbear.cli.lines import run_lines
from forbear.money.ledger import ledger, ledger_json, read_ledger


def ledger_answer(value: Any) -> Mapping[str, Any]:
    """The answer to one ledger request, as it is written.

    >>> ledger_answer({"terms": {"currency": "CNY", "method": "revolving"}})["schedule"]
    []
    """
    return ledger_json(ledger(read_ledger(value)))


def run_ledger(file: str, *, pretty: bool, language: str) -> int:
    """Reckon a file, or standard input where it is `-`; the exit status of formats.md (0, 1 or 2)."""
    show = None
    if pretty:
        from forbear.cli.ledger_table import tabulate

        show = partial(tabulate, language=language)
    return run_lines(file, ledger_answer, show, "nothing to reckon; write one request a line")
