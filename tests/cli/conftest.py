"""The command line on a real database, run as the script that a person runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from forbear.desk.portfolio import write_demo_portfolio
from warm import run_forbear

NIGHT = date(2026, 5, 12)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    """What the script sees: a database of its own, an English locale, a terminal of 80 columns."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FORBEAR_", "LC_"))}
    return kept | {
        "FORBEAR_DATABASE_URL": database_url,
        "FORBEAR_VAULT_KEY_FILE": os.environ["FORBEAR_VAULT_KEY_FILE"],
        "LANG": "en_GB.UTF-8",
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Run the script with words and further variables, in a folder of the test's own."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        done = run_forbear(words, environment | variables, tmp_path, seconds=90)
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo portfolio of 150 cases."""
    folder = tmp_path_factory.mktemp("files") / "portfolio"
    write_demo_portfolio(folder, cases=150, seed=5, on=NIGHT)
    return folder
