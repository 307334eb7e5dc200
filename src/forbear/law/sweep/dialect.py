"""Where the engines differ: a handful of functions on lists and whole numbers, and how a table is made.

Everything else that a sweep prints is the same text for each engine. Instants are whole numbers and local days are
counted from 1970-01-01, so that no engine's own clock, calendar or time zones are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from forbear import terms

_WORDS: Final = sorted(
    terms.CHANNELS | terms.DIRECTIONS | terms.PURPOSES | terms.ADDRESS_KINDS | terms.RESULTS | terms.STYLES
    | terms.PLACES | terms.ROLES | terms.PRODUCTS | terms.DEBT_STATUSES | terms.COLLECTOR_KINDS
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one engine writes what the others write differently; `{0}`, `{1}` stand for the operands.

    `divide` divides whole numbers that are not negative; `first` is the first item of a list; `spread` joins each
    item of a list and its place beside the row; `make` makes a table from a select. `types` names the types.
    """

    name: str
    divide: str
    size: str
    first: str
    holds: str
    overlaps: str
    array: str
    spread: str
    make: tuple[str, ...]
    types: Mapping[str, str]

    def quotient(self, number: str, by: int) -> str:
        """The whole quotient of a number that is not negative."""
        return self.divide.format(number, by)

    def told(self, kind: str) -> str:
        """The type of a column as it is read from a file: a word is text there."""
        return self.types["text" if kind == "word" else kind]

    def create(self, name: str, select: str) -> list[str]:
        """The statements that make a table, in place of one that has the name already."""
        return [m.format(name=name, select=select) for m in self.make]

    def declare(self, name: str, columns: Iterable[tuple[str, str]]) -> list[str]:
        """The statements that make an empty table of some columns and types, in place of another."""
        nothing = ", ".join(f"CAST(NULL AS {self.types[kind]}) AS {column}" for column, kind in columns)
        return self.create(name, f"SELECT {nothing} WHERE 1 = 0")


DUCKDB = Dialect(
    name="duckdb",
    divide="({0} // {1})",
    size="len({0})",
    first="{0}[1]",
    holds="list_contains({0}, {1})",
    overlaps="list_has_any({0}, {1})",
    array="[{0}]",
    spread="CROSS JOIN LATERAL unnest({0}) WITH ORDINALITY AS {1}(item, place)",
    make=("CREATE OR REPLACE TEMP TABLE {name} AS\n{select}",),
    types={
        "text": "VARCHAR", "flag": "BOOLEAN", "number": "BIGINT",
        "word": "ENUM(" + ", ".join(f"'{word}'" for word in _WORDS) + ")",  # compared five times as fast as text
        "texts": "VARCHAR[]", "numbers": "BIGINT[]",
    },
)  # fmt: skip
POSTGRES = Dialect(
    name="postgres",
    divide="({0} / {1})",
    size="cardinality({0})",
    first="({0})[1]",
    holds="({1} = ANY({0}))",
    overlaps="({0} && {1})",
    array="ARRAY[{0}]",
    spread="CROSS JOIN LATERAL unnest({0}) WITH ORDINALITY AS {1}(item, place)",
    make=("DROP TABLE IF EXISTS {name}", "CREATE TEMP TABLE {name} AS\n{select}", "ANALYZE {name}"),
    types={
        "text": "TEXT",
        "word": "TEXT",
        "flag": "BOOLEAN",
        "number": "BIGINT",
        "texts": "TEXT[]",
        "numbers": "BIGINT[]",
    },
)
SPARK = Dialect(
    name="spark",
    divide="({0} div {1})",
    size="array_size({0})",
    first="try_element_at({0}, 1)",
    holds="array_contains({0}, {1})",
    overlaps="arrays_overlap({0}, {1})",
    array="array({0})",
    spread="LATERAL VIEW posexplode({0}) {1} AS place, item",
    make=("DROP TABLE IF EXISTS {name}", "CREATE TABLE {name} USING PARQUET AS\n{select}"),
    types={
        "text": "STRING", "word": "STRING", "flag": "BOOLEAN", "number": "BIGINT",
        "texts": "ARRAY<STRING>", "numbers": "ARRAY<BIGINT>",
    },
)  # fmt: skip
DIALECTS: Mapping[str, Dialect] = {d.name: d for d in (DUCKDB, POSTGRES, SPARK)}
"""The engines that a sweep is printed for, by name."""


def quote(value: bool | int | str | None) -> str:
    """A value as an SQL literal.

    >>> quote("l'heure"), quote(True), quote(7), quote(None)
    ("'l''heure'", 'TRUE', '7', 'NULL')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
