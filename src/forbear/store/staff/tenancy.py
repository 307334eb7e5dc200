"""Whose a case, a contact or a person is: a lender sees its own cases, an agency those placed with it.

Where its lender places none with anybody, an agency sees all of that lender's (`seen_by` of 0007_pre_walls).

A contact belongs to whoever made it and to the lender of its case; of two agencies of one lender neither sees the
other's contacts.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg

_CASE: Final = """
select from cases where case_id = %(id)s and seen_by(lender, case_id, %(collector)s)"""
_CONTACT: Final = """
select from contacts join cases using (case_id)
 where contact = %(id)s and %(collector)s in (contacts.collector, cases.lender)"""
_PERSON: Final = """
select from parties join cases using (case_id)
 where parties.person = %(id)s and seen_by(lender, case_id, %(collector)s) limit 1"""
_COMPLAINT: Final = """
select from complaints k where complaint = %(id)s
   and exists (select from parties join cases using (case_id)
                where parties.person = k.person and seen_by(lender, case_id, %(collector)s))
   and (k.case_id is null
        or exists (select from cases where case_id = k.case_id and seen_by(lender, case_id, %(collector)s)))"""
WHOSE: Final = {"case": _CASE, "contact": _CONTACT, "person": _PERSON, "complaint": _COMPLAINT}


def is_theirs(connection: psycopg.Connection[Any], collector: str, kind: str, name: str) -> bool:
    """Whether a `case`, `contact`, `person` or `complaint` of that id exists and may be seen by a lender or agency."""
    return (
        connection.execute(WHOSE[kind].encode(), {"id": name, "collector": collector}).fetchone() is not None
    )


def is_agency(connection: psycopg.Connection[Any], collector: str) -> bool:
    """Whether a collector acts for another."""
    query = "select from collectors where collector = %s and acts_for is not null"
    return connection.execute(query, [collector]).fetchone() is not None
