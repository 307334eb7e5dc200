"""SMS over SMPP 3.4. A message travels whole, with the instant after which it must not be delivered any more."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import smpp34

from forbear.gate.channels.smpp_link import BIND, SUBMIT, Link, NotAnswered, NotHandedOver, write_pdu
from forbear.gate.channels.smpp_settings import SmppSettings
from forbear.gate.channels.smpp_text import encode_text
from forbear.gate.channels.smpp_told import PAYLOAD, REFERENCE, read_delivered
from forbear.gate.channels.smtp import is_this_machine
from forbear.gate.heard import Hear, Receipt, reference_of
from forbear.gate.post import Delivery, Dispatch
from forbear.gate.provider import Pace
from forbear.gate.spelling import one_spelling
from forbear.terms import ForbearError

LEAST_SECONDS: Final = 10
"""A message that could be delivered for less than this is not handed over any more."""
_BUSY: Final = frozenset({0x58, 0x14})  # ESME_RTHROTTLED, ESME_RMSGQFUL
_LATER: Final = frozenset({0x08, 0x45, 0x64})  # ESME_RSYSERR, ESME_RSUBMITFAIL, ESME_RX_T_APPN
_NO_SUCH: Final = frozenset({0x0B})  # ESME_RINVDSTADR
_NOT_BOUND: Final = 0x04  # ESME_RINVBNDSTS
_RECEIPT_WANTED: Final = 1
_TROUBLES: Final[Mapping[type[BaseException], str]] = {
    ssl.SSLCertVerificationError: "its certificate is not to be trusted; check FORBEAR_SMPP_HOST",
    ConnectionRefusedError: "nothing listens there; start it, or check FORBEAR_SMPP_HOST and _PORT",
    socket.gaierror: "there is no such host; check FORBEAR_SMPP_HOST",
    TimeoutError: "it does not answer in time",
}


class Refused(ForbearError):
    """The SMS centre refuses our name or password."""


class SmsCentre:
    """A session with an SMS centre, opened when first needed and again when it breaks. Several threads may deliver.

    `hear` takes receipts and messages that come in; what it can't record is delivered again.
    """

    channel, expires = "sms", True

    def __init__(self, settings: SmppSettings, hear: Hear) -> None:
        self.settings, self._hear = settings, hear
        self.pace, self.window = Pace(per_second=settings.per_second), settings.window
        self._link: Link | None = None
        self._lock = threading.Lock()
        self._unanswered: dict[int, str] = {}

    def message_id(self, contact: str) -> None:
        """The SMS centre makes the id."""

    def attend(self) -> None:
        """See that the session stands, so that receipts and messages come in. ForbearError where it can't be had."""
        try:
            self._bound()
        except (OSError, ForbearError) as error:
            raise ForbearError(self._down(error)) from None

    def close(self) -> None:
        """Unbind."""
        with self._lock:
            if self._link is not None:
                self._link.close()
                self._link = None

    def deliver(self, dispatch: Dispatch) -> Delivery:
        """Hand over one message; without an answer nobody knows whether it was taken."""
        number = international(dispatch.to, self.settings.region)
        if number is None:
            return Delivery(outcome="bounced", why="the address is no number that an SMS can go to")
        try:
            link, seconds = self._bound(), dispatch.seconds_left
            if seconds is not None and seconds < LEAST_SECONDS:
                return Delivery(outcome="later", why="the lawful span ends within seconds")
            answer = link.request(self._submission(dispatch, number, seconds))
        except NotAnswered as error:
            self._unanswered[error.sequence] = dispatch.contact
            return Delivery(outcome="doubt", why="the SMS centre was handed the message and did not answer")
        except (OSError, ForbearError) as error:
            return Delivery(outcome="down", why=self._down(error))
        return _read_answer(answer)

    def _submission(self, dispatch: Dispatch, number: str, seconds: int | None) -> Callable[[int], bytes]:
        text, own = encode_text(dispatch.message.text.strip()), self.settings
        tlvs = [smpp34.Tlv(REFERENCE, struct.pack(">H", reference_of(dispatch.contact)))]
        if text.long:  # whole in one request, so that it is taken or refused whole
            tlvs.append(smpp34.Tlv(PAYLOAD, text.octets))
        ton, npi, sender = own.source

        def make(sequence: int) -> bytes:
            return smpp34.SubmitSm(
                sender,
                number,
                b"" if text.long else text.octets,
                source_addr_ton=ton,
                source_addr_npi=npi,
                dest_addr_ton=1,
                dest_addr_npi=1,
                validity_period="" if seconds is None else relative_time(seconds),
                registered_delivery=_RECEIPT_WANTED,
                data_coding=text.coding,
                tlvs=tlvs,
                sequence_number=sequence,
            ).encode()

        return make

    def _bound(self) -> Link:
        with self._lock:
            if self._link is None or not self._link.is_up:
                self._link = None
                self._unanswered.clear()  # a new session counts from one again
                self._link = self._bind()
            return self._link

    def _bind(self) -> Link:
        own = self.settings
        connection = socket.create_connection((own.host, own.port), timeout=own.timeout_seconds)
        if own.tls:
            context = ssl.create_default_context()
            if is_this_machine(own.host):  # a certificate proves nothing about ourselves
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = context.wrap_socket(connection, server_hostname=own.host)
        link = Link(connection, timeout_seconds=own.timeout_seconds, take=self._take, late=self._late)
        names = b"".join(text.encode("ascii") + b"\0" for text in (own.user, own.password, own.system_type))
        try:
            answer = link.request(lambda sequence: write_pdu(BIND, sequence, names + b"\x34\0\0\0"))
            if answer.command_status:
                raise Refused(f"it refuses the user or password ({answer.command_status:#x}); check FORBEAR_SMPP_USER"
                              " and _PASSWORD")  # fmt: skip
        except BaseException:
            link.close()
            raise
        return link

    def _take(self, message: smpp34.DeliverSm) -> None:
        self._hear(read_delivered(message, self.settings.region, datetime.now(UTC)))

    def _late(self, sequence: int, answer: smpp34.RawPdu) -> None:
        """An answer after we gave up waiting: it settles that contact, where it says that it was taken."""
        contact, delivery = self._unanswered.pop(sequence, None), _read_answer(answer)
        if contact is not None and delivery.message_id is not None:
            self._hear(Receipt(channel=self.channel, message_id=delivery.message_id, result="sent",
                               at=datetime.now(UTC), contact=contact))  # fmt: skip

    def _down(self, error: BaseException) -> str:
        own = self.settings
        known = isinstance(error, ForbearError) and not isinstance(error, NotHandedOver | NotAnswered)
        what = str(error) if known else _TROUBLES.get(type(error), "it closed the connection")
        return f"the SMS centre {own.host}:{own.port} is down: {what}. What is due waits and is tried again"


