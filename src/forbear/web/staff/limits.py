"""How often somebody may ask: a key, a person, and whoever has neither.

Counted in this process's memory: of N processes each counts for itself, so that a site served by N allows N times as
much. Attempts to sign in are counted in the database (`store.staff.delays`), for all processes together.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from forbear.terms import InputError
from forbear.web.staff.principal import Principal
from forbear.web.staff.signing_in import TooMany

KEYS: Final = ("FORBEAR_RATE_KEY", "200/second")
PEOPLE: Final = ("FORBEAR_RATE_PERSON", "300/minute")
STRANGERS: Final = ("FORBEAR_RATE_STRANGER", "120/minute")


def read_rate(setting: tuple[str, str]) -> RateLimitItem:
    """A rate of the environment, or what it is without one. InputError where it can't be read.

    >>> read_rate(("FORBEAR_RATE_OF_NOBODY", "120/minute")).amount
    120
    """
    name, usual = setting
    try:
        return parse(os.environ.get(name) or usual)
    except ValueError:
        raise InputError(name, "is no rate; write one such as 120/minute") from None


@dataclass(frozen=True, slots=True)
class Rates:
    """What this process has counted, and the rates it holds everyone to."""

    key: RateLimitItem = field(default_factory=lambda: read_rate(KEYS))
    person: RateLimitItem = field(default_factory=lambda: read_rate(PEOPLE))
    stranger: RateLimitItem = field(default_factory=lambda: read_rate(STRANGERS))
    _counted: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )

    def count(self, principal: Principal) -> None:
        """Count a request of a person or key; TooMany where it is one too many."""
        self._hit(self.person if principal.kind == "person" else self.key, principal.name)

    def count_stranger(self, request: Request) -> None:
        """Count a request of whoever has shown neither session nor key, by where it comes from; TooMany."""
        self._hit(self.stranger, f"from:{request.client.host if request.client else '?'}")

    def _hit(self, rate: RateLimitItem, name: str) -> None:
        if not self._counted.hit(rate, name):
            after, _ = self._counted.get_window_stats(rate, name)
            raise TooMany(max(1, ceil(after - time.time())))
