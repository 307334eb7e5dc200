"""Reserve, permit, redeem, result, void: the life of one contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from forbear.gate.asks import Answer, Ask, Entry, Permit, hash_token
from forbear.gate.door import Door
from forbear.gate.ports import Record
from forbear.gate.rechecking import hold_row, permit_held, recheck
from forbear.gate.reserving import Clock, reserve_all
from forbear.terms import Conflict, ForbearError, InputError, NotFound
from forbear.watch.metrics import PERMITS, WITHDRAWN

LAPSE_HOURS: Final = 12
CALL_HOURS: Final = 4
RESULTS_BY_CHANNEL: Final = {
    "call": ("not_connected", "unanswered", "voicemail", "dropped", "conversation", "wrong_number"),
    "visit": ("unanswered", "conversation", "wrong_number"),
    "ringless_voicemail": ("not_connected", "voicemail", "wrong_number"),
    **dict.fromkeys(
        ("email", "sms", "im", "letter", "postcard", "fax", "social_message", "social_post", "portal"),
        ("sent", "delivered", "bounced"),
    ),
}
_DEAD = frozenset({"wrong_number", "bounced"})


def reserve(
    door: Door,
    record: Record,
    ask: Ask,
    now: datetime,
    *,
    with_permit: bool = False,
    clock: Clock | None = None,
) -> Answer:
    """Ask to contact a person: reserved where the law allows it, refused and recorded where it doesn't.

    A reserved contact counts at once. `with_permit` gives its permit with it, in one transaction and by one
    judgement; its very text, of which only what is the person's own was left out, is read when the permit is
    used. `clock` is read once the people are held: what was decided while this ask waited for them lies before
    it. The same key gives the same contact; Conflict where the key was used for another. NotFound where
    there is no such case or the person is no party to it.
    """
    (answer,) = reserve_all(door, record, [ask], now, with_permit=with_permit, clock=clock)
    if isinstance(answer, ForbearError):
        raise answer
    return answer


def permit(door: Door, record: Record, contact: str, now: datetime) -> Permit | Entry:
    """Leave to make a reserved contact: judged again with its text; where it is now forbidden, it is void.

    A permit is good from the reserved moment for a quarter of an hour and is used once; asked for again while
    it is good, and what would be said is the same, it is the same. Conflict where the contact is not reserved
    any more.
    """
    with record.work(alone=True):
        entry = hold_contact(record, contact)
        if entry.state != "reserved":
            raise Conflict(f"the contact is {entry.state}, not reserved; ask for a new one")
        entry, leave = permit_held(door, record, entry, now)
    return leave or entry


def redeem(door: Door, record: Record, token: str, now: datetime) -> Entry:
    """Use a permit, once: the contact is judged a last time and is then being made (`sending`).

    Where it is forbidden by now, the entry comes back `void` and nothing may be made. Conflict on a second
    use, after its end, before its moment where it is not lawful yet, or where the text is another by now.
    """
    with record.work(alone=True):
        known = record.entry_by_permit(hash_token(token))
        if known is None:
            raise NotFound("there is no such permit")
        entry = hold_contact(record, known.contact)
        _check_permit(entry, token, now)
        early = now < entry.at
        checked, message = recheck(door, record, entry, now)
        if message is None:
            if early:
                raise Conflict(f"the contact is reserved for {entry.at.isoformat()} and not lawful before")
            record.save(checked)
            return checked
        if message.sha256 != entry.content_sha256:
            raise Conflict("what would be said has changed since the permit was given; ask for a new permit")
        entry = replace(entry, state="sending", at=now, permit_used_at=now, attempts=entry.attempts + 1)
        record.save(entry)
    PERMITS.labels(entry.channel, "used").inc()
    return entry


def _check_permit(entry: Entry, token: str, now: datetime) -> None:
    if entry.permit_used_at is not None or entry.permit_sha256 != hash_token(token):
        raise Conflict("the permit was used; it holds for one contact")
    if entry.state != "reserved":
        raise Conflict(f"the contact is {entry.state}, not reserved; ask for a new one")
    if entry.permit_expires is None or now > entry.permit_expires:
        raise Conflict("the permit has run out; ask for a new one")


def hold_contact(record: Record, contact: str) -> Entry:
    """The contact, with its people and its row locked. NotFound, or Conflict where it is being made."""
    entry = record.entry(contact)
    if entry is None:
        raise NotFound("there is no such contact")
    debtor = record.debtor_of(entry.case, entry.person)
    record.lock({entry.person} | ({debtor} if debtor else set()))
    return hold_row(record, entry)


def note_result(
    record: Record, contact: str, result: str, now: datetime, *, at: datetime | None = None, **body: Any
) -> Entry:
    """What came of a contact that was made: from `sending` or `in_doubt` to `done`.

    The same result twice is taken once; Conflict where another was noted, or where nothing was made. A wrong
    number or a bounced mail marks the address as dead. `body` holds further fields of formats.md 1.
    """
    with record.work():
        entry = hold_contact(record, contact)
        words = RESULTS_BY_CHANNEL.get(entry.channel, ())
        if result not in words:
            raise InputError("/result", f"does not come of {entry.channel}; write one of {', '.join(words)}")
        if at is not None and (at.tzinfo is None or at > now):
            raise InputError("/at", "write an instant with its offset, not later than now")
        if entry.state == "done" and entry.result == result:
            return entry
        if entry.state not in ("sending", "in_doubt"):
            raise Conflict(f"the contact is {entry.state}; a result belongs to one that was made by permit")
        entry = replace(entry, state="done", result=result, at=at or entry.at, body={**entry.body, **body})
        record.save(entry)
        if result in _DEAD:
            record.bury(entry, now)
    return entry


def void(record: Record, contact: str, why: str) -> Entry:
    """It was not made: the reservation is given back. `why` is a word. Conflict where it was made."""
    with record.work():
        entry = hold_contact(record, contact)
        if entry.state == "void":
            return entry
        begun = entry.state == "sending" and entry.channel in ("call", "letter")
        if entry.state not in ("reserved", "in_doubt") and not begun:
            raise Conflict(f"the contact is {entry.state}; only one that was not made can be given back")
        entry = replace(entry, state="void", why=why)
        record.save(entry)
    return entry


def is_open(entry: Entry) -> bool:
    """Whether a contact can still be withdrawn: it is reserved, or a letter that lies in the outbox."""
    return entry.state == "reserved" or (entry.state == "sending" and entry.channel == "letter")


def withdraw(door: Door, record: Record, person: str, now: datetime) -> list[Entry]:
    """After a statement: judge every reservation of a person again, and void what is now forbidden.

    Call it in the transaction that records the statement, so that it takes effect before the call returns.
    """
    withdrawn = []
    with record.work():
        record.lock(record.circle(person))
        for known in record.reserved_of(person):
            entry = record.hold(known.contact)
            if entry is None or not is_open(entry):
                continue
            entry, message = recheck(door, record, entry, max(now, entry.at))
            if message is None:
                record.save(entry)
                WITHDRAWN.labels(entry.channel).inc()
                withdrawn.append(entry)
    return withdrawn


def lapse(record: Record, now: datetime) -> int:
    """Let reservations lapse whose moment passed long ago; calls without a result go in doubt. How many."""
    with record.work():
        lapsed = record.lapse(now - timedelta(hours=LAPSE_HOURS))
        return lapsed + record.doubt("call", now - timedelta(hours=CALL_HOURS))
