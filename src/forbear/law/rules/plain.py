"""What the kinds without a clock of their own share: a condition whose instants follow from its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forbear.law.clock import IntervalSet
from forbear.law.rules.context import View
from forbear.law.rules.expr import Expr
from forbear.law.rules.spans import holds


@dataclass(frozen=True, slots=True)
class Plain:
    """A condition; blocked whenever it holds, or is not known."""

    tree: Expr

    @property
    def only_said(self) -> frozenset[str]:
        """Nothing, unless the kind says otherwise."""
        return frozenset()

    def condition(self) -> Expr:
        """The condition."""
        return self.tree

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """The instants at which it holds."""
        return holds(self.tree, view, start, end, unknown=True)

    def values(self) -> dict[str, Any]:
        """The values that the rule is judged by: none but those of its facts."""
        return {}
