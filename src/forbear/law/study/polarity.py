"""Facts that only ever speak against a contact, or only ever for it: how to choose them needs no search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forbear.law.rules.expr import And, Expr, Fact, Not, Or, leaves
from forbear.law.study.lemmas import implies
from forbear.law.study.trees import Leaf


def friendly(conditions: Iterable[Expr]) -> dict[Leaf, bool]:
    """The facts that can be chosen for the contact's sake whatever else is so: false where all conditions only ever
    forbid by them, true where they only ever open.

    What one fact says of another is kept: none is set false while another that may be true implies it.

    >>> friendly([And((Fact(0), Not(Fact(1)))), Or((Fact(1), Fact(2)))])
    {Fact(number=0): False, Fact(number=2): False}
    """
    signs: dict[Leaf, set[bool]] = {}
    for condition in conditions:
        for fact, sign in _signs(condition, True):
            signs.setdefault(fact, set()).add(sign)
    chosen = {fact: found == {False} for fact, found in signs.items() if len(found) == 1}
    while wrong := [fact for fact, value in chosen.items() if not _stands(fact, value, chosen, signs)]:
        for leaf in wrong:
            del chosen[leaf]
    return chosen


def _stands(fact: Leaf, value: bool, chosen: dict[Leaf, bool], facts: Iterable[Leaf]) -> bool:
    """Whether what a choice implies is chosen likewise."""
    others = [other for other in facts if other != fact]
    if value:
        return all(chosen.get(other) is True for other in others if implies(fact, other))
    return all(chosen.get(other) is False for other in others if implies(other, fact))


def _signs(tree: Expr, sign: bool) -> Iterator[tuple[Fact, bool]]:
    match tree:
        case Fact():
            yield tree, sign
        case Not(item):
            yield from _signs(item, not sign)
        case And(items) | Or(items):
            for item in items:
                yield from _signs(item, sign)
        case _:  # a number that is compared: it has no side of its own
            for leaf in leaves(tree):
                if isinstance(leaf, Fact):
                    yield leaf, True
                    yield leaf, False
