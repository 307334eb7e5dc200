"""Statements and past contacts in rows: the flattened objects of formats.md 1 and 2, read back into them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from forbear.law.judge.wire import read_statement
from forbear.store.portfolio import cells
from forbear.store.portfolio.cells import Reader
from forbear.terms import (
    ADDRESS_KINDS,
    CHANNELS,
    CONSENTS,
    DIRECTIONS,
    MEDIA,
    PLACES,
    PURPOSES,
    RESULTS,
    STATEMENT_KINDS,
    STYLES,
    InputError,
)

_FIRST_CONTACT: Final = ("id", "at", "person", "channel", "debts", "result")
_CONTACT: Final[Mapping[str, Reader]] = {
    "id": cells.ident,
    "at": cells.instant,
    "channel": cells.one_of(CHANNELS),
    "direction": cells.one_of(DIRECTIONS),
    "person": cells.ident,
    "debts": cells.listed(cells.ident),
    "purpose": cells.one_of(PURPOSES),
    "reply_to": cells.ident,
    "address": cells.address_id,
    "address_kind": cells.one_of(ADDRESS_KINDS),
    "result": cells.one_of(RESULTS),
    "style": cells.one_of(STYLES),
    "conveys_debt": cells.truth,
    "limited_content": cells.truth,
    "text": cells.told,
    "language": cells.language,
    "staff": cells.whole(0, 100),
    "address_person": cells.ident,
    "known_at": cells.one_of(PLACES),
    "talked_of": cells.listed(cells.ident),
    "notice": cells.told,
    "collector": cells.ident,
}
_COLUMNS_OF_CONTACTS: Final = frozenset(
    ["id", "at", "channel", "direction", "person", "purpose", "address", "result", "collector"]
)
"""Fields that the table keeps in columns of their own; the others go into the body."""

_TIMED: Final = frozenset({"inconvenient", "agreed_hours"})
_STATEMENT: Final[Mapping[str, Reader]] = {
    "id": cells.ident,
    "at": cells.instant,
    "person": cells.ident,
    "kind": cells.one_of(STATEMENT_KINDS),
    "debts": cells.listed(cells.ident),
    "medium": cells.one_of(MEDIA),
    "until": cells.instant,
    "days": cells.weekdays,
    "place": cells.one_of(PLACES),
    "dates": cells.listed(cells.day),
    "of": cells.ident,
    "to_date": cells.day,
    "given_to": cells.ident,
    "channel": cells.one_of(CHANNELS),
    "address": cells.address_id,
    "by": cells.ident,
    "written": cells.truth,
}
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "lifted": ("of",),
    "consent": ("to",),
    "agreed_hours": ("from", "to"),
    "address_leaked": ("address",),
    "address_invalid": ("address",),
}
STATEMENT_COLUMNS: Final = frozenset(_STATEMENT) | {"from", "to"}
CONTACT_COLUMNS: Final = frozenset(_CONTACT)


def shape_statement(row: Mapping[str, str]) -> tuple[Any, ...]:
    """The staged row of a statement: the columns, and the object of formats.md 2 whole as its body."""
    body: dict[str, Any] = {}
    for column in ("id", "at", "person", "kind"):
        if column not in row:
            raise InputError(column, "is empty")
    kind = row["kind"]
    for column, cell in row.items():
        read = _STATEMENT.get(column) or _span(kind, column)
        body[column] = read(cell, column)
    for column in _NEEDED.get(kind, ()):
        if column not in body:
            raise InputError(column, f"is empty; a statement of kind {kind} needs it")
    if kind in ("opt_out", "opt_in") and not {"channel", "address"} & body.keys():
        raise InputError("channel", f"is empty, and `address` too; a statement of kind {kind} names one")
    try:
        read_statement(body)  # what the law can't read must not be stored: it would be lost on the night
    except InputError as error:
        raise InputError(error.at.strip("/").replace("/", ".") or "kind", error.why) from None
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    debts = body.get("debts") or None
    return body["id"], body["person"], kind, body["at"], body.get("until"), debts, text


def _span(kind: str, column: str) -> Reader:
    """How `from` and `to` are read: times of an inconvenient span, a date and a thing of a consent."""
    if kind in _TIMED:
        return cells.clock
    if kind == "consent":
        return cells.day if column == "from" else cells.one_of(CONSENTS)
    raise InputError(column, "is no field of a statement of this kind")


def shape_contact(row: Mapping[str, str]) -> tuple[Any, ...]:
    """The staged row of a past contact; its case is the first of `debts`, all of which stay in the body."""
    for column in _FIRST_CONTACT:
        if column not in row:
            raise InputError(column, "is empty")
    given = {column: _CONTACT[column](cell, column) for column, cell in row.items()}
    if not given["debts"]:
        raise InputError("debts", "is empty")
    body = {column: value for column, value in given.items() if column not in _COLUMNS_OF_CONTACTS}
    if len(given["debts"]) == 1:
        del body["debts"]
    return (
        given["id"],
        given["debts"][0],
        given["person"],
        given.get("collector"),
        given["channel"],
        given.get("direction", "outbound"),
        given.get("purpose", "collect"),
        given.get("address"),
        given["at"],
        given["result"],
        json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    )
