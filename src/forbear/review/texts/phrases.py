"""The table of phrases: which words, in which surroundings, show that a text does something.

The tables are TOML, one a language and a subject. An entry names an act, the phrases that show it and the
guards under which they are harmless. A phrase is a regular expression with four additions:

- `⟨a|b|c⟩` holds the key words, plain words only: a phrase is tried only where one of them occurs; in the
  Latin script they stand alone (`arrest~`: with any ending). Guards look at what stands before them.
- `<9>`: up to nine characters of the same sentence. `<c9>`: of the same clause.
- `{name}`: a word list or piece of `[words]`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from ahocorasick_rs import AhoCorasick

from forbear.terms import ACTS, RulebookError

FILES: Final = (
    "zh_harm", "zh_press", "zh_money", "zh_facts", "en_harm", "en_press", "en_money", "en_facts", "es",
)  # fmt: skip
UNSURE: Final = "unsure"
"""In the place of an act: what an entry finds needs a person, though it shows no act."""
_KEYS = re.compile(r"⟨([^⟩]*)⟩")
_WORD = re.compile(r"\{([a-z_]+)\}")
_REACH = re.compile(r"<(c?)(\d+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Surroundings in which a phrase is harmless: what stands before the key word, in the phrase, in its sentence."""

    before: re.Pattern[str] | None = None
    inside: re.Pattern[str] | None = None
    sentence: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase that shows an act, the guards that undo it, and to whom or by whom alone it counts."""

    act: str
    pattern: re.Pattern[str]
    guards: tuple[Guard, ...] = ()
    also: re.Pattern[str] | None = None
    only: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All phrases, the key words under which they are tried, and what finds all key words in one pass."""

    phrases: tuple[Phrase, ...]
    keys: tuple[str, ...]
    tried: tuple[tuple[int, ...], ...]
    finder: AhoCorasick

    def to_try(self, text: str) -> list[int]:
        """The numbers of the phrases of which a key word occurs, in their order."""
        found = {match[0] for match in self.finder.find_matches_as_indexes(text, overlapping=True)}
        return sorted({number for key in found for number in self.tried[key]})


def _expanded(text: str, words: dict[str, str], latin: bool) -> str:
    stops = r".!?;\n" if latin else r"。!?;\n"
    for _ in range(3):
        text = _KEYS.sub(lambda key: _WORD.sub(lambda word: words[word[1]], key[0]), text)
    for _ in range(3):
        text = _WORD.sub(lambda word: f"(?:{words[word[1]]})", text)
    return _REACH.sub(lambda m: f"[^{stops}{',:' if m[1] else ''}]{{0,{m[2]}}}?", text)


def _key_words(choices: str, latin: bool) -> str:
    """The key words as a pattern: in the Latin script each stands alone, `~` for any ending."""
    if not latin:
        return f"(?P<key>{choices})"
    words = choices.split("|")
    alone = all(word[0].isalnum() for word in words)  # then one \b before them all: much faster
    parts = [
        (r"\b" if word[0].isalnum() and not alone else "")
        + re.escape(word.replace("~", ""))
        + (r"\w*" if "~" in word else "")
        + (r"\b" if word[-1].isalnum() else "")
        for word in words
    ]
    start = r"\b" if alone else ""
    return f"{start}(?P<key>{'|'.join(parts)})"


def _phrase(text: str, words: dict[str, str], latin: bool) -> tuple[str, tuple[str, ...]]:
    text = _expanded(text, words, latin)
    found = _KEYS.findall(text)
    if len(found) != 1 or not found[0] or re.search(r"[()\[\]\\?+{}]", found[0]):
        raise ValueError(f"needs exactly one ⟨…⟩ with plain words: {text}")
    return _KEYS.sub(lambda m: _key_words(m[1], latin), text), tuple(
        word.replace("~", "") for word in found[0].split("|")
    )


def _entry(
    entry: dict[str, Any], words: dict[str, str], guards: dict[str, Guard], latin: bool
) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    act = entry["act"]
    if act != UNSURE and act not in ACTS:
        raise ValueError(f"no such act: {act}")
    undo = [guards[name] for name in entry.get("guards", ())]
    if "unless" in entry:
        undo.append(Guard(sentence=re.compile(_expanded(entry["unless"], words, latin))))
    also = re.compile(_expanded(entry["also"], words, latin)) if "also" in entry else None
    for text in entry["match"]:
        pattern, keys = _phrase(text, words, latin)
        phrase = Phrase(
            act=act, pattern=re.compile(pattern), guards=tuple(undo), also=also, only=entry.get("only")
        )
        yield phrase, keys


def load(files: Iterable[str] = FILES) -> Table:
    """Read the tables that come with forbear.

    Raises `RulebookError` with the file and the entry that cannot be read.

    >>> len(load().phrases) > 100
    True
    """
    phrases: list[Phrase] = []
    by_key: dict[str, list[int]] = {}
    shared: dict[str, dict[str, str]] = {}
    guards: dict[str, dict[str, Guard]] = {}
    for name in files:
        latin = not name.startswith("zh")
        data = tomllib.loads(
            resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        )
        words = shared.setdefault(name[:2], {})
        words.update(data.get("words", {}))
        known = guards.setdefault(name[:2], {})
        for title, sides in data.get("guards", {}).items():
            known[title] = Guard(
                **{side: re.compile(_expanded(text, words, latin)) for side, text in sides.items()}
            )
        for number, entry in enumerate(data["phrases"], 1):
            try:
                for phrase, keys in _entry(entry, words, known, latin):
                    for key in set(keys):
                        by_key.setdefault(key, []).append(len(phrases))
                    phrases.append(phrase)
            except (KeyError, ValueError, re.error) as error:
                raise RulebookError(f"{name}.toml", 0, f"phrases[{number}]", str(error)) from error
    return Table(
        phrases=tuple(phrases),
        keys=tuple(by_key),
        tried=tuple(map(tuple, by_key.values())),
        finder=AhoCorasick(list(by_key), store_patterns=False),
    )


TABLE: Final = load()
"""The tables that come with forbear."""
