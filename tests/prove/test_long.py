"""The long proofs: the short tests' own claims, tried far more often. `make prove` runs them, with a bound."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.prove


def run(*words: str, **environment: str) -> None:
    """Run tests as a process of their own; what they print is shown where they fail."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout or "%]" in done.stdout


def test_the_two_readings_of_every_kind_agree_on_thousands_of_requests() -> None:
    run("tests/law/agreement", FORBEAR_EXAMPLES="2500")


def test_two_hundred_thousand_contacts_are_swept_as_they_are_judged() -> None:
    run("tests/law/agreement/test_sweep.py", FORBEAR_CIRCLES="4500", FORBEAR_SEED="11")


def test_mangled_requests_and_rulebooks_never_crash() -> None:
    run("tests/cli/test_judge_mangled.py", "tests/law/rulebook", "--hypothesis-profile=prove")


@pytest.mark.parametrize("round_", range(8))
def test_killed_again_and_again(round_: int) -> None:
    run("tests/faults", FORBEAR_SEED=str(round_ + 1))


def test_the_true_rate_agrees_with_pyxirr_on_ten_thousand_schedules() -> None:
    run("tests/money/test_true_rate.py", FORBEAR_EXAMPLES="10000")


def test_every_offer_keeps_to_policy_and_law_in_thousands_of_cases() -> None:
    run("tests/money/offers", "--hypothesis-profile=prove")


def test_the_invariants_of_money_hold_of_ten_thousand_contracts_and_histories() -> None:
    run("tests/money/test_invariants.py", "-n2", FORBEAR_EXAMPLES="10000")


def test_mangled_ledger_requests_never_crash() -> None:
    run("tests/cli/test_ledger.py", "--hypothesis-profile=prove")


def test_what_a_change_of_law_changes_is_found_whole_for_every_country() -> None:
    run("tests/law/study/test_difference.py", FORBEAR_CHANGES="all")
