"""What somebody told us, heeded before the answer: on every queue, and by the dialler for calls that don't ring yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forbear.desk.complaint import Complaint
from forbear.gate.asks import Entry
from forbear.gate.telling import take_statement
from forbear.store.complaints import file_complaint
from forbear.store.gate import ContactRecord
from forbear.terms import Statement
from forbear.web.site import Site
from forbear.web.tasks import call_off_calls, open_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Heeded:
    """A statement, whether it is new, and the ids of the contacts that it stopped."""

    statement: Statement
    is_new: bool
    stopped: tuple[str, ...]


def heed(site: Site, told: Mapping[str, Any]) -> Heeded:
    """Keep a statement of formats.md 2, effective everywhere when this returns. Raises what `take_statement` does."""
    with open_record(site) as record:
        statement, is_new, withdrawn = take_statement(site.door, record, told, site.clock())
        stopped = _stopped(site, record, statement.person, withdrawn)
    return Heeded(statement=statement, is_new=is_new, stopped=stopped)


def heed_complaint(site: Site, complaint: Complaint, now: datetime) -> tuple[str, ...]:
    """Take a complaint in, effective when this returns: what it stopped. Raises what `file_complaint` does."""
    with open_record(site) as record:
        withdrawn = file_complaint(site.door, record, complaint, now)
        return _stopped(site, record, complaint.person, withdrawn)


def _stopped(site: Site, record: ContactRecord, person: str, withdrawn: Iterable[Entry]) -> tuple[str, ...]:
    people = sorted({person, *(other for _, other, _ in record.shared(person))})
    called_off = (contact for one in people for contact in call_off_calls(site, one))
    return (*(entry.contact for entry in withdrawn), *called_off)
