"""Kind `audience`: who may be contacted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.rules.expr import Col, In, negate
from forbear.law.rules.plain import Plain
from forbear.law.rules.values import read_words
from forbear.terms import ROLES


@dataclass(frozen=True, slots=True)
class Audience(Plain):
    """Only persons in one of the roles `to`; what else the law allows stands under `unless`."""

    keys = ("to",)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Audience:
        """From the table of a rulebook."""
        if not table.get("to"):
            raise ValueError('an audience needs to = ["borrower", …] (roles)')
        return cls(negate(In(Col("role"), read_words(table["to"], ROLES, "to"))))
