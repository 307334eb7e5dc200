"""A complaint from the day it came in to the day it is closed, and the clocks that the law sets it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from forbear.law.judge.deadlines import Running, list_deadlines
from forbear.law.rulebook import Law
from forbear.terms import Conflict, InputError, Request

STAGES: Final = ("received", "acknowledged", "investigated", "answered", "closed")
OUTCOMES: Final = frozenset({"upheld", "partly_upheld", "not_upheld", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a person complains of, without its words: their hash, the case, the contact complained of.

    It stands beside a statement `complaint` of the same id, which keeps the case in peace until it is closed.
    """

    id: str
    person: str
    received_at: datetime
    text_sha256: str
    case: str | None = None
    about_contact: str | None = None
    medium: str | None = None
    stage: str = "received"
    outcome: str | None = None


def advance(complaint: Complaint, stage: str, outcome: str | None = None) -> Complaint:
    """The complaint at a later stage; steps may be left out, none is taken back.

    An outcome comes with the answer at the latest. InputError for a word that is none; Conflict where the
    complaint is past that stage, or would be closed without an outcome.

    >>> from datetime import UTC
    >>> one = Complaint(id="b1", person="p1", received_at=datetime(2026, 5, 1, tzinfo=UTC), text_sha256="0" * 64)
    >>> advance(one, "answered", "upheld").outcome
    'upheld'
    """
    if stage not in STAGES:
        raise InputError("/stage", f"is no stage; write one of {', '.join(STAGES)}")
    if outcome is not None and outcome not in OUTCOMES:
        raise InputError("/outcome", f"is no outcome; write one of {', '.join(sorted(OUTCOMES))}")
    if STAGES.index(stage) <= STAGES.index(complaint.stage):
        raise Conflict(f"the complaint is {complaint.stage}; a stage is never taken back")
    outcome = outcome or complaint.outcome
    if stage == "closed" and outcome is None:
        raise Conflict("a complaint is closed with an outcome; write which")
    return replace(complaint, stage=stage, outcome=outcome)


def clocks(law: Law, request: Request, complaint: Complaint) -> tuple[Running, ...]:
    """The duties with a date that this complaint has started, by the law of its place and day."""
    return tuple(running for running in list_deadlines(law, request) if running.by == complaint.id)
