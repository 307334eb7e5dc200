"""A contact log, row by row: the contact, and what the row tells of its person, its debts and who made it.

A row is flat (formats.md 4): besides the fields of a contact it has `person_role`, `zone` (or several, with `;`),
`region`, `collector_kind`, `lender` (an id; of an agency, for whom it acts), `lender_kind`, `product`, `status`
and `days_past_due`. Where `lender_kind` is left out and `lender` is itself a kind (`bank`), it is that kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from forbear import terms
from forbear.law.judge.checks import Check, flag, list_of, name, number, word, zone
from forbear.law.judge.wire import CONTACT, read_contact
from forbear.review.log_files import Row
from forbear.terms import Collector, Contact, Debt, InputError, Person

FLAT: Mapping[str, Check] = {
    "person_role": word(terms.ROLES),
    "zone": list_of(zone),
    "region": name,
    "collector_kind": word(terms.COLLECTOR_KINDS),
    "lender": name,
    "lender_kind": word(terms.COLLECTOR_KINDS - {"agency"}),
    "product": word(terms.PRODUCTS),
    "status": word(terms.DEBT_STATUSES),
    "days_past_due": number,
    "reachable": flag,
}
"""The columns that a log has besides those of a contact."""
COLUMNS = (*CONTACT, *FLAT)
_LISTS = frozenset({"debts", "talked_of", "zone"})
_NUMBERS = frozenset({"staff", "days_past_due"})
_FLAGS = frozenset({"conveys_debt", "limited_content", "reachable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One contact of a log, with what its row tells of those concerned. `lender` is None where nobody is told."""

    line: int
    contact: Contact
    person: Person
    debts: tuple[Debt, ...]
    collector: Collector | None
    lender: Collector | None


def read_entry(row: Row) -> LogEntry:
    """What a row says. InputError names the column and what to write instead.

    >>> entry = read_entry(Row(line=2, plain=True, cells={
    ...     "id": "c1", "at": "2026-03-02T10:00:00+08:00", "channel": "call", "person": "p1", "debts": "d1;d2",
    ...     "person_role": "borrower", "zone": "Asia/Shanghai", "collector": "k1", "collector_kind": "agency",
    ...     "lender": "bank", "days_past_due": "31"}))
    >>> entry.contact.debts, entry.collector.acts_for, entry.lender.kind, entry.debts[1].days_past_due
    (('d1', 'd2'), 'bank', 'bank', 31)
    """
    cells = {key: _cell(key, value, row.plain) for key, value in row.cells.items() if value is not None}
    told: dict[str, Any] = {}
    for key in list(cells):
        if key in FLAT:
            try:
                told[key] = FLAT[key](cells.pop(key))
            except InputError as e:
                raise InputError(f"/{key}{e.at}", e.why) from None
        elif key not in CONTACT:
            close = get_close_matches(key, COLUMNS, 1)
            hint = f"did you mean {close[0]!r}?" if close else "the columns are " + ", ".join(COLUMNS)
            raise InputError(f"/{key}", f"unknown column; {hint}")
    if "id" not in cells:
        raise InputError("/id", "missing; every contact of a log has one")
    contact = read_contact(cells)
    collector, lender = _collectors(contact, told)
    return LogEntry(
        line=row.line, contact=contact,
        person=Person(
            id=contact.person, role=told.get("person_role"), zones=told.get("zone"), region=told.get("region"),
            reachable=told.get("reachable"),
        ),
        debts=tuple(
            Debt(id=d, product=told.get("product"), status=told.get("status", "overdue"),
                 days_past_due=told.get("days_past_due"))
            for d in contact.debts
        ),
        collector=collector, lender=lender,
    )  # fmt: skip


def _cell(key: str, value: Any, plain: bool) -> Any:
    """A cell as JSON would hold it."""
    if key in _LISTS and isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if not plain:
        return value
    if key in _NUMBERS:
        try:
            return int(value)
        except ValueError:
            raise InputError(f"/{key}", f"{value!r} is not a whole number") from None
    if key in _FLAGS:
        known = {"true": True, "false": False}.get(value.lower())
        if known is None:
            raise InputError(f"/{key}", "is neither true nor false")
        return known
    return value


def _collectors(contact: Contact, told: Mapping[str, Any]) -> tuple[Collector | None, Collector | None]:
    """Who made the contact, and for whom."""
    who, kind, lender = contact.collector, told.get("collector_kind"), told.get("lender")
    lender_kind = told.get("lender_kind")
    if lender is not None and lender_kind is None and lender in terms.COLLECTOR_KINDS - {"agency"}:
        lender_kind = lender
    if who is None:
        if kind is not None or lender is not None:
            raise InputError("/collector", "missing; its kind or lender is told, write its id too")
        return None, None
    if lender is None or lender == who:
        return Collector(id=who, kind=kind or lender_kind), None
    return Collector(id=who, kind=kind, acts_for=lender), Collector(id=lender, kind=lender_kind)
