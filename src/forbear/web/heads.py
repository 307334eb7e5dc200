"""How long the head of a request may be: the parser itself takes any, and would keep all of it in memory."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from forbear.web.guard import HEAD_BYTES


class BoundedProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, but a head of more than 64 KiB is refused (400) and the connection closed."""

    _open = False
    _head = 0

    def on_message_begin(self) -> None:
        """A head begins."""
        self._open, self._head = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._open = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on, and count while a head has not ended."""
        super().data_received(data)
        if self._open:
            self._head += len(data)
            if self._head > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("the head of this request is too long")
