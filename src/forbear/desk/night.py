"""The night: from a borrower's dossier and the strategy to what should be said tomorrow, or why nothing.

A pure function. What it returns are intentions; whether any of them may be carried out is for the gate. A
borrower with several cases hears once, about the most urgent one; only the debtor is ever intended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forbear.desk.dossier import CaseFile, Dossier, local_day, usable_addresses
from forbear.desk.silence import reason_for_silence
from forbear.desk.strategy import Hours, Stage, Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """A contact that is wanted: whom (always the debtor), about what, how, and when at the earliest.

    `latest` is how long the gate may look for a lawful moment.
    """

    case: str
    person: str
    channel: str
    purpose: str
    template: str
    at: datetime
    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the night decided on a case: `planned`, `silent`, `none` or `attention`, and the word for why."""

    case: str
    outcome: str
    why: str | None = None
    stage: str | None = None
    treatment: str | None = None
    intention: Intention | None = None


def decide(dossier: Dossier, strategy: Strategy, on: date) -> tuple[Decision, ...]:
    """Decide on every case of a debtor, aged as of the end of `on`, for contacts on the day after.

    Words for `none`: `settled`, `not_due`, `no_stage`. For `silent`: those of `reason_for_silence`,
    `small_amount`, `too_soon`, `other_case` (the borrower hears about another case), or what a silent stage
    says. For `attention`: `unreadable_terms`, `unreadable_rows`, `no_zone`,
    `no_address`.

    >>> from decimal import Decimal
    >>> from forbear.desk.dossier import Address, Ageing, Individual
    >>> from forbear.desk.strategy_file import load_strategy
    >>> age = Ageing(on=date(2026, 5, 12), days_past_due=5, bucket="1-30", overdue=Decimal("880.00"),
    ...              balance=Decimal("9000.00"))
    >>> file = CaseFile(id="c1", lender="b1", debtor="p1", product="credit_card", currency="CNY", ageing=age)
    >>> mail = Address(id="a1", person="p1", kind="email", verified_on=date(2026, 1, 5))
    >>> borrower = Individual(id="p1", zones=("Asia/Shanghai",), region="CN")
    >>> dossier = Dossier(debtor="p1", cases=(file,), people={"p1": borrower}, addresses=(mail,))
    >>> [decision] = decide(dossier, load_strategy("standard"), date(2026, 5, 12))
    >>> decision.treatment, decision.intention.channel, decision.intention.at.date()
    ('soft_reminder', 'email', datetime.date(2026, 5, 13))
    """
    decisions = [_decide_case(file, dossier, strategy, on) for file in dossier.cases]
    wanted = [d for d in decisions if d.intention is not None]
    if len(wanted) < 2:
        return tuple(decisions)
    files = {file.id: file for file in dossier.cases}
    chosen = max(wanted, key=lambda d: _urgency(files[d.case]))
    return tuple(
        replace(d, outcome="silent", why="other_case", intention=None)
        if d.intention is not None and d is not chosen
        else d
        for d in decisions
    )


def _urgency(file: CaseFile) -> tuple[int, object, str]:
    age = file.ageing
    return (age.days_past_due, age.overdue, file.id) if age else (0, 0, file.id)


def _decide_case(file: CaseFile, dossier: Dossier, strategy: Strategy, on: date) -> Decision:
    if file.status == "settled":
        return Decision(case=file.id, outcome="none", why="settled")
    if file.ageing is None:
        return Decision(case=file.id, outcome="attention", why="unreadable_terms")
    if file.unread is not None:
        return Decision(case=file.id, outcome="attention", why="unreadable_rows")
    zones = _zones(dossier, file)
    day = on + timedelta(days=1)
    reason = reason_for_silence(file, dossier, _end_of(day, zones))
    if reason is not None:
        return Decision(case=file.id, outcome="silent", why=reason)
    days = days_to_stage(file, on)
    stage = strategy.stage(days, file, dossier.firms.get(file.lender)) if days is not None else None
    if stage is None:
        return Decision(
            case=file.id, outcome="none", why="not_due" if days is None or days < 0 else "no_stage"
        )
    about = Decision(case=file.id, outcome="silent", stage=stage.name, treatment=stage.treatment)
    if stage.treatment == "silence":
        return replace(about, why=stage.why)
    least = strategy.least_overdue.get(file.currency)
    if least is not None and 0 < file.ageing.overdue < least:
        return replace(about, why="small_amount")
    return _intend(about, stage, file, dossier, day, strategy.horizon_days)


