"""Texts that are lawful only as a whole: a neutral relay, bare payment data, a limited-content voicemail.

Each is recognised by its core and by having nothing else in it: every word must be in the list (or be a
name, a number, a time). A text with one word more is not recognised, and then needs a person.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Set
from importlib import resources
from typing import Any, Final

LONGEST: Final = 600
"""Characters; a longer text is never one of these."""

_DATA: dict[str, dict[str, Any]] = tomllib.loads(
    resources.files(__package__).joinpath("wholes.toml").read_text(encoding="utf-8")
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*|\d[\d,.:/ ()-]*\d|\d|\S")
_CAPITAL = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?$|[A-Z]{2,4}$|[A-Z]$")
_PHONE = re.compile(r"(?<!\d)\+?(?:\d[ ().-]?){6,14}\d(?!\d)")
_NAMES_AT_MOST: Final = 10


def _listed(name: str) -> frozenset[str]:
    return frozenset(_DATA[name]["words"].split())


_CORES = {name: re.compile(data["core"], re.DOTALL) for name, data in _DATA.items() if "core" in data}
_RELAY_WORDS, _PAYMENT_WORDS = _listed("relay_en"), _listed("payment_en")
_LIMITED_WORDS = _listed("limited")
_REVEALS = re.compile(_DATA["limited"]["reveals"])

_FORMS = {
    name: tuple(re.compile(form) for form in _DATA[name]["forms"]) for name in ("relay_zh", "payment_zh")
}
_HAN_WORDS = {name: _listed(name) for name in _FORMS}
_LONGEST_WORD = max(len(word) for words in _HAN_WORDS.values() for word in words)

_NAME = r"(?:(?:Mr|Mrs|Ms|Dr)\.? )?[A-Z][a-z]+(?: [A-Z]\.?)?(?: [A-Z][a-z]+(?:-[A-Z][a-z]+)?)?"
_FIRM = r"[A-Z][A-Za-z&]*(?: (?:and |& )?[A-Z][A-Za-z]*){0,3}"
_SPEAKER = re.compile(
    rf"(?:\b(?i:this is|my name is|i am|i'm) {_NAME}|\b{_NAME},? (?:here|calling|(?:here )?from|with)\b)"
)
_BUSINESS = re.compile(rf"\b(?:from|with|at|of|for) {_FIRM}")
_REQUEST = re.compile(r"(?i)\b(?:call|ring|phone|contact|reach|return|reply)\b")
_ADDRESSED = re.compile(
    rf"(?:^|[.!?,] )(?!Hi\b|Hello\b|Good\b|Greetings\b){_NAME}, (?i:please|call|ring|contact|this)"
)


def recognise(text: str, plain: str, acts: Set[str], to_third_person: bool) -> str | None:
    """`relays_only`, `gives_payment_data` or `limited_content`, where the whole text is that and no more.

    `acts` are those found in it by its phrases. Payment data is asked for a third person only: to the
    borrower it needs no closed list.
    """
    if not plain.strip() or len(text) > LONGEST:
        return None
    shown = acts - {"names_sender", "offers_opt_out", "confirms_opt_out"}
    if not shown and _is_relay(text, plain):
        return "relays_only"
    payment = {"tells_debt", "tells_details", "gives_payment_data", "asks_payment", "asks_other_to_pay"}
    if to_third_person and shown <= payment and _is_payment(text, plain):
        return "gives_payment_data"
    if not shown and not to_third_person and _is_limited(unicodedata.normalize("NFKC", text)):
        return "limited_content"
    return None


def _is_relay(text: str, plain: str) -> bool:
    if _HAN.search(plain):
        return bool(_CORES["relay_zh"].search(plain)) and _covers("relay_zh", plain)
    return bool(_CORES["relay_en"].search(plain)) and _only(text, _RELAY_WORDS)


def _is_payment(text: str, plain: str) -> bool:
    if _HAN.search(plain):
        return bool(_CORES["payment_zh"].search(plain)) and _covers("payment_zh", plain)
    return bool(_CORES["payment_en"].search(plain)) and _only(text, _PAYMENT_WORDS)


def _covers(name: str, plain: str) -> bool:
    """Whether words and forms of the list, one after the other, make up the whole text."""
    words, forms, ends = _HAN_WORDS[name], _FORMS[name], {0}
    for start in range(len(plain)):
        if start in ends:
            stops = range(start + 1, min(len(plain), start + _LONGEST_WORD) + 1)
            ends.update(stop for stop in stops if plain[start:stop] in words)
            ends.update(found.end() for form in forms if (found := form.match(plain, start)))
    return len(plain) in ends


def _only(text: str, words: frozenset[str]) -> bool:
    """Whether every word is listed, or a number, or one of a few names (a capital letter first)."""
    names = 0
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).replace("’", "'")):
        if not token[0].isalpha() or token.lower() in words or token.lower().removesuffix("'s") in words:
            continue
        if not _CAPITAL.match(token.removesuffix("'s")):
            return False
        names += 1
    return names <= _NAMES_AT_MOST


def _is_limited(text: str) -> bool:
    """12 CFR 1006.2(j): business name, request to reply, a person's name, a number; greeting, times."""
    required = (_SPEAKER, _BUSINESS, _REQUEST, _PHONE)
    if not all(item.search(text) for item in required) or _ADDRESSED.search(text):
        return False
    return not _REVEALS.search(text.lower()) and _only(text, _LIMITED_WORDS)
