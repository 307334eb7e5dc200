"""The values in a rulebook's tables: each is what it must be, or a ValueError says what to write instead.

A value of another type, an empty list or an unknown word is never taken for "anything" or "nothing": either
reading would switch a safeguard off without a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any


def name_unknown(given: Any, known: Iterable[Any], what: str = "key") -> str:
    """What to say of a word that is not known.

    >>> name_unknown("chanel", ("channel", "role"))
    "unknown key 'chanel'; did you mean 'channel'?"
    """
    words = sorted(str(k) for k in known)
    close = get_close_matches(str(given), words, 1)
    hint = f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(words)
    return f"unknown {what} {given!r}; {hint}"


def check_keys(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """Refuse a key that is not known."""
    names = tuple(known)
    for key in table:
        if key not in names:
            raise ValueError(f"{where}: {name_unknown(key, names)}")


def read_table(value: Any, known: Iterable[str], where: str, example: str) -> dict[str, Any]:
    """A table that has something in it, and nothing that is not known.

    >>> read_table({}, ("not",), "on.role", '{ not = ["friend"] }')
    Traceback (most recent call last):
        ...
    ValueError: on.role: write { not = ["friend"] }
    """
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{where}: write {example}")
    check_keys(value, known, where)
    return dict(value)


def read_flag(value: Any, where: str) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise ValueError(f"{where}: write true or false")
    return value


def read_number(value: Any, where: str, least: int | None = None) -> int:
    """A whole number, of at least so much."""
    if type(value) is not int or (least is not None and value < least):
        raise ValueError(
            f"{where}: write a whole number" + ("" if least is None else f" of at least {least}")
        )
    return value


def read_word(value: Any, known: Iterable[str], where: str, what: str = "word") -> str:
    """One word out of those that are known.

    >>> read_word("ceasse", ("cease", "dispute"), "while", "statement")
    Traceback (most recent call last):
        ...
    ValueError: while: unknown statement 'ceasse'; did you mean 'cease'?
    """
    words = frozenset(known)
    if type(value) is not str or value not in words:
        raise ValueError(f"{where}: {name_unknown(value, words, what)}")
    return value


def read_words(value: Any, known: frozenset[Any] | None, where: str, what: str = "word") -> frozenset[Any]:
    """A word, or a list of at least one; each known, where it is known which there are."""
    words = value if isinstance(value, list) else [value]
    if not words:
        raise ValueError(f"{where}: an empty list; write at least one {what}, or leave it out")
    for w in words:
        if known is None and not isinstance(w, str):
            raise ValueError(f"{where}: {w!r} is not a {what}; write a string")
        if known is not None and (not isinstance(w, (str, bool)) or w not in known):
            raise ValueError(f"{where}: {name_unknown(w, known, what)}")
    return frozenset(words)
