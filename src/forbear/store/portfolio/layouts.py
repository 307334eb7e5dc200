"""The files of a portfolio: their columns, and what each row becomes (formats.md 7).

A nested field of the ledger request stands in a column with dots (`every.months`, `late.rate`); lists have ;
between their values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from forbear.money import EVENT_FIELDS, read_event, read_terms
from forbear.store.portfolio import cells
from forbear.store.portfolio.cells import Reader
from forbear.store.portfolio.refusing import PARTY_ROLES
from forbear.store.portfolio.said import CONTACT_COLUMNS, STATEMENT_COLUMNS, shape_contact, shape_statement
from forbear.terms import COLLECTOR_KINDS, DEBT_STATUSES, PRODUCTS, ROLES, InputError

Row = Mapping[str, str]
Shape = Callable[[Row], tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One file: its columns (those in `required` must be there), and the staged row that a row becomes.

    `staged` are the columns of the staging table with their types; `key` names those that identify a row,
    `unlike` those that differ each time though the row says the same.
    """

    name: str
    columns: frozenset[str]
    required: frozenset[str]
    staged: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    shape: Shape
    unlike: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    @property
    def table(self) -> str:
        """The staging table's name."""
        return f"staged_{self.name}"


def _plain(name: str, key: tuple[str, ...], columns: Mapping[str, tuple[Reader, str, bool]]) -> Layout:
    """A layout whose columns are staged as they are: the reader, the type, whether a cell is required."""
    readers = tuple((column, read, needed) for column, (read, _, needed) in columns.items())

    def shape(row: Row) -> tuple[Any, ...]:
        values = []
        for column, read, needed in readers:
            cell = row.get(column)
            if cell is not None:
                values.append(read(cell, column))
            elif needed:
                raise InputError(column, "is empty")
            else:
                values.append(None)
        return tuple(values)

    return Layout(
        name=name,
        columns=frozenset(columns),
        required=frozenset(column for column, (_, _, needed) in columns.items() if needed),
        staged=tuple((column, kind) for column, (_, kind, _) in columns.items()),
        key=key,
        shape=shape,
    )


def _terms(row: Row) -> tuple[Any, ...]:
    if "case" not in row:
        raise InputError("case", "is empty")
    case, body = cells.ident(row["case"], "case"), _nested(row)
    read_terms(body, "")
    return case, _json(body)


def _nested(row: Row) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for column, cell in row.items():
        if column == "case":
            continue
        value = _LISTS[column](cell, column) if column in _LISTS else cell
        *outer, inner = column.split(".")
        at: Any = body
        for name in outer:
            at = at.setdefault(name, {})
            if not isinstance(at, dict):
                raise InputError(column, f"stands beside {name}; write one of the two")
        if inner in at:
            raise InputError(column, f"stands beside a part of {inner}; write one of the two")
        at[inner] = value
    return body


def _allocation(cell: str, at: str) -> Any:
    if not cell.startswith("["):
        return [part.strip() for part in cell.split(";")]
    try:
        return json.loads(cell)
    except ValueError:
        raise InputError(at, "is no JSON list; write penalty;fee;interest;principal") from None


def _event(row: Row) -> tuple[Any, ...]:
    if "case" not in row:
        raise InputError("case", "is empty")
    case = cells.ident(row["case"], "case")
    body: dict[str, Any] = {}
    for column, cell in row.items():
        if column != "case":
            body[column] = _nested_event(column, cell) if column in _NESTED_EVENT else cell
    event = read_event(body, "")
    cells.day(body["on"], "on")
    return case, event.id, body["on"], _json(body)


def _nested_event(column: str, cell: str) -> Any:
    try:
        return json.loads(cell)
    except ValueError:
        raise InputError(column, "is no JSON value; nested fields of an event are written as JSON") from None


def _address(row: Row) -> tuple[Any, ...]:
    values = list(_ADDRESS.shape(row))
    values[3] = cells.address_value(values[2], values[3], "value")
    return tuple(values)


def _party_role(cell: str, at: str) -> str:
    role: str = cells.one_of(ROLES)(cell, at)
    if role not in PARTY_ROLES:
        raise InputError(at, f"is {role}, who is no party to a case; nothing of such a person is stored")
    return role


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


_COUNT: Final = cells.whole(0, 100_000)
_LISTS: Final[Mapping[str, Reader]] = {
    "instalments": _COUNT,
    "every.months": _COUNT,
    "every.weeks": _COUNT,
    "every.days": _COUNT,
    "late.grace_days": _COUNT,
    "late.on": cells.listed(cells.free),
    "principal_free": _COUNT,
    "interest_free": _COUNT,
    "allocation": _allocation,
    "buckets": cells.listed(_COUNT),
}
_TERMS_COLUMNS: Final = frozenset(
    [
        "case",
        "currency",
        "principal",
        "disbursed",
        "first_due",
        "method",
        "annual_rate",
        "day_count",
        "rounding",
        "fee_per_period",
        "fee_per_period.rate",
        "late.kind",
        "late.rate",
        "late.amount",
        "late.cap",
        "late.cap.rate",
        "holidays.calendar",
        "holidays.shift",
        "across",
        "down_payment",
        "ties",
        "recalculate",
    ]
) | frozenset(_LISTS)
_NESTED_EVENT: Final = frozenset(
    [
        "every",
        "instalments",
        "order",
        "accrue",
        "extra_instalments",
        "principal_free",
        "interest_free",
        "breach_after_days",
    ]
)
_EVENT_COLUMNS: Final = frozenset({"case", "on", "kind", "id"}).union(
    *(needed | optional for needed, optional in EVENT_FIELDS.values())
)

