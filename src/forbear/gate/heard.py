"""What comes back on a channel: a receipt for a message of ours, or a message from somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a provider tells of a message that was handed to it.

    `message_id` is the provider's id of it (of an e-mail: ours). `result` is `delivered`, `bounced`, or `sent` where
    it tells no more than that the message is with the provider. `dead` says that the address itself is no good.
    `contact` is known where the provider answers the very request; `addresses` are the ways in which the recipient's
    number may be meant, and `reference` the number of 16 bits that went out with the message, where it comes back.
    """

    channel: str
    message_id: str
    result: str
    at: datetime
    why: str | None = None
    dead: bool = False
    contact: str | None = None
    addresses: tuple[str, ...] = ()
    reference: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message from outside. `kind` is of the address, `addresses` the ways in which the sender's may be meant.

    `answers` are the ids of messages of ours to which it says that it answers, `contacts` those of the contacts that it
    names. `stop` says that the sender wants no more, whatever the words.
    """

    channel: str
    kind: str
    addresses: tuple[str, ...]
    text: str
    at: datetime
    answers: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    stop: bool = False


Heard = Receipt | Inbound
Hear = Callable[[Heard], None]
"""Takes what came back, for good: it raises where that could not be recorded, and then it comes again."""


def reference_of(contact: str) -> int:
    """The 16 bits that go out with a message and may come back in a receipt.

    >>> 0 <= reference_of("k1") < 65536
    True
    """
    return crc32(contact.encode()) & 0xFFFF
