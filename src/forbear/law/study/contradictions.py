"""Contradictions: cells that no rule bars by itself, and in which all together leave nothing lawful.

Two ways, both found cell class by cell class (exact):

- *by the clock*: over a fortnight, an ordinary contact is forbidden at every instant, by rules each of which
  leaves some. Hours are laid side by side as spans of instants, for the ordinary contact of the cell.
- *by what they ask*: each rule can be kept, and no choice of facts keeps them all. This is proved (`choices`). The
  contact answers nobody: what opens for a reply opens nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forbear.law.rulebook import Law
from forbear.law.rules.doors import Reply
from forbear.law.rules.expr import FALSE, TRUE, Expr, Fact, negate
from forbear.law.rules.registry import FACTS
from forbear.law.rules.rule import Rule
from forbear.law.rules.thread import Continues
from forbear.law.study.blocked import blocked_spans, covers
from forbear.law.study.cells import Cell, Place, cell_request, split
from forbear.law.study.choices import Choices, Undecided
from forbear.law.study.polarity import friendly
from forbear.law.study.showing import forbidding
from forbear.law.study.trees import Leaf, settle
from forbear.terms import PURPOSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Rules that leave nothing lawful in a cell: `by` is `clock` or `demand`."""

    cell: Cell
    rules: tuple[Rule, ...]
    by: str


def find_clashes(law: Law, place: Place, choices: Choices) -> Iterator[Clash]:
    """The contradictions of a place on its day, each set of rules once."""
    rules = [r for r in law.in_force(place.books, place.day) if r.kind_name != "duty"]
    timed = [r for r in rules if r.kind_name == "hours" and not r.only_said]
    plain = [r for r in rules if r not in timed]
    told: set[tuple[str, ...]] = set()
    asked: dict[tuple[Expr, ...], tuple[Rule, ...] | None] = {}
    shut: dict[tuple[Expr, ...], tuple[Rule, ...]] = {}

    def barred(left: Sequence[Expr]) -> bool:
        return TRUE in left[len(timed) :]

    trees = [r.scope for r in timed] + _demands(plain)
    for cell, left in split(trees, {"purpose": PURPOSES - {"reply"}}, barred):
        hours, demands = left[: len(timed)], left[len(timed) :]
        if demands not in asked:
            asked[demands] = _incompatible(plain, demands, choices)
        core = asked[demands]
        if core is not None:
            if len(core) > 1 and (ids := tuple(r.id for r in core)) not in told:
                told.add(ids)
                yield Clash(cell=cell, rules=core, by="demand")
            continue
        if hours not in shut:
            shut[hours] = _shut_out(cell, place, [r for r, h in zip(timed, hours, strict=True) if h != FALSE])
        ids = tuple(r.id for r in shut[hours])
        if ids and ids not in told:
            told.add(ids)
            yield Clash(cell=cell, rules=shut[hours], by="clock")


def _demands(rules: Sequence[Rule]) -> list[Expr]:
    """When each rule forbids, with the facts chosen that need no search, and no reply."""
    unanswered: dict[Leaf, bool] = {
        Fact(n): False for n, fact in enumerate(FACTS) if isinstance(fact, Reply | Continues)
    }
    trees = [settle(forbidding(r), unanswered) for r in rules]
    chosen = friendly(trees)
    return [settle(tree, chosen) for tree in trees]


def _incompatible(rules: Sequence[Rule], left: Sequence[Expr], choices: Choices) -> tuple[Rule, ...] | None:
    """The fewest rules (none can be left out) that no situation keeps together; None where one keeps them all."""
    kept = [(r, negate(tree)) for r, tree in zip(rules, left, strict=True) if tree != FALSE]

    def possible(some: Sequence[tuple[Rule, Expr]]) -> bool:
        try:
            return choices.find([tree for _, tree in some]) is not None
        except Undecided:
            return True

    if possible(kept):
        return None
    for one in tuple(kept):
        fewer = [other for other in kept if other is not one]
        kept = kept if possible(fewer) else fewer
    return tuple(r for r, _ in kept)


def _shut_out(cell: Cell, place: Place, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The fewest hours rules that together leave no instant of a fortnight, though each of them does."""
    if len(rules) < 2:
        return ()
    (start, end), found = blocked_spans(cell_request(cell, place), rules)
    partly = [r for r in rules if not covers([found[r.id]], start, end)]
    if not covers([found[r.id] for r in partly], start, end):
        return ()
    for rule in tuple(partly):
        fewer = [r for r in partly if r is not rule]
        if covers([found[r.id] for r in fewer], start, end):
            partly = fewer
    return tuple(partly)
