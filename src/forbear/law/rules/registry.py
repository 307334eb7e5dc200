"""The registry of facts, and the filters of past contacts as bits.

Equal facts are one fact, known by its number; a filter is known by a bit, and the bits of a past contact are
remembered by the values of its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from forbear.law.rules.expr import Fact
from forbear.terms import Contact

FACTS: list[Any] = []
_numbers: dict[Any, int] = {}


def intern(fact: Any) -> Fact:
    """The node for a fact; equal facts get one number."""
    number = _numbers.get(fact)
    if number is None:
        _numbers[fact] = number = len(FACTS)
        FACTS.append(fact)
    return Fact(number)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which past contacts are meant: a conjunction of (column, words, whether they are excluded)."""

    terms: tuple[tuple[str, frozenset[Any], bool], ...]

    def matches(self, contact: Contact) -> bool:
        """Whether a past contact is meant."""
        for name, words, negated in self.terms:
            value = getattr(contact, name)
            if value is None and name == "result":
                continue  # nobody says what came of it: it counts as whatever it may have been
            if (value in words) == negated:
                return False
        return True


FILTER_COLUMNS = (
    "channel", "direction", "purpose", "result", "style", "conveys_debt", "limited_content", "address_kind",
    "notice",
)  # fmt: skip
"""The columns of a past contact by which it may be filtered."""


_filters: list[Filter] = [Filter((("result", frozenset({"wrong_number"}), False),))]  # bit WRONG_NUMBER
_masks: dict[tuple[Any, ...], int] = {}
_columns: tuple[str, ...] = ("channel", "result")
_key_of: Callable[[Contact], tuple[Any, ...]] = attrgetter(*_columns)


def filter_bit(wanted: Filter) -> int:
    """The bit that stands for a filter in the mask of a past contact."""
    global _columns, _key_of
    if wanted not in _filters:
        _filters.append(wanted)
        _masks.clear()
        _columns = tuple(dict.fromkeys((*_columns, *(name for name, _, _ in wanted.terms))))
        _key_of = attrgetter(*_columns)
    return 1 << _filters.index(wanted)


def masks_of(contacts: Sequence[Contact]) -> list[int]:
    """Which of all filters each past contact matches, as bits; remembered by the values of its columns."""
    found: list[Any] = list(map(_masks.get, map(_key_of, contacts)))
    if None in found:
        if len(_masks) > 50_000:
            _masks.clear()
        for contact in contacts:
            key = _key_of(contact)
            if key not in _masks:
                _masks[key] = sum(1 << i for i, f in enumerate(_filters) if f.matches(contact))
        found = [_masks[_key_of(c)] for c in contacts]
    return found
