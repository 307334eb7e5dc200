"""What the learned reading looks at: the concepts of a passage, their pairs, and its words.

A *mark* is a small string: `kin` a concept, `kin+tell` two in one passage, `=逾期` or `=your boss` the words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import combinations, pairwise
from typing import Final

LONGEST: Final = 5
"""So many characters has the longest Chinese word that is looked up; longer ones are cut to this."""
WORDS_AT_MOST: Final = 400
"""Of one passage, so that a text of one endless sentence costs no more than so many words."""

_TABLE: dict[str, dict[str, str]] = tomllib.loads(
    resources.files(__package__).joinpath("concepts.toml").read_text(encoding="utf-8")
)
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[a-zà-ɏ']+(?:-[a-z]+)*|\d+")
_STOP = re.compile(r"(?<=[。!?;\n])|(?<=\.)(?=\s)")


def _han_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for concept, words in _TABLE["zh"].items():
        for word in words.split():
            found[word[:LONGEST]] = (*found.get(word[:LONGEST], ()), concept)
    return found


def _latin_words() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    whole: dict[str, tuple[str, ...]] = {}
    begun: dict[str, tuple[str, ...]] = {}
    for tongue in ("en", "es"):
        for concept, words in _TABLE[tongue].items():
            for word in words.split():
                table = begun if word.endswith("~") else whole
                bare = unicodedata.normalize("NFKD", word.removesuffix("~").replace("_", " "))
                key = "".join(sign for sign in bare if not unicodedata.combining(sign))
                table[key] = (*table.get(key, ()), concept)
    return whole, begun


_HAN: Final = _han_words()
_WHOLE, _BEGUN = _latin_words()


@lru_cache(maxsize=20_000)
def _latin(word: str) -> frozenset[str]:
    """The concepts of a word or of two together."""
    found = set(_WHOLE.get(word, ()))
    if " " not in word:
        for end in range(2, len(word) + 1):
            found.update(_BEGUN.get(word[:end], ()))
    return frozenset(found)


def passages(plain: str) -> Iterator[tuple[int, str]]:
    """Where each two sentences that follow one another begin, and their words; a short text is one passage.

    >>> list(passages("One here. Two here. Three."))
    [(0, 'One here. Two here.'), (9, ' Two here. Three.')]
    """
    sentences = [part for part in _STOP.split(plain) if part]
    if len(sentences) < 3:
        yield 0, plain
        return
    at = 0
    for first, second in pairwise(sentences):
        yield at, first + second
        at += len(first)


def marks(passage: str) -> set[str]:
    """The marks of a passage that is plainly spelt.

    >>> sorted(mark for mark in marks("你妈知道吗") if mark[0] != "=" and "+" not in mark)
    ['kin', 'know', 'you']
    """
    concepts: set[str] = set()
    found: set[str] = set()
    for run in _HAN_RUN.findall(passage):
        run = run[: WORDS_AT_MOST * 2]
        for size in (1, 2, 3):
            found.update([run[at : at + size] for at in range(len(run) - size + 1)])
        for size in range(1, LONGEST + 1):
            for at in range(len(run) - size + 1):
                if named := _HAN.get(run[at : at + size]):
                    concepts.update(named)
    words = _LATIN_WORD.findall(passage)[:WORDS_AT_MOST]
    if words:
        words = ["0" if word[0].isdigit() else word for word in words]
        pairs = [f"{one} {two}" for one, two in pairwise(words)]
        concepts.update(*map(_latin, words), *map(_latin, pairs))
        found.update(words, pairs)
    marked = {f"={word}" for word in found}
    marked.update(concepts)
    marked.update([f"{one}+{two}" for one, two in combinations(sorted(concepts), 2)])
    return marked
