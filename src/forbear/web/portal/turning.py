"""Where a borrower can turn besides us: the authorities that the rulebooks of the place name."""

from __future__ import annotations

from datetime import date
from typing import Final

from forbear.law.rulebook import Law
from forbear.terms import FactMissing

_MARK: Final = ".channel."


def authorities(
    law: Law, region: str | None, lender: str, product: str, on: date, language: str
) -> list[str]:
    """Who takes a complaint about a lender of a kind at a place, each with how it is reached, in one line.

    >>> from forbear.law.rulebook import load_law
    >>> authorities(load_law(), "CN-31", "consumer_finance", "online_consumer_loan", date(2026, 11, 24), "zh")[0][:2]
    '国家'
    """
    told = []
    for name in law.values:
        if _MARK not in name or not region:
            continue
        try:
            known = law.value(name, on)
        except FactMissing:
            continue
        whom = {"lender": lender, "product": product, "collector": None}
        if law.reaches(known.value.book, region) and known.value.binds_whom(whom):
            told.append((not name.endswith(".regulator"), name, known.words(language)))
    return [words for _, _, words in sorted(told)]
