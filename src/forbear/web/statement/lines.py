"""The lines of a statement: what happened, by which rule, what it did to the total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from forbear.money import PARTS, Event, Terms
from forbear.money.ageing import Parts
from forbear.money.journal import Entry
from forbear.web.statement.writing import write_money, write_parts, write_rate
from forbear.web.words import say, word, write_day

_INCOMING: Final = frozenset({"payment", "recovery"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the day, what happened and why it counts as it does, what it changed, the total after it."""

    day: str
    what: str
    why: str
    change: str
    running: str


def tell_lines(
    terms: Terms, events: Sequence[Event], entries: Sequence[Entry], language: str
) -> Iterator[Line]:
    """A line for each entry of the journal, and one for each event that moved no money."""
    by_name = {event.id: event for event in events if event.id is not None}
    told = {id(event) for entry in entries for event in entry.events}
    quiet = [event for event in events if id(event) not in told and event.kind != "reversal"]
    steps: list[tuple[date, Entry | Event]] = [(entry.on, entry) for entry in entries]
    steps += [(event.on, event) for event in quiet]
    total = Decimal(0)
    for on, step in sorted(steps, key=lambda pair: pair[0]):
        if isinstance(step, Event):
            change, what, why = Decimal(0), _quiet(step, terms, language), ""
        else:
            change = sum((step.of(part) for part in PARTS), Decimal(0))
            what, why = _what(step, by_name, terms, language), _why(step, terms, language)
        total += change
        yield Line(
            day=write_day(on, language),
            what=what,
            why=why,
            change=_signed(change, terms.currency, language) if change else "–",
            running=write_money(total, terms.currency, language),
        )


def _signed(amount: Decimal, currency: str, language: str) -> str:
    return ("+" if amount > 0 else "") + write_money(amount, currency, language)


def _quiet(event: Event, terms: Terms, language: str) -> str:
    amount = write_money(event.amount or Decimal(0), terms.currency, language)
    return say(
        language, f"happened.{event.kind}", amount=amount, part=word(language, "part_in_line", event.part)
    )


def _what(entry: Entry, by_name: dict[str, Event], terms: Terms, language: str) -> str:
    if entry.kind == "reversal":
        told = [_reversed(event, by_name, language) for event in entry.events]
        return say(language, "happened.reversal", told=say(language, "owed.and").join(told))
    if not entry.events:
        key = "opening" if entry.kind == "lent" and terms.method == "revolving" else entry.kind
        return say(language, f"happened.{key}")
    event = entry.events[0]
    values = {
        "amount": write_money(event.amount or Decimal(0), terms.currency, language),
        "part": word(language, "part_in_line", event.part or "fee"),
        "minimum": write_money(event.minimum or Decimal(0), terms.currency, language),
        "due": write_day(event.due or event.on, language),
    }
    return say(language, f"happened.{entry.kind}", **values)


def _reversed(event: Event, by_name: dict[str, Event], language: str) -> str:
    target = by_name[event.of or ""]
    return say(language, "owed.reversed", kind=word(language, "event", target.kind),
               day=write_day(target.on, language))  # fmt: skip


def _why(entry: Entry, terms: Terms, language: str) -> str:
    met = Parts(**{part: -entry.of(part) for part in PARTS})
    said: list[str] = []
    if entry.kind in _INCOMING:
        if met.total > 0 and terms.method != "revolving":
            said.append(
                say(
                    language,
                    "why.went_to",
                    parts=write_parts(met, terms.currency, language, entry.order or PARTS),
                )
            )
        if entry.order:
            said.append(_because(entry, terms, language))
    elif entry.kind == "interest":
        key = "interest_daily" if terms.recalculate == "daily" else "interest"
        said.append(say(language, f"why.{key}", rate=write_rate(terms.annual_rate)))
    elif entry.kind == "late_charge" and terms.late is not None:
        said.append(
            say(language, f"why.late_{terms.late.kind}", rate=write_rate(terms.late.rate),
                amount=write_money(terms.late.amount, terms.currency, language))
        )  # fmt: skip
    elif entry.kind in ("reversal", "settlement"):
        said.append(say(language, "why.by_part", parts=write_parts(
            Parts(**{part: entry.of(part) for part in PARTS}), terms.currency, language)))  # fmt: skip
    elif entry.kind in ("instalment_fee", "charge_off"):
        said.append(say(language, f"why.{entry.kind}"))
    said += _kept_aside(entry, terms, language)
    return (" " if language == "en" else "").join(said)


def _because(entry: Entry, terms: Terms, language: str) -> str:
    """Why a payment went to which part first: the contract's order, or the one of those days past due."""
    parts = say(language, "owed.then").join(word(language, "part_in_line", part) for part in entry.order)
    days = entry.days_past_due or 0
    if len(terms.allocation) == 1:
        return say(language, "why.order", parts=parts)
    starts = [order.from_dpd for order in terms.allocation]
    after = next((start for start in starts if start > days), None)
    first = max(start for start in starts if start <= days)
    key = "order_from" if after is None else "order_below" if days else "order_in_time"
    return say(language, f"why.{key}", parts=parts, days=days, first=first, last=(after or 0) - 1)


def _kept_aside(entry: Entry, terms: Terms, language: str) -> list[str]:
    """What of a payment waits for charges to come, what is in credit, what of it comes back to use."""
    told = []
    for account in ("paid_ahead", "credit"):
        amount = -entry.of(account)
        if amount:
            key = account if amount > 0 else f"{account}_used"
            told.append(
                say(language, f"why.{key}", amount=write_money(abs(amount), terms.currency, language))
            )
    return told
