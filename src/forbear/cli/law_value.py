"""`forbear law value`: a value of the law on a day."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console

from forbear.cli.telling import tell
from forbear.law.rulebook import load_law
from forbear.law.rulebook.values import Known, say
from forbear.terms import FactMissing

FORCES = {
    "law": ("law", "法律"),
    "regulation": ("regulation", "法规规章"),
    "standard": ("standard", "标准"),
    "self_regulation": ("self-regulation", "行业自律"),
    "contract": ("contract", "合同"),
    "house": ("house rule", "内部规定"),
}
SENSES = {"is": ("", ""), "at_most": ("at most ", "不超过"), "at_least": ("at least ", "不少于")}


def tell_values(name: str, on: date, *, as_json: bool, language: str) -> int:
    """Tell the values that an id, or the beginning of several, names; all of them where it is empty."""
    law = load_law()
    names = [v for v in law.values if not name or v == name or v.startswith(f"{name}.")]
    if not names:
        law.value(name, on)  # raises, with what is near
    console, status = Console(soft_wrap=True, highlight=False), 0
    for one in sorted(names):
        try:
            known = law.value(one, on)
        except FactMissing as e:
            if name:
                tell(str(e))
                status = 1
            continue
        if as_json:
            console.out(json.dumps(value_json(known), ensure_ascii=False))
        elif one == name or len(names) == 1:
            _tell_one(console, known, language)
        else:
            amount = say(known.amount, known.value.unit, language)
            console.print(f"{one:<42} {SENSES[known.value.sense][language == 'zh']}{amount}")
    return status


def value_json(known: Known) -> dict[str, Any]:
    """A value on a day as JSON: fractions and amounts as decimal strings."""
    value, amount = known.value, known.amount
    return {
        "id": value.id, "on": known.on.isoformat(), "unit": value.unit, "sense": value.sense,
        "value": f"{amount.normalize():f}" if isinstance(amount, Decimal) else amount,
        "since": known.since.isoformat(), "until": known.until and known.until.isoformat(),
        "cite": value.cite, "force": value.force, "draft": value.draft, "words": {
            language: known.words(language) for language in ("en", "zh")
        },
        **({"of": value_json(known.base), "times": f"{value.times:f}"} if known.base else {}),
    }  # fmt: skip


def _tell_one(console: Console, known: Known, language: str) -> None:
    zh, value = language == "zh", known.value
    amount = say(known.amount, value.unit, language)
    console.print(f"[bold]{value.id}[/]  {known.on}")
    console.print(f"  {SENSES[value.sense][zh]}[bold]{amount}[/]")
    console.print(f"  {known.words(language)}")
    if known.base is not None:
        base = known.base
        amount = say(base.amount, base.value.unit, language)
        since = f"自{base.since}" if zh else f"since {base.since}"
        console.print(f"  = {value.times:f} × {base.value.id} ({amount}, {since})")
    until = "" if known.until is None else f" – {known.until}"
    marks = [value.cite, FORCES[value.force][zh], f"{known.since}{until}"]
    if value.draft:
        marks.append("草案：未见原文" if zh else "draft: not read at first hand")
    console.print("  " + " · ".join(marks))
