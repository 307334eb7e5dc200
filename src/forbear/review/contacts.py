"""A contact's text, read with the eyes of the person who gets it."""

from __future__ import annotations

from functools import lru_cache

from forbear.law.rules.context import CONSUMERS
from forbear.terms import Contact, Findings, Request

OWN_MATTER = CONSUMERS - {"spouse"} | {
    "guarantor", "attorney", "authorised_agent", "credit_counsellor", "creditor", "consumer_reporting_agency",
    "court",
}  # fmt: skip
"""Roles of those who may know of the debt. To anybody else the least word can reveal it."""


def read_contact(contact: Contact, request: Request) -> Findings:
    """What a contact's text does; the reader that the judge is given.

    To a person of unknown role, or of a role that owes nothing, it is read as to a third person.
    """
    role = next((person.role for person in request.people if person.id == contact.person), None)
    sender = next((c for c in request.collectors if c.id == contact.collector), None)
    by_agency = sender is not None and sender.kind == "agency"
    return read_words(
        contact.text or "", contact.language, contact.channel, role not in OWN_MATTER, by_agency
    )


@lru_cache(maxsize=2048)  # a campaign sends one text to many
def read_words(
    text: str, language: str | None, channel: str, to_third_person: bool, by_agency: bool
) -> Findings:
    """What a text does, sent through a channel to one who may know of the debt or to a third person."""
    from forbear.review.texts import read_text  # its tables take a while: only where there is a text

    return read_text(
        text, language=language, channel=channel, to_third_person=to_third_person, by_agency=by_agency
    )
