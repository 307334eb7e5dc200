"""What the law says of a plan: how long it may run, and what a signature does to a debt whose time to sue is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from forbear.law.rulebook.law import Law
from forbear.terms import FactMissing

_TERMS: Final = ("cn.card.plan70.term", "cn.card2022.instalment_term")
_REVIVED: Final = ("cn.limit.plan_effect",)
_UNREAD: Final[Mapping[str, str]] = {
    "en": "The time to sue appears to have run out on {ends}. In many places a signature or a payment gives that"
    " defence up or begins the time anew: have it checked, and say so before anything is signed.",
    "zh": "诉讼时效似已于{ends}届满。在许多地区，签字或还款会使债务人丧失时效抗辩或使时效重新计算："
    "签署前应先核实并如实告知。",
}
_RESTARTS: Final[Mapping[str, str]] = {
    "en": "Signing acknowledges the debt, and the time to sue begins anew.",
    "zh": "签署还款计划即为承认债务，诉讼时效重新计算。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLimit:
    """The longest a plan may run, in months from the signature, by a clause; `words` say it in zh and en."""

    rule: str
    cite: str
    force: str
    draft: bool
    months: int
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """What has to be said before a signature. `expired` where the signature would revive an expired debt.

    `rule` and `cite` are None where no clause of that place is in the rulebooks.
    """

    rule: str | None
    cite: str | None
    expired: bool
    words: Mapping[str, str]


def term_limits(
    law: Law, *, on: date, region: str | None, lender: str | None, product: str | None
) -> tuple[TermLimit, ...]:
    """The limits of a plan's length that bind this lender and product on a day; what isn't told may be bound."""
    found = []
    for name in _TERMS:
        try:
            known = law.value(name, on) if name in law.values else None
        except FactMissing:
            continue
        if known is None or not known.value.binds_whom({"lender": lender, "product": product}):
            continue
        if region is not None and not law.reaches(known.value.book, region):
            continue
        value, months = known.value, known.amount
        assert isinstance(months, int)
        found.append(
            TermLimit(
                rule=name,
                cite=value.cite,
                force=value.force,
                draft=value.draft,
                months=months * 12 if value.unit == "years" else months,
                words={language: known.words(language) for language in ("en", "zh")},
            )
        )
    return tuple(found)


def caution(law: Law, *, on: date, region: str | None, ends: date | None) -> Caution | None:
    """What to say of the limitation before a signature; None where its end isn't told and nothing is known.

    `ends` is the last day on which the creditor may sue.

    >>> from forbear.law.rulebook.law import load_law
    >>> told = caution(load_law(), on=date(2026, 11, 24), region="CN", ends=date(2026, 11, 23))
    >>> told.expired, told.rule
    (True, 'cn.limit.plan_effect')
    """
    if ends is None:
        return None
    rule = next(
        (
            rule
            for book in law.books.values()
            for rule in book.rules
            if rule.id in _REVIVED and region is not None and law.reaches(book.id, region)
        ),
        None,
    )
    expired = ends < on
    if rule is None:
        return Caution(rule=None, cite=None, expired=True, words=_said(_UNREAD, ends)) if expired else None
    words = rule.words if expired else _RESTARTS
    return Caution(rule=rule.id, cite=rule.cite, expired=expired, words=dict(words))


def _said(words: Mapping[str, str], ends: date) -> Mapping[str, str]:
    return {language: text.format(ends=ends) for language, text in words.items()}
