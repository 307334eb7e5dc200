"""Many cells told as few: sets of words of which every combination is meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Cover = tuple[frozenset[Any], ...]
"""For each column a set of words; all their combinations are meant."""


def cover(cells: Iterable[tuple[Any, ...]]) -> list[Cover]:
    """Products of sets that together hold exactly these cells, each cell once.

    >>> [[sorted(s) for s in c] for c in cover([("a", 1), ("b", 1), ("a", 2), ("b", 2)])]
    [[['a', 'b'], [1, 2]]]
    >>> len(cover([("a", 1), ("b", 2)]))
    2
    """
    found = [tuple(frozenset({word}) for word in cell) for cell in dict.fromkeys(cells)]
    if not found:
        return []
    columns = range(len(found[0]))
    before = 0
    while len(found) != before:
        before = len(found)
        for column in columns:
            found = _joined(found, column)
    return found


def _joined(found: list[Cover], column: int) -> list[Cover]:
    """Those that differ in one column only, put together."""
    by_rest: dict[Cover, frozenset[Any]] = {}
    for sets in found:
        rest = sets[:column] + sets[column + 1 :]
        by_rest[rest] = by_rest.get(rest, frozenset()) | sets[column]
    return [(*rest[:column], words, *rest[column:]) for rest, words in by_rest.items()]
