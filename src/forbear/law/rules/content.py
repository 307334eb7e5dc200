"""Kind `content`: what may not be said, and what may not be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forbear.law.rules.conditions import read_condition
from forbear.law.rules.expr import Expr, conjoin, negate
from forbear.law.rules.plain import Plain


@dataclass(frozen=True, slots=True)
class Content(Plain):
    """Closed where the text does any of `acts`, or lacks all of `lacks`.

    `lacks` asks of a contact with a text only; a contact without one carries the matter as a duty.
    """

    keys = ("acts", "lacks")

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Content:
        """From the table of a rulebook."""
        if ("acts" in table) == ("lacks" in table):
            raise ValueError(
                'content needs one of acts = ["insults"] (forbidden) or lacks = ["offers_opt_out"]'
            )
        if "acts" in table:
            return cls(read_condition({"acts": table["acts"]}, "content"))
        said: Expr = read_condition({"acts": table["lacks"]}, "content")
        return cls(conjoin(read_condition({"has_text": True}, "content"), negate(said)))
