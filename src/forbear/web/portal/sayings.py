"""What somebody can tell us in the portal: each with the statement that it makes, and the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from forbear.law.clock import format_instant
from forbear.store.portal.people import Someone
from forbear.terms import InputError

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANNELS: Final = ("call", "sms", "email", "letter", "visit", "im", "portal")
"""The ways of contact that can be stopped one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing that can be told: a statement of a `kind`, about one `case` or about the person.

    `owing` is for who owes alone, `other` for who does not. `words`: its form has room for words. `fields` are the
    form's own.
    """

    kind: str
    case: bool = False
    owing: bool = False
    other: bool = False
    words: bool = True
    fields: tuple[str, ...] = ()

    def is_for(self, someone: Someone) -> bool:
        """Whether this is for somebody to say."""
        return not (self.owing and not someone.cases) and not (self.other and someone.cases)


SAYINGS: Final[Mapping[str, Saying]] = {
    "hardship": Saying(kind="hardship", case=True, owing=True),
    "wrong_amount": Saying(kind="dispute", case=True, owing=True),
    "dispute": Saying(kind="dispute", case=True, owing=True),
    "identity_theft": Saying(kind="identity_theft", case=True, owing=True),
    "times": Saying(kind="inconvenient", words=False, fields=("days", "from", "to", "place")),
    "channel": Saying(kind="opt_out", words=False, fields=("channel",)),
    "work": Saying(kind="employer_prohibits", words=False, owing=True),
    "attorney": Saying(kind="represented", owing=True),
    "stop": Saying(kind="cease", owing=True),
    "never": Saying(kind="declines", other=True),
}  # fmt: skip
LIFTABLE: Final = frozenset({saying.kind for saying in SAYINGS.values()})
"""Kinds of statements that whoever made them can take back."""


def statement_body(
    name: str, someone: Someone, given: Mapping[str, str], statement: str, now: datetime
) -> dict[str, Any]:
    """The statement of formats.md 2 that a form makes. InputError where the form says too little to bind.

    >>> statement_body("channel", Someone(id="p1", name="", language="en", zone=None, region=None, parts=()),
    ...                {"channel": "call"}, "s1", datetime.fromisoformat("2026-05-12T10:00:00+08:00"))["channel"]
    'call'
    """
    saying = SAYINGS[name]
    body: dict[str, Any] = {"id": statement, "at": format_instant(now), "person": someone.id, "kind": saying.kind,
                            "medium": "portal"}  # fmt: skip
    if saying.case:
        body["debts"] = [someone.case(given.get("case", "")).case]
    if saying.kind == "dispute":
        body["written"] = True
    if "channel" in saying.fields:
        if given.get("channel") not in CHANNELS:
            raise InputError("/channel", f"is none; write one of {', '.join(CHANNELS)}")
        body["channel"] = given["channel"]
    if "days" in saying.fields:
        body |= _times(given)
    return body


def _times(given: Mapping[str, str]) -> dict[str, Any]:
    """A time or a place that does not suit. InputError where it would be every hour everywhere, or half a span."""
    told: dict[str, Any] = {}
    days = [day for day in WEEKDAYS if given.get(f"day_{day}")]
    if days:
        told["days"] = days
    if given.get("place") in ("home", "work"):
        told["place"] = given["place"]
    start, end = given.get("from", "").strip(), given.get("to", "").strip()
    if bool(start) != bool(end):
        raise InputError("/from", "goes with to; write both times, or neither")
    if start and end:
        told |= {"from": start, "to": end}
    if not told:
        raise InputError("/days", "is missing, and from, to and place too; write what does not suit")
    return told
