"""Running the cases that a rulebook brings along: each is a request with the answer that its author expects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from forbear.law.judge.deadlines import case_faults, list_deadlines
from forbear.law.judge.judge import judge
from forbear.law.judge.verdict import Verdict
from forbear.law.judge.wire import read_request
from forbear.law.rulebook import Law, Rulebook
from forbear.law.rulebook.markdown import Fence
from forbear.law.rules.history import Reader
from forbear.terms import Request

DEADLINE_WORDS = {"due", "late", "done"}


def case_request(book: Rulebook, case: Fence) -> Request:
    """The request that a case stands for: the book's defaults, with what the case says in their place."""
    return read_request(case_json(book, case))


def case_json(book: Rulebook, case: Fence) -> dict[str, Any]:
    """The same as a JSON object of formats.md 2."""
    defaults, table = book.case_defaults, case.table
    value: dict[str, Any] = {"id": table["name"], "books": [book.id]}
    for key in ("collectors", "debts", "people", "statements", "history", "read_at", "posture"):
        if key in table or key in defaults:
            value[key] = _plain(table.get(key, defaults.get(key)))
    contact = {**defaults.get("contact", {}), **table.get("contact", {})}
    value["contact"] = _plain({k: v for k, v in contact.items() if v != ""} | {"at": table["at"]})
    return value


def run_case(book: Rulebook, case: Fence, law: Law, read: Reader | None) -> tuple[Verdict, list[str]]:
    """The verdict on a case and what differs from what its author expects (nothing, if all is well)."""
    verdict, wanted = judge(law, case_request(book, case), read), case.table
    broken = [b.rule for b in verdict.breaches]
    named = broken + [m.rule for m in verdict.missing] if wanted["expect"] == "unknown" else broken
    faults = []
    if verdict.verdict != wanted["expect"]:
        faults.append(f"{verdict.verdict}, not {wanted['expect']} (breaches: {', '.join(broken) or 'none'})")
    faults += [f"lacks {r}" for r in wanted.get("rules", ()) if not _hit(r, named)]
    faults += [f"has {r}" for r in wanted.get("not_rules", ()) if _hit(r, broken)]
    if "effect" in wanted:
        effects = {
            b.effect for b in verdict.breaches if any(_hit(r, [b.rule]) for r in wanted.get("rules", ()))
        }
        faults += [f"effect {e}, not {wanted['effect']}" for e in sorted(effects - {wanted["effect"]})]
    owed = [d.rule for d in verdict.duties]
    faults += [f"lacks duty {r}" for r in wanted.get("duties", ()) if not _hit(r, owed)]
    faults += [f"has duty {r}" for r in wanted.get("not_duties", ()) if _hit(r, owed)]
    if "next" in wanted:
        start = verdict.next_lawful.start if verdict.next_lawful else None
        if start != wanted["next"]:
            faults.append(f"next lawful {start}, not {wanted['next']}")
    if DEADLINE_WORDS & wanted.keys():
        faults += case_faults(wanted, list_deadlines(law, case_request(book, case)))
    return verdict, faults


def _hit(wanted: str, named: list[str]) -> bool:
    return any(n == wanted or n.startswith(wanted + ".") for n in named)


def _plain(value: Any) -> Any:
    """TOML's dates and instants as the strings of the interchange format."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
