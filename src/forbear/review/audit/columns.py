"""The columns of a log once it is taken in, and how a row of plain text becomes one of them.

A row that SQL is sure of is taken as it stands. Any other goes to `read_entry`, which takes it or says why not: what
SQL accepts is a part of what the reader accepts, with the same meaning.
"""

from __future__ import annotations

from typing import Any, Final

from forbear import terms
from forbear.law.clock.instants import YEARS
from forbear.law.sweep.dialect import DUCKDB
from forbear.law.sweep.inputs import INPUTS, contact_row
from forbear.law.sweep.survey import EARLIEST_US
from forbear.review.log import COLUMNS, LogEntry
from forbear.review.log_files import Row
from forbear.terms import InputError

_CONTACT = tuple((n, k) for n, k in INPUTS["in_contacts"] if n not in {"n", "circle", "judged"})
_TOLD = (
    ("language", "text"), ("role", "text"), ("zones", "texts"), ("region", "text"), ("reachable", "flag"),
    ("product", "text"), ("status", "text"), ("kind", "text"), ("acts_for", "text"), ("lender_kind", "text"),
)  # fmt: skip
ENTRY: Final = (("part", "number"), ("line", "number"), *_CONTACT, *_TOLD)
"""The columns of a row that is taken in: where it stood, its contact, and what it tells of those concerned."""
KINDS: Final = ", ".join(f"{name}: '{DUCKDB.told(kind)}'" for name, kind in ENTRY)
DECLARED: Final = ", ".join(f"{name} {DUCKDB.told(kind)}" for name, kind in ENTRY)

_WORDS = {
    "channel": terms.CHANNELS, "direction": terms.DIRECTIONS, "purpose": terms.PURPOSES,
    "address_kind": terms.ADDRESS_KINDS, "result": terms.RESULTS, "style": terms.STYLES, "known_at": terms.PLACES,
    "person_role": terms.ROLES, "collector_kind": terms.COLLECTOR_KINDS,
    "lender_kind": terms.COLLECTOR_KINDS - {"agency"}, "product": terms.PRODUCTS, "status": terms.DEBT_STATUSES,
}  # fmt: skip
_FLAGS = ("conveys_debt", "limited_content", "reachable")
_AT = r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)"
_PLAIN = r"[^\x00-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
"""Neither a control character nor a space other than the plain one: what SQL trims as the reader does."""
_ENDS_Z = "right(s.at, 1) = 'Z'"
_CLOCK = f"CASE WHEN {_ENDS_Z} THEN left(s.at, -1) ELSE left(s.at, -6) END"
_AHEAD = (
    f"CASE WHEN {_ENDS_Z} THEN 0 ELSE (CASE WHEN s.at[-6] = '-' THEN -60 ELSE 60 END)"
    " * (60 * TRY_CAST(s.at[-5:-4] AS BIGINT) + TRY_CAST(s.at[-2:] AS BIGINT)) END"
)
_AT_US = f"(epoch_us(TRY_CAST({_CLOCK} AS TIMESTAMP)) - 1000000 * ({_AHEAD}))"


def _listed(words: Any) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def _flag(name: str) -> str:
    return f"CASE lower(s.{name}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"


def _items(name: str) -> str:
    return f"list_filter([trim(x, ' \t') FOR x IN string_split(s.{name}, ';')], lambda x: x <> '')"


