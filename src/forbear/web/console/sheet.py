"""A case in words, for its page: names and addresses masked, amounts and moments written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from forbear.gate.mask import mask_name
from forbear.store.console.casefile import CaseSheet
from forbear.web.report import write_amount
from forbear.web.words import one_of, say, word, write_day

Row = Mapping[str, Any]
_SAID: Final = ("channel", "place", "days", "from", "to", "to_date", "dates", "medium", "written")
"""What a statement may say besides its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A party to the case: who, in which role, what time it is there, and how reached."""

    person: str
    name: str
    role: str
    language: str
    there: str
    addresses: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A contact as a line of the case: when, how, what became of it, and why it was refused."""

    contact: str
    at: str
    channel: str
    person: str
    state: str
    allowed: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Anything else with a day, a name and a remark."""

    id: str
    day: str
    what: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTold:
    """The page of a case."""

    case: str
    debtor: str
    facts: tuple[tuple[str, str], ...]
    quiet: str | None
    people: tuple[PersonCard, ...]
    statements: tuple[Line, ...]
    contacts: tuple[ContactLine, ...]
    plans: tuple[Line, ...]
    promises: tuple[Line, ...]
    complaints: tuple[Line, ...]
    placements: tuple[Line, ...]


def tell_case(sheet: CaseSheet, language: str, now: datetime) -> CaseTold:
    """The sheet of a case in `zh` or `en`."""
    case = sheet.case
    zones = {row["person"]: zone_of(row["zone"]) for row in sheet.people}
    home = zones.get(case["debtor"])
    people = tuple(_person(row, sheet, language, now) for row in sheet.people)
    return CaseTold(
        case=case["case_id"],
        debtor=next((p.name for p in people if p.person == case["debtor"]), "•"),
        facts=tuple(_facts(case, language)),
        quiet=word(language, "reason", case["why"]) if case["outcome"] in ("silent", "attention") else None,
        people=people,
        statements=tuple(_statement(row, sheet, language, zones) for row in sheet.statements),
        contacts=tuple(_contact(row, sheet, language, home) for row in sheet.contacts),
        plans=tuple(_plan(row, case["currency"], language) for row in sheet.plans),
        promises=tuple(_promise(row, case["currency"], language) for row in sheet.promises),
        complaints=tuple(_complaint(row, language, home) for row in sheet.complaints),
        placements=tuple(_placement(row, language) for row in sheet.placements),
    )


def zone_of(written: str | None) -> ZoneInfo | None:
    """The first zone of a cell; None where there is none.

    >>> str(zone_of("Asia/Shanghai;Asia/Urumqi")), zone_of(None)
    ('Asia/Shanghai', None)
    """
    try:
        return ZoneInfo(written.split(";")[0].strip()) if written else None
    except (ValueError, KeyError):
        return None


def write_moment(at: datetime, zone: ZoneInfo | None) -> str:
    """An instant by the clock of a person, to the minute; by UTC where no zone is known.

    >>> from datetime import UTC
    >>> write_moment(datetime(2026, 5, 12, 2, 5, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    '2026-05-12 10:05 (Asia/Shanghai)'
    """
    return f"{at.astimezone(zone or ZoneInfo('UTC')):%Y-%m-%d %H:%M} ({zone or 'UTC'})"


def _facts(case: Row, language: str) -> Iterator[tuple[str, str]]:
    yield say(language, "desk.product"), word(language, "product", case["product"])
    yield say(language, "desk.lender"), case["lender_name"]
    yield say(language, "desk.status"), word(language, "status", case["status"])


def tell_age(case: Row, language: str) -> tuple[tuple[str, str], ...]:
    """What the last night found to be owed, where the account itself can't be told."""
    if case["on_day"] is None:
        return ()
    return (
        (say(language, "desk.overdue"), write_amount(case["currency"], case["overdue"])),
        (say(language, "desk.balance"), write_amount(case["currency"], case["balance"])),
        (say(language, "desk.days_past_due"), f"{case['days_past_due']}"),
        (say(language, "desk.as_of"), write_day(case["on_day"], language)),
    )


def _person(row: Row, sheet: CaseSheet, language: str, now: datetime) -> PersonCard:
    zone = zone_of(row["zone"])
    marks = [name for name in ("deceased", "incapacitated") if row[name]]
    addresses = [
        f"{word(language, 'address_kind', a['kind'])} {a['masked']}{_standing(a, language)}"
        for a in sheet.addresses
        if a["person"] == row["person"]
    ]
    return PersonCard(
        person=row["person"],
        name=mask_name(row["name"]),
        role=word(language, "role", row["role"]),
        language=row["language"],
        there=write_moment(now, zone) if zone else say(language, "desk.no_zone"),
        addresses=tuple(addresses),
        notes=tuple(word(language, "reason", mark) for mark in marks),
    )


def _standing(address: Row, language: str) -> str:
    if address["dead"]:
        return f" · {say(language, 'desk.dead')}"
    return "" if address["verified_on"] else f" · {say(language, 'desk.unverified')}"


def _statement(row: Row, sheet: CaseSheet, language: str, zones: Mapping[str, ZoneInfo | None]) -> Line:
    zone = zones.get(row["person"])
    said = [
        f"{say(language, 'said.' + name)} {_written(row['body'][name], name, language)}"
        for name in _SAID
        if row["body"].get(name) not in (None, "")
    ]
    if row["until"] is not None:
        said.append(f"{say(language, 'said.until')} {write_moment(row['until'], zone)}")
    if row["person"] != sheet.case["debtor"]:
        said.append(_name(sheet, row["person"]))
    return Line(
        id=row["statement"],
        day=write_moment(row["at"], zone),
        what=word(language, "statement", row["kind"]),
        more=" · ".join(said),
    )


def _written(value: Any, name: str, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(_written(one, name, language) for one in value)
    if name in ("channel", "medium", "place"):
        return word(language, "address_kind" if name == "place" else name, value)
    return {True: "✓", False: "–"}.get(value, "") if isinstance(value, bool) else str(value)


def _name(sheet: CaseSheet, person: str) -> str:
    return next((mask_name(row["name"]) for row in sheet.people if row["person"] == person), "•")


def _contact(row: Row, sheet: CaseSheet, language: str, zone: ZoneInfo | None) -> ContactLine:
    whys = [one_of(language, breach["why"]) for breach in row["breaches"] or ()][:2]
    state = word(language, "contact_state", row["state"])
    if row["result"]:
        state = word(language, "outcome", row["result"])
    return ContactLine(
        contact=row["contact"],
        at=write_moment(row["at"], zone),
        channel=word(language, "channel", row["channel"]),
        person=_name(sheet, row["person"]),
        state=state,
        allowed=row["state"] != "refused",
        why="; ".join(whys) if row["state"] in ("refused", "void") else "",
    )


def _plan(row: Row, currency: str, language: str) -> Line:
    rows = row["offer"].get("instalments") or ()
    first = f"{rows[0].get('due', '')} · {currency} {rows[0].get('amount', '')}" if rows else ""
    return Line(
        id=row["plan"],
        day=write_day(row["signed_on"], language),
        what=word(language, "plan_state", row["state"]),
        more=say(language, "desk.instalments", count=len(rows), first=first) if rows else "",
    )


def _promise(row: Row, currency: str, language: str) -> Line:
    return Line(
        id=row["promise"],
        day=write_day(row["due"], language),
        what=word(language, "promise_state", row["status"]),
        more=write_amount(currency, row["amount"]),
    )


def _complaint(row: Row, language: str, zone: ZoneInfo | None) -> Line:
    outcome = word(language, "complaint_outcome", row["outcome"]) if row["outcome"] else ""
    return Line(
        id=row["complaint"],
        day=write_moment(row["received_at"], zone),
        what=word(language, "stage", row["stage"]),
        more=outcome,
    )


def _placement(row: Row, language: str) -> Line:
    ended = row["recalled_at"] is not None or row["to_day"] is not None
    return Line(
        id=row["agency"],
        day=write_day(row["from_day"], language),
        what=row["registered_name"],
        more=say(language, "desk.recalled") if ended else "",
    )
