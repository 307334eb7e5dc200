"""The complaints of one person."""

from __future__ import annotations

from typing import Any, Final

import psycopg

from forbear.desk.complaint import Complaint
from forbear.store.complaints import find_complaint
from forbear.store.gate import ContactRecord
from forbear.terms import NotFound

_OF_PERSON: Final = "select complaint from complaints where person = %s order by received_at desc, complaint"


def complaints_of(connection: psycopg.Connection[Any], person: str) -> list[Complaint]:
    """A person's complaints, the latest first."""
    record = ContactRecord(connection)
    return [find_complaint(record, name) for (name,) in connection.execute(_OF_PERSON, [person]).fetchall()]


def complaint_of(connection: psycopg.Connection[Any], person: str, name: str) -> Complaint:
    """One complaint of a person. NotFound for another's, as for one that is not there."""
    complaint = find_complaint(ContactRecord(connection), name)
    if complaint.person != person:
        raise NotFound("there is no such complaint")
    return complaint
