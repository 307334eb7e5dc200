"""How long a request may be and how long it may take: the parser itself waits for ever, and keeps all it is sent.

A connection waits for a whole head, sends a body, or takes an answer. Each has its seconds, so that whoever only holds
connections open holds up nobody else.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from forbear.web.guard import HEAD_BYTES

_TOO_LATE = b"the request was not whole in time"
_LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
_LATE += b"content-length: %d\r\n\r\n%b" % (len(_TOO_LATE), _TOO_LATE)


class BoundedProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with bounds.

    A head of more than 64 KiB, or as much between two pieces of a body (extensions of chunks, trailers), is refused
    (400); so is a head that is not whole or a body that has not ended in its seconds (408). Whoever does not take his
    answer is cut off. Of the connections that ask for nothing, beyond `most_idle` the oldest is closed.
    """

    head_seconds: ClassVar[float] = 10.0
    body_seconds: ClassVar[float] = 60.0
    answer_seconds: ClassVar[float] = 60.0
    most_idle: ClassVar[int] = 500
    _idle: ClassVar[dict[BoundedProtocol, None]] = {}

    _in_head = _in_body = False
    _silent = 0
    _asking: TimerHandle | None = None
    _answering: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A connection is there, and asks for nothing yet."""
        super().connection_made(transport)
        self._await_request(self.head_seconds)
        self._rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._await_request(None)
        self.resume_writing()
        self._idle.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what makes neither a head nor a body longer is counted."""
        self._silent += len(data)
        super().data_received(data)
        if self._silent > HEAD_BYTES and (self._in_head or self._in_body):
            self._refuse("the head of this request is too long")

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head, self._silent = True, 0
        self._await_request(self.head_seconds)
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head; one that follows a body is not kept."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A head is whole, and its body follows."""
        self._in_head, self._in_body, self._silent = False, True, 0
        self._idle.pop(self, None)
        self._await_request(self.body_seconds)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        self._silent = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._in_body = False
        self._await_request(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """A request is answered."""
        super().on_response_complete()
        if not self._in_body:
            self._rest()

    def pause_writing(self) -> None:
        """The answer is not taken as fast as it is given."""
        super().pause_writing()
        self._answering = self.loop.call_later(self.answer_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It is taken again."""
        super().resume_writing()
        if self._answering is not None:
            self._answering.cancel()
            self._answering = None

    def _rest(self) -> None:
        """It asks for nothing now: of too many such, the oldest goes."""
        self._idle[self] = None
        if len(self._idle) > self.most_idle:
            oldest = next(iter(self._idle))
            del self._idle[oldest]
            oldest.transport.close()

    def _await_request(self, seconds: float | None) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._asking = None if seconds is None else self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        if (self._in_head or self._in_body) and not self._has_answered():
            self.transport.write(_LATE)
        self.transport.close()

    def _refuse(self, why: str) -> None:
        if self.transport.is_closing():
            return
        if self._in_body and self._has_answered():
            self.transport.close()
        else:
            self.send_400_response(why)

    def _has_answered(self) -> bool:
        """Whether a request is being answered, so that nothing may come between."""
        return self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
