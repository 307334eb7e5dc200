"""The account of a case out of the database, with what the law says of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import psycopg

from forbear.law.rulebook import Law
from forbear.law.rulebook.values import Known
from forbear.store.account import CaseAccount, case_account
from forbear.terms import FactMissing
from forbear.web.statement.telling import Account

CARD_ORDER: Final = "cn.card.order"
"""The order of payments on cards in China."""


def read_account(connection: psycopg.Connection[Any], case: str, on: date, law: Law) -> Account:
    """The account of a case through a day. NotFound where there is no such case, or no terms of it."""
    found = case_account(connection, case, on)
    return Account(
        terms=found.terms, events=found.events, on=on, name=case, lender=found.lender, number=found.number,
        order_of_law=_order_of_law(found, on, law),
    )  # fmt: skip


def _order_of_law(found: CaseAccount, on: date, law: Law) -> Known | None:
    """The order that the law asks for: of a card, where its borrower is in China."""
    if found.product != "credit_card" or not (found.region or "").startswith("CN"):
        return None
    try:
        return law.value(CARD_ORDER, on)
    except FactMissing:
        return None
