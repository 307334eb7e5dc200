"""Whether any choice of facts and columns makes conditions hold: all taken as free, every one tried.

Facts are taken as independent of each other, but for what `lemmas` knows. So where no situation is found there is
none: that is a proof. Where one is found, the facts of a real history may still not fall so. A fact that is not
known is no situation here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forbear.law.rules.conditions import WORDS
from forbear.law.rules.expr import (
    TRUE,
    And,
    Col,
    Expr,
    Fact,
    In,
    Le,
    Lit,
    Lt,
    Not,
    Or,
    Sub,
    conjoin,
    disjoin,
    negate,
)  # fmt: skip
from forbear.law.rules.facts import LocalSecond, Weekday
from forbear.law.rules.registry import FACTS
from forbear.law.study.lemmas import implies
from forbear.law.study.trees import Leaf, Trees

MOST_STEPS = 20_000
"""After so many choices without an answer the search gives up; then nothing is proved."""


class Undecided(Exception):
    """The search gave up."""


class Choices:
    """A search for situations. Comparisons that are not of a column or a clock are facts of their own."""

    def __init__(self) -> None:
        self._store = Trees()
        self._atoms: dict[Expr, Fact] = {}
        self._names: dict[int, Expr] = {}
        self._known: dict[frozenset[Leaf], list[Expr]] = {}
        self._implied: dict[tuple[int, int], bool] = {}
        self._steps = 0

    def find(self, wanted: Sequence[Expr]) -> Mapping[Leaf, Any] | None:
        """A situation in which all of them hold; None where there is none. Undecided where the search gave up.

        >>> call = In(Col("channel"), frozenset({"call"}))
        >>> Choices().find([call])
        {Col(name='channel'): 'call'}
        >>> Choices().find([call, negate(call)]) is None
        True
        """
        goals = [self._store.keep(part) for tree in wanted for part in _parts(self._abstract(tree))]
        goals += self._lemmas(frozenset(leaf for goal in goals for leaf in self._store.mentions(goal)))
        self._steps = 0
        return self._search(goals, {}, _domains(goals))

    def _lemmas(self, mentioned: frozenset[Leaf]) -> list[Expr]:
        """What the facts among some leaves say of each other."""
        found = self._known.get(mentioned)
        if found is None:
            atoms = [leaf for leaf in mentioned if isinstance(leaf, Fact) and not _is_number(leaf)]
            pairs = [(a, b) for a in atoms for b in atoms if a is not b and self._implies(a, b)]
            self._known[mentioned] = found = [self._store.keep(disjoin(negate(a), b)) for a, b in pairs]
        return found

    def _implies(self, a: Fact, b: Fact) -> bool:
        pair = (a.number, b.number)
        found = self._implied.get(pair)
        if found is None:
            found = implies(self._names.get(a.number, a), self._names.get(b.number, b))
            self._implied[pair] = found
        return found

    def _search(
        self, goals: list[Expr], found: dict[Leaf, Any], domains: Mapping[Leaf, Sequence[Any]]
    ) -> Mapping[Leaf, Any] | None:
        if any(isinstance(goal, Lit) and goal.value is not True for goal in goals):
            return None
        left = [goal for goal in goals if goal != TRUE]
        if not left:
            return found
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Undecided
        mentions = self._store.mentions
        shortest = min(left, key=lambda goal: len(mentions(goal)))
        leaf = min(mentions(shortest), key=lambda leaf: (len(domains[leaf]), str(leaf)))
        for value in domains[leaf]:
            settled = [self._store.settle(goal, (leaf,), (value,)) for goal in left]
            answer = self._search(settled, {**found, leaf: value}, domains)
            if answer is not None:
                return answer
        return None

    def _abstract(self, tree: Expr) -> Expr:
        match tree:
            case And(items):
                return conjoin(*map(self._abstract, items))
            case Or(items):
                return disjoin(*map(self._abstract, items))
            case Not(item):
                inner = self._abstract(item)
                return inner if inner == Lit(None) else negate(inner)
            case In(item=Col()) | In(item=Fact()) | Lit() | Col() | Fact():
                return tree
            case Lt(a, b) | Le(a, b) if _is_plain(a) and _is_plain(b):
                return tree
            case _:
                made = self._atoms.get(tree)
                if made is None:
                    self._atoms[tree] = made = Fact(-1 - len(self._atoms))
                    self._names[made.number] = tree
                return made


def _parts(tree: Expr) -> Iterator[Expr]:
    if isinstance(tree, And):
        for item in tree.items:
            yield from _parts(item)
    else:
        yield tree


def _is_number(leaf: Leaf) -> bool:
    return (
        isinstance(leaf, Fact) and leaf.number >= 0 and isinstance(FACTS[leaf.number], LocalSecond | Weekday)
    )


def _is_plain(item: Expr) -> bool:
    return isinstance(item, Lit | Col) or (isinstance(item, Fact) and _is_number(item))


def _domains(goals: Sequence[Expr]) -> dict[Leaf, Sequence[Any]]:
    """For each leaf the values that the goals tell apart."""
    words: dict[Leaf, set[Any]] = {}
    numbers: dict[Leaf, set[int]] = {}
    plain: set[Leaf] = set()

    def look(tree: Expr) -> None:
        match tree:
            case And(items) | Or(items):
                for item in items:
                    look(item)
            case Not(item):
                look(item)
            case In(Col() | Fact() as leaf, values):
                words.setdefault(leaf, set()).update(values)
            case Lt(Lit(value), Col() | Fact() as leaf) | Le(Lit(value), Col() | Fact() as leaf):
                numbers.setdefault(leaf, set()).update(
                    {int(value or 0) - 1, int(value or 0), int(value or 0) + 1}
                )
            case Lt(Col() | Fact() as leaf, Lit(value)) | Le(Col() | Fact() as leaf, Lit(value)):
                numbers.setdefault(leaf, set()).update(
                    {int(value or 0) - 1, int(value or 0), int(value or 0) + 1}
                )
            case Col() | Fact():
                plain.add(tree)
            case Lit() | Lt() | Le() | Sub() | In():
                pass

    for goal in goals:
        look(goal)
    out: dict[Leaf, Sequence[Any]] = dict.fromkeys(plain, (False, True))
    out |= {leaf: _with_another(leaf, found) for leaf, found in words.items()}
    out |= {leaf: sorted(found | words.get(leaf, set())) for leaf, found in numbers.items()}
    return out


def _with_another(leaf: Leaf, found: set[Any]) -> list[Any]:
    """The words that are told apart, and one that stands for all others."""
    known: frozenset[Any] | None = WORDS.get(leaf.name) if isinstance(leaf, Col) else frozenset(range(7))
    others = sorted(known - found, key=str)[:1] if known is not None else ["another"]
    return [*others, *sorted(found, key=str)]


def is_never(tree: Expr, choices: Choices) -> bool:
    """Whether a condition holds in no situation; false where the search gave up.

    >>> is_never(Lit(False), Choices())
    True
    """
    try:
        return choices.find([tree]) is None
    except Undecided:
        return False
