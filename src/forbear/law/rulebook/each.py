"""A case told once for several words: for each role, each channel … it is a case of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forbear.law.rulebook.markdown import Fence
from forbear.law.rules.values import read_table

EACH = (
    "role", "channel", "purpose", "product", "collector", "lender", "status", "address_kind", "style", "text",
    "medium", "said", "past", "result",
)  # fmt: skip
"""What a case may be told for: `collector` is the kind of whoever makes the contact, `lender` that of the lender it
acts for; `medium` and `said` are the medium and the kind of its statements, `past` and `result` the channel and the
result of the contacts in its history."""


def spread(fence: Fence, defaults: Mapping[str, Any]) -> tuple[Fence, ...]:
    """The cases that a fence stands for: one, or one for each word of its `each`. ValueError where it is no list.

    >>> fence = Fence(kind="case", table={"name": "n", "each": {"channel": ["sms", "im"]}}, article="", line=1)
    >>> [(f.table["name"], f.table["contact"]["channel"]) for f in spread(fence, {})]
    [('n: sms', 'sms'), ('n: im', 'im')]
    """
    if "each" not in fence.table:
        return (fence,)
    example = '{ role = ["friend", "family"] }'
    each = read_table(fence.table["each"], EACH, "each", example)
    ((key, words),) = each.items() if len(each) == 1 else ((None, None),)
    if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
        raise ValueError(f"each: write one list, each = {example}")
    table = {k: v for k, v in fence.table.items() if k != "each"}
    merged = {**defaults, **table}
    if not all(isinstance(t.get("contact", {}), Mapping) for t in (defaults, table)):
        raise ValueError("contact: write a table, contact = { … }")
    lists = [merged.get(key, []) for key in ("people", "collectors", "debts", "statements", "history")]
    if not all(isinstance(v, list) and all(isinstance(i, Mapping) for i in v) for v in lists):
        raise ValueError("people, collectors, debts, statements and history: write lists of tables")
    merged["contact"] = {**defaults.get("contact", {}), **table.get("contact", {})}
    return tuple(
        replace(fence, table={**table, "name": f"{table.get('name', '')}: {word}", **_put(key, word, merged)})
        for word in words
    )


def _put(key: str | None, word: str, case: Mapping[str, Any]) -> dict[str, Any]:
    contact = case["contact"]
    match key:
        case "role":
            return {"people": _with(case, "people", contact.get("person"), "role", word)}
        case "collector":
            return {"collectors": _with(case, "collectors", contact.get("collector"), "kind", word)}
        case "lender":
            who = [
                c.get("acts_for")
                for c in case.get("collectors", ())
                if c.get("id") == contact.get("collector")
            ]
            return {"collectors": _with(case, "collectors", who[0] if who else None, "kind", word)}
        case "product" | "status" | "medium" | "said" | "past" | "result":
            table, column = _COLUMNS[key]
            return {table: [{**item, column: word} for item in case.get(table, ())]}
        case _:
            return {"contact": {**contact, str(key): word}}


_COLUMNS = {
    "product": ("debts", "product"),
    "status": ("debts", "status"),
    "medium": ("statements", "medium"),
    "said": ("statements", "kind"),
    "past": ("history", "channel"),
    "result": ("history", "result"),
}
"""Where the words of a case stand that are the same for all tables of a list."""


def _with(case: Mapping[str, Any], table: str, wanted: Any, key: str, word: str) -> list[Any]:
    return [{**item, key: word} if item.get("id") == wanted else item for item in case.get(table, ())]
