"""A permit: leave to make one contact, with one text, once; made from the gates' key, so that all can show it again."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from forbear.gate.asks import Entry, Permit, hash_token
from forbear.gate.door import Door, write_message
from forbear.gate.house import withhold
from forbear.gate.ports import Opened
from forbear.gate.templates import Message
from forbear.terms import InputError

PERMIT_MINUTES: Final = 15


def with_permit_from(door: Door, entry: Entry, message: Message, moment: datetime) -> tuple[Entry, Permit]:
    """A contact with a permit for that message, good for a quarter of an hour from a moment on."""
    expires = moment + timedelta(minutes=PERMIT_MINUTES)
    entry = replace(entry, permit_expires=expires, content_sha256=message.sha256)
    given = _permit_of(door, entry)
    return replace(entry, permit_sha256=hash_token(given.token)), given


def shown_again(door: Door, entry: Entry) -> Permit | None:
    """The permit that was given for a contact, used or not; None where none was, or another gate gave it."""
    if entry.permit_expires is None or entry.content_sha256 is None:
        return None
    made = _permit_of(door, entry)
    return made if hash_token(made.token) == entry.permit_sha256 else None


def _permit_of(door: Door, entry: Entry) -> Permit:
    expires, content = entry.permit_expires, entry.content_sha256 or ""
    assert expires is not None
    told = f"{entry.contact} {expires.timestamp():.6f} {content}"
    token = hmac.new(door.permit_key, told.encode(), hashlib.sha256).digest()
    return Permit(
        token=base64.urlsafe_b64encode(token).decode().rstrip("="),
        contact=entry.contact,
        case=entry.case,
        person=entry.person,
        channel=entry.channel,
        content_sha256=content,
        expires=expires,
    )


def permit_at_once(door: Door, opened: Opened, entry: Entry) -> tuple[Entry, Permit | None]:
    """A contact just found lawful, with its permit; refused where its message can't be written."""
    try:
        _, message = write_message(door, opened.dossier, entry, opened.name, entry.at)
    except InputError as error:
        word = error.at.rpartition("/")[2] or "unwritable"
        return withhold(replace(entry, state="refused"), word, error.why, word), None
    return with_permit_from(door, entry, message, entry.at)
