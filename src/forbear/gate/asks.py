"""What is asked of the gate and what it answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from forbear.terms import CHANNELS, PURPOSES, InputError

STATES: Final = ("reserved", "sending", "done", "void", "lapsed", "refused", "in_doubt", "undelivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """May this person be contacted about this case? A case and a person who is a party: never a number.

    `key` is the asker's idempotency key; `at` the wanted instant, `at_once` whether that is only the moment of
    asking. Where `latest` is given, the gate may move the contact to the next lawful moment up to then.
    `collector` is an agency's id; None is the lender. `reply_to` is the inbound contact that a reply answers;
    `override` an approved override, by which one rule of the house is left aside.
    """

    key: str
    case: str
    person: str
    channel: str
    template: str
    at: datetime
    at_once: bool = False
    latest: datetime | None = None
    purpose: str = "collect"
    params: Mapping[str, str] = field(default_factory=dict)
    collector: str | None = None
    reply_to: str | None = None
    override: str | None = None
    night: date | None = None

    @property
    def digest(self) -> str:
        """What was asked for, as a hash: the same key may only come with the same."""
        wanted = None if self.at_once else self.at.timestamp()
        latest = self.latest and self.latest.timestamp()
        asked = [self.case, self.person, self.channel, self.purpose, self.template, self.collector]
        asked += [self.override] if self.override else []
        told = json.dumps([*asked, self.reply_to, sorted(self.params.items()), wanted, latest])
        return hashlib.sha256(told.encode()).hexdigest()

    def check(self) -> None:
        """Raise InputError where a field cannot be read."""
        if not self.key or len(self.key) > 200:
            raise InputError("/key", "write a text of 1 to 200 characters that no other contact uses")
        for name, words in (("channel", CHANNELS), ("purpose", PURPOSES)):
            if getattr(self, name) not in words:
                raise InputError(f"/{name}", f"is not known; write one of {', '.join(sorted(words))}")
        for name in ("at", "latest"):
            value = getattr(self, name)
            if value is not None and value.tzinfo is None:
                raise InputError(
                    f"/{name}", "has no offset; write an instant such as 2026-05-12T09:30:00+08:00"
                )


def contact_id(key: str) -> str:
    """The id of the contact that a key asks for: the same key, the same contact.

    >>> contact_id("night:2026-05-12:c1") == contact_id("night:2026-05-12:c1") != contact_id("another")
    True
    """
    return "k" + hashlib.sha256(key.encode()).hexdigest()[:27]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the contact record, a refusal included. `verdict` is the JSON of formats.md 3.

    `state` goes reserved → sending → done, or to void (given back), lapsed (its time passed), refused (never
    allowed), in_doubt (nobody knows whether it was made; the provider's answer or a person decides, the machine
    never repeats it) or undelivered (given up, nothing was made; a person retries or drops it).
    """

    contact: str
    key: str | None
    case: str
    person: str
    collector: str
    channel: str
    purpose: str
    at: datetime
    state: str
    address: str | None = None
    template: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    night: date | None = None
    verdict: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    why: str | None = None
    result: str | None = None
    content_sha256: str | None = None
    permit_sha256: str | None = None
    permit_expires: datetime | None = None
    permit_used_at: datetime | None = None
    message_id: str | None = None
    attempts: int = 0
    retry_at: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether the gate said yes when it was asked."""
        return self.state != "refused"

    def asked_the_same(self, ask: Ask) -> bool:
        """Whether an ask with this entry's key means this entry's contact."""
        if "asked" in self.body:
            return bool(self.body["asked"] == ask.digest)
        return (self.case, self.person, self.channel, self.purpose, self.template) == (
            ask.case,
            ask.person,
            ask.channel,
            ask.purpose,
            ask.template,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Leave to make one contact once: `token` is shown here and nowhere else, the record keeps its hash."""

    token: str
    contact: str
    case: str
    person: str
    channel: str
    content_sha256: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The gate's answer: the entry as recorded, its address masked, and where it was given a permit."""

    entry: Entry
    address: str | None = None
    permit: Permit | None = None


def hash_token(token: str) -> str:
    """What the record keeps of a permit's token."""
    return hashlib.sha256(token.encode()).hexdigest()
