"""Kind `duty`: what must be said, sent or done with a contact. It forbids nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.clock import IntervalSet
from forbear.law.rules.context import View
from forbear.law.rules.expr import TRUE, Expr


@dataclass(frozen=True, slots=True)
class Duty:
    """Attaches to every contact in the rule's scope (`on`, `when`); `do` says what is owed."""

    keys = ()

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Duty:
        """From the table of a rulebook."""
        return cls()

    @property
    def only_said(self) -> frozenset[str]:
        """It does not turn on statements."""
        return frozenset()

    def condition(self) -> Expr:
        """Always, within the rule's scope."""
        return TRUE

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """Never."""
        return IntervalSet()

    def values(self) -> dict[str, Any]:
        """None."""
        return {}
