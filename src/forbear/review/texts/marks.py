"""What the learned reading looks at: the concepts of a passage, their pairs, and its words.

A *mark* is a small string: `kin` a concept, `kin+tell` two in one passage, `=逾期` or `=your boss` the words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import combinations, pairwise
from operator import add
from typing import Final

from ahocorasick_rs import AhoCorasick

WORDS_AT_MOST: Final = 400
"""Of one sentence, so that a text of one endless sentence costs no more than so many words."""

_TABLE: dict[str, dict[str, str]] = tomllib.loads(
    resources.files(__package__).joinpath("concepts.toml").read_text(encoding="utf-8")
)
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[a-zà-ɏ']+(?:-[a-z]+)*|\d+")
_STOP = re.compile(r"(?<=[。!?;\n])|(?<=\.)(?=\s)")


@dataclass(frozen=True, slots=True)
class Seen:
    """The words of a sentence, in twos and threes as well, and the concepts that they name."""

    words: frozenset[str]
    concepts: frozenset[str]

    def __or__(self, other: Seen) -> Seen:
        """Both together."""
        return Seen(self.words | other.words, self.concepts | other.concepts)


def _han_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for concept, words in _TABLE["zh"].items():
        for word in words.split():
            found[word] = (*found.get(word, ()), concept)
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


_HAN_WORDS: Final = _han_words()
_HAN: Final = tuple(_HAN_WORDS.values())
_FINDER = AhoCorasick(list(_HAN_WORDS), store_patterns=False)
_WHOLE, _BEGUN = _latin_words()


@lru_cache(maxsize=20_000)
def concepts_of(word: str) -> frozenset[str]:
    """The concepts of a Latin word or of two together.

    >>> sorted(concepts_of("your boss")), sorted(concepts_of("boss"))
    ([], ['others'])
    """
    found = set(_WHOLE.get(word, ()))
    if " " not in word:
        for end in range(2, len(word) + 1):
            found.update(_BEGUN.get(word[:end], ()))
    return frozenset(found)


def sentences(plain: str) -> list[str]:
    """The sentences of a text, with what ends them; together they are the text.

    >>> sentences("One here. Two here.")
    ['One here.', ' Two here.']
    """
    return [part for part in _STOP.split(plain) if part]


def passages(plain: str) -> list[tuple[int, str]]:
    """Where each two sentences that follow one another begin, and their words; a short text is one passage.

    >>> passages("One here. Two here. Three.")
    [(0, 'One here. Two here.'), (9, ' Two here. Three.')]
    """
    found = sentences(plain)
    if len(found) < 3:
        return [(0, plain)]
    starts = [0]
    for sentence in found:
        starts.append(starts[-1] + len(sentence))
    return [(start, one + other) for start, (one, other) in zip(starts, pairwise(found), strict=False)]


def seen(sentence: str) -> Seen:
    """What a sentence that is plainly spelt shows.

    >>> sorted(seen("你妈知道吗").concepts)
    ['kin', 'know', 'you']
    """
    words: set[str] = set()
    concepts: set[str] = set()
    runs = _HAN_RUN.findall(sentence)
    if runs:
        for run in runs:
            run = run[: WORDS_AT_MOST * 2]
            twos = list(map(add, run, run[1:]))
            words.update(run, twos, map(add, twos, run[2:]))
        for number in {match[0] for match in _FINDER.find_matches_as_indexes(sentence, overlapping=True)}:
            concepts.update(_HAN[number])
    latin = _LATIN_WORD.findall(sentence)[:WORDS_AT_MOST]
    if latin:
        latin = ["0" if word[0].isdigit() else word for word in latin]
        twos = [f"{one} {two}" for one, two in pairwise(latin)]
        words.update(latin, twos)
        concepts.update(*map(concepts_of, latin), *map(concepts_of, twos))
    return Seen(frozenset(words), frozenset(concepts))


@lru_cache(maxsize=10_000)
def of_concepts(concepts: frozenset[str]) -> tuple[str, ...]:
    """The marks of concepts: each, and each two."""
    return (*concepts, *[f"{one}+{two}" for one, two in combinations(sorted(concepts), 2)])


def marks(passage: str) -> set[str]:
    """The marks of a passage that is plainly spelt.

    >>> sorted(mark for mark in marks("你妈知道吗") if mark[0] != "=" and "+" not in mark)
    ['kin', 'know', 'you']
    """
    found = Seen(frozenset(), frozenset())
    for sentence in sentences(passage):
        found |= seen(sentence)
    return {f"={word}" for word in found.words}.union(of_concepts(found.concepts))
