"""Sets of instants, as sorted half-open intervals of whole seconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

NEVER = -(1 << 40)
"""A day or instant so long ago that nothing is within reach of it."""


class IntervalSet:
    """A set of instants: disjoint, sorted, half-open spans `[start, end)` in seconds.

    >>> a = IntervalSet([(0, 10), (5, 20), (30, 40)])
    >>> a.spans
    ((0, 20), (30, 40))
    >>> (a - IntervalSet([(8, 35)])).spans
    ((0, 8), (35, 40))
    >>> a.first_gap(0, 100)
    (20, 30)
    """

    __slots__ = ("spans",)

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self.spans: tuple[tuple[int, int], ...] = tuple(_merge(spans))

    def within(self, start: int, end: int) -> IntervalSet:
        """The part of the set that lies within `[start, end)`.

        >>> IntervalSet([(0, 10), (20, 30)]).within(5, 22).spans
        ((5, 10), (20, 22))
        """
        part = IntervalSet()
        part.spans = tuple([(max(s, start), min(e, end)) for s, e in self.spans if s < end and e > start])
        return part

    def __contains__(self, instant: int) -> bool:
        i = bisect_right(self.spans, (instant, 1 << 62)) - 1
        return i >= 0 and instant < self.spans[i][1]

    def __or__(self, other: IntervalSet) -> IntervalSet:
        return IntervalSet((*self.spans, *other.spans))

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        if not other.spans:
            return self
        out: list[tuple[int, int]] = []
        for start, end in self.spans:
            at = start
            for s, e in other.spans:
                if e <= at:
                    continue
                if s >= end:
                    break
                if s > at:
                    out.append((at, s))
                at = max(at, e)
            if at < end:
                out.append((at, end))
        return IntervalSet(out)

    def __and__(self, other: IntervalSet) -> IntervalSet:
        out = [(max(a, s), min(b, e)) for a, b in self.spans for s, e in other.spans if max(a, s) < min(b, e)]
        return IntervalSet(out)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IntervalSet) and self.spans == other.spans

    def __hash__(self) -> int:
        return hash(self.spans)

    def __repr__(self) -> str:
        return f"IntervalSet({list(self.spans)})"

    def __bool__(self) -> bool:
        return bool(self.spans)

    def first_gap(self, start: int, end: int) -> tuple[int, int] | None:
        """The first span within `[start, end)` that the set leaves free, or None."""
        at = start
        for s, e in self.spans:
            if s > at:
                end = min(s, end)
                break
            at = max(at, e)
        return (at, end) if at < end else None


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
