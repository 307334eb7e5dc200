"""Rewriting a text in places, and keeping count of where each character comes from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

Edit = tuple[int, int, str]
"""From where to where, and what stands there instead."""
Step = Callable[[str], Iterable[Edit]]
"""Finds what to rewrite: edits in the order of the text that do not overlap."""


def by_pattern(pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]) -> Step:
    """The step that rewrites every match."""

    def edits(text: str) -> Iterator[Edit]:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), rewrite(match)

    return edits


def rewritten(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits.

    >>> rewritten("abcd", [(1, 3, "x")])
    'axd'
    """
    parts: list[str] = []
    used = 0
    for start, end, new in edits:
        parts += (text[used:start], new)
        used = end
    return "".join((*parts, text[used:])) if parts else text


def traced(text: str, places: list[int], edits: Iterable[Edit]) -> tuple[str, list[int]]:
    """The text after the edits, and for each of its characters where it comes from.

    A new character comes from its own place in what it stands for, or from the last one.

    >>> traced("abcd", [0, 1, 2, 3], [(1, 3, "x")])
    ('axd', [0, 2, 3])
    """
    parts: list[str] = []
    kept: list[int] = []
    used = 0
    for start, end, new in edits:
        parts += (text[used:start], new)
        kept += places[used:start]
        kept += [places[min(start + at, end - 1)] for at in range(len(new) - 1)]
        kept += [places[end - 1]] * bool(new)
        used = end
    return "".join((*parts, text[used:])), kept + places[used:]
