"""Complaints over HTTP: taken in, moved on, and the days by which the law wants them answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from forbear.desk.complaint import Complaint
from forbear.law.clock import format_instant, parse_instant
from forbear.law.judge.deadlines import Running
from forbear.store.complaints import complaint_clocks, find_complaint, move_complaint
from forbear.store.gate import ContactRecord
from forbear.terms import MEDIA, InputError, NotFound
from forbear.web.bodies import read_object, refuse_addresses
from forbear.web.heeding import heed_complaint
from forbear.web.site import Site, read_body
from forbear.web.staff import Principal
from forbear.web.staff.admission import principal_of, see, sees
from forbear.web.tasks import open_record

COMPLAINT_BYTES: Final = 256 * 1024
_FIELDS: Final = ("id", "person", "at", "text", "case", "contact", "medium")
_NEEDED: Final = ("id", "person", "at", "text")


def complaining(site: Site) -> APIRouter:
    """The endpoints of a site."""
    router = APIRouter(prefix="/v1/complaints")

    @router.post(
        "", summary="A complaint: it holds before the answer, which names the days by which it is due."
    )
    async def take_in(request: Request) -> JSONResponse:
        given = read_object(await read_body(request, COMPLAINT_BYTES))
        return await run_in_threadpool(_take_in, site, principal_of(request), given)

    @router.post("/{complaint}/stage", summary="Put a complaint at a later stage; closed, with its outcome.")
    async def move(complaint: str, request: Request) -> JSONResponse:
        given = read_object(await read_body(request, COMPLAINT_BYTES))
        return await run_in_threadpool(_move, site, principal_of(request), complaint, given)

    @router.get("/{complaint}", summary="Where a complaint stands, and its days.")
    def show(complaint: str, request: Request) -> JSONResponse:
        with open_record(site) as record:
            return JSONResponse(_told(site, record, _theirs(site, principal_of(request), record, complaint)))

    return router


def read_complaint(given: Mapping[str, Any], now: datetime) -> Complaint:
    """A complaint as it is told. Only the hash of its words is kept.

    >>> from datetime import UTC
    >>> read_complaint({"id": "b1", "person": "p1", "at": "2026-05-12T09:00:00Z"}, datetime.now(UTC))
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /text: is missing; it is required
    """
    fields = {name: value for name, value in given.items() if value is not None}
    for name, value in fields.items():
        if name not in _FIELDS:
            raise InputError(f"/{name}", f"is no field here; write {', '.join(_FIELDS)}")
        if not isinstance(value, str) or not value:
            raise InputError(f"/{name}", 'is not a text; write "…"')
    for name in _NEEDED:
        if name not in fields:
            raise InputError(f"/{name}", "is missing; it is required")
    refuse_addresses(fields, "text", "case", "person")
    if fields.get("medium", "oral") not in MEDIA:
        raise InputError("/medium", f"is not known; write one of {', '.join(sorted(MEDIA))}")
    at = parse_instant(fields["at"], "/at")
    if at > now:
        raise InputError("/at", "lies ahead; write when it came in")
    return Complaint(
        id=fields["id"],
        person=fields["person"],
        received_at=at,
        text_sha256=hashlib.sha256(fields["text"].encode()).hexdigest(),
        case=fields.get("case"),
        about_contact=fields.get("contact"),
        medium=fields.get("medium"),
    )


def _take_in(site: Site, principal: Principal, given: Mapping[str, Any]) -> JSONResponse:
    now = site.clock()
    complaint = read_complaint(given, now)
    named = {"person": complaint.person, "case": complaint.case, "contact": complaint.about_contact}
    see(site, principal, {kind: name for kind, name in named.items() if name is not None})
    stopped = heed_complaint(site, complaint, now)
    with open_record(site) as record:
        told = _told(site, record, find_complaint(record, complaint.id))
    shown = [contact for contact in stopped if sees(site, principal, {"contact": contact})]
    return JSONResponse(told | {"withdrawn": shown}, 201)


def _move(site: Site, principal: Principal, complaint: str, given: Mapping[str, Any]) -> JSONResponse:
    stage, outcome = given.get("stage"), given.get("outcome")
    if set(given) - {"stage", "outcome"} or not isinstance(stage, str):
        raise InputError("/stage", 'write {"stage": "answered", "outcome": "upheld"} and nothing else')
    if outcome is not None and not isinstance(outcome, str):
        raise InputError("/outcome", 'is not a text; write "upheld"')
    with open_record(site) as record:
        _theirs(site, principal, record, complaint)
        moved = move_complaint(record, complaint, stage, outcome, site.clock())
        return JSONResponse(_told(site, record, moved))


def _theirs(site: Site, principal: Principal, record: ContactRecord, complaint: str) -> Complaint:
    """A complaint; another's is as if it were missing."""
    known = find_complaint(record, complaint)
    if not sees(site, principal, {"person": known.person}):
        raise NotFound("there is no such complaint")
    return known


def _told(site: Site, record: ContactRecord, complaint: Complaint) -> dict[str, Any]:
    running = complaint_clocks(site.door, record, complaint, site.clock())
    return {
        "complaint": complaint.id, "stage": complaint.stage, "outcome": complaint.outcome,
        "at": format_instant(complaint.received_at), "days": [day_json(one) for one in running],
    }  # fmt: skip


def day_json(one: Running) -> dict[str, Any]:
    """A day by which a complaint is to be answered, as JSON, in the words of both languages."""
    return {
        "rule": one.deadline.id, "due": one.due and one.due.isoformat(),
        "done": one.done and one.done.isoformat(), "late": one.late, "kept": one.deadline.kept,
        "words": {language: one.words(language) for language in ("en", "zh")},
    }  # fmt: skip
