"""A wire between two programs that a test can cut, hold or make one-way, and mend again."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Place = Path | int
"""A socket in the file system, or a port of this machine."""
_RESET = struct.pack("ii", 1, 0)


class Wire:
    """Passes on what comes in at one place to another. `mode` says how:

    `open`; `cut` (whoever is connected is thrown off, and whoever comes is too); `silent` (nothing gets through, and
    nobody is told); `deaf` (what is asked gets through, what is answered does not).
    """

    def __init__(self, place: Place, target: Place) -> None:
        self.target, self.mode = target, "open"
        self._news = threading.Condition()
        self._ends: set[socket.socket] = set()
        self._listening = _listen(place)
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, mode: str) -> None:
        """Change how it passes on."""
        with self._news:
            self.mode = mode
            self._news.notify_all()
        if mode == "cut":
            self.drop()

    def drop(self) -> None:
        """Throw everybody off."""
        with self._news:
            ends, self._ends = self._ends, set()
        for end in ends:
            _reset(end)

    def close(self) -> None:
        """Be no wire any more."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.set("cut")

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self.mode == "cut":
                _reset(near)
                continue
            try:
                far = _connect(self.target)
            except OSError:
                _reset(near)
                continue
            with self._news:
                self._ends |= {near, far}
            for source, sink, back in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pass_on, args=(source, sink, back), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, back: bool) -> None:
        try:
            while data := source.recv(65536):
                with self._news:
                    self._news.wait_for(lambda: not self._holds(back))
                sink.sendall(data)
        except OSError:
            pass
        finally:
            with self._news:
                self._news.wait_for(lambda: not self._holds(back))
                self._ends -= {source, sink}
            _reset(sink, gently=True)
            _reset(source, gently=True)

    def _holds(self, back: bool) -> bool:
        return self.mode == "silent" or (back and self.mode == "deaf")


@contextmanager
def wire(place: Place, target: Place) -> Iterator[Wire]:
    """A wire for a while."""
    made = Wire(place, target)
    try:
        yield made
    finally:
        made.close()


def _listen(place: Place) -> socket.socket:
    if isinstance(place, Path):
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(place))
        place.chmod(0o777)
    else:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", place))
    listening.listen(128)
    return listening


def _connect(target: Place) -> socket.socket:
    if isinstance(target, Path):
        end = socket.socket(socket.AF_UNIX)
        end.connect(str(target))
        return end
    return socket.create_connection(("127.0.0.1", target), timeout=None)


def _reset(end: socket.socket, *, gently: bool = False) -> None:
    with suppress(OSError):
        if not gently and end.family == socket.AF_INET:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        end.shutdown(socket.SHUT_RDWR)
    end.close()
