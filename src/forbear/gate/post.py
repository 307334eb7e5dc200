"""What a channel has to offer to be sent by: one message in, what became of it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from forbear.gate.provider import Pace
from forbear.gate.templates import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What is handed to a provider: the one place where an address stands beside a text.

    `seconds` is for how long it may still reach the person, from the moment at which it was judged; None where the
    channel can't say so to its provider. `message_id` is None where the provider makes the id.
    """

    contact: str
    message_id: str | None
    sender: str
    to: str
    language: str
    message: Message
    seconds: float | None = None
    judged: float = field(default_factory=monotonic)

    @property
    def seconds_left(self) -> int | None:
        """For how long it may still reach the person, from now."""
        return None if self.seconds is None else int(self.seconds - (monotonic() - self.judged))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the provider said. `why` is for a person and holds no address.

    `outcome` is `sent`; `bounced` (no such address, for good); `refused` (this message, for good: the address may
    be sound); `later` (this message, for now); `busy` (we are too fast for it) and `down` (not reachable), where
    nothing was handed over; or `doubt` (handed over, no answer).
    """

    outcome: str
    why: str | None = None
    message_id: str | None = None


class Post(Protocol):
    """A way to send on one channel, through one provider; `window` threads may deliver at once."""

    @property
    def channel(self) -> str:
        """The channel, in the words of a contact."""

    @property
    def pace(self) -> Pace:
        """How fast the provider may be asked."""

    @property
    def window(self) -> int:
        """How many messages may be under way at once."""

    @property
    def expires(self) -> bool:
        """Whether the provider can be told until when a message may still be delivered."""

    def attend(self) -> None:
        """See that what comes back can come in. ForbearError where the provider can't be reached."""

    def message_id(self, contact: str) -> str | None:
        """The id under which the message goes out, made before it does; None where the provider makes it."""

    def deliver(self, dispatch: Dispatch) -> Delivery:
        """Hand over one message."""

    def close(self) -> None:
        """Say goodbye to the provider."""
