"""The statement that ages: one text, with the few words in which PostgreSQL and DuckDB differ."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_TEXT: Final = Path(__file__).parent / "ageing.sql"


@cache
def ageing_statement(wide: str, quotient: str) -> str:
    """The common part of the statement: `wide` is the type for long whole numbers, `quotient` how two of them
    are divided without rest.

    >>> "{" in ageing_statement("hugeint", "({} // {})")
    False
    """
    accrued = _rounded("p.accrued", "p.span", "p.even", quotient)
    penalty = _rounded("q.late_sum", "q.late_unit", "q.even", quotient)
    return _TEXT.read_text(encoding="utf-8").format(wide=wide, accrued=accrued, penalty=penalty)


def _rounded(over: str, under: str, even: str, quotient: str) -> str:
    """A quotient to the nearest whole number; a half goes up, or to the even one where the contract says so."""
    twice, by = f"(2 * {over} + {under})", f"(2 * {under})"
    up = quotient.format(twice, by)
    tie = f"{even} and mod({twice}, {by}) = 0 and mod({up}, 2) = 1"
    return f"({up} - case when {tie} then 1 else 0 end)"
