"""Offers about a case, for its borrower and for the desk alike: reckoned from the ledger, told in a person's words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import psycopg

from forbear.law.rulebook import Law
from forbear.money.afford import Form
from forbear.money.offers import Counter, PlanRequest, load_policy, plans, plans_json
from forbear.store.journal import read_case
from forbear.terms import NotFound
from forbear.web.statement.writing import write_money
from forbear.web.words import say, write_day

POLICY: Final = "standard"
"""The lender's policy of plans."""
_CASE: Final = """
select c.product, l.kind, p.region from cases c join collectors l on l.collector = c.lender
  join people p on p.person = c.debtor where c.case_id = %s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTold:
    """An offer in one language: its kind, title, rows of name and value, every payment, and what to know of it.

    `sign` says whether a borrower may sign it at once; else a person at the lender decides. `sha256` is of the offer.
    """

    kind: str
    title: str
    rows: tuple[tuple[str, str], ...]
    payments: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sign: bool
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersTold:
    """Offers side by side in one language, what was said to the borrower's own proposal, and what to know first."""

    owed: str
    interest: str
    means: str | None
    offers: tuple[OfferTold, ...]
    counter: tuple[str, ...]
    warnings: tuple[str, ...]
    not_offered: tuple[str, ...]
    a_person: bool


def offers_of(
    connection: psycopg.Connection[Any],
    case: str,
    on: date,
    law: Law,
    form: Form | None = None,
    counter: Counter | None = None,
) -> dict[str, Any]:
    """The plan answer (`plans_json`) about a case on a day.

    InputError where nothing is owed, or the ledger can't be reckoned; NotFound where there is no such case.
    """
    row = connection.execute(_CASE, [case]).fetchone()
    if row is None:
        raise NotFound("there is no such case")
    product, lender, region = row
    terms, events = read_case(connection, case, on)
    request = PlanRequest(
        id=case, terms=terms, events=events, on=on, lender=lender, region=region, product=product,
        limitation_ends=None, payday=None, form=form, policy=None, counter=counter,
    )  # fmt: skip
    return plans_json(plans(request, load_policy(POLICY), law))


def find_offer(answer: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The offer of a kind out of an answer, the borrower's own (`counter`) among them. NotFound where there is none."""
    for offer in _all(answer):
        if offer["kind"] == kind:
            return dict(offer)
    raise NotFound("there is no such offer")


def offer_sha256(offer: Mapping[str, Any]) -> str:
    """What an offer is recognised by: the one that was read is the one that is signed."""
    return hashlib.sha256(json.dumps(offer, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def tell_offers(answer: Mapping[str, Any], language: str) -> OffersTold:
    """An answer in `zh` or `en`."""
    currency, counter, means = answer["currency"], answer["counter"], answer["means"]
    owed = write_money(Decimal(answer["owed"]["total"]), currency, language)
    caps = [
        cap
        for cap in answer["rates"]["caps"]
        if any(cap[what] and cap[what]["above"] for what in ("contract", "met"))
    ]
    return OffersTold(
        owed=say(language, "offer.owed", day=write_day(date.fromisoformat(answer["on"]), language), total=owed),
        interest=answer["interest"]["words"][language],
        means=None if means is None else say(
            language, "offer.means", left=write_money(Decimal(means["left"]), currency, language),
            affordable=write_money(Decimal(means["affordable"]), currency, language)),
        offers=tuple(_told(offer, currency, language) for offer in _all(answer)),
        counter=_counter(counter, language),
        warnings=(
            *(say(language, "offer.above_cap", rule=cap["cite"]) for cap in caps),
            *(limit["words"][language] for limit in answer["limits"]),
            *((answer["caution"]["words"][language],) if answer["caution"] else ()),
            *(one["words"][language] for one in answer["refer"]),
        ),
        not_offered=tuple(one["words"][language] for one in answer["not_offered"]),
        a_person=bool(answer["refer"]),
    )  # fmt: skip


def _all(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    counter = answer["counter"]
    own = [counter["plan"]] if counter and counter["plan"] and counter["outcome"] != "referred" else []
    return [*own, *answer["offers"]]


def _counter(counter: Mapping[str, Any] | None, language: str) -> tuple[str, ...]:
    if counter is None:
        return ()
    return (
        say(language, f"offer_counter.{counter['outcome']}"),
        *(one["words"][language] for one in counter["why"]),
    )


def _told(offer: Mapping[str, Any], currency: str, language: str) -> OfferTold:
    def money(amount: str) -> str:
        return write_money(Decimal(amount), currency, language)

    payments = tuple(
        (write_day(date.fromisoformat(row["due"]), language), money(row["amount"]))
        for row in offer["instalments"]
    )
    rows = [
        ("first", f"{payments[0][1]} · {payments[0][0]}"),
        ("highest", money(offer["highest"])),
        ("count", str(len(payments))),
        ("ends", write_day(date.fromisoformat(offer["ends"]), language)),
        ("total", money(offer["total"])),
    ]
    rows += [(name, money(offer[name])) for name in ("interest", "waived") if Decimal(offer[name])]
    notes = [offer["mark"][language]] if offer["mark"] else []
    return OfferTold(
        kind=offer["kind"], title=offer["title"][language],
        rows=tuple((say(language, f"offer.{name}"), value) for name, value in rows), payments=payments,
        notes=(*notes, offer["missed"][language], offer["no_fees"][language]),
        sign=offer["approve"] == "desk", sha256=offer_sha256(offer),
    )  # fmt: skip
