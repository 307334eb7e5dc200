"""Kind `bar`: a way of making contact that is closed altogether."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.rules.expr import TRUE
from forbear.law.rules.plain import Plain


@dataclass(frozen=True, slots=True)
class Bar(Plain):
    """Every contact in the rule's scope (`on`, `when`) is closed: a postcard, a public post."""

    keys = ()

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Bar:
        """From the table of a rulebook."""
        return cls(TRUE)
