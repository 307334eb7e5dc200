"""Reserve, permit, redeem, result, void: the life of one contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from forbear.desk.dossier import Dossier
from forbear.gate.asks import Answer, Ask, Entry, Permit, hash_token
from forbear.gate.door import Door, consider, judge_again
from forbear.gate.house import hold_back, peace, refuse, withhold
from forbear.gate.overriding import Override
from forbear.gate.permits import permit_at_once, shown_again, with_permit_from
from forbear.gate.ports import Opened, Record
from forbear.gate.stop import stop_asked
from forbear.gate.templates import Message
from forbear.law.judge import Verdict
from forbear.terms import Conflict, InputError, NotFound, Statement
from forbear.watch.metrics import PERMITS, WITHDRAWN, count_ask
from forbear.watch.steps import step

Clock = Callable[[], datetime]
LAPSE_HOURS: Final = 12
AHEAD_DAYS: Final = 30
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
    ask.check()
    wanted, ask = ask, replace(ask, at=max(ask.at, now))
    if ask.at > now + timedelta(days=AHEAD_DAYS):
        raise InputError("/at", f"is too far off; write an instant within {AHEAD_DAYS} days")
    leave, is_new = None, False
    with step("ask", channel=ask.channel) as asked, record.work(alone=with_permit):
        opened = record.open_case(ask.case, ask.person, ask.key, now)
        if opened is None:
            raise NotFound("there is no such case, or the person is no party to it")
        if clock is not None:
            now = max(now, clock())
            ask = replace(ask, at=max(ask.at, now))
        entry = None if opened.contact is None else record.entry(opened.contact)
        if entry is None:
            is_new = True
            entry, leave = _ask_anew(door, record, opened, ask, wanted, with_permit=with_permit)
        elif not entry.asked_the_same(wanted):
            raise Conflict("the key was used for another contact; write a new key")
        elif with_permit:
            leave = shown_again(door, entry)
            if entry.state == "reserved":
                entry, leave = _permit_held(door, record, _hold(record, entry), now)
        asked.tell(verdict=str(entry.verdict.get("verdict")))
    if is_new:
        count_ask(entry.channel, entry.verdict)
        if with_permit and entry.is_allowed:
            PERMITS.labels(entry.channel, "given").inc()
    shown = opened.masked.get(entry.address or "") if entry.is_allowed else None
    return Answer(entry=entry, address=shown, permit=leave)


def _ask_anew(
    door: Door, record: Record, opened: Opened, ask: Ask, wanted: Ask, *, with_permit: bool
) -> tuple[Entry, Permit | None]:
    """Judge an ask whose key is new and write it down, with its permit where one is wanted and may be given."""
    leave = None
    entry = consider(door, opened.dossier, ask, _override(record, ask))
    if with_permit and entry.is_allowed:
        entry, leave = permit_at_once(door, opened, entry)
    entry = replace(entry, body={**entry.body, "asked": wanted.digest})
    with step("record"):
        record.add(entry)
    return entry, leave


def _override(record: Record, ask: Ask) -> Override | None:
    if ask.override is None:
        return None
    override = record.override(ask.override)
    if override is None:
        raise InputError("/override", "is none that was approved; propose one, and have another approve it")
    override.check(ask.case, ask.person, ask.key, ask.at)
    return override


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
        entry, leave = _permit_held(door, record, entry, now)
    return leave or entry


def _permit_held(door: Door, record: Record, entry: Entry, now: datetime) -> tuple[Entry, Permit | None]:
    """A held, reserved contact judged again and saved: with its permit, or void."""
    moment = max(now, entry.at)
    entry, message = recheck(door, record, entry, moment)
    if message is None:
        record.save(entry)
        PERMITS.labels(entry.channel, "refused").inc()
        return entry, None
    given = shown_again(door, entry)
    if given is None or given.content_sha256 != message.sha256 or given.expires < now:
        entry, given = with_permit_from(door, entry, message, moment)
        record.save(entry)
    PERMITS.labels(entry.channel, "given").inc()
    return entry, given


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


def recheck(door: Door, record: Record, entry: Entry, now: datetime) -> tuple[Entry, Message | None]:
    """Judge a held contact at `now`: its message where it may be made, else the entry void, and why."""
    return rejudge(door, record, entry, now)[:2]


def rejudge(
    door: Door, record: Record, entry: Entry, now: datetime
) -> tuple[Entry, Message | None, Verdict | None]:
    """Like `recheck`, with the verdict, where there is one."""
    entry_void = replace(entry, state="void")
    debtor = record.debtor_of(entry.case, entry.person)
    if debtor is None:
        return hold_back(entry_void, "no_party"), None, None
    dossier = record.dossiers([debtor], at=now)[debtor]
    quiet = peace(dossier, entry, now)
    if quiet is not None:
        return hold_back(entry_void, quiet), None, None
    try:
        verdict, message = judge_again(door, dossier, entry, record.name_of(entry.person), now)
    except InputError as error:
        word = error.at.rpartition("/")[2] or "unwritable"
        return withhold(entry_void, word, error.why, word), None, None
    stop = stop_of(dossier, entry, now)
    if stop is None and verdict.verdict == "allow":
        return entry, message, verdict
    return refuse(entry_void, verdict, stop), None, verdict


def stop_of(dossier: Dossier, entry: Entry, at: datetime) -> Statement | None:
    """The statement by which the person has stopped such a contact, or None."""
    reply_to = entry.body.get("reply_to")
    return stop_asked(dossier, entry.person, entry.channel, entry.address, entry.purpose, at, reply_to)


def hold_contact(record: Record, contact: str) -> Entry:
    """The contact, with its people and its row locked. NotFound, or Conflict where it is being made."""
    entry = record.entry(contact)
    if entry is None:
        raise NotFound("there is no such contact")
    debtor = record.debtor_of(entry.case, entry.person)
    record.lock({entry.person} | ({debtor} if debtor else set()))
    return _hold(record, entry)


def _hold(record: Record, entry: Entry) -> Entry:
    held = record.hold(entry.contact)
    if held is None:
        raise Conflict("the contact is being made this moment; look again in a minute")
    return held


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
