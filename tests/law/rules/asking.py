"""Requests written in one line each: who asks, whom, when, and what was said and done before."""

from dataclasses import dataclass
from typing import Any

LOST = {"deceased": False, "incapacitated": False, "reachable": False}
FOUND = {"deceased": False, "incapacitated": False, "reachable": True}


@dataclass(frozen=True)
class Case:
    """A sentence, the request, and what the law gives it."""

    name: str
    request: dict[str, Any]
    verdict: str
    rules: str = ""
    lacks: str = ""  # rules that must not be broken
    next: str | None = ""  # the start of the next lawful span; None: there is none; "": not asked
    duties: str = ""
    missing: str = ""  # facts that must be named


def person(
    name: str, role: str | None = "borrower", zone: Any = "Asia/Shanghai", **more: Any
) -> dict[str, Any]:
    """A person with one zone (or several, or none)."""
    made = {"id": name, "role": role, "region": "CN-SH", **more}
    if zone is not None:
        made["zones"] = [zone] if isinstance(zone, str) else list(zone)
    return {k: v for k, v in made.items() if v is not None}


def past(at: str, result: str | None = "conversation", **more: Any) -> dict[str, Any]:
    """A past call to the borrower by k0 about d1, unless more is said."""
    made = {
        "id": f"h{at}{result}{more.get('collector', '')}{more.get('person', '')}{more.get('debts', '')}",
        "at": at, "channel": "call", "person": "p1", "debts": ["d1"], "collector": "k0", "result": result, **more,
    }  # fmt: skip
    return {k: v for k, v in made.items() if v is not None}


def said(kind: str, at: str, who: str = "p1", **more: Any) -> dict[str, Any]:
    """A statement; `start` and `end` stand for the words `from` and `to`, which Python cannot take."""
    made = {"id": f"s{at}{kind}", "at": at, "person": who, "kind": kind, **more}
    for ours, theirs in (("start", "from"), ("end", "to")):
        if ours in made:
            made[theirs] = made.pop(ours)
    return made


def china(
    at: str, books: str = "cn.gbt45251", lender: str | None = "consumer_finance", **more: Any
) -> dict[str, Any]:
    """A call by k0 (k1 and k2 are its agencies; k8 another lender, k9 a buyer) to p1 about d1."""
    product = more.pop("product", "credit_card" if lender == "bank" else "online_consumer_loan")
    return _ask(
        at, books, more,
        collectors=[
            {"id": "k0", **({"kind": lender} if lender else {})},
            {"id": "k1", "kind": "agency", "acts_for": "k0"}, {"id": "k2", "kind": "agency", "acts_for": "k0"},
            {"id": "k8", "kind": "bank"}, {"id": "k9", "kind": "debt_buyer"},
        ],
        debts=[{"id": "d1", **({"product": product} if product else {}), "days_past_due": 38}],
        people=[person("p1")],
        contact={"channel": "call", "person": "p1", "debts": ["d1"], "collector": "k0"},
    )  # fmt: skip


def america(at: str, books: str = "us.regf", zone: Any = "America/New_York", **more: Any) -> dict[str, Any]:
    """A call by the agency k0 to p1's mobile about d1."""
    return _ask(
        at, books, more,
        collectors=[{"id": "k0", "kind": "agency"}, {"id": "k1", "kind": "agency"}, {"id": "kb", "kind": "bank"}],
        debts=[{"id": "d1", "product": "credit_card", "status": "charged_off", "days_past_due": 210}],
        people=[person("p1", zone=zone, region="US-OH")],
        contact={"channel": "call", "person": "p1", "debts": ["d1"], "collector": "k0", "address": "m1",
                 "address_kind": "mobile"},
    )  # fmt: skip


def manila(at: str, books: str = "ph.sec", **more: Any) -> dict[str, Any]:
    """A call by the finance company k0 (k1 is its agency) to p1 about d1, nine days overdue."""
    return _ask(
        at, books, more,
        collectors=[{"id": "k0", "kind": "consumer_finance"}, {"id": "k1", "kind": "agency", "acts_for": "k0"},
                    {"id": "kb", "kind": "bank"}],
        debts=[{"id": "d1", "product": "online_consumer_loan", "days_past_due": 9}],
        people=[person("p1", zone="Asia/Manila", region="PH-00")],
        contact={"channel": "call", "person": "p1", "debts": ["d1"], "collector": "k0"},
    )  # fmt: skip


def _ask(at: str, books: str, more: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """What is in `more` is added, or takes the place of what has its id; `about`: the debts of the contact."""
    for key in ("collectors", "debts", "people"):
        for item in more.pop(key, ()):
            parts[key] = [*(i for i in parts[key] if i["id"] != item["id"]), item]
    for key in ("statements", "history", "read_at", "posture"):
        if key in more:
            parts[key] = more.pop(key)
    about = {"debts": more.pop("about")} if "about" in more else {}
    contact = {**parts["contact"], "at": at, **about, **more}
    parts["contact"] = {k: v for k, v in contact.items() if v is not None}
    return {**({"books": books.split()} if books else {}), **parts}
