"""Wall clocks: from an instant to the local day and second, and back from local spans to instants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 86400
_CHUNK = 24  # offsets are remembered for 2**24 seconds (194 days) at a time
_STEP = 3 * 3600  # two changes of a zone's offset within three hours are not looked for
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def day_of(value: date) -> int:
    """The number of a calendar date, counted from 1970-01-01.

    >>> day_of(date(1970, 1, 2))
    1
    """
    return value.toordinal() - _EPOCH_DAY


def date_of(day: int) -> date:
    """The calendar date of a day's number.

    >>> date_of(1)
    datetime.date(1970, 1, 2)
    """
    return date.fromordinal(day + _EPOCH_DAY)


class Zone:
    """One IANA zone's wall clock.

    >>> z = find_zone("Asia/Shanghai")
    >>> t = int(datetime(2026, 3, 3, 0, 30, tzinfo=UTC).timestamp())
    >>> z.local(t) == (day_of(date(2026, 3, 3)), 8 * 3600 + 1800)
    True
    """

    __slots__ = ("_chunks", "_info", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._info = ZoneInfo(name)
        self._chunks: dict[int, tuple[tuple[int, int], ...]] = {}

    def offset(self, instant: int) -> int:
        """Seconds that the wall clock is ahead of UTC at an instant."""
        chunk = self._chunks.get(instant >> _CHUNK)
        if chunk is None:
            chunk = self._read_chunk(instant >> _CHUNK)
        if len(chunk) == 1:
            return chunk[0][1]
        found = chunk[0][1]
        for start, offset in chunk:
            if start > instant:
                break
            found = offset
        return found

    def local(self, instant: int) -> tuple[int, int]:
        """The local day and the second of that day at an instant."""
        return divmod(instant + self.offset(instant), DAY)

    def day(self, instant: int) -> int:
        """The local day at an instant."""
        return (instant + self.offset(instant)) // DAY

    def days_of(self, instants: list[int]) -> list[int]:
        """The local day of each instant."""
        if not instants:
            return []
        spans = list(self.segments(min(instants), max(instants) + 1))
        if len(spans) == 1:
            offset = spans[0][2]
            return [(t + offset) // DAY for t in instants]
        return [(t + self.offset(t)) // DAY for t in instants]

    def segments(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The spans `(start, end, offset)` of constant offset that make up `[start, end)`."""
        if start >= end:
            return
        at, offset = start, self.offset(start)
        for number in range(start >> _CHUNK, (end >> _CHUNK) + 1):
            for change, new in self._chunks.get(number) or self._read_chunk(number):
                if change >= end:
                    break
                if change > at and new != offset:
                    yield at, change, offset
                    at, offset = change, new
        yield at, end, offset

    def days(self, first: int, last: int, start: int, end: int) -> list[tuple[int, int]]:
        """The instants within `[start, end)` whose local day lies in `first` … `last`, both included."""
        out = []
        for s, e, offset in self.segments(start, end):
            a, b = max(s, first * DAY - offset), min(e, (last + 1) * DAY - offset)
            if a < b:
                out.append((a, b))
        return out

    def daily(
        self, spans: list[tuple[int, int, frozenset[int] | None]], start: int, end: int
    ) -> list[tuple[int, int]]:
        """The instants within `[start, end)` whose local second lies in one of `spans`.

        A span is `(from second, before second, weekdays or None)`; it may end after midnight, and then
        belongs to the weekday on which it starts. Monday is 0.
        """
        out = []
        for s, e, offset in self.segments(start, end):
            for day in range((s + offset) // DAY - 1, (e - 1 + offset) // DAY + 1):
                for opens, closes, weekdays in spans:
                    if weekdays is None or (day + 3) % 7 in weekdays:
                        a, b = max(s, day * DAY + opens - offset), min(e, day * DAY + closes - offset)
                        if a < b:
                            out.append((a, b))
        return out

    def at(self, instant: int) -> datetime:
        """The instant as an aware datetime on this wall clock."""
        return datetime.fromtimestamp(instant, timezone(timedelta(seconds=self.offset(instant))))

    def _read_chunk(self, number: int) -> tuple[tuple[int, int], ...]:
        start, end = number << _CHUNK, (number + 1) << _CHUNK
        changes = [(start, self._offset(start))]
        for at in range(start, end, _STEP):
            before, after = changes[-1][1], self._offset(min(at + _STEP, end))
            if before != after:
                low, high = at, min(at + _STEP, end)
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (low, middle) if self._offset(middle) == after else (middle, high)
                changes.append((high, after))
        self._chunks[number] = chunk = tuple(changes)
        return chunk

    def _offset(self, instant: int) -> int:
        moment = datetime.fromtimestamp(instant, UTC).astimezone(self._info)
        return int((moment.utcoffset() or timedelta()).total_seconds())


@lru_cache(maxsize=1024)
def find_zone(name: str) -> Zone:
    """The zone of an IANA name; ValueError where there is none.

    >>> find_zone("Asia/Nowhere")
    Traceback (most recent call last):
        ...
    ValueError: no time zone 'Asia/Nowhere'; write an IANA name such as Asia/Shanghai
    """
    try:
        return Zone(name)
    except Exception:
        raise ValueError(f"no time zone {name!r}; write an IANA name such as Asia/Shanghai") from None
