"""A statement of what is owed in the words of a person: every amount with its event and its rule, to the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from forbear.law.rulebook.values import Known
from forbear.money import PARTS, Age, Event, Terms, age, card, loan
from forbear.money.ageing import Parts
from forbear.money.journal import journal
from forbear.web.statement.lines import Line, tell_lines
from forbear.web.statement.writing import write_money, write_parts, write_rate
from forbear.web.words import say, word, write_day

LOOK_AHEAD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a statement is made of: the contract and what happened to it; who lends, where that is known.

    `order_of_law` is the order of payments that the law asks for, where it asks for one.
    """

    terms: Terms
    events: Sequence[Event]
    on: date
    name: str | None = None
    lender: str | None = None
    number: str | None = None
    order_of_law: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement in one language, every amount and day written out."""

    language: str
    title: str
    lead: str
    meta: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    parts_head: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    overdue: str
    lines_head: tuple[str, ...]
    lines: tuple[Line, ...]
    total: tuple[str, str]
    rules: tuple[str, ...]
    ahead: tuple[str, ...]
    object: tuple[str, ...]


def tell_statement(account: Account, language: str) -> Statement:
    """The statement of an account at the end of a day, in `zh` or `en`.

    Raises `InputError` for an event that cannot have happened, and names it.
    """
    terms, on = account.terms, account.on
    events = [event for event in account.events if event.on <= on]
    now, entries = age(terms, events, on), journal(terms, events, [on])
    total = write_money(now.balance.total, terms.currency, language)
    return Statement(
        language=language,
        title=say(language, "owed.title"),
        lead=say(language, "owed.lead", day=write_day(on, language), total=total),
        meta=_meta(account, language),
        figures=_figures(terms, now, language),
        parts_head=tuple(say(language, f"owed.{name}") for name in ("part", "owed", "of_it_overdue")),
        parts=_parts(terms, now, language),
        overdue=_overdue(terms, events, now, language),
        lines_head=tuple(say(language, f"owed.{name}") for name in ("day", "what", "change", "running")),
        lines=tuple(tell_lines(terms, events, entries, language)),
        total=(say(language, "owed.in_all"), total),
        rules=tuple(_rules(account, language)),
        ahead=tuple(_ahead(account, now, language)),
        object=tuple(_object(account, language)),
    )


def _meta(account: Account, language: str) -> tuple[tuple[str, str], ...]:
    terms = account.terms
    rows = [("case", account.name), ("lender", account.lender), ("number", account.number)]
    if terms.method != "revolving" and terms.disbursed:
        rows.append(
            (
                "contract",
                say(
                    language,
                    "owed.contract_is",
                    principal=write_money(terms.principal, terms.currency, language),
                    day=write_day(terms.disbursed, language),
                    count=terms.instalments,
                    rate=write_rate(terms.annual_rate),
                ),
            )
        )
    return tuple((say(language, f"owed.{name}"), value) for name, value in rows if value)


def _figures(terms: Terms, now: Age, language: str) -> tuple[tuple[str, str], ...]:
    figures = [
        ("in_all", write_money(now.balance.total, terms.currency, language)),
        ("overdue", write_money(now.overdue.total, terms.currency, language)),
        ("days", say(language, "owed.days_count", days=now.days_past_due)),
        ("next", write_day(now.next_due, language) if now.next_due else "–"),
    ]
    if now.credit:
        figures.append(("credit", write_money(now.credit, terms.currency, language)))
    return tuple((say(language, f"owed.{name}"), value) for name, value in figures)


def _parts(terms: Terms, now: Age, language: str) -> tuple[tuple[str, ...], ...]:
    rows = [
        (
            word(language, "part", part),
            write_money(getattr(now.balance, part), terms.currency, language),
            write_money(getattr(now.overdue, part), terms.currency, language),
        )
        for part in PARTS
        if getattr(now.balance, part) or getattr(now.overdue, part)
    ]
    both = (now.balance.total, now.overdue.total)
    sums = tuple(write_money(amount, terms.currency, language) for amount in both)
    return (*rows, (say(language, "owed.sum"), *sums))


def _overdue(terms: Terms, events: Sequence[Event], now: Age, language: str) -> str:
    if not now.days_past_due:
        return say(language, "owed.not_overdue")
    since = write_day(_open_since(terms, events, now.on) or now.on, language)
    key = "overdue_card" if terms.method == "revolving" else "overdue_since"
    return say(language, f"owed.{key}", since=since, days=now.days_past_due,
               amount=write_money(now.overdue.total, terms.currency, language))  # fmt: skip


def _open_since(terms: Terms, events: Sequence[Event], on: date) -> date | None:
    """The due date of the oldest instalment, or minimum, that is past due and not met."""
    if terms.method == "revolving":
        return min((due for due, _ in card.tell(terms, events, on).unmet() if due < on), default=None)
    return loan.tell(terms, events, on).oldest_due(on)


def _rules(account: Account, language: str) -> list[str]:
    """By which rules the sums were made: the contract's, and the law's where it has one."""
    terms = account.terms
    rules = []
    if terms.method == "revolving":
        rules.append(say(language, "owed.rule_card"))
    else:
        key = "rule_interest_daily" if terms.recalculate == "daily" else "rule_interest"
        rules.append(say(language, f"owed.{key}", rate=write_rate(terms.annual_rate),
                         count=say(language, f"day_count.{_key(terms.day_count)}")))  # fmt: skip
        rules += [_order(order.from_dpd, order.parts, language) for order in terms.allocation]
    if terms.late is not None:
        rules.append(_late(terms, language))
    law = account.order_of_law
    if law is not None:
        rules.append(say(language, "owed.rule_law", words=law.words(language), cite=law.value.cite))
    return rules


def _order(start: int, parts: Sequence[str], language: str) -> str:
    named = say(language, "owed.then").join(word(language, "part", part) for part in parts)
    key = "rule_order_from" if start else "rule_order"
    return say(language, f"owed.{key}", parts=named, days=start)


def _late(terms: Terms, language: str) -> str:
    late = terms.late
    assert late is not None
    said = say(
        language,
        f"owed.rule_late_{late.kind}",
        rate=write_rate(late.rate),
        amount=write_money(late.amount, terms.currency, language),
        grace=late.grace_days,
    )
    if late.cap is not None:
        said += say(language, "owed.rule_late_cap", cap=write_money(late.cap, terms.currency, language))
    return said


def _key(day_count: str) -> str:
    return day_count.replace("/", "_")


def _ahead(account: Account, now: Age, language: str) -> list[str]:
    """What comes if nothing is paid, and what can be done."""
    terms, on = account.terms, account.on
    if not now.balance.total:
        return [say(language, "owed.nothing_owed")]
    later = age(terms, [event for event in account.events if event.on <= on], on + LOOK_AHEAD)
    more = Parts(**{part: getattr(later.balance, part) - getattr(now.balance, part) for part in PARTS})
    said = say(
        language,
        "owed.ahead" if more.total > 0 else "owed.ahead_same",
        day=write_day(later.on, language),
        total=write_money(later.balance.total, terms.currency, language),
        more=write_money(more.total, terms.currency, language),
        parts=write_parts(more, terms.currency, language),
    )
    if terms.method == "revolving":
        said = say(language, "owed.ahead_card")
    due = write_money(later.overdue.total, terms.currency, language)
    overdue = say(language, "owed.ahead_overdue", day=write_day(later.on, language), amount=due)
    pay = say(language, "owed.pay_off", total=write_money(now.balance.total, terms.currency, language),
              day=write_day(on, language))  # fmt: skip
    return [pay, said, overdue, say(language, "owed.ahead_plan")]


def _object(account: Account, language: str) -> list[str]:
    number = account.number or say(language, "owed.number_unknown")
    lender = account.lender or say(language, "owed.the_lender")
    return [
        say(language, "owed.object_how", number=number, lender=lender),
        say(language, "owed.object_free"),
        say(language, "owed.object_further"),
    ]