_ADDRESS: Final = _plain(
    "addresses",
    ("address",),
    {
        "address": (cells.address_id, "text", True),
        "person": (cells.ident, "text", True),
        "kind": (cells.one_of(frozenset({"mobile", "landline", "email", "post"})), "text", True),
        "value": (cells.free, "text", True),
        "verified_on": (cells.day, "date", False),
        "source": (
            cells.one_of(frozenset({"contract", "borrower", "authorised", "public", "bureau"})), "text", True,
        ),
    },
)  # fmt: skip

LAYOUTS: Final[tuple[Layout, ...]] = (
    _plain("agencies", ("collector",), {
        "collector": (cells.ident, "text", True),
        "kind": (cells.one_of(COLLECTOR_KINDS), "text", True),
        "acts_for": (cells.ident, "text", False),
        "registered_name": (cells.free, "text", True),
        "public_number": (cells.free, "text", False),
        "from": (cells.day, "date", False),
        "to": (cells.day, "date", False),
    }),
    _plain("people", ("person",), {
        "person": (cells.ident, "text", True),
        "name": (cells.free, "text", True),
        "role_default": (cells.one_of(ROLES), "text", False),
        "language": (cells.language, "text", False),
        "zone": (cells.zone, "text", False),
        "region": (cells.region, "text", False),
        "birth_year": (cells.whole(1900, 2100), "int", False),
        "deceased": (cells.truth, "boolean", False),
        "incapacitated": (cells.truth, "boolean", False),
        "reachable": (cells.truth, "boolean", False),
    }),
    _plain("cases", ("case",), {
        "case": (cells.ident, "text", True),
        "lender": (cells.ident, "text", True),
        "debtor": (cells.ident, "text", True),
        "product": (cells.one_of(PRODUCTS), "text", True),
        "currency": (cells.currency, "text", True),
        "opened": (cells.day, "date", True),
        "status": (cells.one_of(DEBT_STATUSES), "text", False),
    }),
    _plain("parties", ("case", "person"), {
        "case": (cells.ident, "text", True),
        "person": (cells.ident, "text", True),
        "role": (_party_role, "text", True),
        "authority": (cells.free, "text", True),
    }),
    _plain("placements", ("agency", "from", "case"), {
        "case": (cells.ident, "text", True),
        "agency": (cells.ident, "text", True),
        "from": (cells.day, "date", True),
        "to": (cells.day, "date", False),
    }),
    Layout(name="addresses", columns=_ADDRESS.columns, required=_ADDRESS.required,
           staged=(("address", "text"), ("person", "text"), ("kind", "text"), ("box", "bytea"), ("key_id", "text"),
                   ("fingerprint", "bytea"), ("masked", "text"), ("verified_on", "date"), ("source", "text")),
           key=_ADDRESS.key, shape=_address, unlike=frozenset({"box", "key_id"})),
    Layout(name="terms", columns=_TERMS_COLUMNS, required=frozenset({"case", "currency", "method"}),
           staged=(("case", "text"), ("body", "jsonb")), key=("case",), shape=_terms),
    Layout(name="events", columns=_EVENT_COLUMNS, required=frozenset({"case", "on", "kind"}),
           staged=(("case", "text"), ("event", "text"), ("on_day", "date"), ("body", "jsonb")),
           key=("case", "event"), shape=_event),
    Layout(name="statements", columns=STATEMENT_COLUMNS,
           required=frozenset({"id", "at", "person", "kind"}),
           staged=(("id", "text"), ("person", "text"), ("kind", "text"), ("at", "timestamptz"),
                   ("until", "timestamptz"), ("debts", "text[]"), ("body", "jsonb")),
           key=("id",), shape=shape_statement),
    Layout(name="contacts", columns=CONTACT_COLUMNS,
           required=frozenset({"id", "at", "person", "channel", "debts", "result"}),
           staged=(("id", "text"), ("case", "text"), ("person", "text"), ("collector", "text"),
                   ("channel", "text"), ("direction", "text"), ("purpose", "text"), ("address", "text"),
                   ("at", "timestamptz"), ("result", "text"), ("body", "jsonb")),
           key=("id",), shape=shape_contact),
    _plain("promises", ("promise",), {
        "promise": (cells.ident, "text", True),
        "case": (cells.ident, "text", True),
        "person": (cells.ident, "text", True),
        "amount": (cells.positive, "numeric(18, 4)", True),
        "due": (cells.day, "date", True),
        "made_at": (cells.instant, "timestamptz", True),
        "status": (cells.one_of(frozenset({"open", "kept", "broken"})), "text", False),
    }),
)  # fmt: skip
"""Every file, in the order in which they are read: what is referred to comes first."""
