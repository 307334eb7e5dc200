"""What an SMS centre delivers to us: receipts for our messages, and messages from people."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import smpp34

from forbear.gate.channels.smpp_text import decode_text
from forbear.gate.heard import Heard, Inbound, Receipt
from forbear.gate.spelling import one_spelling

REFERENCE, PAYLOAD = 0x0204, 0x0424
"""Tags of user_message_reference and message_payload (SMPP 3.4, 5.3.2)."""
_RECEIPTED_ID, _STATE = 0x001E, 0x0427
_STATES: Final = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN",
                  8: "REJECTD"}  # fmt: skip
_RESULTS: Final = {"DELIVRD": "delivered", "EXPIRED": "bounced", "DELETED": "bounced", "UNDELIV": "bounced",
                   "REJECTD": "bounced"}  # fmt: skip
_FIELD: Final = re.compile(r"\b(id|stat):\s*([^\s]+)", re.IGNORECASE)
_IS_RECEIPT: Final = 0x04
_KIND: Final = 0x3C
_INTERNATIONAL: Final = 1


def read_delivered(message: smpp34.DeliverSm, region: str | None, now: datetime) -> Heard:
    """A deliver_sm as what it is: a receipt where it says so, else a message from somebody.

    A receipt's state and id are taken from its parameters, where it has them, else from its text (SMPP 3.4,
    appendix B). ValueError where it names no message.
    """
    octets = {tlv.tag: tlv.value for tlv in message.tlvs}
    body = octets.get(PAYLOAD) or message.short_message
    addresses = meanings(message.source_addr, message.source_addr_ton, region)
    text = decode_text(message.data_coding, body, message.esm_class)
    if message.esm_class & _KIND != _IS_RECEIPT:
        return Inbound(channel="sms", kind="mobile", addresses=addresses, text=text, at=now)
    told = {name.lower(): value for name, value in _FIELD.findall(text)}
    named = octets.get(_RECEIPTED_ID, b"").split(b"\0")[0].decode("latin-1")
    message_id = named or told.get("id", "")
    if not message_id:
        raise ValueError("a receipt that names no message")
    state = _STATES.get(int.from_bytes(octets.get(_STATE, b"\0")), told.get("stat", "UNKNOWN"))
    reference = octets.get(REFERENCE)
    return Receipt(
        channel="sms",
        message_id=message_id,
        result=_RESULTS.get(state, "sent"),
        at=now,
        why=None if state == "DELIVRD" else f"the SMS centre says {state}",
        dead=state == "UNDELIV",
        addresses=addresses,
        reference=int.from_bytes(reference) if reference else None,
    )


def meanings(address: str, ton: int, region: str | None) -> tuple[str, ...]:
    """The numbers, with their country code, that a sender may have; one where the SMS centre says that it is whole.

    >>> meanings("8613800138000", 1, None), meanings("13800138000", 2, None)
    (('+8613800138000',), ('+13800138000', '+8613800138000'))
    """
    whole = f"+{address.lstrip('+')}"
    if ton == _INTERNATIONAL or address.startswith("+"):
        return (whole,)
    return tuple(dict.fromkeys((whole, one_spelling("mobile", address, region).rpartition(":")[2])))
