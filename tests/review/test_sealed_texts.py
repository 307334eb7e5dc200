"""Texts by another hand, which whoever writes the reader of texts has not seen; told as totals only.

No text stands in an assertion, so that a failure shows none.
"""

from __future__ import annotations

from functools import cache

import pytest
from sealed import Sealed, sealed_texts

AT_LEAST = 400


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
