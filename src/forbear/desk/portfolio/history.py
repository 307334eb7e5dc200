"""What borrowers said and promised, how they were reached, and who else is party to a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any, Final

from forbear.desk.portfolio.debts import AGENCY, BUYER, FINANCE, Debt
from forbear.desk.portfolio.people import Borrower

_BEIJING: Final = timezone(timedelta(hours=8))
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SAID: Final = (("hardship", 40), ("dispute", 25), ("inconvenient", 45), ("complaint", 20), ("opt_out", 35),
                ("plan_signed", 30), ("bankrupt", 7), ("death", 7), ("cease", 10), ("agreed_hours", 10),
                ("represented", 6), ("address_invalid", 15), (None, 750))  # fmt: skip
"""How often, in a thousand borrowers who are overdue."""
_MEDIA: Final = ("oral", "letter", "email", "sms", "portal")
_RESULTS: Final = {
    "call": (
        ("unanswered", 45),
        ("not_connected", 15),
        ("conversation", 28),
        ("dropped", 10),
        ("wrong_number", 2),
    ),
    "sms": (("delivered", 92), ("sent", 6), ("bounced", 2)),
    "email": (("delivered", 80), ("sent", 14), ("bounced", 6)),
}


def at(on: date, days_before: int, random: Random) -> str:
    """An instant in Beijing's daytime some days before the night."""
    clock = time(random.randint(9, 19), random.randrange(60), random.randrange(60))
    return datetime.combine(on - timedelta(days=days_before), clock, _BEIJING).isoformat()


def said(
    random: Random, who: Borrower, case: str, debt: Debt, on: date
) -> tuple[str | None, list[dict[str, Any]]]:
    """What the borrower told us: the kind (or None), and the rows of statements.csv without ids."""
    if debt.days == 0:
        return None, []
    kind = random.choices([kind for kind, _ in _SAID], [weight for _, weight in _SAID])[0]
    if kind is None or kind == "death":
        return kind, []
    days = random.randint(2, max(3, min(debt.days, 45)))
    row: dict[str, Any] = {
        "at": at(on, days, random),
        "person": who.id,
        "kind": kind,
        "debts": case if kind in ("dispute", "hardship", "plan_signed", "complaint") else "",
        "medium": random.choice(_MEDIA),
    }
    if kind == "inconvenient":
        row |= random.choice((
            {"days": ";".join(sorted(random.sample(_WEEKDAYS, 2), key=_WEEKDAYS.index))},
            {"from": "08:00", "to": "12:00"},
            {"from": "17:30", "to": "22:00"},
            {"place": "work"},
        ))  # fmt: skip
    elif kind == "opt_out":
        row |= {"channel": random.choice(("sms", "email", "call"))}
    elif kind == "agreed_hours":
        row |= {"from": "19:00", "to": "21:30"}
    elif kind == "address_invalid":
        row |= {"address": who.address("mobile")}
    elif kind == "dispute":
        row |= {"written": random.choice(("true", "false"))}
    rows = [row]
    ends = {"dispute": "dispute_answered", "complaint": "complaint_closed"}
    if kind in ends and random.random() < 0.35:
        rows.append(row | {"at": at(on, 1, random), "kind": ends[kind], "written": ""})
    return kind, rows


def promise(random: Random, who: Borrower, debt: Debt, on: date) -> dict[str, Any] | None:
    """A promise to pay of one overdue borrower in eight: a third still open, a third kept, a third broken.

    A kept one comes with its payment, which is added to the debt's events.
    """
    if not 2 <= debt.days <= 120 or random.random() > 0.12 or debt.due < 50:
        return None
    amount = (debt.due * random.choice((20, 30, 50)) / 100).quantize(Decimal("0.01"))
    fate = random.choice(("open", "kept", "broken"))
    days = random.randint(1, 10) if fate == "open" else -random.randint(1, min(4, debt.days))
    due = on + timedelta(days=days)
    if fate == "kept":
        debt.events.append({"on": due, "kind": "payment", "amount": amount})
    made_at = at(on, max(2, 1 - days + random.randint(1, 6)), random)
    return {"person": who.id, "amount": amount, "due": due, "made_at": made_at, "status": "open"}


def contacts(random: Random, who: Borrower, case: str, debt: Debt, on: date) -> Iterator[dict[str, Any]]:
    """Rows of contacts.csv without ids: the last sixty days, more of them the older the debt is."""
    if debt.days == 0:
        return
    if debt.lender == BUYER and random.random() < 0.6:
        yield _transfer(random, who, case, debt, on)
    busy = random.random() < 0.04  # some were called far too often
    number = random.randint(6, 14) if busy else random.randint(0, 2 + min(debt.days, 90) // 15)
    for _ in range(number):
        channel = random.choices(("call", "sms", "email"), (55, 30, 15))[0]
        if ("email" if channel == "email" else "mobile") not in who.kinds:
            continue
        results, weights = zip(*_RESULTS[channel], strict=True)
        days = random.randint(1, 7 if busy else min(debt.days, 60))
        inbound = channel == "call" and random.random() < 0.05
        agency = debt.lender == FINANCE and debt.days > 60 and random.random() < 0.5
        yield {
            "at": at(on, days, random),
            "channel": channel,
            "direction": "inbound" if inbound else "outbound",
            "person": who.id,
            "debts": case,
            "purpose": "collect",
            "address": who.address("email" if channel == "email" else "mobile"),
            "address_kind": "unknown" if channel == "email" else "mobile",
            "result": "conversation" if inbound else random.choices(results, weights)[0],
            "language": who.language,
            "collector": AGENCY if agency else debt.lender,
        }


def _transfer(random: Random, who: Borrower, case: str, debt: Debt, on: date) -> dict[str, Any]:
    """The letter that tells the debtor who owns the debt now."""
    return {
        "at": at(on, random.randint(40, 70), random),
        "channel": "letter",
        "direction": "outbound",
        "person": who.id,
        "debts": case,
        "purpose": "notice",
        "result": "delivered",
        "language": who.language,
        "collector": FINANCE,
        "notice": "cn.civil.assign_notice",
    }


def third_role(random: Random, kind: str | None) -> tuple[str, str] | None:
    """Role and authority of someone who is party beside the borrower, in about one case of seven."""
    if kind == "death":
        return "estate_representative", "notarised certificate of inheritance"
    if kind == "represented":
        return "attorney", "power of attorney"
    drawn = random.random()
    if drawn < 0.03:
        return "co_borrower", "contract, second signature"
    if drawn < 0.06:
        return "guarantor", "guarantee"
    if drawn < 0.14:
        return "named_contact", "named by the borrower in the application, with that person's consent"
    return None
