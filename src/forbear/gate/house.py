"""The gate's own rules beside the law, and how a contact is refused: each reason named, in both languages.

What lacks for reasons of the gate's own (no verified address, no public number) is `unknown`; what the desk
leaves in peace (a dispute, a promise, nothing overdue) is forbidden by a rule of the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from forbear.desk.dossier import Dossier
from forbear.desk.silence import reason_for_silence
from forbear.gate.asks import Entry
from forbear.gate.stop import forbid_stopped
from forbear.law.judge import Verdict, verdict_json
from forbear.terms import Statement

_CHASING: Final = frozenset({"collect", "remind"})
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "deceased": ("the borrower has died", "借款人已去世"),
    "incapacitated": ("the borrower cannot act for himself or herself", "借款人无行为能力"),
    "identity_theft": ("the borrower reports identity theft", "借款人报告身份被冒用"),
    "bankrupt": ("the borrower is bankrupt", "借款人已破产"),
    "represented": ("an attorney acts for the borrower", "借款人已委托律师"),
    "cease": ("the borrower wants no further communication", "借款人要求停止联系"),
    "dispute": ("the debt is disputed and not yet answered", "债务存在异议且尚未答复"),
    "complaint": ("a complaint is open", "投诉尚未办结"),
    "hardship": ("the borrower is in hardship", "借款人处于困难之中"),
    "plan_signed": ("a signed plan is in force", "已签订的还款计划正在执行"),
    "promise_open": ("a promise to pay is open", "还款承诺尚未到期"),
    "settled": ("the debt is settled", "债务已结清"),
    "nothing_overdue": ("nothing is overdue", "没有逾期款项"),
    "unread": ("a row about this case could not be read", "有关本案的一行数据无法读取"),
    "no_party": ("the person is no party to the case any more", "该人已不是本案当事人"),
}


def peace(dossier: Dossier, entry: Entry, at: datetime) -> str | None:
    """The word for why nobody is chased about a case at an instant, whoever asks; None where it may be.

    Words: those of `reason_for_silence`, and `unread`, `settled`, `nothing_overdue` (of `collect`). A contact
    that chases nobody (a reply, a notice, a service) is left to the law, unless the night planned it.
    """
    file = dossier.case(entry.case)
    if file is None:
        return "no_party"
    if file.unread is not None:
        return "unread"
    if entry.night is None and entry.purpose not in _CHASING:
        return None
    if file.status == "settled":
        return "settled"
    word, age = reason_for_silence(file, dossier, at), file.ageing
    if word is None and entry.purpose == "collect" and age is not None:
        return "nothing_overdue" if age.overdue <= 0 and age.days_past_due <= 0 else None
    return word


def hold_back(entry: Entry, word: str, verdict: Mapping[str, Any] | None = None) -> Entry:
    """The entry, forbidden by the rule of the house that a word names, beside what the law says."""
    english, chinese = _WORDS.get(word, (f"held back: {word}", f"暂不联系：{word}"))
    breach = {
        "rule": f"gate.{word}",
        "cite": "house rule: peace",
        "force": "house",
        "effect": "forbid",
        "why": {"en": english, "zh": chinese},
        "facts": {},
    }
    told = whole_verdict(entry, verdict or {})
    breaches = [breach, *told["breaches"]]
    told |= {"verdict": "forbid", "breaches": breaches, "next_lawful": None}
    return replace(entry, verdict=told, rules=tuple(b["rule"] for b in breaches), why=word)


def withhold(entry: Entry, rule: str, fact: str, why: str | None = None) -> Entry:
    """The entry, not known to be lawful since the gate itself lacks a fact; `why` is the word for it."""
    name = f"gate.{rule}"
    told = whole_verdict(entry, {}) | {"verdict": "unknown", "missing": [{"rule": name, "fact": fact}]}
    return replace(entry, verdict=told, rules=(name,), why=why or f"no_{rule}")


def refuse(entry: Entry, verdict: Verdict, stop: Statement | None = None) -> Entry:
    """The entry with every reason why it may not be made: the law's, and the person's own word."""
    told = short_json(verdict)
    if stop is not None:
        told = forbid_stopped(told, stop)
    rules = [b["rule"] for b in told.get("breaches", ())] or [m["rule"] for m in told.get("missing", ())]
    return replace(entry, verdict=told, rules=tuple(rules), why=str(told["verdict"]))


def short_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the record keeps it: of an allowed one without the search for the end of its window."""
    if verdict.verdict != "allow":
        return verdict_json(verdict)
    return {
        "verdict": "allow",
        "duties": [{"rule": duty.rule, "do": dict(duty.do)} for duty in verdict.duties],
        "read_at": verdict.read_at.isoformat(),
        "books": dict(verdict.books),
    }


def whole_verdict(entry: Entry, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """A verdict with every field of formats.md 3; its `id` is the contact's.

    >>> from datetime import UTC
    >>> entry = Entry(contact="k1", key=None, case="c1", person="p1", collector="b1", channel="call",
    ...               purpose="collect", at=datetime(2026, 5, 12, tzinfo=UTC), state="refused")
    >>> whole_verdict(entry, {"verdict": "forbid"})["breaches"]
    []
    """
    return {
        "verdict": "forbid",
        "breaches": [],
        "missing": [],
        "next_lawful": None,
        "read_at": entry.at.date().isoformat(),
        "books": {},
        **verdict,
        "duties": tell_duties(verdict.get("duties") or ()),
        "id": entry.contact,
    }


def tell_duties(duties: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Duties as the record has them, as formats.md 3 tells them: what to do in English, and in both languages.

    >>> tell_duties([{"rule": "r", "do": {"en": "Say who you are.", "zh": "表明身份。"}}])[0]["do"]
    'Say who you are.'
    """
    return [
        {**duty, "do": duty["do"]["en"], "words": duty["do"]} if isinstance(duty["do"], Mapping) else {**duty}
        for duty in duties
    ]
