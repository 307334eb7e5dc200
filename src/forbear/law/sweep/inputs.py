"""What a sweep reads: six tables, whose columns are fixed here, and how the words of `terms` stand in them.

A *circle*, numbered from 0 on, is what one request would hold: the people, debts, statements and contacts that are
known together. A contact is judged with all of its circle: the history is what came strictly before it there.
`contacts.n` numbers the contacts of all circles, each once; `judged` tells those to be judged from those that are only
history; `contacts.days_past_due`, where it is told, stands in place of the debt's.

Instants (`…_us`) are microseconds since 1970-01-01T00:00Z, from 1970-01-03 on; `offset_s` is the offset with which one
was noted down. Days (`…_day`) are counted from 1970-01-01, times of day (`…_s`) are seconds, weekdays begin with 0 on
Monday. What a text does stands in `readings`, one row for each person who may hear it: the acts as bits (`mask_of`),
and whether the reader was unsure; a text without a row there was not read. A `word` is one of those that `terms` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from forbear.law.clock.zones import day_of
from forbear.terms import ACTS, WEEKDAYS, Collector, Contact, Debt, Findings, Person, Statement

Columns = tuple[tuple[str, str], ...]


def _columns(**kinds: str) -> Columns:
    return tuple((name, kind) for kind, names in kinds.items() for name in names.split())


INPUTS: Mapping[str, Columns] = {
    "in_contacts": _columns(
        number="n circle at_us offset_s staff days_past_due",
        text="id person reply_to address text address_person notice collector",
        word="channel direction purpose address_kind result style known_at",
        texts="debts talked_of",
        flag="judged conveys_debt limited_content",
    ),
    "in_people": _columns(
        number="circle",
        text="id region",
        word="role",
        texts="zones",
        flag="deceased incapacitated minor reachable",
    ),
    "in_debts": _columns(
        number="circle days_past_due limitation_ends_day validation_sent_day assigned_day assignment_notified_day",
        text="id grouping",
        word="product status",
    ),
    "in_collectors": _columns(text="id acts_for", word="kind"),
    "in_statements": _columns(
        number="m circle at_us offset_s until_us from_s to_s from_day to_day",
        text="id person kind medium place lifts consent_to given_to channel address by_whom",
        texts="debts",
        numbers="weekdays dates",
        flag="written",
    ),
    "in_readings": _columns(number="n acts", text="person", flag="unsure"),
}
"""The tables that a sweep reads, and the kind of each column."""

_BITS = {act: 1 << i for i, act in enumerate(sorted(ACTS))}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def mask_of(acts: Iterable[str]) -> int:
    """Some acts as bits.

    >>> mask_of(()), mask_of(["adds_fees", "announces_suit"])
    (0, 3)
    """
    return sum({_BITS[a] for a in acts})


def contact_row(contact: Contact, *, n: int, circle: int, judged: bool) -> dict[str, Any]:
    """A contact as a row of `in_contacts`.

    >>> c = Contact(id="c", at=datetime(2026, 5, 12, 2, tzinfo=UTC), channel="call", person="p", debts=("d",))
    >>> row = contact_row(c, n=1, circle=7, judged=True)
    >>> row["at_us"], row["debts"], row["direction"]
    (1778551200000000, ['d'], 'outbound')
    """
    same = (
        "id channel direction person purpose reply_to address address_kind result style text address_person known_at"
        " notice collector conveys_debt limited_content staff"
    )
    return {
        "n": n,
        "circle": circle,
        "judged": judged,
        **{name: getattr(contact, name) for name in same.split()},
        **_moment(contact.at),
        "debts": list(contact.debts),
        "talked_of": None if contact.talked_of is None else list(contact.talked_of),
        "days_past_due": None,
    }


def person_row(person: Person, *, circle: int) -> dict[str, Any]:
    """A person as a row of `in_people`."""
    same = ("id", "role", "region", "deceased", "incapacitated", "minor", "reachable")
    return {
        "circle": circle,
        **{name: getattr(person, name) for name in same},
        "zones": list(person.zones or ()),
    }


def debt_row(debt: Debt, *, circle: int) -> dict[str, Any]:
    """A debt as a row of `in_debts`."""
    dates = ("limitation_ends", "validation_sent", "assigned", "assignment_notified")
    same = ("id", "product", "status", "days_past_due")
    return {
        "circle": circle,
        **{name: getattr(debt, name) for name in same},
        **{f"{name}_day": _day(getattr(debt, name)) for name in dates},
        "grouping": debt.group,
    }


def collector_row(collector: Collector) -> dict[str, Any]:
    """A collector as a row of `in_collectors`."""
    return {"id": collector.id, "kind": collector.kind, "acts_for": collector.acts_for}


def statement_row(statement: Statement, *, m: int, circle: int) -> dict[str, Any]:
    """A statement as a row of `in_statements`; `m` numbers the statements of all circles."""
    s = statement
    same = (
        "id",
        "person",
        "kind",
        "medium",
        "place",
        "consent_to",
        "given_to",
        "channel",
        "address",
        "written",
    )
    return {
        "m": m,
        "circle": circle,
        **{name: getattr(s, name) for name in same},
        **_moment(s.at),
        "until_us": None if s.until is None else _micros(s.until),
        "debts": list(s.debts or ()),
        "weekdays": None if s.days is None else [WEEKDAYS.index(d) for d in s.days],
        "dates": None if s.dates is None else [day_of(d) for d in s.dates],
        "from_s": _second(s.from_time),
        "to_s": _second(s.to_time),
        "from_day": _day(s.from_date),
        "to_day": _day(s.to_date),
        "lifts": s.of,
        "by_whom": s.by,
    }


def reading_row(findings: Findings, *, n: int, person: str) -> dict[str, Any]:
    """What a contact's text does to one person's ears, as a row of `in_readings`."""
    return {"n": n, "person": person, "acts": mask_of(findings.acts), "unsure": findings.unsure}


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _moment(at: datetime) -> dict[str, int]:
    return {"at_us": _micros(at), "offset_s": int((at.utcoffset() or timedelta()).total_seconds())}


def _day(value: date | None) -> int | None:
    return None if value is None else day_of(value)


def _second(value: time | None) -> int | None:
    return None if value is None else value.hour * 3600 + value.minute * 60 + value.second
