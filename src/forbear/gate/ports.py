"""What the gate needs of whoever keeps the record. `store` implements it on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from forbear.desk.dossier import Dossier
from forbear.gate.asks import Entry
from forbear.gate.heard import Inbound, Receipt
from forbear.gate.overriding import Override
from forbear.gate.provider import Provider
from forbear.terms import ForbearError, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a task list may show of a person: the initial of the name and the address masked."""

    name: str
    address: str


class Busy(ForbearError):
    """The people of an ask are held by somebody else at this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What an ask about a party to a case needs, read while the people are held.

    `name` is the party's, for a message to that very person; `masked` the party's addresses by id, as a screen
    may show them; `contact` the id of the contact for which the asker's key was used before, if any; `held` the
    people who are held for it.
    """

    held: frozenset[str]
    dossier: Dossier
    name: str
    masked: Mapping[str, str]
    contact: str | None


class Record(Protocol):
    """The contact record. Everything it writes is written before a `work` block ends, or not at all."""

    def work(self, *, alone: bool = False) -> AbstractContextManager[object]:
        """A transaction. `alone` refuses to run inside another: what ends here is really on disk."""

    def lock(self, people: Iterable[str]) -> None:
        """Hold these people until the transaction ends; whoever else asks about them waits."""

    def sole(self, contact: str) -> AbstractContextManager[bool]:
        """Hold one contact while it is being sent, across transactions; False where somebody else does."""

    def debtor_of(self, case: str, person: str) -> str | None:
        """The debtor of a case to which that person is a party; None where there is no such thing."""

    def circle(self, person: str) -> set[str]:
        """The person, and the debtors of every case to which that person is a party."""

    def shared(self, person: str) -> list[tuple[str, str, str]]:
        """The person's addresses that others have too: the address, the other person, and the other's address."""

    def open_cases(
        self, wanted: Sequence[tuple[str, str, str]], at: datetime, *, waits: bool = True
    ) -> list[Opened | Busy | None]:
        """Of each case, person and key: hold the case's debtor and that party until the transaction ends, and then,
        all being held, read what an ask needs.

        Every case is as old as it is at `at`. None where there is no such case, or the person is no party to it.
        Busy where somebody else holds one of them; where it `waits`, until they are free.
        """

    def dossiers(self, debtors: Iterable[str], at: datetime | None = None) -> Mapping[str, Dossier]:
        """The dossier of each debtor, as of now; where `at` is given, with every case as old as it is then."""

    def entry(self, contact: str) -> Entry | None:
        """A contact by its id."""

    def entry_by_permit(self, permit_sha256: str) -> Entry | None:
        """A contact by the hash of its permit."""

    def hold(self, contact: str) -> Entry | None:
        """A contact, its row locked until the transaction ends; None where another holds it."""

    def add(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Add contacts; the ids of those added, without those whose key or id is there already."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Add contacts. Raises Conflict where a key is there already."""

    def save(self, entry: Entry) -> None:
        """Write back a contact that was held."""

    def due(self, channel: str, now: datetime, limit: int, collector: str | None = None) -> list[str]:
        """The reserved contacts whose moment has come, the oldest first; of one lender or agency, where named."""

    def reserved_of(self, person: str) -> list[Entry]:
        """The reservations of one person, and those on every case to which that person is a party."""

    def stranded(self, channel: str) -> list[str]:
        """The contacts of a channel in state `sending`."""

    def in_state(self, state: str, limit: int) -> list[Entry]:
        """The contacts in a state, the latest first."""

    def provider(self, channel: str, *, held: bool = True) -> Provider:
        """What is known of a channel's provider; `held` until the transaction ends, so that nobody changes it."""

    def keep_provider(self, provider: Provider) -> None:
        """Write back what is known of a provider."""

    def meet(self, channel: str, message_id: str) -> None:
        """Hold a message's id until the transaction ends: its receipt and its answer don't pass each other."""

    def entry_by_message(self, channel: str, message_id: str) -> Entry | None:
        """A contact by the id of its message."""

    def doubtful(self, receipt: Receipt) -> list[Entry]:
        """The contacts in doubt whose message has no id, to the number that a receipt names."""

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a receipt until its contact is settled; the same one twice is kept once."""

    def take_receipts(self, entry: Entry) -> list[Receipt]:
        """Take out the receipts that were kept for a contact, the final ones first."""

    def owners(self, message: Inbound) -> list[tuple[str, str]]:
        """Person and address of everyone whose address a message came from, or whose message it answers."""

    def silence(self, message: Inbound, at: datetime) -> None:
        """Keep for good that the sender's address wants no more on that channel, whoever's it is or becomes."""

    def note_inbound(self, person: str, address: str, message: Inbound, at: datetime) -> None:
        """Keep a message as a contact that came in."""

    def say(self, statement: Statement, body: Mapping[str, Any]) -> bool:
        """Keep a statement; False where it is there already."""

    def lapse(self, before: datetime) -> int:
        """Let the reservations whose moment was before that instant lapse; how many."""

    def doubt(self, channel: str, before: datetime) -> int:
        """Put contacts of a channel that were begun before that instant, without a result, in doubt."""

    def name_of(self, person: str) -> str:
        """A person's name. Only for a message to that very person."""

    def name_of_firm(self, collector: str) -> str:
        """The registered name of a lender or agency."""

    def value_of(self, address: str, person: str) -> str | None:
        """The number or mailbox behind an address, if it is verified as that person's own. Only to send."""

    def cards(self, entries: Iterable[Entry]) -> Mapping[str, Card]:
        """By contact, what a screen may show."""

    def override(self, name: str) -> Override | None:
        """An approved override by its id, and by which contact it was used."""

    def bury(self, entry: Entry, at: datetime) -> None:
        """Note that the address of a contact is dead, as a statement `address_invalid`."""
