"""What takes a while to count is counted once for all who look, and kept for a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 200


class Kept(Generic[T]):
    """Values by key, each for some seconds. One is counted at a time; who waits gets what the other counted."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, T]] = {}

    def get(self, key: str, count: Callable[[], T]) -> T:
        """The value of a key: the one that is kept, or a new one.

        >>> kept = Kept[int](60)
        >>> kept.get("a", lambda: 1), kept.get("a", lambda: 2)
        (1, 1)
        """
        with self._lock:
            found = self._known.get(key)
            if found is None or time.monotonic() - found[0] > self.seconds:
                if len(self._known) >= MOST:
                    self._known.clear()
                found = self._known[key] = (time.monotonic(), count())
            return found[1]
