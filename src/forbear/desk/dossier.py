"""The dossier of one borrower: every case, every party, what was said and what was done.

It holds the ids and kinds of addresses, never their values, and nobody's name. The night decides from it, and
the gate judges by it, so that both look at the same facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from forbear.terms import Collector, Contact, Statement

ADDRESS_KINDS_BY_CHANNEL: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "call": ("mobile", "landline"),
    "sms": ("mobile",),
    "letter": ("post",),
}
"""Which kinds of address a channel can use, the preferred kind first."""
WITHOUT_ADDRESS: Final = frozenset({"portal"})
"""The channels that need none: the person's own session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address of a party, by id: `kind` is mobile, landline, email or post."""

    id: str
    person: str
    kind: str
    verified_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A lender, or an agency that `acts_for` one: what the law needs to know and what a message must say."""

    id: str
    kind: str
    registered_name: str
    acts_for: str | None = None
    public_number: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def collector(self) -> Collector:
        """The firm as the law sees it."""
        return Collector(id=self.id, kind=self.kind, acts_for=self.acts_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person with a role on a case."""

    case: str
    person: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual:
    """What is known of a person, short of name and addresses; None means not known."""

    id: str
    language: str = "zh-CN"
    zones: tuple[str, ...] | None = None
    region: str | None = None
    deceased: bool | None = None
    incapacitated: bool | None = None
    reachable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """How old a case is at the end of `on`: days past due, bucket, and what is overdue and owed."""

    on: date
    days_past_due: int
    bucket: str
    overdue: Decimal
    balance: Decimal
    next_due: date | None = None
    previous_bucket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise to pay `amount` by `due`, made at an instant; `open`, `kept` or `broken`."""

    id: str
    case: str
    person: str
    amount: Decimal
    made_at: datetime
    due: date
    status: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One overdue debt under care. `ageing` is None where it was never aged or its terms cannot be read.

    `unread` says which row about it the import could not read: until a file reads it, it is for a person.
    """

    id: str
    lender: str
    debtor: str
    product: str
    currency: str
    status: str = "overdue"
    ageing: Ageing | None = None
    promises: tuple[Promise, ...] = ()
    unread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that is known of one debtor's cases and of the parties to them.

    `history` holds the contacts that count: those made, and those reserved, as if they had been made.
    `pending` names the ids of the latter.
    """

    debtor: str
    cases: tuple[CaseFile, ...]
    parties: tuple[Party, ...] = ()
    people: Mapping[str, Individual] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    statements: tuple[Statement, ...] = ()
    history: tuple[Contact, ...] = ()
    pending: frozenset[str] = frozenset()
    firms: Mapping[str, Firm] = field(default_factory=dict)

    def case(self, case: str) -> CaseFile | None:
        """The file of that case, or None where it is not this debtor's.

        >>> Dossier(debtor="p1", cases=()).case("c1") is None
        True
        """
        return next((file for file in self.cases if file.id == case), None)

    def role(self, case: str, person: str) -> str | None:
        """The role of a person on a case, or None where the person is no party to it.

        >>> party = Party(case="c1", person="p1", role="borrower")
        >>> Dossier(debtor="p1", cases=(), parties=(party,)).role("c1", "p1")
        'borrower'
        """
        return next((p.role for p in self.parties if p.case == case and p.person == person), None)


def usable_addresses(dossier: Dossier, person: str, channel: str, at: datetime) -> list[Address]:
    """The person's own verified addresses for a channel, best first; those known to be dead are left out.

    >>> from datetime import UTC
    >>> mail = Address(id="a1", person="p1", kind="email", verified_on=date(2026, 1, 5))
    >>> rumour = Address(id="a2", person="p1", kind="email", verified_on=None)
    >>> dossier = Dossier(debtor="p1", cases=(), addresses=(rumour, mail))
    >>> [a.id for a in usable_addresses(dossier, "p1", "email", datetime(2026, 5, 1, tzinfo=UTC))]
    ['a1']
    """
    dead = {s.address for s in dossier.statements if s.kind == "address_invalid" and s.at <= at}
    kinds = ADDRESS_KINDS_BY_CHANNEL.get(channel, ())
    fit = [
        (kinds.index(a.kind), -a.verified_on.toordinal(), a.id, a)
        for a in dossier.addresses
        if a.person == person and a.kind in kinds and a.verified_on is not None and a.id not in dead
    ]
    return [entry[-1] for entry in sorted(fit, key=lambda entry: entry[:-1])]


def local_day(at: datetime, zones: Iterable[str] | None) -> date:
    """The calendar day of an instant where the person lives (the first zone; UTC where none is known).

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 5, 1, 17, tzinfo=UTC), ("Asia/Shanghai",))
    datetime.date(2026, 5, 2)
    """
    zone = next(iter(zones or ()), "UTC")
    return at.astimezone(ZoneInfo(zone)).date()
