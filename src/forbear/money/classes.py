"""The classes that supervisors put a debt into by its days past due, by the law of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from forbear.law.rulebook.law import Law
from forbear.money.ageing import classify
from forbear.terms import FactMissing

CLASSES: Final = ("cn.card.classify", "cn.class.bank", "in.rbi.dpd_day_end")
"""The values of the rulebooks that classify debts; other bands by days past due (an order of payment) do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classed:
    """A debt's class by one source. `grade` is its place in that source's bands, from 0, the best."""

    rule: str
    cite: str
    name: str
    grade: int
    draft: bool


def classes_in_force(
    law: Law, days_past_due: int, *, on: date, region: str, lender: str | None, product: str | None
) -> tuple[Classed, ...]:
    """The class by every source that binds there on that day, the strictest first: all stand, none is dropped.

    China's measures of 2011 on cards are stricter than those of 2023 on all assets, and which prevails is not settled.

    >>> from forbear.law.rulebook.law import load_law
    >>> found = classes_in_force(load_law(), 130, on=date(2026, 5, 12), region="CN", lender="bank",
    ...                          product="credit_card")
    >>> [(c.rule, c.name) for c in found]
    [('cn.card.classify', 'doubtful'), ('cn.class.bank', 'substandard')]
    """
    found = []
    for name in CLASSES:
        for value in law.values.get(name, ()):
            if not law.reaches(value.book, region) or not value.binds_whom(
                {"lender": lender, "product": product}
            ):
                continue
            try:
                known = law.value(name, on)
            except FactMissing:
                continue
            if known.value is not value:
                continue
            assert isinstance(known.amount, tuple)
            bands = [(first, words[0]) for first, words in known.amount]
            called = classify(days_past_due, bands)
            if called is not None:
                grade = [word for _, word in bands].index(called)
                found.append(Classed(rule=name, cite=value.cite, name=called, grade=grade, draft=value.draft))
    return tuple(sorted(found, key=lambda one: (-one.grade, one.rule)))


def classes_json(found: tuple[Classed, ...]) -> dict[str, Any]:
    """The strictest class, and each with its source."""
    by: list[Mapping[str, Any]] = [
        {"rule": one.rule, "cite": one.cite, "class": one.name, "draft": one.draft} for one in found
    ]
    return {"strictest": found[0].name if found else None, "by": by}
