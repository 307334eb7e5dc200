"""From the question's fields to a judge request (formats.md 2): nothing is added but what the form says is taken.

Calls and messages are told as numbers. Those of the day are spread evenly from midnight to the contact, those of
the six days before stand at noon and after; the last conversation stands where it was told, in place of one of
the answered calls of its day. Statements date from the day told, or from a week before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from forbear.web.law.question import BORROWER, Question, places

DAYS_BEFORE: Final = 6
WEEK: Final = timedelta(days=7)
OF_BORROWER: Final = frozenset(
    {"plan_signed", "hardship", "dispute", "complaint", "represented", "bankrupt", "identity_theft"}
)
"""What the borrower says or is, whoever is contacted; the rest is said by the person contacted."""
_KNOWN: Final = dict(
    zip(
        BORROWER,
        (
            {"reachable": True, "deceased": False, "incapacitated": False},
            {"reachable": False},
            {"reachable": False, "deceased": True},
            {"reachable": False, "incapacitated": True},
        ),
        strict=True,
    )
)


def build_request(asked: Question) -> dict[str, Any]:
    """The judge request of a question without mistakes.

    >>> from forbear.web.law.question import read_question
    >>> fields = {"place": "CN", "lender": "bank", "collector": "agency", "channel": "call", "role": "borrower",
    ...           "at": "2026-03-02T22:10"}
    >>> made = build_request(read_question({name: [value] for name, value in fields.items()}, "en"))
    >>> made["contact"]["at"], made["collectors"][1]
    ('2026-03-02T22:10:00+08:00', {'id': 'agency', 'kind': 'agency', 'acts_for': 'lender'})
    """
    read = asked.read
    zone = ZoneInfo(read.get("zone") or places()[read["place"]][0])
    at = read["at"].replace(tzinfo=zone)
    person = {"id": "p", "role": read["role"], "zones": [str(zone)], "region": read["place"]}
    people = [person]
    if read["role"] == "borrower":
        person |= {"reachable": True, "deceased": False, "incapacitated": False}
    else:
        people.append({"id": "b", "role": "borrower", **_KNOWN.get(read.get("borrower", ""), {})})
    debt = {"id": "d", "product": read.get("product"), "days_past_due": read.get("days_past_due")}
    return {
        "collectors": [
            {"id": "lender", "kind": read["lender"]}, {"id": "agency", "kind": "agency", "acts_for": "lender"},
        ],
        "debts": [debt], "people": people, "statements": list(_statements(asked, at)),
        "history": list(_history(asked, at)),
        "contact": {
            **_contact(asked, at, read["channel"]),
            **{name: read[name] for name in ("purpose", "style", "staff", "text") if name in read},
            "conveys_debt": {"yes": True, "no": False}.get(read.get("conveys_debt", "")),
        },
    }  # fmt: skip


def _contact(asked: Question, at: datetime, channel: str) -> dict[str, Any]:
    made = {
        "at": at.isoformat(), "channel": channel, "person": "p", "debts": ["d"], "address": "a",
        "collector": asked.read["collector"],
    }  # fmt: skip
    if channel == asked.read["channel"]:
        made["address_kind"] = asked.read.get("address_kind", "unknown")
    return made


def _history(asked: Question, at: datetime) -> Iterable[dict[str, Any]]:
    """The earlier contacts, each with an id of its own."""
    read, message = asked.read, _message_channel(asked.read["channel"])
    counts = {name: read.get(name, 0) for name in ("answered_today", "answered_week")}
    events: list[tuple[datetime, str, str]] = []
    talk = read["last_talk"].replace(tzinfo=at.tzinfo) if "last_talk" in read else None
    if talk is not None:
        days = (at.date() - talk.date()).days
        of = "answered_today" if days == 0 else "answered_week" if days <= DAYS_BEFORE else None
        if of is not None:
            counts[of] = max(counts[of] - 1, 0)
        events.append((talk, "call", "conversation"))
    for name, channel, result in (
        ("answered", "call", "conversation"), ("missed", "call", "unanswered"), ("messages", message, "delivered"),
    ):  # fmt: skip
        today, week = f"{name}_today", f"{name}_week"
        events += [(moment, channel, result) for moment in _today(at, counts.get(today, read.get(today, 0)))]
        events += [(moment, channel, result) for moment in _week(at, counts.get(week, read.get(week, 0)))]
    for place, (moment, channel, result) in enumerate(sorted(events)):
        yield {**_contact(asked, moment, channel), "id": f"h{place}", "result": result}


def _message_channel(channel: str) -> str:
    return channel if channel in ("im", "email", "social_message") else "sms"


def _today(at: datetime, count: int) -> Iterable[datetime]:
    midnight = datetime.combine(at.date(), time(), at.tzinfo)
    return (midnight + (at - midnight) * place / (count + 1) for place in range(1, count + 1))


def _week(at: datetime, count: int) -> Iterable[datetime]:
    noon = datetime.combine(at.date(), time(12), at.tzinfo)
    for place in range(count):
        later, back = divmod(place, DAYS_BEFORE)
        yield noon - timedelta(days=back + 1) + timedelta(minutes=2 * later)


def _statements(asked: Question, at: datetime) -> Iterable[dict[str, Any]]:
    read = asked.read
    said_on = read.get("said_on")
    since = datetime.combine(said_on, time(), at.tzinfo) if said_on else at - WEEK
    common = {"at": min(since, at).isoformat(), **({"medium": read["medium"]} if "medium" in read else {})}
    for kind in sorted(asked.ticked):
        who = "b" if kind in OF_BORROWER and read["role"] != "borrower" else "p"
        said: dict[str, Any] = {"id": kind, "kind": kind, "person": who, **common}
        if kind.startswith("consent_"):
            said |= {"kind": "consent", "to": kind.removeprefix("consent_")}
        elif kind == "opt_out":
            said |= {"channel": read["channel"]}
        elif kind == "dispute" and "medium" in read:
            said |= {"written": read["medium"] != "oral"}
        yield said
    for kind, first, last in (
        ("inconvenient", "not_from", "not_to"),
        ("agreed_hours", "agreed_from", "agreed_to"),
    ):
        if first in read:
            yield {"id": kind, "kind": kind, "person": "p", **common, "from": read[first], "to": read[last]}
