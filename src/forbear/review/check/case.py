"""What the borrower tells besides the files: who lends, what is owed, and whose the numbers are (`case.toml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from forbear.money.afford import Form
from forbear.terms import Request

ME: Final = "me"
"""The borrower's own id."""
UNLISTED: Final = "unlisted"
"""Whoever writes about the debt and is not told of: the words alone say that it belongs here."""
LENDER: Final = "lender"
DEBT: Final = "debt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody with numbers, addresses or names: the borrower, another person, whoever collects.

    `who` is what the borrower calls them. It is shown in the borrower's own papers only.
    """

    id: str
    who: str
    role: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNote:
    """What is told of one file: whose phone or account it comes from, and its columns where they were not found.

    Of a picture of one message: when it came (`at`), from whom (`other`), how (`channel`), and its words
    where no program reads them.
    """

    name: str
    of: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    other: str | None = None
    channel: str = "sms"
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the borrower can pay: an amount every month, from a day on."""

    amount: Decimal
    start: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One debt and everybody about it. `base` is the request that each contact is put into.

    `owed` and `due` (the oldest day not paid) may be unknown; what turns on them is then said to be open.
    """

    base: Request
    region: str
    zone: str
    language: str | None
    me: Party
    people: tuple[Party, ...]
    collectors: tuple[Party, ...]
    product: str | None
    lender_kind: str | None
    due: date | None
    owed: Decimal | None
    currency: str | None
    account: str | None
    files: Mapping[str, FileNote] = field(default_factory=dict)
    proposal: Proposal | None = None
    form: Form | None = None

    @property
    def lender(self) -> Party:
        """The lender."""
        return next(c for c in self.collectors if c.id == LENDER)

    def parties(self) -> Iterator[Party]:
        """Everybody that is told of."""
        yield self.me
        yield from self.people
        yield from self.collectors

    def party(self, name: str) -> Party | None:
        """Somebody by id; None where nobody has it."""
        return next((p for p in self.parties() if p.id == name), None)


def by_name(case: Case) -> Mapping[str, Party]:
    """Everybody by the keys of their numbers, addresses, names and of what the borrower calls them."""
    from forbear.review.check.numbers import key_of

    found: dict[str, Party] = {}
    for party in case.parties():
        for name in (*party.names, party.who, party.id):
            if name:
                found.setdefault(key_of(name), party)
    return found


def questions(told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The few facts that are needed and not told yet: (part, field)."""
    return tuple(pair for pair in NEEDED if told.get(pair[0], {}).get(pair[1]) is None)


NEEDED: Final = (
    ("me", "region"), ("debt", "lender"), ("debt", "lender_kind"), ("debt", "product"), ("debt", "due"),
    ("debt", "owed"),
)  # fmt: skip
