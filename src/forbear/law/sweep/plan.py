"""What one sweep has to compute: each fact, each mark of a past contact, each column, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forbear.law.rules.registry import Filter
from forbear.law.sweep.dialect import Dialect
from forbear.law.sweep.printing import among, every, surely

MARKS = 62
"""How many marks a past contact can bear: the bits of a whole number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a log holds, told by the log itself before it is swept.

    `first` and `last` are the first and last day, a day wider than the contacts and the dates of the debts; `since` is
    an instant in seconds, no later than any contact or statement. `most_debts` and `most_zones` are the most that one
    contact or circle, and one person, has. `words` are the values that some columns of the contacts have anywhere,
    None among them where one is not told, and under `said` the kinds of the statements; a column that does not
    stand there may hold anything.
    """

    first: int
    last: int
    since: int
    zones: tuple[str, ...]
    regions: tuple[str, ...]
    most_debts: int
    most_zones: int
    words: Mapping[str, frozenset[Any]] = field(default_factory=dict)

    def may(self, column: str, value: Any) -> bool:
        """Whether any contact may have this value in a column."""
        return column not in self.words or value in self.words[column]

    @property
    def one_debt(self) -> bool:
        """Whether every contact is about one debt, which has one name: no lists of debts are compared."""
        return not self.may("one_debt", False) and not self.may("grouped", True)

    def one_clock(self, fixed: Sequence[str]) -> bool:
        """Whether everybody has one clock at most; `fixed` are the zones of the law itself."""
        return self.most_zones <= 1 and not fixed

    def one_view(self, fixed: Sequence[str]) -> bool:
        """Whether every contact is judged once: on one clock, about one debt, as heard by its person."""
        shared = self.may("of_another", True) or self.may("result", "wrong_number")
        return self.one_debt and self.one_clock(fixed) and not shared


@dataclass(slots=True)
class Plan:
    """The columns to compute, gathered while facts are printed.

    `marks` are conditions on a contact as it stands in the log (`e`), kept as bits; `counted` are aggregates over
    a view and the past contacts it sees (`p`); `by_address` the same for a contact whose address is not told;
    `stated` are aggregates over a view and the statements that bind (`h`); `days` are columns of the calendar;
    `lost_for` are the scopes of the rules that ask whether contact is lost: a test over a view (`v`) each.
    `wants` tells, by mark, which views (`v`) look at past contacts that bear it.
    """

    dialect: Dialect
    survey: Survey
    marks: list[str] = field(default_factory=list)
    counted: dict[str, str] = field(default_factory=dict)
    by_address: dict[str, str] = field(default_factory=dict)
    stated: dict[str, str] = field(default_factory=dict)
    days: dict[str, Callable[[int], int | bool | None]] = field(default_factory=dict)
    consents: list[Any] = field(default_factory=list)
    threads: list[Any] = field(default_factory=list)
    lapses: set[int] = field(default_factory=set)
    later: dict[str, str] = field(default_factory=dict)
    lost: dict[int, Any] = field(default_factory=dict)
    lost_for: list[str] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)
    wants: dict[int, list[str]] = field(default_factory=dict)

    def mark(self, condition: str, of: str = "p") -> str:
        """The test that a past contact bears the mark of a condition."""
        if condition not in self.marks:
            self.marks.append(condition)
        return f"({of}.bits & {1 << self.marks.index(condition)}) <> 0"

    def mark_filter(self, wanted: Filter) -> str:
        """The test that a past contact is one of those that a filter means."""
        terms = []
        for name, words, negated in wanted.terms:
            if not self._occurs(name, words, negated):
                return "FALSE"
            fits = f"e.{name} {among(words)}"
            if name == "result":  # nobody says what came of it: it counts as whatever it may have been
                terms.append(f"(e.result IS NULL OR {'NOT ' if negated else ''}({fits}))")
            else:
                terms.append(f"NOT {surely(fits)}" if negated else surely(fits))
        return self.mark(every(*terms))

    def _occurs(self, name: str, words: frozenset[Any], negated: bool) -> bool:
        """Whether a filter's column has, anywhere in the log, a value that it means."""
        found = self.survey.words.get(name)
        return found is None or None in found or bool(found - words if negated else found & words)

    def number_of(self, item: Any, known: list[Any]) -> int:
        """The place of an item among those of its sort, where equal ones are one."""
        if item not in known:
            known.append(item)
        return known.index(item)

    def bits(self) -> str:
        """The marks of a contact as one whole number."""
        if len(self.marks) > MARKS:
            raise ValueError(
                f"{len(self.marks)} sorts of past contacts, and at most {MARKS} fit; sweep fewer rulebooks at once"
            )
        terms = (f"CASE WHEN {c} THEN {1 << i} ELSE 0 END" for i, c in enumerate(self.marks))
        return f"CAST({' + '.join(terms) or 0} AS BIGINT)"
