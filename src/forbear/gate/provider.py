"""A provider (the mail server, the SMS centre): how fast it may be asked, and when it is left alone for a while.

Its state is kept in the record, so that every process that sends shares one pace and one breaker. After several
failures in a row the breaker opens and nothing is handed over; when the pause is over one contact goes as a probe
(half open). Whatever answer the provider gives to it closes the breaker; another failure doubles the pause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FAILURES_TO_OPEN: Final = 5
SHORTEST_PAUSE_SECONDS: Final = 30
LONGEST_PAUSE_SECONDS: Final = 900
PROBE_SECONDS: Final = 60
"""How long one probe keeps the others waiting, should it never be heard of again."""
BUSY_SECONDS: Final = 5
"""How long a provider is left alone after it said that we are too fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many messages a second a provider takes; None where it named no limit."""

    per_second: float | None = None

    @property
    def most_at_once(self) -> float:
        """What the bucket holds: one second's worth, at least one message."""
        return max(1.0, self.per_second or 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What is known of the provider of a channel: failures in a row, until when it is left alone, and its tokens."""

    channel: str
    failures: int = 0
    shut_until: datetime | None = None
    why: str | None = None
    tokens: float | None = None
    filled_at: datetime | None = None

    def state(self, now: datetime) -> str:
        """`up`, `shut` (left alone) or `half_open` (the next contact is the probe).

        >>> from datetime import UTC
        >>> noon = datetime(2026, 5, 12, 12, tzinfo=UTC)
        >>> [Provider(channel="sms", failures=n, shut_until=noon).state(noon) for n in (0, 5)]
        ['up', 'half_open']

        A pause longer than any is one from before the clock was set back: it is over.
        """
        longest = timedelta(seconds=LONGEST_PAUSE_SECONDS)
        if self.shut_until is not None and now < self.shut_until <= now + longest:
            return "shut"
        return "half_open" if self.failures >= FAILURES_TO_OPEN else "up"


def admit(provider: Provider, pace: Pace, wanted: int, now: datetime) -> tuple[Provider, int]:
    """How many of the contacts that wait may go now, and the provider after them.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 12, 12, tzinfo=UTC)
    >>> fresh, pace = Provider(channel="sms"), Pace(per_second=10)
    >>> after, granted = admit(fresh, pace, 25, noon)
    >>> granted, admit(after, pace, 25, noon + timedelta(seconds=0.5))[1]
    (10, 5)
    """
    state = provider.state(now)
    if state == "shut":
        return provider, 0
    if state == "half_open":
        return replace(provider, shut_until=now + timedelta(seconds=PROBE_SECONDS)), min(wanted, 1)
    if pace.per_second is None:
        return provider, wanted
    most = pace.most_at_once
    tokens = most if provider.tokens is None else min(provider.tokens, most)
    if provider.filled_at is not None:
        passed = max((now - provider.filled_at).total_seconds(), 0.0)
        tokens = min(tokens + passed * pace.per_second, most)
    granted = min(wanted, int(tokens))
    return replace(provider, tokens=tokens - granted, filled_at=now), granted


def wait_seconds(provider: Provider, pace: Pace, now: datetime) -> float:
    """In how many seconds the next contact may go; 0 where it may go now.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 12, 12, tzinfo=UTC)
    >>> empty = Provider(channel="sms", tokens=0, filled_at=noon)
    >>> wait_seconds(empty, Pace(per_second=10), noon)
    0.1
    """
    if provider.shut_until is not None and provider.state(now) == "shut":
        return (provider.shut_until - now).total_seconds()
    if pace.per_second is None or provider.tokens is None or provider.filled_at is None:
        return 0.0
    passed = max((now - provider.filled_at).total_seconds(), 0.0)
    return max(0.0, (1.0 - provider.tokens) / pace.per_second - passed)


def note_failure(provider: Provider, why: str | None, now: datetime) -> Provider:
    """It was not reachable, or took a message and did not answer: one failure more, and after several a pause.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 12, 12, tzinfo=UTC)
    >>> tired = Provider(channel="sms", failures=4)
    >>> note_failure(tired, "no answer", noon).state(noon)
    'shut'
    """
    failures = provider.failures + 1
    if failures < FAILURES_TO_OPEN:
        return replace(provider, failures=failures, why=why)
    doubled = SHORTEST_PAUSE_SECONDS * 2 ** min(failures - FAILURES_TO_OPEN, 10)
    pause = timedelta(seconds=min(doubled, LONGEST_PAUSE_SECONDS))
    return replace(provider, failures=failures, shut_until=now + pause, why=why)


def note_busy(provider: Provider, why: str | None, now: datetime) -> Provider:
    """It said that we are too fast: left alone for some seconds. That is no failure."""
    return replace(provider, failures=0, shut_until=now + timedelta(seconds=BUSY_SECONDS), why=why)


def note_answer(provider: Provider) -> Provider:
    """It answered, whatever it said: the breaker is closed."""
    return replace(provider, failures=0, shut_until=None, why=None)
