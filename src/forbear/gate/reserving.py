"""Asks answered together: one transaction for many people, each held, judged and recorded as if it had come alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from forbear.gate.asks import Answer, Ask
from forbear.gate.door import Door, consider
from forbear.gate.overriding import Override
from forbear.gate.permits import permit_at_once, shown_again
from forbear.gate.ports import Busy, Opened, Record
from forbear.gate.rechecking import hold_row, permit_held
from forbear.gate.request import as_known
from forbear.terms import Conflict, ForbearError, InputError, NotFound
from forbear.watch.metrics import PERMITS, count_ask
from forbear.watch.steps import step

Clock = Callable[[], datetime]
AHEAD_DAYS: Final = 30


def reserve_all(
    door: Door,
    record: Record,
    asks: Sequence[Ask],
    now: datetime,
    *,
    with_permit: bool = False,
    clock: Clock | None = None,
    waits: bool = True,
) -> list[Answer | ForbearError]:
    """To each ask what `reserve` answers or raises: all in one transaction, but those with the people or the key of
    an earlier one in a later one, which sees what the earlier one wrote.

    Where it does not wait, an ask about people whom somebody else holds is Busy, and keeps no other waiting. What the
    database raises is raised; then nothing of the transaction in which it did was recorded.
    """
    told: dict[int, _Told] = {}
    while len(told) < len(asks):
        left = {place: ask for place, ask in enumerate(asks) if place not in told}
        with step("ask") as asked, record.work(alone=with_permit):
            done = _reserve_apart(door, record, left, now, with_permit=with_permit, clock=clock, waits=waits)
            if len(left) == 1:
                _show(asked, left, done)
        for known in done.values():
            _count(known)
        told |= done
    return [told[place].answer for place in range(len(asks))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What one ask gets, and whether a contact was written down for it."""

    answer: Answer | ForbearError
    is_new: bool = False


def _show(asked: step, left: Mapping[int, Ask], done: Mapping[int, _Told]) -> None:
    """Tell the trace of a transaction with one ask what was asked, and what came of it."""
    for place, told in done.items():
        asked.tell(channel=left[place].channel)
        if isinstance(told.answer, Answer):
            asked.tell(verdict=str(told.answer.entry.verdict.get("verdict")))


def _count(told: _Told) -> None:
    """Count what was recorded, once it is."""
    if told.is_new and isinstance(told.answer, Answer):
        entry = told.answer.entry
        count_ask(entry.channel, entry.verdict)
        if told.answer.permit is not None:
            PERMITS.labels(entry.channel, "given").inc()


def _reserve_apart(
    door: Door,
    record: Record,
    left: Mapping[int, Ask],
    now: datetime,
    *,
    with_permit: bool,
    clock: Clock | None,
    waits: bool,
) -> dict[int, _Told]:
    """Answer, of these asks, all whose people and key no earlier one of them has, and write down what is new."""
    told = {place: _Told(answer=fault) for place, ask in left.items() if (fault := _fault_of(ask, now))}
    sound = {place: ask for place, ask in left.items() if place not in told}
    wanted = [(ask.case, ask.person, ask.key) for ask in sound.values()]
    opened = record.open_cases(wanted, now, waits=waits) if wanted else []
    now = now if clock is None else max(now, clock())
    taken: set[str] = set()
    keys: set[str] = set()
    for (place, ask), found in zip(sound.items(), opened, strict=True):
        if found is None:
            why = "there is no such case, or the person is no party to it"
            told[place] = _Told(answer=NotFound(why))
            continue
        if isinstance(found, Busy):
            told[place] = _Told(answer=found)
            continue
        if ask.key not in keys and taken.isdisjoint(found.held):
            try:
                told[place] = _reserve_one(door, record, found, ask, now, with_permit=with_permit)
            except (InputError, Conflict, NotFound) as error:
                told[place] = _Told(answer=error)
        taken |= found.held
        keys.add(ask.key)
    return told | _record(record, told)


def _fault_of(ask: Ask, now: datetime) -> InputError | None:
    try:
        ask.check()
    except InputError as error:
        return error
    if ask.at > now + timedelta(days=AHEAD_DAYS):
        return InputError("/at", f"is too far off; write an instant within {AHEAD_DAYS} days")
    return None


def _reserve_one(
    door: Door, record: Record, opened: Opened, wanted: Ask, now: datetime, *, with_permit: bool
) -> _Told:
    """The answer to an ask whose people are held; what is new in it is not written down yet."""
    ask = replace(wanted, at=max(wanted.at, now))
    entry = None if opened.contact is None else record.entry(opened.contact)
    is_new, leave = entry is None, None
    if entry is None:
        opened = replace(opened, dossier=as_known(opened.dossier, now))
        entry = consider(door, opened.dossier, ask, _override(record, ask))
        if with_permit and entry.is_allowed:
            entry, leave = permit_at_once(door, opened, entry)
        entry = replace(entry, body={**entry.body, "asked": wanted.digest})
    elif not entry.asked_the_same(wanted):
        raise Conflict("the key was used for another contact; write a new key")
    elif with_permit:
        leave = shown_again(door, entry)
        if entry.state == "reserved":
            entry, leave = permit_held(door, record, hold_row(record, entry), now)
    shown = opened.masked.get(entry.address or "") if entry.is_allowed else None
    return _Told(answer=Answer(entry=entry, address=shown, permit=leave), is_new=is_new)


def _record(record: Record, told: Mapping[int, _Told]) -> dict[int, _Told]:
    """Write down what is new; the answers to those whose key somebody else uses this moment."""
    new = {
        place: known.answer.entry
        for place, known in told.items()
        if known.is_new and isinstance(known.answer, Answer)
    }
    if not new:
        return {}
    with step("record"):
        added = record.add(list(new.values()))
    why = "a contact with this key is being asked for by somebody else; ask again"
    return {place: _Told(answer=Conflict(why)) for place, entry in new.items() if entry.contact not in added}


def _override(record: Record, ask: Ask) -> Override | None:
    if ask.override is None:
        return None
    override = record.override(ask.override)
    if override is None:
        raise InputError("/override", "is none that was approved; propose one, and have another approve it")
    override.check(ask.case, ask.person, ask.key, ask.at)
    return override