def _read_answer(answer: smpp34.RawPdu) -> Delivery:
    status = answer.command_status
    if answer.command_id == SUBMIT | 0x80000000 and not status:
        return Delivery(outcome="sent", message_id=answer.body.split(b"\0")[0].decode("latin-1") or None)
    if status in _BUSY:
        return Delivery(outcome="busy", why=f"the SMS centre takes no more for now ({status:#x})")
    if status == _NOT_BOUND:
        return Delivery(outcome="down", why="the SMS centre says that we are not bound; it is tried again")
    outcome = "bounced" if status in _NO_SUCH else "later" if status in _LATER else "refused"
    return Delivery(outcome=outcome, why=f"the SMS centre refused it ({status:#x})")


def international(number: str, region: str | None) -> str | None:
    """The digits of a number with its country code, for the wire; None where it is none.

    >>> international("138-0013-8000", None), international("no number", None)
    ('8613800138000', None)
    """
    digits = one_spelling("mobile", number, region).rpartition(":")[2]
    return digits[1:] if re.fullmatch(r"\+[0-9]{5,15}", digits) else None


def relative_time(seconds: int) -> str:
    """A span in SMPP's relative form, which depends on no clock but the SMS centre's own (SMPP 3.4, 7.1.1.2).

    >>> relative_time(7_322)
    '000000020202000R'
    """
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    return f"0000{min(days, 99):02d}{hours:02d}{rest // 60:02d}{rest % 60:02d}000R"
