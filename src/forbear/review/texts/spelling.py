"""Writing a text plainly, so that one pattern finds a word however it is spelt.

Small letters, simplified characters, look-alikes folded, hidden characters dropped, signs between the characters
of a word taken out, pinyin (`sounds.py`) and digits (`letters.py`) turned back into the word they stand for.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from importlib import resources
from typing import Any, Final

from forbear.review.texts import letters, sounds, tongue
from forbear.review.texts.edits import Step, by_pattern, rewritten, traced

HAN: Final = "\u3400-\u9fff"
_HIDDEN = frozenset({"Cf", "Cc", "Mn", "Me"})
_HERE = resources.files(__package__)
_DATA: dict[str, Any] = tomllib.loads(_HERE.joinpath("spelling.toml").read_text(encoding="utf-8"))
_TABLES: dict[str, str] = json.loads(_HERE.joinpath("disguises.json").read_text(encoding="utf-8"))
_LETTER = re.compile(
    "(?:SQUARED|CIRCLED|SYMBOL|PARENTHESIZED|TAG) (?:LATIN )?(?:CAPITAL |SMALL )?LETTER ([A-Z])$"
)


def _pairs(signs: str) -> dict[str, str]:
    signs = "".join(signs.split())
    return dict(zip(signs[::2], signs[1::2], strict=True))


class _Fold(dict[int, str]):
    """For `str.translate`: a character's plain form, worked out the first time it is met."""

    def __init__(self) -> None:
        super().__init__()
        self._other_forms = (
            _pairs(_TABLES["simplified"]) | _pairs(_TABLES["lookalikes"]) | _pairs(_DATA["lookalikes"])
        )

    def __missing__(self, code: int) -> str:
        plain = ""
        if named := _LETTER.search(unicodedata.name(chr(code), "")):
            plain = named[1].lower()
        elif other := self._other_forms.get(chr(code)):
            plain = other
        for sign in "" if plain else unicodedata.normalize("NFKC", chr(code)).lower():
            for part in self._other_forms.get(sign) or unicodedata.normalize("NFKD", sign):
                known = self._other_forms.get(part, part)
                if known in "\n\t" or unicodedata.category(known) not in _HIDDEN:
                    plain += known
        self[code] = plain
        return plain


_FOLD = _Fold()
_MISSPELT: dict[str, str] = _DATA["misspelt"]


def _joined(match: re.Match[str]) -> str:
    return "".join(sign for sign in match[0] if sign.isalpha())


def _corrected(match: re.Match[str]) -> str:
    return _MISSPELT[match[0]]


def _initials() -> Step:
    """Words of which only the first letters are written."""
    words: list[str] = []
    choices: list[str] = []
    for entry in re.split(r"[;\n]", _DATA["initials"].strip()):
        word, first, *follow = entry.split()
        after = rf"(?=\s*(?:[,。!?;~\n]|$|[{follow[0]}]))" if follow else ""
        choices.append(
            rf"(?P<w{len(words)}>(?<![\d:号码])(?<![号码:] ){'[ .*_~|-]?'.join(first)}(?!\d){after})"
        )
        words.append(word)
    pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(choices)})(?![a-z])")
    return by_pattern(pattern, lambda match: words[int((match.lastgroup or "w0")[1:])])


_GAP = r"[ \t*._~^|·•+/\\#=@&%\u2010-\u2017\u2022-\u2bff\ufe0f\U0001f000-\U0001faff-]+"
_HAN_GAP = by_pattern(re.compile(rf"(?<=[{HAN}]){_GAP}(?=[{HAN}])"), lambda _: "")
_HAN_LIST = by_pattern(re.compile(rf"(?<![{HAN}])(?:[{HAN}][,、。\n]+){{3,}}[{HAN}](?![{HAN}])"), _joined)
_WRONG = by_pattern(re.compile("|".join(map(re.escape, _MISSPELT))), _corrected)
_ANY_HAN = re.compile(rf"[{HAN}]")
_ANY_LATIN = re.compile(r"[a-z]")


def _spoken(text: str) -> list[tuple[int, int, str]]:
    return list(sounds.spoken(text, tongue.ENGLISH))


_HAN_STEPS: tuple[Step, ...] = (_HAN_GAP, _HAN_LIST, _WRONG)
_LATIN_STEPS: tuple[Step, ...] = (letters.apart, letters.split, letters.digits, _spoken, _HAN_GAP)
_MIXED_STEPS: tuple[Step, ...] = (
    *_HAN_STEPS,
    _initials(),
    sounds.mixed,
    letters.apart,
    letters.digits,
    _HAN_GAP,
)


def _steps(folded: str) -> tuple[Step, ...]:
    if not _ANY_HAN.search(folded):
        return _LATIN_STEPS
    return _MIXED_STEPS if _ANY_LATIN.search(folded) else _HAN_STEPS


def plain(text: str) -> str:
    """The text as the patterns want it.

    >>> plain("Ｆa 院已经 立*an，還錢！")
    '法院已经立案,还钱!'
    >>> plain("We will have you a r r e s t e d, you l1ar")
    'we will have you arrested, you liar'
    """
    folded = text.translate(_FOLD)
    for step in _steps(folded):
        folded = rewritten(folded, step(folded))
    return folded


def trace(text: str) -> list[int]:
    """For each character of `plain(text)` the place in `text` that it comes from, and the end as the last.

    >>> trace("a\\u200bb")
    [0, 2, 3]
    """
    folded = text.translate(_FOLD)
    if all(len(_FOLD[ord(sign)]) == 1 for sign in set(text)):
        places = list(range(len(text)))
    else:
        places = [at for at, sign in enumerate(text) for _ in _FOLD[ord(sign)]]
    for step in _steps(folded):
        folded, places = traced(folded, places, step(folded))
    return [*places, len(text)]