def _intend(
    about: Decision, stage: Stage, file: CaseFile, dossier: Dossier, day: date, horizon_days: int
) -> Decision:
    zones = _zones(dossier, file)
    if not zones:
        return replace(about, outcome="attention", why="no_zone")
    if _days_since_contact(dossier, zones, day) < stage.min_gap_days:
        return replace(about, why="too_soon")
    at = preferred_moment(file.debtor, day, stage.hours, zones[0])
    channel = next((c for c in stage.channels if usable_addresses(dossier, file.debtor, c, at)), None)
    if channel is None:
        return replace(about, outcome="attention", why="no_address")
    intention = Intention(
        case=file.id,
        person=file.debtor,
        channel=channel,
        purpose=stage.purpose,
        template=stage.templates[channel],
        at=at,
        latest=_end_of(day + timedelta(days=horizon_days), zones),
    )
    return replace(about, outcome="planned", intention=intention)


def days_to_stage(file: CaseFile, on: date) -> int | None:
    """The age by which a stage is chosen: days past due at the end of `on`, or, where nothing is overdue, the
    days from the day of the contact (the day after) to the due date as a negative number, 0 at most.

    None where nothing is overdue and nothing falls due.

    >>> from decimal import Decimal
    >>> from forbear.desk.dossier import Ageing
    >>> age = Ageing(on=date(2026, 5, 12), days_past_due=0, bucket="0", overdue=Decimal(0),
    ...              balance=Decimal(900), next_due=date(2026, 5, 16))
    >>> file = CaseFile(id="c1", lender="b1", debtor="p1", product="credit_card", currency="CNY", ageing=age)
    >>> days_to_stage(file, date(2026, 5, 12))
    -3
    """
    age = file.ageing
    if age is None:
        return None
    if age.overdue > 0 or age.days_past_due > 0:
        return age.days_past_due
    if age.next_due is None:
        return None
    return min(0, (on + timedelta(days=1) - age.next_due).days)


def preferred_moment(person: str, day: date, hours: Hours, zone: str) -> datetime:
    """When within the preferred hours a person's contact is placed: spread over them, the same every time.

    >>> nine_to_five = Hours(start=time(9), end=time(17))
    >>> moment = preferred_moment("p1", date(2026, 5, 12), nine_to_five, "Asia/Shanghai")
    >>> time(9) <= moment.time() < time(17) and moment == preferred_moment(
    ...     "p1", date(2026, 5, 12), nine_to_five, "Asia/Shanghai")
    True
    """
    start = datetime.combine(day, hours.start, ZoneInfo(zone))
    minutes = (datetime.combine(day, hours.end) - datetime.combine(day, hours.start)) // timedelta(minutes=1)
    digest = hashlib.sha256(f"{person} {day.isoformat()}".encode()).digest()
    return start + timedelta(minutes=int.from_bytes(digest[:8]) % max(minutes, 1))


def _zones(dossier: Dossier, file: CaseFile) -> tuple[str, ...]:
    person = dossier.people.get(file.debtor)
    return (person.zones or ()) if person else ()


def _end_of(day: date, zones: Sequence[str]) -> datetime:
    """The last second of a local day."""
    zone = ZoneInfo(zones[0]) if zones else UTC
    return datetime.combine(day, time(23, 59, 59), zone)


def _days_since_contact(dossier: Dossier, zones: Sequence[str], day: date) -> int:
    """Days from the last contact we made or reserved with the debtor to `day`; a great number if none."""
    days = [
        local_day(contact.at, zones)
        for contact in dossier.history
        if contact.person == dossier.debtor and contact.direction == "outbound"
    ]
    return (day - max(days)).days if days else 10_000
