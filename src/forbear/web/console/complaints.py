"""The complaint desk: what is open and until when, its stages, and the file for the authority."""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.desk.complaint import OUTCOMES, STAGES
from forbear.evidence import write_bundle
from forbear.law.clock import format_instant
from forbear.law.judge.deadlines import Running
from forbear.store.complaints import complaint_clocks, find_complaint, move_complaint
from forbear.store.console.complaints import entries_of_complaint, open_complaints
from forbear.store.evidence import entries_of_contact, show_entries
from forbear.store.gate import ContactRecord
from forbear.terms import Conflict, InputError, NotFound
from forbear.web.complaining import day_json
from forbear.web.console.sheet import write_moment
from forbear.web.site import Site, form_page, language_of, page, read_form
from forbear.web.staff.access import ACCESS
from forbear.web.staff.admission import principal_of, refuse_agencies
from forbear.web.tasks import open_record
from forbear.web.words import write_day

SHOWN: Final = 15


def add_complaints(router: APIRouter, site: Site) -> None:
    """Add the complaint desk."""

    @router.get("/desk/complaints")
    def several(request: Request, rank: str = "", after: str = "") -> HTMLResponse:
        language = language_of(request)
        refuse_agencies(site, principal_of(request))
        with open_record(site) as record:
            found = open_complaints(record.connection, principal_of(request).collector, rank=rank[:60],
                                    after=after[:200], most=SHOWN + 1)  # fmt: skip
            shown = [
                (
                    one,
                    write_moment(one.received_at, None),
                    _first(_clocks(site, record, one.complaint), language),
                )
                for one in found[:SHOWN]
            ]
        onward = found[SHOWN - 1] if len(found) > SHOWN else None
        return page(request, "console/complaints.html", here="complaints", shown=shown, onward=onward)

    _add_one(router, site)


def _add_one(router: APIRouter, site: Site) -> None:
    @router.get("/desk/complaints/{complaint}")
    def one(request: Request, complaint: str) -> HTMLResponse:
        return _page(site, request, complaint)

    @router.post("/desk/complaints/{complaint}/stage")
    async def move(request: Request, complaint: str) -> Response:
        given = await read_form(site, request)
        try:
            await run_in_threadpool(
                _move, site, complaint, given.get("stage", ""), given.get("outcome") or None
            )
        except (InputError, Conflict) as error:
            return await run_in_threadpool(_page, site, request, complaint, error)
        return RedirectResponse(f"/desk/complaints/{complaint}?lang={language_of(request)}", 303)

    @router.get("/desk/complaints/{complaint}/file")
    def hand_over(request: Request, complaint: str) -> Response:
        refuse_agencies(site, principal_of(request))
        body = json.dumps(_file(site, complaint), ensure_ascii=False, indent=1)
        name = {"content-disposition": "attachment; filename=forbear-complaint.json"}
        return Response(body, media_type="application/json", headers=name)


def _clocks(site: Site, record: ContactRecord, complaint: str) -> tuple[Running, ...]:
    return complaint_clocks(site.door, record, find_complaint(record, complaint), site.clock())


def _first(running: tuple[Running, ...], language: str) -> tuple[str, bool]:
    """The day that comes next, and whether one has passed."""
    waiting = sorted(
        one.due for one in running if one.due is not None and one.done is None and not one.deadline.kept
    )
    return (write_day(waiting[0], language) if waiting else "–"), any(
        one.late and one.done is None for one in running
    )


def _page(site: Site, request: Request, name: str, error: Exception | None = None) -> HTMLResponse:
    language = language_of(request)
    refuse_agencies(site, principal_of(request))
    with open_record(site) as record:
        known = find_complaint(record, name)
        running = complaint_clocks(site.door, record, known, site.clock())
    days = [(one.words(language), one.late and one.done is None) for one in running]
    may = ACCESS["POST /desk/complaints/{complaint}/stage"].admits(principal_of(request))
    ahead = STAGES[STAGES.index(known.stage) + 1 :]
    return form_page(
        site, request, "console/complaint.html", status=409 if error else 200, here="complaints", one=known, days=days,
        at=write_moment(known.received_at, None), may=may and ahead, ahead=ahead, outcomes=sorted(OUTCOMES),
        error=error, proves=site.log_key is not None,
    )  # fmt: skip


def _move(site: Site, complaint: str, stage: str, outcome: str | None) -> None:
    with open_record(site) as record:
        move_complaint(record, complaint, stage, outcome, site.clock())


def _file(site: Site, name: str) -> dict[str, Any]:
    """A complaint to hand over: what was complained of, when, its days, its outcome, and the proof of all of it."""
    key = site.log_key
    if key is None:
        raise NotFound("this site keeps no log that could prove it")
    with open_record(site) as record:
        known = find_complaint(record, name)
        running = complaint_clocks(site.door, record, known, site.clock())
        entry = record.entry(known.about_contact) if known.about_contact else None
        places = entries_of_contact(record.connection, known.about_contact) if known.about_contact else []
        places += entries_of_complaint(record.connection, known.person, known.id)
        bundle = json.loads(write_bundle(show_entries(record.connection, places, key)))
    return {
        "complaint": known.id, "received_at": format_instant(known.received_at), "stage": known.stage,
        "outcome": known.outcome, "case": known.case, "text_sha256": known.text_sha256,
        "days": [day_json(one) for one in running],
        "contact": None if entry is None else {
            "contact": entry.contact, "channel": entry.channel, "at": format_instant(entry.at), "state": entry.state,
            "collector": entry.collector, "verdict": dict(entry.verdict),
        },
        "evidence": bundle,
    }  # fmt: skip
