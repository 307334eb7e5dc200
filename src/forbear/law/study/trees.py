"""Conditions with some of their columns known: what remains of a tree, each tree kept once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.law.rules.expr import (
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
    leaves,
    negate,
)

Leaf = Col | Fact


def settle(tree: Expr, known: Mapping[Leaf, Any]) -> Expr:
    """What remains of a tree once some columns and facts have a value.

    >>> tree = And((In(Col("channel"), frozenset({"call"})), In(Col("role"), frozenset({"family"}))))
    >>> settle(tree, {Col("channel"): "call"})
    In(item=Col(name='role'), values=frozenset({'family'}))
    """
    match tree:
        case Lit():
            return tree
        case Col() | Fact():
            return Lit(known[tree]) if tree in known else tree
        case In(item, values):
            item = settle(item, known)
            return In(item, values) if not isinstance(item, Lit) else Lit(_member(item.value, values))
        case Not(item):
            item = settle(item, known)
            return item if item == Lit(None) else negate(item)
        case And(items):
            return conjoin(*(settle(i, known) for i in items))
        case Or(items):
            return disjoin(*(settle(i, known) for i in items))
        case Lt(left, right) | Le(left, right) | Sub(left, right):
            left, right = settle(left, known), settle(right, known)
            if isinstance(left, Lit) and isinstance(right, Lit):
                return Lit(_compare(type(tree), left.value, right.value))
            return type(tree)(left, right)


def _member(value: Any, values: frozenset[Any]) -> bool | None:
    return None if value is None else value in values


def _compare(kind: type[Lt] | type[Le] | type[Sub], left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    return left - right if kind is Sub else left < right if kind is Lt else left <= right


class Trees:
    """A store in which equal trees are one object, so that what remains of each is worked out once."""

    __slots__ = ("_kept", "_mentions", "_settled")

    def __init__(self) -> None:
        self._kept: dict[Expr, Expr] = {}
        self._mentions: dict[int, frozenset[Leaf]] = {}
        self._settled: dict[tuple[int, tuple[Leaf, ...], Any], Expr] = {}

    def keep(self, tree: Expr) -> Expr:
        """The one object for a tree."""
        return self._kept.setdefault(tree, tree)

    def mentions(self, tree: Expr) -> frozenset[Leaf]:
        """The columns and facts of a kept tree."""
        found = self._mentions.get(id(tree))
        if found is None:
            self._mentions[id(tree)] = found = frozenset(leaves(tree))
        return found

    def settle(self, tree: Expr, known: tuple[Leaf, ...], values: tuple[Any, ...]) -> Expr:
        """What remains of a kept tree, itself kept."""
        if self.mentions(tree).isdisjoint(known):
            return tree
        key = (id(tree), known, values)
        found = self._settled.get(key)
        if found is None:
            found = self.keep(settle(tree, dict(zip(known, values, strict=True))))
            self._settled[key] = found
        return found
