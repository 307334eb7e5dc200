"""Kind `require`: a contact needs something: a crew, a consent, a notice before it, lost contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.rules.conditions import read_condition
from forbear.law.rules.expr import negate
from forbear.law.rules.plain import Plain


@dataclass(frozen=True, slots=True)
class Require(Plain):
    """Closed unless `needs` is met: `needs = { staff = { at_least = 2 } }`; a list needs any one of them."""

    keys = ("needs",)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Require:
        """From the table of a rulebook."""
        if not table.get("needs"):
            raise ValueError("a require needs needs = { staff = { at_least = 2 } }")
        return cls(negate(read_condition(table["needs"], "needs")))
