"""Texts written by somebody who had not seen the reader of texts; told as totals only.

No text stands in an assertion, so that a failure shows none.
"""

from __future__ import annotations

import json
from functools import cache

import pytest
from sealed import FOLDER, Sealed, measured, sealed_texts

AT_LEAST = 400
LEARNED = sorted(FOLDER.parent.glob("tuned*.jsonl"))


@cache
def texts() -> tuple[Sealed, ...]:
    found = tuple(sealed_texts())
    if not found:
        pytest.skip("nobody has written a sealed text yet")
    return found


def test_there_are_enough_and_half_of_them_are_lawful() -> None:
    number, lawful = len(texts()), sum(not text.does for text in texts())
    assert number >= AT_LEAST
    assert 0.4 <= lawful / number <= 0.6


def test_every_text_says_where_its_pattern_is_from() -> None:
    without = sum(not text.source.strip() for text in texts())
    assert without == 0


def test_no_sealed_text_is_learned_from() -> None:
    rows = [json.loads(line) for path in LEARNED for line in path.read_text("utf-8").splitlines()]
    learned = {row["text"] for row in rows} | {text.text for text in sealed_texts(FOLDER.with_name("sealed"))}
    assert len(rows) > 3000
    assert sum(text.text in learned for text in texts()) == 0


FLOORS = {"zh": (0.90, 0.93), "en": (0.89, 0.90)}
"""By language: recall and precision, a little below what was measured, so that a worse reading fails."""


@pytest.mark.parametrize("language", FLOORS)
def test_most_sealed_harms_are_named_and_few_lawful_texts_are_blamed(language: str) -> None:
    found = measured(text for text in texts() if text.language == language)
    recall, precision = FLOORS[language]
    assert found["named"] >= recall * found["harming"], found
    assert found["named"] >= precision * (found["named"] + found["blamed"]), found


@pytest.mark.parametrize("language", FLOORS)
def test_nearly_every_sealed_harm_is_named_or_held_for_a_person(language: str) -> None:
    found = measured(text for text in texts() if text.language == language)
    assert found["stopped"] >= 0.93 * found["harming"], found
