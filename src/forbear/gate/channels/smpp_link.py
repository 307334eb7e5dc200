"""One SMPP 3.4 session (bind_transceiver), by threads: requests and their answers, and what comes in.

The wire format is smpp34's. The session is our own, for three things that no library of Python does: what was handed
over is told apart from what was not; an incoming message is answered after it was recorded, and not before; and no
number is ever written to a log.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as NoResult
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

import smpp34

from forbear.terms import ForbearError
from forbear.watch.logs import logger, place_of

BIND, SUBMIT, UNBIND, ENQUIRE, DELIVER = 0x09, 0x04, 0x06, 0x15, 0x05
_ANSWER: Final = 0x80000000
_HEADER: Final = struct.Struct(">IIII")
_LONGEST_PDU: Final = 1 << 20
NOT_RECORDED: Final = 0x64
"""ESME_RX_T_APPN: the receiver has a trouble for now; the SMS centre delivers again."""
log: Final = logger("forbear.smpp")

Take = Callable[[smpp34.DeliverSm], None]
Late = Callable[[int, smpp34.RawPdu], None]


class NotHandedOver(ForbearError):
    """The link is broken; the request did not get out whole."""


class NotAnswered(ForbearError):
    """The request got out and no answer came; `sequence` is its number."""

    def __init__(self, message: str, sequence: int) -> None:
        super().__init__(message)
        self.sequence = sequence


def write_pdu(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    """A PDU from its parts.

    >>> write_pdu(ENQUIRE, 1).hex()
    '00000010000000150000000000000001'
    """
    return _HEADER.pack(_HEADER.size + len(body), command, status, sequence) + body


class Link:
    """A session over a connected socket. `take` gets what is delivered; where it raises, it is delivered again."""

    def __init__(self, connection: socket.socket, *, timeout_seconds: float, take: Take, late: Late) -> None:
        self._socket, self._timeout = connection, timeout_seconds
        self._take, self._late = take, late
        self._lock, self._io = threading.Lock(), threading.Lock()
        self._sequence = 0
        self._waiting: dict[int, Future[smpp34.RawPdu]] = {}
        self._inbox: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._closed = threading.Event()
        connection.settimeout(timeout_seconds)
        for name, work in (("reader", self._read), ("taker", self._take_in)):
            threading.Thread(target=work, name=f"smpp {name}", daemon=True).start()

    @property
    def is_up(self) -> bool:
        """Whether the session still stands."""
        return not self._closed.is_set()

    def request(self, make: Callable[[int], bytes]) -> smpp34.RawPdu:
        """Send what `make` makes of a sequence number, and wait for its answer.

        Raises NotHandedOver where it did not get out whole, NotAnswered where no answer came in time.
        """
        future: Future[smpp34.RawPdu] = Future()
        with self._lock:
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            sequence = self._sequence
            self._waiting[sequence] = future
            if not self.is_up or not self._write(make(sequence)):
                del self._waiting[sequence]
                raise NotHandedOver("the connection broke")
        try:
            return future.result(timeout=self._timeout)
        except (NoResult, ConnectionError):
            with self._lock:
                self._waiting.pop(sequence, None)
                if future.done() and future.exception() is None:  # it came this very moment
                    return future.result()
            raise NotAnswered("no answer came", sequence) from None

    def close(self) -> None:
        """Unbind, as far as the other side still listens, and end."""
        if self.is_up:
            with suppress(ForbearError):
                self.request(lambda sequence: write_pdu(UNBIND, sequence))
        self._end()

    def _write(self, pdu: bytes) -> bool:
        """Whether a PDU got out whole. What got out in part is no PDU to the other side."""
        try:
            with self._io:
                self._socket.sendall(pdu)
        except OSError:
            self._end()
            return False
        return True

    def _receive(self, count: int) -> bytes:
        """Some octets; TimeoutError where none come. TLS can't be read and written at the same moment."""
        if not isinstance(self._socket, ssl.SSLSocket):
            return self._socket.recv(count)
        if not self._socket.pending() and not select.select([self._socket], [], [], self._timeout)[0]:
            raise TimeoutError
        with self._io:
            return self._socket.recv(count)

    def _end(self) -> None:
        if self._closed.is_set():
            return
        self._closed.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._inbox.put(None)
        for future in list(self._waiting.values()):
            with suppress(InvalidStateError):
                future.set_exception(ConnectionError())

    def _read(self) -> None:
        try:
            while self.is_up:
                self._dispatch(self._next())
        except (OSError, EOFError, ValueError):
            pass
        finally:
            self._end()

    def _next(self) -> bytes:
        """The next PDU, whole. A quiet line is asked whether it still stands, and is dead where it says nothing."""
        asked = False
        while True:
            try:
                first = self._receive(4)
                break
            except TimeoutError:
                if asked:
                    raise
                asked = True
                with self._lock:
                    self._sequence = self._sequence % 0x7FFFFFFF + 1
                    self._write(write_pdu(ENQUIRE, self._sequence))
        head = first + self._exactly(4 - len(first))
        (length,) = struct.unpack(">I", head)
        if not _HEADER.size <= length <= _LONGEST_PDU:
            raise ValueError("not a PDU")
        return head + self._exactly(length - 4)

    def _exactly(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            part = self._receive(count - len(parts))
            if not part:
                raise EOFError
            parts += part
        return parts

    def _dispatch(self, pdu: bytes) -> None:
        _, command, _, sequence = _HEADER.unpack_from(pdu)
        if command & _ANSWER:
            answer = smpp34.decode(pdu)
            if isinstance(answer, smpp34.RawPdu):
                self._answered(sequence, answer)
        elif command == DELIVER:
            self._inbox.put(lambda: self._deliver(pdu, sequence))
        elif command in (ENQUIRE, UNBIND):
            self._reply(command, sequence)
            if command == UNBIND:
                self._end()
        else:
            self._reply(command, sequence, status=0x03)  # ESME_RINVCMDID

    def _answered(self, sequence: int, answer: smpp34.RawPdu) -> None:
        """Give an answer to whoever waits; one that nobody waits for any more may still settle a doubt."""
        with self._lock:
            future = self._waiting.pop(sequence, None)
            if future is not None:
                with suppress(InvalidStateError):
                    future.set_result(answer)
        if future is None and answer.command_id == SUBMIT | _ANSWER:
            self._inbox.put(lambda: self._late(sequence, answer))

    def _take_in(self) -> None:
        """Take what came in, one after the other, in a thread that may wait for the database."""
        while (step := self._inbox.get()) is not None:
            try:
                step()
            except Exception as error:
                log.error(
                    "an answer could not be recorded", error=type(error).__name__, place=place_of(error)
                )

    def _deliver(self, pdu: bytes, sequence: int) -> None:
        """Take a message in, and only then say so."""
        try:
            message = smpp34.decode(pdu)
            if not isinstance(message, smpp34.DeliverSm):
                raise TypeError("not a deliver_sm")
            self._take(message)
        except Exception as error:
            why = "a message could not be recorded and is asked for again"
            log.error(why, error=type(error).__name__, place=place_of(error))
            self._reply(DELIVER, sequence, b"\0", status=NOT_RECORDED)
            return
        self._reply(DELIVER, sequence, b"\0")

    def _reply(self, command: int, sequence: int, body: bytes = b"", status: int = 0) -> None:
        with self._lock:
            self._write(write_pdu(command | _ANSWER, sequence, body, status))
