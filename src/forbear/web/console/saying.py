"""What somebody told a collector, noted from the page of a case: it holds before the page answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from forbear.desk.complaint import Complaint
from forbear.law.clock import format_instant
from forbear.law.clock.instants import parse_date
from forbear.terms import InputError
from forbear.web.console.sheet import zone_of
from forbear.web.heeding import heed, heed_complaint
from forbear.web.site import Site
from forbear.web.staff import Principal
from forbear.web.staff.admission import see
from forbear.web.tasks import open_record

KINDS: Final = (
    "hardship", "dispute", "cease", "opt_out", "inconvenient", "represented", "identity_theft", "bankrupt", "declines",
    "employer_prohibits", "complaint", "lifted",
)  # fmt: skip
"""What can be noted from the page of a case; the most frequent first."""
_OF_THE_CASE: Final = frozenset({"hardship", "dispute", "identity_theft"})
_LONGEST_KEY: Final = 80
_LONGEST_DAYS: Final = 3 * 366
_ZONE: Final = "select zone from people where person = %s"
_SAME: Final = "select from statements where statement = %s and person = %s and kind = %s"


def take_in(site: Site, principal: Principal, case: str, given: Mapping[str, str]) -> int:
    """Note a statement about a case: how many contacts it withdrew.

    Sent twice it is noted once. InputError where it can't be read; NotFound where the case or person is another's.
    """
    kind, person, key = given.get("kind", ""), given.get("person", ""), given.get("key", "")
    if kind not in KINDS:
        raise InputError("/kind", f"is none; write one of {', '.join(KINDS)}")
    if not key.isalnum() or len(key) > _LONGEST_KEY:
        raise InputError("/key", "is none of this page; load the page again")
    see(site, principal, {"case": case, "person": person})
    name = f"desk-{principal.id}-{key}"
    if kind == "complaint":
        return _complain(site, name, case, person, given.get("text", ""))
    return _say(site, name, case, person, kind, given)


def _say(site: Site, name: str, case: str, person: str, kind: str, given: Mapping[str, str]) -> int:
    now = site.clock()
    body: dict[str, Any] = {
        "id": name,
        "at": format_instant(now),
        "person": person,
        "kind": kind,
        "medium": "oral",
    }
    with open_record(site) as record:
        connection = record.connection
        if record.debtor_of(case, person) is None:
            raise InputError("/person", "is no party to the case; choose one of them")
        row = connection.execute(_ZONE, [person]).fetchone()
        body |= _more(kind, case, given, now, zone_of(row[0] if row else None))
        if connection.execute(_SAME, [name, person, kind]).fetchone() is not None:
            return 0
    return len(heed(site, body).stopped)


def _more(kind: str, case: str, given: Mapping[str, str], now: datetime, zone: Any) -> dict[str, Any]:
    """The further fields of a kind of statement."""
    more: dict[str, Any] = {}
    if kind in _OF_THE_CASE:
        more["debts"] = [case]
    if kind == "opt_out" and given.get("channel"):
        more["channel"] = given["channel"]
    if kind == "lifted":
        more["of"] = given.get("of") or None
    if kind == "inconvenient":
        more |= {name: given[name] for name in ("from", "to", "place") if given.get(name)}
    if given.get("until") and kind in ("hardship", "inconvenient"):
        day = parse_date(given["until"], "/until")
        if not now.date() <= day <= now.date() + timedelta(days=_LONGEST_DAYS):
            raise InputError("/until", "is past or too far off; write a day to come")
        more["until"] = datetime.combine(day, time(23, 59, 59), zone or now.astimezone().tzinfo).isoformat()
    return more


def _complain(site: Site, name: str, case: str, person: str, text: str) -> int:
    """Take a complaint in; only the hash of its words is kept."""
    if not text.strip():
        raise InputError("/text", "is missing; write what the complaint is about")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    now = site.clock()
    complaint = Complaint(
        id=name, person=person, received_at=now, text_sha256=sha256, case=case, medium="oral"
    )
    return len(heed_complaint(site, complaint, now))
