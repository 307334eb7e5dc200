"""Texts that nothing was tuned on: how many harms are named, how many pass, how many lawful texts are blamed.

`texts/held_out.jsonl` was worded before the learned reading was built and is read by no tool that learns.
The floors lie a little below what was measured (`python bench/texts.py`), so that a worse reading fails.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from evasions import EVASIONS, evasions

from forbear.review.texts import read_text
from harms import HARMS

HERE = Path(__file__).parent / "texts"
FLOORS = {"zh": (0.85, 0.95, 0.92), "en": (0.80, 0.94, 0.92)}


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


@cache
def measured(language: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows("held_out.jsonl"):
        if row["language"] == language:
            findings = read_text(row["text"])
            named = findings.acts & HARMS
            if row["acts"]:
                found["harming"] += 1
                found["named"] += bool(named & {*row["acts"], *row.get("also", ())})
                found["stopped"] += bool(named) or findings.unsure
            else:
                found["lawful"] += 1
                found["blamed"] += bool(named)
                found["held back"] += findings.unsure and not named
    return found


def test_the_two_halves_have_no_text_in_common() -> None:
    held, tuned = rows("held_out.jsonl"), rows("tuned_on.jsonl")
    assert not {row["text"] for row in held} & {row["text"] for row in tuned}
    for part in (held, tuned):
        assert len(part) >= 300
        assert 0.4 < sum(not row["acts"] for row in part) / len(part) < 0.6


@pytest.mark.parametrize("language", FLOORS)
def test_most_fresh_harms_are_named_and_nearly_all_are_stopped(language: str) -> None:
    found, (named, stopped, precision) = measured(language), FLOORS[language]
    assert found["named"] >= named * found["harming"], found
    assert found["stopped"] >= stopped * found["harming"], found
    assert found["named"] >= precision * (found["named"] + found["blamed"]), found


@pytest.mark.parametrize("language", FLOORS)
def test_few_fresh_lawful_texts_need_a_person(language: str) -> None:
    found = measured(language)
    assert found["held back"] <= 0.1 * found["lawful"], found


@pytest.mark.parametrize("disguise", EVASIONS)
def test_a_named_harm_does_not_pass_in_disguise(disguise: str) -> None:
    tried = passed = 0
    for row in rows("held_out.jsonl"):
        if row["acts"] and read_text(row["text"]).acts & set(row["acts"]):
            for text in evasions(row["text"], disguise):
                findings = read_text(text)
                tried += 1
                passed += not (findings.acts & HARMS or findings.unsure)
    assert tried >= 40
    assert passed <= 0.02 * tried
