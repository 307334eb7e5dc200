"""Mail that comes back: bounces (RFC 3464), complaints (RFC 5965) and answers, read from a maildir.

A message is moved on only after it was taken in; what can't be recorded stays and is read again.
"""

from __future__ import annotations

import email
import email.policy
import mailbox
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.message import EmailMessage, Message
from email.utils import parseaddr
from pathlib import Path
from typing import Final

from forbear.gate.heard import Hear, Heard, Inbound, Receipt
from forbear.terms import InputError
from forbear.watch.logs import logger

_DEAD: Final = re.compile(r"5\.(1\.\d+|2\.1)")
"""Statuses of RFC 3463 that are about the address itself: bad, moved, or disabled. A full mailbox is none of them."""
_ID: Final = re.compile(r"<[^<>\s]+>")
_ASKED: Final = re.compile(r"\s*(?:(?:re|aw|回复|答复)\s*[:：]\s*)*stop\b\s*(\S*)", re.IGNORECASE)
"""The subject that List-Unsubscribe makes, with the id of the contact."""
_QUOTED: Final = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:original|forwarded|原始邮件|转发)|on .{5,200}wrote:|在.{5,200}写道[:：]|from:|发件人[:：]"
    r"|_{8,})",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<(blockquote|style|script)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_LONGEST: Final = 4_000
log: Final = logger("forbear.mail")


def read_mail(content: bytes, now: datetime) -> list[Heard]:
    """What a message says, as receipts and messages; nothing where it was written by a machine for no purpose of ours.

    >>> read_mail(b"Auto-Submitted: auto-replied\\n\\nI am on holiday.", datetime.now().astimezone())
    []
    """
    mail = email.message_from_bytes(content, policy=email.policy.default)
    kind = (
        str(mail.get_param("report-type", "")).lower()
        if mail.get_content_type() == "multipart/report"
        else ""
    )
    if kind == "delivery-status":
        return list(_bounces(mail, now))
    if kind == "feedback-report":
        return list(_complaints(mail, now))
    if str(mail.get("Auto-Submitted", "no")).lower() != "no":
        return []
    return [_answer(mail, now)]


def _bounces(mail: EmailMessage, now: datetime) -> Iterator[Heard]:
    """A receipt for the message that a report is about. A delay tells nothing yet."""
    ours = _original_ids(mail)
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            action, status = (
                str(block.get("Action", "")).strip().lower(),
                str(block.get("Status", "")).strip(),
            )
            result = {"failed": "bounced", "delivered": "delivered"}.get(action)
            for message_id in ours if result else ():
                yield Receipt(
                    channel="email",
                    message_id=message_id,
                    result=result or "",
                    at=now,
                    why=f"a mail server reports {status[:12]}" if result == "bounced" else None,
                    dead=result == "bounced"
                    and _DEAD.fullmatch(status.split()[0] if status else "") is not None,
                )


def _complaints(mail: EmailMessage, now: datetime) -> Iterator[Heard]:
    """Somebody called a message of ours unwanted: that is a stop."""
    for part in mail.walk():
        if part.get_content_type() != "message/feedback-report":
            continue
        kind = next((str(block["Feedback-Type"]) for block in _blocks(part) if block["Feedback-Type"]), "")
        if kind.strip().lower() in ("", "not-spam", "auth-failure", "dmarc"):
            return
        yield Inbound(
            channel="email",
            kind="email",
            addresses=(),
            text=f"reported by the mail provider: {kind.strip().lower()[:20]}",
            at=now,
            answers=tuple(_original_ids(mail)),
            stop=True,
        )


def _answer(mail: EmailMessage, now: datetime) -> Inbound:
    subject = str(mail.get("Subject", ""))
    asked = _ASKED.match(subject)
    named = [f"{mail.get(name, '')}" for name in ("In-Reply-To", "References")]
    sender = parseaddr(str(mail.get("From", "")))[1]
    return Inbound(
        channel="email",
        kind="email",
        addresses=(sender,) if "@" in sender else (),
        text=_own_words(mail),
        at=now,
        answers=tuple(dict.fromkeys(_ID.findall(" ".join(named)))),
        contacts=(asked[1],) if asked and asked[1] else (),
        stop=asked is not None,
    )


def _own_words(mail: EmailMessage) -> str:
    """What the sender wrote, without what is quoted: our own message says "stop" too."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, UnicodeError):  # a character set that nobody knows
        payload = body.get_payload(decode=True)
        text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    if body.get_content_subtype() == "html":
        text = _TAG.sub("\n", text)
    lines: list[str] = []
    for line in text.splitlines():
        if _QUOTED.match(line):
            break
        lines.append(line)
    return "\n".join(lines).strip()[:_LONGEST]


def _original_ids(mail: EmailMessage) -> list[str]:
    """The Message-ID of the message that a report is about."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message) and inner["Message-ID"]:
                return _ID.findall(str(inner["Message-ID"]))
        if part.get_content_type() == "text/rfc822-headers":
            headers = email.message_from_string(str(part.get_content()), policy=email.policy.default)
            return _ID.findall(str(headers.get("Message-ID", "")))
    return []


def _blocks(part: Message) -> Iterable[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    return [email.message_from_string(str(payload), policy=email.policy.default)]


class Mailbag:
    """A maildir into which a mail server, or a program that fetches mail, puts what comes back."""

    def __init__(self, folder: Path, hear: Hear) -> None:
        if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
            raise InputError("FORBEAR_MAIL_BACK", f"{folder} is no maildir; name one that has new/ and cur/")
        self._box, self._hear = mailbox.Maildir(folder, create=False), hear

    def read(self, now: datetime) -> int:
        """Take in what is new: how many messages. Raises where something could not be recorded; it stays new."""
        taken = 0
        for key in sorted(self._box.keys()):
            found = self._box.get_message(key)
            if found.get_subdir() != "new":
                continue
            for heard in self._understood(key, now):
                self._hear(heard)
            found.set_subdir("cur")
            found.add_flag("S")
            self._box[key] = found
            taken += 1
        return taken

    def _understood(self, key: str, now: datetime) -> list[Heard]:
        """What a message says; one that can't be read at all is left to a person, and holds up no other."""
        try:
            return read_mail(self._box.get_bytes(key), now)
        except Exception as error:
            log.error("a message that came back cannot be read; it lies in cur/", error=type(error).__name__)
            return []
