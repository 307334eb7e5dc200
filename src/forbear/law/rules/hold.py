"""Kind `hold`: while something that was said or learned stands, no contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.rules.conditions import read_said
from forbear.law.rules.expr import Fact, disjoin, leaves
from forbear.law.rules.plain import Plain
from forbear.law.rules.registry import FACTS, intern
from forbear.law.rules.saying import OptedOut


@dataclass(frozen=True, slots=True)
class Hold(Plain):
    """No contact while a statement stands: `while = "cease"`, or a table with `by`, `per_debt`, `media` …

    `while = "opt_out"` asks whether the request covers this medium and address. A list holds while any stands.
    """

    keys = ("while",)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Hold:
        """From the table of a rulebook."""
        value = table.get("while")
        if value is None or value == []:
            raise ValueError('a hold needs while = "cease" (a kind of statement)')
        parts = value if isinstance(value, list) else [value]
        return cls(disjoin(*(intern(OptedOut() if p == "opt_out" else read_said(p, "while")) for p in parts)))

    @property
    def only_said(self) -> frozenset[str]:
        """The kinds that it waits for."""
        facts = [FACTS[leaf.number] for leaf in leaves(self.tree) if isinstance(leaf, Fact)]
        return frozenset("opt_out" if isinstance(f, OptedOut) else f.kind for f in facts)
