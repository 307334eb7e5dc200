"""An override: one rule of the house or of a contract, left aside for one contact or a bounded time.

It was proposed by one person, with a reason, and approved by another. What the law, a regulation, a standard or the
industry's own rules say is never left aside, nor what the person said: those are no rules of a rulebook of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from forbear.law.rulebook import Law
from forbear.terms import Conflict, InputError

OVERRIDABLE: Final = frozenset({"house", "contract"})
"""The forces of rules that people of the house may leave aside: the house made them, or agreed to them."""
_KEPT: Final = "gate."
"""What a person said and we promised to heed (`promises.md`): nobody's to leave aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An approved override. Without `until` it is for one contact: `used_by` is the key of the one that used it."""

    id: str
    rule: str
    case: str
    person: str
    until: datetime | None
    used_by: str | None

    def check(self, case: str, person: str, key: str, at: datetime) -> None:
        """Raise where it is not for this contact: InputError for another's, Conflict where it is used up or over."""
        if (self.case, self.person) != (case, person):
            raise InputError(
                "/override", "is for another case or person; name one that was approved for this"
            )
        if self.until is not None and at > self.until:
            raise Conflict("the override is over; propose another")
        if self.until is None and self.used_by not in (None, key):
            raise Conflict("the override was for one contact, and that was made; propose another")

    def told(self) -> dict[str, Any]:
        """How the contact's record keeps it."""
        return {"id": self.id, "rule": self.rule, "until": self.until and self.until.isoformat()}


def check_overridable(law: Law, rule: str) -> None:
    """InputError where a rule may not be overridden, whoever asks: it is none, or its force is not the house's own."""
    found = [entry for book in law.books.values() for entry in book.rules if entry.id == rule]
    if not found or rule.startswith(_KEPT):
        raise InputError(
            "/payload/rule", "is no rule of a rulebook; only a rule of the house can be overridden"
        )
    forces = {entry.force for entry in found} | {
        book.force for book in law.books.values() if any(entry.id == rule for entry in book.rules)
    }
    if not forces <= OVERRIDABLE:
        raise InputError(
            "/payload/rule",
            f"is {', '.join(sorted(forces - OVERRIDABLE))}, which nobody here may override; only a rule of the"
            " house or of a contract",
        )


def law_for(law: Law, body: Mapping[str, Any], at: datetime) -> Law:
    """The law as it judges a contact at an instant: without the rule that an override in its record leaves aside."""
    override = body.get("override")
    if not override or (override["until"] and at > datetime.fromisoformat(override["until"])):
        return law
    return _without(law, override["rule"])


@lru_cache(maxsize=16)
def _without(law: Law, rule: str) -> Law:
    try:
        check_overridable(law, rule)
    except InputError:  # by now it is law, or there is no such rule: then nothing is left aside
        return law
    books = law.books.values()
    return Law(replace(book, rules=tuple(r for r in book.rules if r.id != rule)) for book in books)
