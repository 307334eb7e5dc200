"""What came of a contact that was made elsewhere by its permit: told afterwards, and kept whatever it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from forbear.gate.asks import Entry
from forbear.gate.door import Door, judge_again
from forbear.gate.house import hold_back, peace, refuse, short_json, withhold
from forbear.gate.ports import Record
from forbear.gate.rechecking import stop_of
from forbear.gate.reservation import hold_contact, note_result
from forbear.terms import Conflict, InputError

GIVEN_BACK: Final = "given_back"


def report_result(
    door: Door,
    record: Record,
    contact: str,
    result: str,
    now: datetime,
    *,
    at: datetime | None = None,
    **body: Any,
) -> Entry:
    """What came of a contact (`note_result`); one that is still reserved is made by it, at `at`.

    It is judged as of the moment at which it was made. Where it was not lawful then, even where it had been
    withdrawn or has lapsed by now, it is kept all the same, with the rules that it broke: what was done is never lost.
    Conflict where its permit did not hold at that moment.
    """
    with record.work():
        entry = hold_contact(record, contact)
        withdrawn = entry.state == "lapsed" or (entry.state == "void" and entry.why != GIVEN_BACK)
        if entry.state == "reserved" or (withdrawn and entry.permit_sha256 and not entry.permit_used_at):
            made = at or now
            _check_moment(entry, made, now)
            record.save(_made(door, record, entry, made))
        return note_result(record, contact, result, now, at=at, **body)


def _check_moment(entry: Entry, made: datetime, now: datetime) -> None:
    if made.tzinfo is None or made > now:
        raise InputError("/at", "write an instant with its offset, not later than now")
    if entry.permit_expires is None or entry.permit_sha256 is None:
        raise Conflict("no permit was given for this contact; ask for one before it is made")
    if made > entry.permit_expires:
        raise Conflict("the permit had run out; ask for a new contact, and bring this one in as history")


def _made(door: Door, record: Record, entry: Entry, made: datetime) -> Entry:
    """The entry as made at that moment, with the verdict of that moment."""
    entry = replace(
        entry, state="sending", at=made, permit_used_at=made, attempts=entry.attempts + 1, why=None
    )
    debtor = record.debtor_of(entry.case, entry.person)
    if debtor is None:
        return hold_back(entry, "no_party")
    dossier = record.dossiers([debtor], at=made)[debtor]
    try:
        verdict, _ = judge_again(door, dossier, entry, record.name_of(entry.person), made)
    except InputError as error:
        word = error.at.rpartition("/")[2] or "unwritable"
        return withhold(entry, word, error.why, word)
    stop, quiet = stop_of(dossier, entry, made), peace(dossier, entry, made)
    if quiet is not None and stop is None:
        return hold_back(entry, quiet, short_json(verdict))
    if stop is None and verdict.verdict == "allow":
        return replace(entry, verdict=short_json(verdict), rules=())
    return refuse(entry, verdict, stop)
