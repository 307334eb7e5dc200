"""Rules whose blocked set lies within that of others, in every cell: they forbid nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forbear.law.rulebook import Law
from forbear.law.rules.expr import negate
from forbear.law.rules.rule import Rule
from forbear.law.study.cells import Place
from forbear.law.study.choices import Choices, Undecided
from forbear.law.study.showing import forbidding
from forbear.terms import BINDING_FORCES

_OWN = frozenset({"contract", "house"})


def find_shadows(law: Law, place: Place, choices: Choices) -> Iterator[tuple[Rule, tuple[Rule, ...]]]:
    """The rules of books that hold just here and lie within others: each with the fewest that cover it.

    Proved, not sampled: no situation is one in which the rule forbids and none of the others does.
    """
    rules = [r for r in law.in_force(place.books, place.day) if r.kind_name != "duty"]
    for rule in rules:
        if place.region != law.books[rule.book].regions[0]:
            continue  # looked at in the first place where it holds, so that it is told once
        others = [r for r in rules if r.id != rule.id and _may_cover(law, r, rule)]
        cover = _cover(rule, others, choices)
        if cover:
            yield rule, cover


def _may_cover(law: Law, other: Rule, rule: Rule) -> bool:
    """Whether a rule can stand in for another: it holds wherever that holds, by the same clocks, and binds as hard.

    A house rule is no reason to do without a law.
    """
    ours, theirs = law.books[rule.book].regions, law.books[other.book].regions
    everywhere = all(any(r == t or r.startswith(t + "-") for t in theirs) for r in ours)
    clocks = not rule.timed or not other.timed or set(rule.clock) <= set(other.clock)
    binding = other.force in BINDING_FORCES or rule.force not in BINDING_FORCES
    return everywhere and clocks and binding and (other.force not in _OWN or rule.force in _OWN)


def _cover(rule: Rule, others: Sequence[Rule], choices: Choices) -> tuple[Rule, ...]:
    """The fewest of the others (none can be left out) that cover a rule; none where they don't, or nobody knows."""
    own = forbidding(rule)

    def covered(by: Sequence[Rule]) -> bool:
        try:
            return choices.find([own, *(negate(forbidding(r)) for r in by)]) is None
        except Undecided:
            return False

    if not covered(others):
        return ()
    if covered(()):
        return ()  # it never forbids at all
    alone = next((r for r in others if covered((r,))), None)
    if alone is not None:
        return (alone,)
    kept = list(others)
    for other in others:
        fewer = [r for r in kept if r is not other]
        kept = fewer if covered(fewer) else kept
    return tuple(kept)
