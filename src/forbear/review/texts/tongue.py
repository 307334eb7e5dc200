"""Is this a language that the tables can read? Chinese, English and Spanish can be; anything else needs a person."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib import resources
from typing import Final

READ: Final = frozenset({"zh", "en", "es"})

_WORDS: dict[str, str] = tomllib.loads(
    resources.files(__package__).joinpath("tongue.toml").read_text(encoding="utf-8")
)
ENGLISH: Final = frozenset(_WORDS["english"].split())
"""Common words."""
SPANISH: Final = frozenset(_WORDS["spanish"].split())
_OTHER = frozenset(_WORDS["other"].split())
_WORD = re.compile(r"[a-zà-ɏ']+")
_SENTENCE = re.compile(r"[^.!?;\n]+")


def readable(text: str, language: str | None = None) -> bool:
    """Whether the text is Chinese, English or Spanish, or has no words at all.

    `language` (BCP 47) is believed where it names another language.

    >>> readable("请尽快还款"), readable("Please call us"), readable("8004")
    (True, True, True)
    >>> readable("Оплатите долг"), readable("Teman Anda belum membayar pinjamannya, tolong bantu lunasi.")
    (False, False)
    """
    if language and language.split("-")[0].lower() not in READ:
        return False
    if text.isascii():
        return _is_read(text.lower())
    letters = [sign for sign in text if sign.isalpha()]
    foreign = sum(not _is_ours(sign) for sign in letters)
    if foreign * 8 > len(letters) or foreign > 20:
        return False
    return _is_read(unicodedata.normalize("NFKC", text).lower())


def _is_ours(sign: str) -> bool:
    code = ord(sign)
    if code < 0x250 or 0x3400 <= code <= 0x9FFF:
        return True
    return ord(unicodedata.normalize("NFKC", sign)[0]) < 0x250 or 0x20000 <= code < 0x33480


def _is_read(text: str) -> bool:
    return _is_english(text) or _is_spanish(text)


def _is_spanish(text: str) -> bool:
    """Whether much of it is Spanish, and more than of any other language."""
    words = _WORD.findall(text)
    spanish = sum(word in SPANISH for word in words)
    strange = sum(word in _OTHER and word not in SPANISH for word in words)
    return len(words) >= 3 and spanish * 3 >= len(words) and strange * 4 <= spanish


def _is_english(text: str) -> bool:
    """Whether what is in the Latin script is English, as a whole and sentence by sentence."""
    all_words = all_english = 0
    for sentence in _SENTENCE.findall(text):
        words = _WORD.findall(sentence)
        english = sum(word in ENGLISH for word in words)
        if len(words) >= 3:
            other = sum(word in _OTHER for word in words)
            if other >= 2 and other > english:
                return False
        all_words += len(words)
        all_english += english
    return all_words < 5 or all_english * 6 >= all_words
