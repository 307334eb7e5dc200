"""The words of the trade: what a contact, a statement and a verdict are.

Every other room speaks in these values. They are frozen; enumerations are the strings of the interchange
formats, so that what travels and what is judged are the same thing. Standard library only.

A *contact* is one attempt to reach one person about one or more debts. A *statement* is what someone told us
or we learned, and when. A *verdict* is the answer to "may this contact be made?", with every reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

CHANNELS: Final = frozenset(
    "call ringless_voicemail sms im email letter postcard fax visit social_message social_post portal".split()
)
DIRECTIONS: Final = frozenset({"outbound", "inbound"})
PURPOSES: Final = frozenset("collect remind locate relay service notice reply confirm".split())
ADDRESS_KINDS: Final = frozenset("mobile landline home work employer_mailbox public_place unknown".split())
RESULTS: Final = frozenset(
    "not_connected unanswered voicemail dropped conversation sent delivered bounced wrong_number".split()
)
STYLES: Final = frozenset({"interactive", "announcement", "ai_voice"})
PLACES: Final = frozenset({"home", "work"})
COLLECTOR_KINDS: Final = frozenset(
    "bank consumer_finance microloan instalment_merchant agency debt_buyer private_lender".split()
)
PRODUCTS: Final = frozenset(
    "credit_card online_consumer_loan instalment_purchase personal_loan microloan student_loan mortgage lease"
    " other".split()
)
DEBT_STATUSES: Final = frozenset("current overdue plan charged_off settled".split())
ROLES: Final = frozenset(
    "borrower co_borrower guarantor spouse parent_of_minor guardian estate_representative attorney"
    " authorised_agent credit_counsellor named_contact family friend colleague employer phonebook"
    " successor_in_interest consumer_reporting_agency creditor court other".split()
)
STATEMENT_KINDS: Final = frozenset(
    "inconvenient lifted agreed_hours consent cease opt_out opt_in address_leaked asks_creditor represented"
    " representation_ended employer_prohibits declines offers_to_pay dispute dispute_answered identity_theft"
    " bankrupt hardship complaint complaint_closed plan_signed plan_breached address_invalid".split()
)
CONSENTS: Final = frozenset("calls email sms third_party visit automated".split())
MEDIA: Final = frozenset("oral letter email sms portal".split())
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
POSTURES: Final = frozenset({"strict", "binding"})
FORCES: Final = ("law", "regulation", "standard", "self_regulation", "contract", "house")
BINDING_FORCES: Final = frozenset({"law", "regulation", "contract"})
EFFECTS: Final = frozenset({"forbid", "presume", "advise"})

ACTS: Final[Mapping[str, str]] = {
    "threatens_violence": "threatens body, home, family or property with harm, openly or by hints",
    "threatens_arrest": "threatens arrest, detention, prison or criminal charges for the arrears",
    "threatens_exposure": "threatens to tell family, employer, neighbours or the public",
    "threatens_action": "threatens a legal or other step that is not lawful or not really intended",
    "announces_suit": "announces or threatens a suit or court proceedings over the debt, lawfully or not",
    "poses_as_authority": "claims or suggests to be a court, police, government, attorney or credit bureau",
    "poses_as_lender": "an agency claims to be the lender itself, or hides who is speaking",
    "invents_consequence": "invents or exaggerates consequences: blacklist, crime, frozen accounts, lost job",
    "false_promise": "promises what cannot be promised: a wiped credit record, a secret discount",
    "overstates_debt": "demands more than is owed, or misstates amount, status or nature of the debt",
    "adds_fees": "demands fees of its own for the collection",
    "pushes_borrowing": "tells the person to borrow elsewhere or raise money unlawfully to pay",
    "insults": "abuses, insults, swears, shames",
    "seizes_property": "announces taking property without title",
    "publishes": "spreads name, picture, number, address or debt to others or asks others to spread it",
    "asks_other_to_pay": "asks or urges someone who owes nothing to pay or to make the debtor pay",
    "tells_debt": "reveals, in any words, that a debt, loan, card balance or arrears exists",
    "tells_details": "tells amount, days overdue, other debts or history",
    "asks_payment": "asks for payment",
    "gives_payment_data": "tells only what is needed to make a payment: account, amount, reference",
    "relays_only": "asks to pass on a call-back request or for contact details, recognised, and nothing else",
    "limited_content": "has only the items of a limited-content voicemail (12 CFR 1006.2(j))",
    "says_collector": "says that it is from a debt collector",
    "says_collector_full": "says it attempts to collect a debt and that information will be used for that",
    "offers_opt_out": "tells how to stop messages to this address",
    "confirms_opt_out": "confirms a stop request",
    "says_disputed": "says that the debt is disputed",
    "denies_dispute": "tells someone that the debt is beyond question",
    "names_sender": "names the lender or collector on whose behalf it speaks",
}
"""What a text can be found to do. `review/texts` reads them, content rules name them."""


class ForbearError(Exception):
    """Something forbear was given is broken. The message says what, where, and what to do instead."""


class InputError(ForbearError):
    """An input cannot be read. `at` is a JSON pointer (or `file:line`), `why` says what to write instead."""

    def __init__(self, at: str, why: str) -> None:
        super().__init__(f"{at}: {why}" if at else why)
        self.at = at
        self.why = why


class RulebookError(ForbearError):
    """A rulebook cannot be read: file, line, article, what is wrong and what to write instead."""

    def __init__(self, file: str, line: int, article: str, why: str) -> None:
        where = f"{file}:{line}" + (f", {article}" if article else "")
        super().__init__(f"{where}: {why}")
        self.file, self.line, self.article, self.why = file, line, article, why


class FactMissing(ForbearError):
    """A fact that a decision needs is not there."""


class Conflict(ForbearError):
    """The request contradicts what is already so (a permit used twice, a key reused for another contact)."""


class NotFound(ForbearError):
    """There is no such thing, or it is not yours to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One attempt to reach one person about one or more debts, proposed or past (formats.md 1).

    `at` is aware; of an electronic message it is when it is sent. `result` is None while proposed.

    >>> from datetime import UTC
    >>> Contact(at=datetime(2026, 5, 12, 2, tzinfo=UTC), channel="call", person="p1", debts=("d1",)).purpose
    'collect'
    """

    at: datetime
    channel: str
    person: str
    id: str | None = None
    direction: str = "outbound"
    debts: tuple[str, ...] = ()
    purpose: str = "collect"
    reply_to: str | None = None
    address: str | None = None
    address_kind: str = "unknown"
    result: str | None = None
    style: str = "interactive"
    conveys_debt: bool | None = None
    limited_content: bool | None = None
    text: str | None = None
    language: str | None = None
    staff: int | None = None
    address_person: str | None = None
    known_at: str | None = None
    talked_of: tuple[str, ...] | None = None
    notice: str | None = None
    collector: str | None = None
    stamp: float = field(init=False, repr=False, compare=False)
    """The instant in seconds since 1970: comparing and counting go by it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "stamp", self.at.timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Who makes a contact: a lender, or an agency that `acts_for` one."""

    id: str
    kind: str | None = None
    acts_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One debt. `group` holds debts serviced under one account number together."""

    id: str
    product: str | None = None
    status: str = "overdue"
    days_past_due: int | None = None
    last_due: date | None = None
    limitation_ends: date | None = None
    validation_sent: date | None = None
    assigned: date | None = None
    assignment_notified: date | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person and the role in which he or she is reached; None means not known.

    `zones` holds every IANA zone in which the person may be: all of them must be lawful.
    """

    id: str
    role: str | None = None
    zones: tuple[str, ...] | None = None
    region: str | None = None
    deceased: bool | None = None
    incapacitated: bool | None = None
    minor: bool | None = None
    reachable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What someone told us, or we learned, and when. It binds from `at` on (formats.md 2).

    `from_time`/`to_time` are the format's `from`/`to` where they are times (HH:MM in the person's zone),
    `from_date`/`to_date` where they are dates; `consent_to` is the `to` of a consent.
    """

    id: str
    at: datetime
    person: str
    kind: str
    debts: tuple[str, ...] | None = None
    medium: str | None = None
    until: datetime | None = None
    days: tuple[str, ...] | None = None
    from_time: time | None = None
    to_time: time | None = None
    place: str | None = None
    dates: tuple[date, ...] | None = None
    of: str | None = None
    consent_to: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    given_to: str | None = None
    channel: str | None = None
    address: str | None = None
    by: str | None = None
    written: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """May this contact be made? With all that is known (formats.md 2)."""

    contact: Contact
    id: str | None = None
    books: tuple[str, ...] | None = None
    read_at: date | None = None
    posture: str = "strict"
    collectors: tuple[Collector, ...] = ()
    debts: tuple[Debt, ...] = ()
    people: tuple[Person, ...] = ()
    statements: tuple[Statement, ...] = ()
    history: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a text does: a subset of `ACTS`, with the span of characters that shows each.

    `unsure` is set where the reader cannot place the text: it then reads as "needs a person", never as clean.
    """

    acts: frozenset[str] = frozenset()
    unsure: bool = False
    spans: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One rule that forbids the contact, with the values it was judged by."""

    rule: str
    cite: str
    force: str
    effect: str
    why: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What must be said, sent or done with the contact."""

    rule: str
    cite: str
    do: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that a rule in force needs and the request lacks."""

    rule: str
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of time, both ends included, to the second."""

    start: datetime
    end: datetime