SURE: Final = " AND ".join(
    [
        "s.id IS NOT NULL AND s.person IS NOT NULL AND s.channel IS NOT NULL",
        f"COALESCE(regexp_full_match(s.at, '{_AT}'), FALSE)",
        f"COALESCE({_AT_US} >= {EARLIEST_US}, FALSE)",
        f"TRY_CAST(left(s.at, 4) AS BIGINT) <= {YEARS[-1]}",
        *(f"(s.{name} IS NULL OR s.{name} IN ({_listed(words)}))" for name, words in _WORDS.items()),
        *(f"(s.{name} IS NULL OR lower(s.{name}) IN ('true', 'false'))" for name in _FLAGS),
        r"(s.days_past_due IS NULL OR regexp_full_match(s.days_past_due, '-?\d{1,9}'))",
        r"(s.staff IS NULL OR regexp_full_match(s.staff, '\d{1,9}'))",
        "(s.zone IS NULL OR z.zones IS NOT NULL)",
        "(s.collector IS NOT NULL OR (s.collector_kind IS NULL AND s.lender IS NULL))",
        *(
            f"(s.{name} IS NULL OR (length(s.{name}) < 4000 AND regexp_full_match(s.{name}, '{_PLAIN}*')))"
            for name in ("debts", "talked_of")
        ),
    ]
)
"""That a staged row (`s`, its zones looked up in `z`) can be taken as it stands."""
_OTHER = "s.lender IS NOT NULL AND s.lender <> s.collector"
_LENDERS = _listed(terms.COLLECTOR_KINDS - {"agency"})
_LENDER_KIND = f"COALESCE(s.lender_kind, CASE WHEN s.lender IN ({_LENDERS}) THEN s.lender END)"
_SHOWN = {
    "at_us": _AT_US,
    "offset_s": _AHEAD,
    "direction": "COALESCE(s.direction, 'outbound')",
    "purpose": "COALESCE(s.purpose, 'collect')",
    "address_kind": "COALESCE(s.address_kind, 'unknown')",
    "style": "COALESCE(s.style, 'interactive')",
    "staff": "CAST(s.staff AS BIGINT)",
    "days_past_due": "CAST(s.days_past_due AS BIGINT)",
    "debts": f"COALESCE({_items('debts')}, [])",
    "talked_of": _items("talked_of"),
    **{name: _flag(name) for name in _FLAGS},
    "role": "s.person_role",
    "zones": "z.zones",
    "kind": f"CASE WHEN {_OTHER} THEN s.collector_kind ELSE COALESCE(s.collector_kind, {_LENDER_KIND}) END",
    "acts_for": f"CASE WHEN {_OTHER} THEN s.lender END",
    "lender_kind": f"CASE WHEN {_OTHER} THEN {_LENDER_KIND} END",
}
TAKE: Final = ", ".join(f"{_SHOWN.get(name, f's.{name}')} AS {name}" for name, _ in ENTRY)
"""A staged row as a row that is taken in."""


def entry_row(part: int, row: Row, entry: LogEntry) -> dict[str, Any]:
    """What the reader made of a row, as a row that is taken in. InputError where a sweep could not hold it."""
    told = contact_row(entry.contact, n=0, circle=0, judged=True)
    if told["at_us"] < EARLIEST_US:
        raise InputError("/at", "an instant before 1970-01-03; leave it out")
    who, lender, person = entry.collector, entry.lender, entry.person
    days = row.cells.get("days_past_due")
    return {
        **{name: told[name] for name, _ in _CONTACT},
        "part": part, "line": row.line, "language": entry.contact.language,
        "days_past_due": None if days is None else int(days),
        "role": person.role, "zones": None if person.zones is None else list(person.zones),
        "region": person.region, "reachable": person.reachable,
        "product": row.cells.get("product"), "status": row.cells.get("status"),
        "kind": who.kind if who else None, "acts_for": who.acts_for if who else None,
        "lender_kind": lender.kind if lender else None,
    }  # fmt: skip


def as_plain(row: Row) -> list[Any] | None:
    """The cells of a row as plain text in the order of `COLUMNS`; None where it is for the reader to say."""
    cells = row.cells
    if not cells.keys() <= _KNOWN:
        return None
    if row.plain:
        return [cells.get(name) for name in COLUMNS]
    plain = {}
    for name, value in cells.items():
        if value is None:
            continue
        if name in _LISTS:
            text = _joined(value)
            if not text:
                return None
            plain[name] = text
        elif name in _NUMBERS or name in _FLAGS:
            if type(value) is not (int if name in _NUMBERS else bool):
                return None
            plain[name] = str(value)
        elif isinstance(value, str) and value:
            plain[name] = value
        else:
            return None
    return [plain.get(name) for name in COLUMNS]


def _joined(value: Any) -> str | None:
    """A list as one cell, where every item is one that a cell can hold."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return None
    fits = all(isinstance(v, str) and v and v.strip() == v and ";" not in v for v in value)
    return ";".join(value) if fits else None


_KNOWN = frozenset(COLUMNS)
_LISTS = frozenset({"debts", "talked_of", "zone"})
_NUMBERS = frozenset({"staff", "days_past_due"})
