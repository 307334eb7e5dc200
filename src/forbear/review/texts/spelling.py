"""Writing a text plainly, so that one pattern finds a word however it is spelt.

Small letters, simplified characters, Latin look-alikes folded, hidden characters dropped, spaces and signs
between the characters of a word taken out, pinyin and digits turned back into the word they stand for.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from importlib import resources
from typing import Any

HAN = "\u3400-\u9fff"
_HIDDEN = frozenset({"Cf", "Cc", "Mn", "Me"})
_DATA: dict[str, Any] = tomllib.loads(
    resources.files(__package__).joinpath("spelling.toml").read_text(encoding="utf-8")
)


def _pairs(name: str) -> dict[str, str]:
    signs = "".join(_DATA[name].split())
    return dict(zip(signs[::2], signs[1::2], strict=True))


class _Fold(dict[int, str]):
    """For `str.translate`: a character's plain form, worked out the first time it is met."""

    def __init__(self) -> None:
        super().__init__()
        self._other_forms = _pairs("traditional") | _pairs("lookalikes")

    def __missing__(self, code: int) -> str:
        plain = ""
        for sign in unicodedata.normalize("NFKC", chr(code)).lower():
            for part in self._other_forms.get(sign) or unicodedata.normalize("NFKD", sign):
                known = self._other_forms.get(part, part)
                if known in "\n\t" or unicodedata.category(known) not in _HIDDEN:
                    plain += known
        self[code] = plain
        return plain


_FOLD = _Fold()
_LEET = str.maketrans("013457@$!", "oieastasi")
_SIGNS = {"a": "[a4@]", "e": "[e3]", "g": "[g9]", "i": "[i1l!]", "l": "[l1]", "o": "[o0]", "s": "[s5$]"}
_DISGUISED = frozenset(_DATA["disguised"].split())
_MISSPELT: dict[str, str] = _DATA["misspelt"]


def _joined(match: re.Match[str]) -> str:
    return "".join(sign for sign in match[0] if sign.isalpha())


def _undisguised(match: re.Match[str]) -> str:
    word = match[0].translate(_LEET)
    if word in _DISGUISED:
        return word
    other = match[0].replace("1", "l").translate(_LEET)
    return other if other in _DISGUISED else match[0]


def _corrected(match: re.Match[str]) -> str:
    return _MISSPELT[match[0]]


def _sound(syllable: str) -> str:
    """A syllable as a pattern: each of its letters, or the digit or sign that is written for it."""
    return "".join(_SIGNS.get(letter, letter) for letter in syllable)


def _half(word: str, syllables: list[str]) -> list[str]:
    """The word with one character written as its first letter only: 拘l, j留; but not 办公a座."""
    first = [f"{word[:at]}[ .*_-]?{sound[0]}[ .*_-]?{word[at + 1 :]}" for at, sound in enumerate(syllables)]
    return [*first[:-1], f"{word[:-1]}[ .*_-]?{syllables[-1][0]}(?![ .*_-]?[座栋区幢楼室厅号])"]


def _pinyin() -> tuple[re.Pattern[str], Callable[[re.Match[str]], str]]:
    words: list[str] = []
    choices: list[str] = []
    halved = frozenset(_DATA["halved"].split())
    for entry in re.split(r"[;\n]", _DATA["pinyin"].strip()):
        word, *syllables = entry.split()
        signs = [f"(?:{sign}|{_sound(sound)})" for sign, sound in zip(word, syllables, strict=True)]
        forms = [r"[ .*_-]?".join(signs), *(_half(word, syllables) if word in halved else ())]
        choices.append(f"(?P<w{len(words)}>{'|'.join(forms)})")
        words.append(word)
    for entry in re.split(r"[;\n]", _DATA["initials"].strip()):
        word, letters, *follow = entry.split()
        after = rf"(?=\s*(?:[,。!?;~\n]|$|[{follow[0]}]))" if follow else ""
        choices.append(
            rf"(?P<w{len(words)}>(?<![\d:号码])(?<![号码:] ){'[ .*_~|-]?'.join(letters)}(?!\d){after})"
        )
        words.append(word)
    near = r"(?<![a-z])(?=[^a-z\n]{0,8}[a-z])"  # a word all in characters needs no turning back
    pattern = re.compile(rf"{near}(?:{'|'.join(choices)})(?![a-z])")

    def word_of(match: re.Match[str]) -> str:
        return words[int((match.lastgroup or "w0")[1:])]

    return pattern, word_of


_GAP = r"[ \t*._~^|·•+/\\#=-]+"
_HAN_GAP = re.compile(rf"(?<=[{HAN}]){_GAP}(?=[{HAN}])")
_HAN_LIST = re.compile(rf"(?<![{HAN}])(?:[{HAN}][,、。\n]+){{3,}}[{HAN}](?![{HAN}])")
_SPACED = re.compile(r"(?<![a-z])(?:[a-z][ .*_~|-]){3,}[a-z](?![a-z])")
_LEET_WORD = re.compile(r"(?<![\w@$!./:])(?=[a-z@$]*[013457@$!]+[a-z])[a-z013457@$!]{3,14}(?![\w@])")
_WRONG = re.compile("|".join(map(re.escape, _MISSPELT)))
_PINYIN, _word_of = _pinyin()
_ANY_HAN = re.compile(rf"[{HAN}]")
_ANY_LATIN = re.compile(r"[a-z]")

_Step = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
_HAN_STEPS: tuple[_Step, ...] = ((_HAN_GAP, lambda _: ""), (_HAN_LIST, _joined), (_WRONG, _corrected))
_LATIN_STEPS: tuple[_Step, ...] = ((_SPACED, _joined), (_LEET_WORD, _undisguised))
_MIXED_STEPS: tuple[_Step, ...] = ((_PINYIN, _word_of),)


def _steps(folded: str) -> tuple[_Step, ...]:
    han, latin = _ANY_HAN.search(folded), _ANY_LATIN.search(folded)
    steps = _HAN_STEPS if han else ()
    if latin:
        steps += _LATIN_STEPS
    return steps + _MIXED_STEPS if han and latin else steps


def plain(text: str) -> str:
    """The text as the patterns want it.

    >>> plain("Ｆa 院已经 立*an，還錢！")
    '法院已经立案,还钱!'
    >>> plain("We will have you a r r e s t e d, you l1ar")
    'we will have you arrested, you liar'
    """
    folded = text.translate(_FOLD)
    for pattern, rewrite in _steps(folded):
        folded = pattern.sub(rewrite, folded)
    return folded


def trace(text: str) -> list[int]:
    """For each character of `plain(text)` the place in `text` that it comes from, and the end as the last.

    >>> trace("a\\u200bb")
    [0, 2, 3]
    """
    folded = text.translate(_FOLD)
    places = [at for at, sign in enumerate(text) for _ in _FOLD[ord(sign)]]
    for pattern, rewrite in _steps(folded):
        folded, places = _rewritten(folded, places, pattern, rewrite)
    return [*places, len(text)]


def _rewritten(
    text: str, places: list[int], pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]
) -> tuple[str, list[int]]:
    signs: list[str] = []
    kept: list[int] = []
    used = 0
    for match in pattern.finditer(text):
        new, (start, end) = rewrite(match), match.span()
        signs += [text[used:start], new]
        kept += places[used:start]
        kept += [places[min(start + at, end - 1)] for at in range(len(new) - 1)]
        kept += [places[end - 1]] * bool(new)
        used = end
    return "".join(signs) + text[used:], kept + places[used:]
