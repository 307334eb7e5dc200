"""What a dialler reports: of a call that was ordered, of a call that came in, of the legs it has open.

A report that comes twice, late or in another order does no harm: each is kept once by its id, and what is
settled stays settled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol

from forbear.gate.asks import Entry, contact_id
from forbear.gate.calling import hold_call
from forbear.gate.door import Door
from forbear.gate.mask import holds_address
from forbear.gate.ports import Record
from forbear.gate.reservation import RESULTS_BY_CHANNEL, note_result, void, withdraw
from forbear.law.clock import parse_instant
from forbear.terms import Conflict, InputError, NotFound

OF_A_CALL: Final = ("call.ringing", "call.answered", "call.ended", "call.not_placed")
OF_A_LEG: Final = ("call.arrived", "leg.opened", "leg.closed")
_STEPS: Final = {"call.ringing": "rang_at", "call.answered": "answered_at"}
_WORD: Final = re.compile(r"[A-Za-z0-9._:@-]{1,100}")
_NUMBER: Final = re.compile(r"\d{7,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One report. `id` is the message's; `number` of a call that came in is looked up and never kept."""

    id: str
    kind: str
    at: datetime
    contact: str | None = None
    leg: str | None = None
    result: str | None = None
    recording_sha256: str | None = None
    number: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One end of a call at the dialler: an agent's, or of a call that came in, then with the people it may be."""

    leg: str
    kind: str
    token: str | None = None
    people: tuple[str, ...] = ()
    contact: str | None = None
    closed_at: datetime | None = None


class CallLog(Protocol):
    """What is kept of a dialler's reports."""

    def work(self) -> AbstractContextManager[object]:
        """A transaction."""

    def keep(self, event: CallEvent) -> bool:
        """Keep a report; False where one with its id is there already."""

    def fingerprint(self, number: str) -> bytes:
        """The keyed hash of a number."""

    def people_at(self, fingerprint: bytes) -> tuple[str, ...]:
        """The people of whom the number with that hash is a verified one."""

    def open_leg(
        self,
        event: CallEvent,
        kind: str,
        token: str | None = None,
        people: tuple[str, ...] = (),
        fingerprint: bytes | None = None,
    ) -> None:
        """Keep an open leg; a leg that is there already stays as it is."""

    def silence(self, leg: Leg, at: datetime) -> tuple[str, ...]:
        """Keep for good that nobody calls the number of a call that came in; the people whose number it is."""

    def leg(self, leg: str) -> Leg | None:
        """A leg by its id."""

    def leg_by_token(self, token: str) -> Leg | None:
        """A call that came in, by its token."""

    def close_leg(self, leg: str, at: datetime) -> None:
        """A leg that is gone."""

    def came_in(self, leg: Leg, person: str, case: str | None, at: datetime) -> str | None:
        """Record a call that came in as a contact of a party: its id, None where there is no (such) case."""

    def note_inbound(self, contact: str, result: str, recording_sha256: str | None) -> None:
        """What came of a call that came in."""


def read_event(message: str, body: Mapping[str, Any]) -> CallEvent:
    """A report as it travels: `{"type", "timestamp", "data"}`. InputError names what is wrong.

    >>> told = {"type": "call.ringing", "timestamp": "2026-05-13T10:00:00+08:00", "data": {"contact": "k1"}}
    >>> read_event("m1", told).kind
    'call.ringing'
    >>> read_event("m1", told | {"type": "call.exploded"})
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /type: is not known; write one of call.ringing, call.answered, call.ended, \
call.not_placed, call.arrived, leg.opened, leg.closed
    """
    kind, data = body.get("type"), body.get("data")
    if kind not in (*OF_A_CALL, *OF_A_LEG):
        raise InputError("/type", f"is not known; write one of {', '.join((*OF_A_CALL, *OF_A_LEG))}")
    if not isinstance(data, dict) or not all(isinstance(v, str | None) for v in data.values()):
        raise InputError("/data", "is no object of texts; write {…}")
    if not isinstance(body.get("timestamp"), str):
        raise InputError("/timestamp", "is missing; write an instant such as 2026-05-12T09:30:00+08:00")
    at = parse_instant(body["timestamp"], "/timestamp")
    name = "contact" if kind in OF_A_CALL else "leg"
    if not _WORD.fullmatch(data.get(name) or ""):
        raise InputError(
            f"/data/{name}", "is missing or no id; write up to 100 letters, digits and . _ : @ -"
        )
    if holds_address(message):
        raise InputError("/webhook-id", "holds a number or a mailbox; write an id of the dialler's own")
    if name == "leg" and (_NUMBER.fullmatch(data["leg"]) or holds_address(data["leg"])):
        raise InputError("/data/leg", "looks like a number; write an id of the dialler's own")
    result, digest = data.get("result"), data.get("recording_sha256")
    if (kind == "call.ended" or result is not None) and result not in RESULTS_BY_CHANNEL["call"]:
        raise InputError("/data/result", f"write one of {', '.join(RESULTS_BY_CHANNEL['call'])}")
    if digest is not None and not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise InputError(
            "/data/recording_sha256", "write the SHA-256 of the recording, 64 hexadecimal digits"
        )
    return CallEvent(id=message, kind=kind, at=at, contact=data.get("contact"), leg=data.get("leg"), result=result,
                     recording_sha256=digest, number=data.get("number"))  # fmt: skip


