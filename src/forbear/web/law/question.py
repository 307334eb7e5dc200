"""The question "are they allowed to?": its fields, what was entered, and what has to be mended.

Whatever was entered is kept, so that a person mends one field and not all. Each mistake belongs to a field and
says what to write. What comes out is a judge request of formats.md 2 (`situation`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any, Final

from forbear.web.words import say

TEXT_LETTERS: Final = 4_000
MOST_CALLS: Final = 200
YEARS: Final = (1990, 2100)
SAID: Final = (
    "cease", "opt_out", "plan_signed", "hardship", "dispute", "complaint", "represented", "bankrupt",
    "identity_theft", "employer_prohibits", "declines", "offers_to_pay",
)  # fmt: skip
"""The statements that can be ticked."""
CONSENTED: Final = ("calls", "sms", "email", "visit", "third_party", "automated")
REQUIRED: Final = ("place", "lender", "collector", "channel", "role", "at")


@cache
def places() -> Mapping[str, tuple[str, ...]]:
    """The places that can be chosen, and the clocks kept there, the usual one first.

    >>> places()["CN"], places()["US-FL"]
    (('Asia/Shanghai',), ('America/New_York', 'America/Chicago'))
    """
    text = (files("forbear.web") / "law_zones.toml").read_text(encoding="utf-8")
    return {place: tuple(zones) for place, zones in tomllib.loads(text)["zones"].items()}


class Mistake(Exception):
    """A field cannot be read; `told` is what to write, in the reader's language."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was entered (`written`, `ticked`), what of it could be read (`read`), and the mistakes by field."""

    written: Mapping[str, str]
    ticked: frozenset[str]
    read: Mapping[str, Any]
    mistakes: Mapping[str, str]


Read = Callable[[str, str], Any]


def _choice(options: frozenset[str]) -> Read:
    def read(written: str, language: str) -> str:
        if written not in options:
            raise Mistake(say(language, "ask.mistake_choice"))
        return written

    return read


def _number(low: int, high: int) -> Read:
    def read(written: str, language: str) -> int:
        if not (written.lstrip("-").isascii() and written.lstrip("-").isdigit() and len(written) < 8):
            raise Mistake(say(language, "ask.mistake_number", low=low, high=high))
        number = int(written)
        if not low <= number <= high:
            raise Mistake(say(language, "ask.mistake_number", low=low, high=high))
        return number

    return read


def _moment(written: str, language: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Mistake(say(language, "ask.mistake_moment")) from None
    if moment.tzinfo is not None or not YEARS[0] <= moment.year < YEARS[1]:
        raise Mistake(say(language, "ask.mistake_moment"))
    return moment


def _day(written: str, language: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Mistake(say(language, "ask.mistake_day")) from None
    if not YEARS[0] <= day.year < YEARS[1]:
        raise Mistake(say(language, "ask.mistake_day"))
    return day


def _time(written: str, language: str) -> str:
    try:
        return time.fromisoformat(written).strftime("%H:%M")
    except ValueError:
        raise Mistake(say(language, "ask.mistake_time")) from None


def _text(written: str, language: str) -> str:
    if len(written) > TEXT_LETTERS:
        raise Mistake(say(language, "ask.mistake_long", high=TEXT_LETTERS))
    return written


@cache
def fields() -> Mapping[str, Read]:
    """Every field of the form but the ticked ones, and how it is read."""
    from forbear import terms

    calls = _number(0, MOST_CALLS)
    zones = frozenset(zone for zones in places().values() for zone in zones)
    return {
        "place": _choice(frozenset(places())), "zone": _choice(zones),
        "lender": _choice(terms.COLLECTOR_KINDS - {"agency"}), "collector": _choice(frozenset({"lender", "agency"})),
        "product": _choice(terms.PRODUCTS), "days_past_due": _number(-365, 36_500),
        "role": _choice(terms.ROLES), "borrower": _choice(frozenset(BORROWER)),
        "channel": _choice(terms.CHANNELS), "purpose": _choice(terms.PURPOSES), "style": _choice(terms.STYLES),
        "address_kind": _choice(terms.ADDRESS_KINDS), "conveys_debt": _choice(frozenset({"yes", "no"})),
        "staff": _number(1, 20), "at": _moment, "last_talk": _moment,
        "missed_today": calls, "answered_today": calls, "missed_week": calls, "answered_week": calls,
        "messages_today": calls, "messages_week": calls,
        "said_on": _day, "medium": _choice(terms.MEDIA), "not_from": _time, "not_to": _time,
        "agreed_from": _time, "agreed_to": _time, "text": _text,
    }  # fmt: skip


BORROWER: Final = ("reachable", "unreachable", "died", "incapacitated")
"""What is known of the borrower where someone else is contacted."""
PAIRS: Final = (("not_from", "not_to"), ("agreed_from", "agreed_to"))


def read_question(given: Mapping[str, list[str]], language: str) -> Question:
    """What a person entered, field by field; mistakes in the reader's language.

    >>> asked = read_question({"place": ["CN"], "at": ["tomorrow"]}, "en")
    >>> asked.mistakes["at"], asked.mistakes["channel"], asked.written["at"]
    ('Write it as 2026-05-12T21:30, of a year from 1990 to 2100.', 'Fill this in.', 'tomorrow')
    """
    written = {name: given.get(name, [""])[0].strip() for name in fields()}
    read: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    for name, how in fields().items():
        if written[name]:
            try:
                read[name] = how(written[name], language)
            except Mistake as mistake:
                mistakes[name] = mistake.told
        elif name in REQUIRED:
            mistakes[name] = say(language, "ask.mistake_needed")
    for first, last in PAIRS:
        if {first, last}.isdisjoint(mistakes) and (first in read) != (last in read):
            mistakes[last if first in read else first] = say(language, "ask.mistake_pair")
        elif first in read and read.get(first) == read.get(last):
            mistakes[last] = say(language, "ask.mistake_pair")
    if "at" in read:
        for name in ("last_talk", "said_on"):
            if name in read and str(read[name]) > str(read["at"]):
                mistakes[name] = say(language, "ask.mistake_later")
    known = {*SAID, *(f"consent_{to}" for to in CONSENTED)}
    return Question(
        written=written, ticked=frozenset(given.get("said", ())) & known, read=read, mistakes=mistakes
    )
