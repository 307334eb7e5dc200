"""Codes to sign in to the portal by: made and sent by the sending step, which alone knows whose an address is.

Whoever asks for one learns nothing: a request keeps the keyed hash of what was typed, and the sending step looks
for whose it is afterwards. A code is a service that a person asked for about no debt, so that it is no contact of
the record; that it went out is evidence of its own. It is sent at most once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from forbear.gate.post import Dispatch, Post
from forbear.gate.templates import Message
from forbear.gate.vault import Vault

GOOD_FOR: Final = timedelta(minutes=10)
TRIES: Final = 5
DIGITS: Final = 8
CHANNELS: Final = {"email": "email", "mobile": "sms"}
"""By kind of address, the channel on which its code goes out."""
_BATCH: Final = 50
_NOTHING_HANDED_OVER: Final = frozenset({"later", "busy", "down"})
_LOST: Final = frozenset({"bounced", "refused"})
_TEXTS: Final = {
    "zh": (
        "登录验证码",
        "{firm}：您的登录验证码是 {code}，10分钟内有效，只能使用一次。我们不会向您索要验证码，请勿告诉任何人。"
        "如果不是您本人操作，请忽略本消息。官方电话 {number}。",
    ),
    "en": (
        "Your code to sign in",
        "{firm}: your code to sign in is {code}. It is good for 10 minutes and once. We will never ask you for it; tell"
        " it to nobody. If you did not ask for it, do nothing. Our public number: {number}.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """To whom a code goes: the one person whose verified address was typed in, and in whose name it comes."""

    to: str = field(repr=False)
    language: str
    firm: str
    number: str | None


class Codes(Protocol):
    """Where asks for codes wait. Only the gate's sending step opens it."""

    def waiting(self, channel: str, since: datetime, most: int) -> list[bytes]:
        """The asks on a channel that nobody took up, the oldest first."""

    def take(self, ask: bytes, code_mac: bytes) -> Recipient | None:
        """Take one up, for good: to whom its code goes; None where that is nobody, or another has it."""

    def settle(self, ask: bytes, state: str) -> None:
        """What became of it: `sent`, `failed`, or `asked` where nothing was handed over."""

    def vault(self) -> Vault:
        """The vault, by whose key codes are hashed."""


def new_code() -> str:
    """A fresh code.

    >>> len(new_code()) == DIGITS and new_code().isdecimal()
    True
    """
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def code_mac(vault: Vault, ask: bytes, code: str) -> bytes:
    """What is kept of a code: a hash under the vault's key, bound to the ask it answers."""
    return hmac.digest(vault.fingerprint_key, b"portal code\0" + ask + code.encode(), hashlib.sha256)


def code_message(recipient: Recipient, code: str) -> Message:
    """What a person reads. It tells of no debt, and who else reads it learns nothing.

    >>> told = code_message(Recipient(to="a@b.example", language="en", firm="Example Bank", number="95000"),
    ...                     "12345678")
    >>> "1234 5678" in told.text
    True
    """
    subject, text = _TEXTS["zh" if recipient.language.lower().startswith("zh") else "en"]
    shown = f"{code[:4]} {code[4:]}"
    text = text.format(firm=recipient.firm, code=shown, number=recipient.number or "–") + "\n"
    return Message(subject=subject, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def send_codes(codes: Codes, post: Post, now: datetime) -> int:
    """Send the codes that were asked for on the post's channel; how many went out. One that died is not repeated."""
    sent = 0
    for ask in codes.waiting(post.channel, now - GOOD_FOR, _BATCH):
        code = new_code()
        recipient = codes.take(ask, code_mac(codes.vault(), ask, code))
        if recipient is None:
            continue
        name = f"code{secrets.token_hex(12)}"
        delivery = post.deliver(
            Dispatch(
                contact=name, message_id=post.message_id(name), sender=recipient.firm, to=recipient.to,
                language=recipient.language, message=code_message(recipient, code),
                seconds=GOOD_FOR.total_seconds() if post.expires else None,
            )
        )  # fmt: skip
        if delivery.outcome in _NOTHING_HANDED_OVER:
            codes.settle(ask, "asked")
            return sent
        codes.settle(ask, "failed" if delivery.outcome in _LOST else "sent")
        sent += delivery.outcome not in _LOST
    return sent