def take_event(record: Record, log: CallLog, event: CallEvent, now: datetime) -> dict[str, Any]:
    """Take in a report, once, and answer it. NotFound where it is about a contact that is not there."""
    event = replace(event, at=min(event.at, now))
    with log.work():
        is_new = log.keep(event)
        if event.kind in OF_A_CALL:
            if is_new:
                _take(record, event, now)
            entry = record.entry(event.contact or "")
            return {"contact": event.contact, "state": entry.state if entry else None}
        if event.kind == "call.arrived":
            return _arrive(log, event)
        if event.kind == "leg.opened":
            log.open_leg(event, "agent")
        else:
            _close(log, event)
        return {"leg": event.leg}


def _take(record: Record, event: CallEvent, now: datetime) -> None:
    entry = record.entry(event.contact or "")
    if entry is None or entry.channel != "call":
        raise NotFound("there is no such call")
    if event.kind in _STEPS:
        _step(record, entry, event)
        return
    try:
        if event.kind == "call.ended" and event.result is not None:
            more: dict[str, Any] = (
                {"recording_sha256": event.recording_sha256} if event.recording_sha256 else {}
            )
            note_result(record, entry.contact, event.result, now, **more)
        elif "rang_at" not in entry.body and entry.state in ("sending", "in_doubt"):
            void(record, entry.contact, "not_placed")
    except Conflict:
        return  # it was settled before, or never handed over: what stands, stands


def _step(record: Record, entry: Entry, event: CallEvent) -> None:
    """Note that it rang, or was answered, on a call that has no result yet."""
    held = hold_call(record, entry)
    if held is not None and held.state in ("sending", "in_doubt"):
        body = {"rang_at": event.at.isoformat(), **held.body, _STEPS[event.kind]: event.at.isoformat()}
        record.save(replace(held, body=body))


def _arrive(log: CallLog, event: CallEvent) -> dict[str, Any]:
    """A call that came in: whether its number is known, and a token for the agent's screen. No case, no name."""
    known = log.leg(event.leg or "")
    if known is None:
        fingerprint = log.fingerprint(event.number) if event.number else None
        people = log.people_at(fingerprint) if fingerprint else ()
        token = contact_id(f"inbound:{event.leg}")
        log.open_leg(event, "inbound", token, people, fingerprint)
        known = Leg(leg=event.leg or "", kind="inbound", token=token, people=people)
        if len(people) == 1:
            log.came_in(known, people[0], None, event.at)
    return {"known": bool(known.people), "token": known.token}


def _close(log: CallLog, event: CallEvent) -> None:
    known = log.leg(event.leg or "")
    if known is None or known.closed_at is not None:
        return
    log.close_leg(known.leg, event.at)
    if known.contact is not None and event.result is not None:
        log.note_inbound(known.contact, event.result, event.recording_sha256)


def say_who(log: CallLog, token: str, case: str, person: str, now: datetime) -> str:
    """The agent found out who is on a call that came in: it is recorded as a contact of that party. Its id.

    NotFound where there is no such call, or no such party; Conflict where somebody else was named before.
    """
    with log.work():
        leg = log.leg_by_token(token)
        if leg is None:
            raise NotFound("there is no such call")
        if leg.contact is not None:
            raise Conflict("it is on record already who called")
        contact = log.came_in(leg, person, case, now)
        if contact is None:
            raise NotFound("there is no such case, or the person is no party to it")
        return contact


def silence_caller(door: Door, record: Record, log: CallLog, token: str, now: datetime) -> list[Entry]:
    """Whoever called wants no calls at that number: kept for the number for good, whether it is known or not.

    What it withdrew, before the call returns. NotFound where there is no such call.
    """
    with log.work():
        leg = log.leg_by_token(token)
        if leg is None:
            raise NotFound("there is no such call")
        people = log.silence(leg, now)
        return [entry for person in people for entry in withdraw(door, record, person, now)]
