"""The words that a borrower reads, in zh and en."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from forbear.law.judge.words import in_chinese
from forbear.terms import Breach

_FILE: Final = Path(__file__).with_name("words.toml")
_LETTERS: Final = Path(__file__).with_name("letters.toml")
_LAW: Final = Path(__file__).parents[2] / "law" / "words.toml"
LANGUAGES: Final = ("zh", "en")


@cache
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Every text: section, key, language."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def letters() -> Mapping[str, Any]:
    """The letters' texts and grounds, as `letters.toml` has them."""
    return tomllib.loads(_LETTERS.read_text(encoding="utf-8"))


def say(language: str, key: str, **values: Any) -> str:
    """A text by section and key, filled in. KeyError where there is none: a mistake of ours.

    >>> say("en", "verdict.unknown"), say("zh", "confidence.clear", count=2)
    ('cannot be judged', '清楚：2次')
    """
    section, _, name = key.partition(".")
    return catalogue()[section][name][language].format(**values)


@cache
def _law_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(_LAW.read_text(encoding="utf-8"))


def word(language: str, section: str, name: str) -> str:
    """The word for a role or a channel.

    >>> word("en", "role", "colleague"), word("zh", "channel", "sms")
    ('a colleague', '短信')
    """
    if language == "zh":
        return str(in_chinese(section, name))
    known = _law_words().get(section, {}).get(name)
    return known["en"] if known else name.replace("_", " ")


def reason(language: str, breach: Breach) -> str:
    """Why a clause is broken, with what a text does in words.

    >>> broken = Breach(rule="r", cite="c", force="law", effect="forbid", facts={"acts": ["adds_fees"]},
    ...                 why={"en": "Forbidden: adds_fees.", "zh": ""})
    >>> reason("en", broken)
    'Forbidden: adds fees.'
    """
    why = breach.why[language]
    acts = breach.facts.get("acts")
    if language == "en" and isinstance(acts, list | tuple):
        why = why.replace(", ".join(acts), ", ".join(word(language, "act", act) for act in acts))
    return why
