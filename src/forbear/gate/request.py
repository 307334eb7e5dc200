"""From a dossier to the question that the law answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from forbear.desk.dossier import Address, Dossier, Individual, local_day
from forbear.terms import Collector, Contact, Debt, Person, Request

_KIND_OF_ADDRESS = {"mobile": "mobile", "landline": "landline"}


def address_kind(address: Address | None) -> str:
    """The kind of an address in the words of a contact."""
    return _KIND_OF_ADDRESS.get(address.kind, "unknown") if address else "unknown"


def build_request(dossier: Dossier, contact: Contact) -> Request:
    """The question: this contact, with all that is known of the debtor's cases, parties and history.

    The contact itself is left out of the history. A reservation for later the same local day counts as made
    just before, so that two that are asked for at once can't both be the last.
    """
    case = contact.debts[0]
    return Request(
        contact=contact,
        collectors=tuple(firm.collector for firm in dossier.firms.values()) or _unknown(contact),
        debts=_debts(dossier),
        people=_people(dossier, case),
        statements=dossier.statements,
        history=_history(dossier, contact),
    )


def as_known(dossier: Dossier, now: datetime) -> Dossier:
    """The dossier by a clock behind which nothing on record lies ahead: what is known has happened.

    Where a clock was set back, or another gate's is fast, a statement or a contact that was made bears a moment
    that is still to come. It counts as of just now, or for hours it would not count at all. A reservation keeps
    its moment.

    >>> from datetime import UTC
    >>> from forbear.terms import Statement
    >>> noon = datetime(2026, 5, 12, 12, tzinfo=UTC)
    >>> said = Statement(id="s1", at=noon + timedelta(hours=5), person="p1", kind="cease")
    >>> as_known(Dossier(debtor="p1", cases=(), statements=(said,)), noon).statements[0].at == noon
    True
    """
    ahead = sum(said.at > now for said in dossier.statements)  # they stand in the order of their moments
    if ahead:
        held = dossier.statements[-ahead:]
        first = now - timedelta(microseconds=ahead - 1)
        told = (replace(said, at=first + timedelta(microseconds=n)) for n, said in enumerate(held))
        dossier = replace(dossier, statements=(*dossier.statements[:-ahead], *told))
    made = {c.id for c in dossier.history if c.at >= now} - dossier.pending
    if made:
        before = now - timedelta(seconds=1)
        history = tuple(replace(c, at=before) if c.id in made else c for c in dossier.history)
        dossier = replace(dossier, history=history)
    return dossier


def _unknown(contact: Contact) -> tuple[Collector, ...]:
    return (Collector(id=contact.collector),) if contact.collector else ()


def _debts(dossier: Dossier) -> tuple[Debt, ...]:
    debts = []
    for file in dossier.cases:
        age = file.ageing
        status = file.status
        if age is not None and status in ("current", "overdue"):
            status = "overdue" if age.overdue > 0 or age.days_past_due > 0 else "current"
        days = age.days_past_due if age is not None else None
        debts.append(Debt(id=file.id, product=file.product, status=status, days_past_due=days))
    return tuple(debts)


def _people(dossier: Dossier, case: str) -> tuple[Person, ...]:
    """Every party once; the role on this case is the one that counts."""
    roles: dict[str, str] = {}
    for party in dossier.parties:
        if party.case == case or party.person not in roles:
            roles[party.person] = party.role
    return tuple(
        _person(dossier.people.get(person) or Individual(id=person), role) for person, role in roles.items()
    )


def _person(known: Individual, role: str) -> Person:
    return Person(
        id=known.id,
        role=role,
        zones=known.zones,
        region=known.region,
        deceased=known.deceased,
        incapacitated=known.incapacitated,
        reachable=known.reachable,
    )


def _history(dossier: Dossier, contact: Contact) -> tuple[Contact, ...]:
    if not dossier.pending:
        return dossier.history
    before = contact.at - timedelta(seconds=1)
    past = []
    for other in dossier.history:
        if other.id == contact.id:
            continue
        if other.id in dossier.pending and other.at >= contact.at and _same_day(dossier, other, contact.at):
            other = replace(other, at=before)
        past.append(other)
    return tuple(past)


def _same_day(dossier: Dossier, other: Contact, at: datetime) -> bool:
    known = dossier.people.get(other.person)
    zones = known.zones if known else None
    return local_day(other.at, zones) == local_day(at, zones)
