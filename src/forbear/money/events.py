"""Which events stand on a day, and how pauses of ageing count: the same for loans and cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forbear.money.happened import Event
from forbear.terms import InputError


def standing(events: Sequence[Event], on: date) -> list[tuple[int, Event]]:
    """The events that stand at the end of a day, by day and then as listed, with their place in the list.

    A reversal takes out the event it names (which may be a reversal) from its own day on.

    >>> paid = Event(on=date(2026, 3, 5), kind="payment", id="e1")
    >>> back = Event(on=date(2026, 3, 8), kind="reversal", of="e1")
    >>> [len(standing([paid, back], date(2026, 3, day))) for day in (4, 7, 8)]
    [0, 1, 0]
    """
    told = [(i, event) for i, event in enumerate(events) if event.on <= on]
    told.sort(key=lambda pair: pair[1].on)
    if not any(event.kind == "reversal" for _, event in told):
        return told
    gone: set[int] = set()
    for place in range(len(told) - 1, -1, -1):
        i, event = told[place]
        if event.kind != "reversal" or i in gone:
            continue
        target = next((j for j, other in told[:place] if other.id is not None and other.id == event.of), None)
        if target is None:
            raise InputError(
                f"/events/{i}/of", "names no earlier event; write the `id` of the event reversed"
            )
        gone.add(target)
    return [(i, event) for i, event in told if event.kind != "reversal" and i not in gone]


def pause(pauses: list[tuple[date, date | None]], event: Event) -> None:
    """Opens a pause of ageing, or ends the oldest one that is open; where none is, its pause was reversed."""
    if event.kind == "pause":
        pauses.append((event.on, None))
        return
    for i, (start, end) in enumerate(pauses):
        if end is None:
            pauses[i] = (start, event.on)
            return


def paused_days(pauses: Sequence[tuple[date, date | None]], due: date, on: date) -> int:
    """Days between `due` and `on` on which ageing was paused; days of several pauses count once.

    >>> march = [date(2026, 3, day) for day in (1, 11, 16, 21, 31)]
    >>> paused_days([(march[1], march[3]), (march[2], None)], march[0], march[4])
    20
    """
    days, reached = 0, due
    for start, end in sorted(pauses, key=lambda span: span[0]):
        first, last = max(start, reached), min(end or on, on)
        if last > first:
            days += (last - first).days
            reached = last
    return days
