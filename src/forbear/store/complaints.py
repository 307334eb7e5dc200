"""Complaints on the database: filed together with the statement that keeps the case in peace, moved, closed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from forbear.desk.complaint import Complaint, advance, clocks
from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.request import build_request
from forbear.gate.reservation import withdraw
from forbear.law.clock import format_instant
from forbear.law.judge.deadlines import Running
from forbear.law.judge.wire import read_statement
from forbear.store.gate import ContactRecord
from forbear.terms import Conflict, Contact, InputError, NotFound

_COLUMNS: Final = (
    "complaint, person, received_at, text_sha256, case_id, about_contact, medium, stage, outcome"
)
_FILE: Final = f"""
insert into complaints ({_COLUMNS}) values (%(id)s, %(person)s, %(received_at)s, %(text_sha256)s, %(case)s,
                                            %(about_contact)s, %(medium)s, %(stage)s, %(outcome)s)"""
_ONE: Final = f"select {_COLUMNS} from complaints where complaint = %s"
_MOVE: Final = "update complaints set stage = %s, outcome = %s, moved_at = %s where complaint = %s"
_CONTACT: Final = "select from contacts where contact = %s and person = %s"


def file_complaint(door: Door, record: ContactRecord, complaint: Complaint, now: datetime) -> list[Entry]:
    """Take a complaint in: it holds before this returns. What it withdrew from the queues comes back.

    Told twice it is one. NotFound where the person is nobody we know; InputError where the case or the
    contact complained of is not this person's; Conflict where another stands under its id.
    """
    with record.work():
        record.lock(record.circle(complaint.person))
        known = _read(record, complaint.id)
        if known is not None:
            if (known.person, known.text_sha256) != (complaint.person, complaint.text_sha256):
                raise Conflict("another complaint has this id; write one of its own")
            return []
        record.say(*_statement(complaint, "complaint", complaint.id, complaint.received_at))
        if complaint.about_contact is not None:
            named = [complaint.about_contact, complaint.person]
            if record.connection.execute(_CONTACT, named).fetchone() is None:
                raise InputError("/contact", "is no contact with this person; write its id, or leave it out")
        record.connection.execute(_FILE.encode(), asdict(complaint))
        return withdraw(door, record, complaint.person, now)


def move_complaint(
    record: ContactRecord, complaint: str, stage: str, outcome: str | None, now: datetime
) -> Complaint:
    """Put a complaint at a later stage; closed, it keeps the case in peace no longer (`advance`)."""
    with record.work():
        known = find_complaint(record, complaint)
        record.lock(record.circle(known.person))
        moved = advance(find_complaint(record, complaint), stage, outcome)
        record.connection.execute(_MOVE, [moved.stage, moved.outcome, now, moved.id])
        if moved.stage == "closed":
            record.say(*_statement(moved, "complaint_closed", f"{moved.id}:closed", now))
    return moved


def find_complaint(record: ContactRecord, complaint: str) -> Complaint:
    """A complaint by its id. NotFound where there is none."""
    known = _read(record, complaint)
    if known is None:
        raise NotFound("there is no such complaint")
    return known


def complaint_clocks(
    door: Door, record: ContactRecord, complaint: Complaint, now: datetime
) -> tuple[Running, ...]:
    """The duties with a date that a complaint started; none where it names no case."""
    debtor = record.debtor_of(complaint.case, complaint.person) if complaint.case else None
    if debtor is None or complaint.case is None:
        return ()
    dossier = record.dossiers([debtor])[debtor]
    file = dossier.case(complaint.case)
    asked = Contact(at=now, channel="letter", person=complaint.person, debts=(complaint.case,),
                    purpose="reply", collector=file.lender if file else None)  # fmt: skip
    return clocks(door.law, build_request(dossier, asked), complaint)


def _statement(complaint: Complaint, kind: str, name: str, at: datetime) -> tuple[Any, dict[str, Any]]:
    body: dict[str, Any] = {"id": name, "at": format_instant(at), "person": complaint.person, "kind": kind}
    if complaint.case is not None:
        body["debts"] = [complaint.case]
    if complaint.medium is not None and kind == "complaint":
        body["medium"] = complaint.medium
    return read_statement(body), body


def _read(record: ContactRecord, complaint: str) -> Complaint | None:
    row = record.connection.execute(_ONE.encode(), [complaint]).fetchone()
    if row is None:
        return None
    name, person, received_at, text, case, about, medium, stage, outcome = row
    return Complaint(
        id=name,
        person=person,
        received_at=received_at,
        text_sha256=text,
        case=case,
        about_contact=about,
        medium=medium,
        stage=stage,
        outcome=outcome,
    )
