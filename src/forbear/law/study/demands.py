"""Notices that the law demands and, in some cell, lets nobody give: every way of giving them is barred."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from forbear.law.rulebook import Law
from forbear.law.rules.expr import FALSE, TRUE, Col, Expr, Fact, conjoin, leaves, negate
from forbear.law.rules.notices import Forewarned, Told
from forbear.law.rules.registry import FACTS
from forbear.law.rules.rule import Rule
from forbear.law.study.boxes import bindings
from forbear.law.study.cells import ADDRESS_KINDS, WHO, Cell, Place
from forbear.law.study.choices import Choices, is_never
from forbear.law.study.showing import forbidding
from forbear.law.study.trees import settle
from forbear.terms import CHANNELS, PRODUCTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A notice that a rule or a deadline asks for: for whom, and by which channels it may be given."""

    by: str
    cite: str
    binds: Expr
    notice: str
    channels: frozenset[str]


def find_demands(law: Law, place: Place, choices: Choices) -> Iterator[Demand]:
    """The notices without which a rule cannot be kept, and those that end a deadline, at a place on its day."""
    for rule in law.in_force(place.books, place.day):
        for leaf in dict.fromkeys(leaves(rule.condition())):
            told = FACTS[leaf.number] if isinstance(leaf, Fact) else None
            if isinstance(told, Told | Forewarned) and _needs(rule, leaf, choices):
                yield _demand(rule, told)
    for book in place.books:
        for line in law.books[book].deadlines:
            ended = line.ends.notice if line.ends else None
            if ended and line.in_force <= place.day and (line.until is None or place.day <= line.until):
                yield Demand(by=line.id, cite=line.cite, binds=line.binds, notice=ended, channels=CHANNELS)


def _needs(rule: Rule, leaf: Any, choices: Choices) -> bool:
    """Whether a rule cannot be kept without a notice having been given, but for what opens it altogether."""
    asked = conjoin(rule.when, rule.kind.condition())
    return rule.kind_name != "duty" and is_never(negate(settle(asked, {leaf: False})), choices)


def _notice(fact: Any) -> str | None:
    told = fact.told if isinstance(fact, Forewarned) else fact
    return told.notice if isinstance(told, Told) else None


def _demand(rule: Rule, fact: Told | Forewarned) -> Demand:
    told = fact.told if isinstance(fact, Forewarned) else fact
    by = fact.by if isinstance(fact, Forewarned) else None
    channels = frozenset({"letter"}) if told.mailed else by or CHANNELS
    return Demand(by=rule.id, cite=rule.cite, binds=rule.scope, notice=told.notice, channels=channels)


def find_impossible(
    law: Law, place: Place, choices: Choices
) -> Iterator[tuple[Demand, Cell, tuple[Rule, ...]]]:
    """The demands that cannot be met for some lender and product: the notice's cell, and the rules that bar it."""
    rules = [r for r in law.in_force(place.books, place.day) if r.kind_name != "duty"]
    for demand in dict.fromkeys(find_demands(law, place, choices)):
        known: dict[tuple[Expr, ...], bool] = {}
        for (collector, lender), thing in product(WHO, sorted(PRODUCTS)):
            whom: dict[Col | Fact, Any] = {
                Col("collector"): collector,
                Col("lender"): lender,
                Col("product"): thing,
            }
            if settle(bindings(demand.binds), whom) == FALSE:
                continue
            cells = [
                Cell(channel=c, address_kind=ADDRESS_KINDS.get(c, ("unknown",))[0], purpose="notice",
                     collector=collector, lender=lender, product=thing)
                for c in sorted(demand.channels)
            ]  # fmt: skip
            if not any(_open(demand, cell, rules, known, choices) for cell in cells):
                yield demand, cells[0], _barring(demand, cells[0], rules, choices)
                break


def _left(demand: Demand, cell: Cell, rules: list[Rule]) -> Mapping[str, tuple[Rule, Expr]]:
    columns: dict[Col | Fact, Any] = {Col(name): word for name, word in cell.words().items()}
    columns |= {Col("notice"): demand.notice, Col("has_address"): True}
    for number, fact in enumerate(FACTS):
        if _notice(fact) == demand.notice:
            columns[Fact(number)] = False  # it has not been given yet
    left = {r.id: (r, settle(forbidding(r), columns)) for r in rules}
    return {name: (r, tree) for name, (r, tree) in left.items() if tree != FALSE}


def _open(
    demand: Demand, cell: Cell, rules: list[Rule], known: dict[tuple[Expr, ...], bool], choices: Choices
) -> bool:
    left = tuple(tree for _, tree in _left(demand, cell, rules).values())
    if TRUE in left:
        return False
    if left not in known:
        known[left] = not is_never(_all_kept(left), choices)
    return known[left]


def _all_kept(left: tuple[Expr, ...]) -> Expr:
    return conjoin(*(negate(tree) for tree in left))


def _barring(demand: Demand, cell: Cell, rules: list[Rule], choices: Choices) -> tuple[Rule, ...]:
    left = _left(demand, cell, rules)
    return tuple(r for r, tree in left.values() if is_never(negate(tree), choices))
