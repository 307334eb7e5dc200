"""Latin words that are taken apart or written with digits: `p.o.l.i.c.e`, `arr3st`, `y0ur b0ss`.

Only what is then a known word is rewritten, so that a code, a price or a name stays what it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final

from forbear.review.texts import marks, phrases, tongue
from forbear.review.texts.edits import Edit

LONGEST: Final = 16
"""Letters of a word that is taken apart."""

_TABLE = str.maketrans("013457@$!|+", "oieastasilt")
_OTHER = str.maketrans("013457@$!|+", "oleastasllt")
_DIGITAL = re.compile(
    r"(?<![\w@$./:])(?=[a-z]{0,20}[013457@$!|+])(?=[^a-z]{0,20}[a-z])[a-z013457@$!|+]{2,20}(?![\w@])"
)
_SPACED = re.compile(r"(?<![a-z0-9])(?:[a-z0134@$][ .*_~|/·-]{1,2}){2,}[a-z0134@$](?![a-z0-9])")
_SPLIT = re.compile(r"(?<![a-z./@])[a-z]{1,12}(?:[.*_~|·/-][a-z]{1,12}){1,3}(?![a-z/@])(?!\.[a-z])")


def _words() -> frozenset[str]:
    own = tomllib.loads(resources.files(__package__).joinpath("spelling.toml").read_text(encoding="utf-8"))
    keys = (re.findall("[a-z']+", key) for key in phrases.TABLE.keys if key.isascii())
    return frozenset(
        {word for found in keys for word in found}
        | set(own["disguised"].split())
        | tongue.ENGLISH
        | tongue.SPANISH
    )


WORDS: Final = _words()


@lru_cache(maxsize=20_000)
def known(word: str) -> bool:
    """Whether it is a word of the tables, in any form that they know."""
    return word in WORDS or bool(len(word) > 2 and marks.concepts_of(word))


def _read(token: str) -> str | None:
    """The word that is meant by letters and digits."""
    core = token.rstrip("!|+")
    for table in (_TABLE, _OTHER):
        word = core.translate(table)
        if len(word) > 1 and word.isalpha() and known(word):
            return word + token[len(core) :].replace("|", "").replace("+", "")
    return None


def digits(text: str) -> Iterator[Edit]:
    """Words written with digits and signs for letters.

    >>> list(digits("i kn0w where your k1ds are, room b12"))
    [(2, 6, 'know'), (18, 22, 'kids')]
    """
    for match in _DIGITAL.finditer(text):
        if not match[0].isalpha() and (word := _read(match[0])):
            yield match.start(), match.end(), word


def _cut(letters: str) -> list[str] | None:
    """Letters without spaces as known words, as few as can be; None where they are none."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        found: list[str] | None = None
        for start in range(max(0, end - LONGEST), end):
            before = best[start]
            if (
                before is not None
                and (found is None or len(before) + 1 < len(found))
                and known(letters[start:end])
            ):
                found = [*before, letters[start:end]]
        best.append(found)
    return best[-1]


def apart(text: str) -> Iterator[Edit]:
    """Words written letter by letter.

    >>> [word for _, _, word in apart("w e  w i l l  a r r e s t you")]
    ['we will arrest']
    """
    for match in _SPACED.finditer(text):
        letters = "".join(sign for sign in match[0] if sign.isalnum() or sign in "@$").translate(_TABLE)
        words = _cut(letters[:200])
        if words and len(words) * 2 <= len(letters):
            yield match.start(), match.end(), " ".join(words)


def split(text: str) -> Iterator[Edit]:
    """Words with a sign within them: `po-lice`, `arr.est`.

    >>> list(split("the po*lice, a well-known name, lender.example"))
    [(4, 11, 'police')]
    """
    for match in _SPLIT.finditer(text):
        parts = re.split("[^a-z]", match[0])
        if (
            not all(len(part) > 2 and known(part) for part in parts)
            and known(word := "".join(parts))
            and len(word) > 3
        ):
            yield match.start(), match.end(), word
