"""Pinyin turned back into the words that it stands for: `zuo牢`, `bao 通讯录`, or a whole message without a character.

Which sound is which word is `disguises.json`, written by `tools/learn_spelling.py`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import pairwise, product
from typing import Any, Final

from ahocorasick_rs import AhoCorasick, MatchKind

from forbear.review.texts.edits import Edit

LEAST: Final = 4
"""So many syllables has a text at least that is taken to be all in pinyin."""
LONGEST: Final = 4
"""Syllables of a word."""

_HERE = resources.files(__package__)
_OWN: dict[str, Any] = tomllib.loads(_HERE.joinpath("spelling.toml").read_text(encoding="utf-8"))
SOUNDS: Final[dict[str, str]] = json.loads(_HERE.joinpath("disguises.json").read_text(encoding="utf-8"))[
    "sounds"
]
"""Each sound, its syllables apart, with its word."""
_SIGNS: Final = {part[:-1]: part[-1] for part in reversed(_OWN["syllables"].split())}
_SYLLABLES: Final = {syllable for sound in SOUNDS for syllable in sound.split()} | _SIGNS.keys()
_HAN = "\u3400-\u9fff"
_SKIPPED = frozenset(" .*_-|~·")
_DIGITS = str.maketrans("0134@$!", "oieaasi")
_TOKEN = re.compile(r"[a-z0134@$!]+")
_L = re.compile("1(?=[aeiou])")
_HAN_SIGN = re.compile(f"[{_HAN}]")
_WORD = re.compile("[a-z]+")
_BETWEEN = re.compile(r"[ .*_|~-]*")
_LONE = re.compile(
    rf"(?:(?<=[{_HAN}])|(?<=[{_HAN}][ .*_-]))[a-z]{{2,6}}(?![a-z])|(?<![a-z])[a-z]{{2,6}}(?=[ .*_-]?[{_HAN}])"
)


def _forms() -> dict[str, str]:
    """Every way to write a word with at least one character in pinyin, or of some words as a first letter."""
    halved = frozenset(_OWN["halved"].split())
    found: dict[str, str] = {}
    for sound, word in SOUNDS.items():
        syllables = sound.split()
        for signs in product(*zip(word, syllables, strict=True)):
            form = "".join(signs)
            if form != word:
                found.setdefault(form, word)
        if word in halved:
            for at, syllable in enumerate(syllables):
                found.setdefault(word[:at] + syllable[0] + word[at + 1 :], word)
    return found


_FORMS: Final = _forms()
_WORDS: Final = tuple(_FORMS.values())
_FINDER = AhoCorasick(list(_FORMS), matchkind=MatchKind.LeftmostLongest, store_patterns=False)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without the signs that keep syllables apart, digits in words as letters; and each place."""
    kept = [at for at, sign in enumerate(text) if sign not in _SKIPPED]
    signs = "".join([text[at] for at in kept])
    return _TOKEN.sub(_in_letters, signs), kept


def _in_letters(match: re.Match[str]) -> str:
    """A word with digits for letters; 1 is l before a vowel."""
    word = match[0]
    return _L.sub("l", word).translate(_DIGITS) if _WORD.search(word) else word


def _is_letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and "a" <= text[at] <= "z"


def mixed(text: str) -> Iterator[Edit]:
    """The words of a Chinese text that are written in pinyin, wholly or in part.

    >>> [word for _, _, word in mixed("让你坐lao,bao 通 xun 录")]
    ['坐牢', '爆通讯录']
    """
    squeezed, places = _squeezed(text)
    used = 0
    for number, first, after in _FINDER.find_matches_as_indexes(squeezed):
        start, end = places[first], places[after - 1] + 1
        if _is_letter(squeezed, first) and _is_letter(text, start - 1):
            continue
        if _is_letter(squeezed, after - 1) and (_is_letter(text, end) or _is_room(text, end)):
            continue
        if squeezed[first:after].isascii() and not _HAN_SIGN.search(text, max(0, start - 2), end + 2):
            continue
        yield from _alone(text, used, start)
        yield start, end, _WORDS[number]
        used = end
    yield from _alone(text, used, len(text))


def _is_room(text: str, end: int) -> bool:
    """办公a座 is a room."""
    return text[end : end + 1] in tuple("座栋区幢楼室厅号")


def _alone(text: str, start: int, end: int) -> Iterator[Edit]:
    """Single syllables beside a character: 你de家."""
    for match in _LONE.finditer(text, start, end):
        if sign := _SIGNS.get(match[0]):
            yield match.start(), match.end(), sign


@lru_cache(maxsize=10_000)
def _cut(token: str) -> tuple[str, ...]:
    """The token as syllables, the longest first; nothing where it is none."""
    found: list[str] = []
    while token:
        size = next((size for size in range(min(6, len(token)), 0, -1) if token[:size] in _SYLLABLES), 0)
        if not size:
            return ()
        found.append(token[:size])
        token = token[size:]
    return tuple(found)


def spoken(text: str, known: frozenset[str]) -> Iterator[Edit]:
    """The words of a text that is all in pinyin; `known` are words that show another language.

    >>> [word for _, _, word in spoken("ming tian qu ni jia zhao ni ba ma", frozenset())]
    ['明天', '去你家', '找你', '爸妈']
    >>> list(spoken("can he change", frozenset({"can", "he"})))
    []
    """
    tokens = list(_WORD.finditer(text))
    strange = len([token for token in tokens if token[0] in known])
    if strange * 6 > len(tokens):
        return
    syllables: list[tuple[str, int, int]] = []
    for token in tokens:
        at = token.start()
        for syllable in _cut(token[0]):
            syllables.append((syllable, at, at + len(syllable)))
            at += len(syllable)
        strange += at == token.start()
    if len(syllables) < LEAST or strange * 6 > len(tokens):
        return
    at = 0
    while at < len(syllables):
        size = next((n for n in range(LONGEST, 1, -1) if _sound(text, syllables[at : at + n], n)), 1)
        word = SOUNDS.get(" ".join(part[0] for part in syllables[at : at + size])) or _SIGNS.get(
            syllables[at][0]
        )
        if word:
            yield syllables[at][1], syllables[at + size - 1][2], word
        at += size


def _sound(text: str, part: list[tuple[str, int, int]], size: int) -> bool:
    """Whether these syllables follow one another and are a word."""
    if len(part) < size or " ".join(one[0] for one in part) not in SOUNDS:
        return False
    return all(_BETWEEN.fullmatch(text, one[2], other[1]) for one, other in pairwise(part))
