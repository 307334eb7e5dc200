"""A contact as a row of the record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from psycopg.types.json import Jsonb

from forbear.gate.asks import Entry
from forbear.gate.mask import hide_addresses

COLUMNS = (
    "contact", "key", "case_id", "person", "collector", "channel", "purpose", "at", "state", "address",
    "template", "params", "body", "night", "verdict", "rules", "why", "result", "content_sha256",
    "permit_sha256", "permit_expires", "permit_used_at", "message_id", "attempts", "retry_at",
)  # fmt: skip
SELECT = f"select {', '.join(COLUMNS)} from contacts"
COPY = f"copy contacts ({', '.join(COLUMNS)}) from stdin"
ADD = f"""
insert into contacts ({", ".join(COLUMNS)})
select {", ".join(COLUMNS)} from json_populate_recordset(null::contacts, $1) on conflict do nothing returning contact"""
_ASKED = {"contact", "key", "case_id", "person", "collector", "channel", "purpose", "address", "template",
          "params", "night"}  # fmt: skip
_CHANGING = [name for name in COLUMNS if name not in _ASKED]
SAVE = (
    f"update contacts set {', '.join(f'{name} = %({name})s' for name in _CHANGING)}, changed_at = now()"
    " where contact = %(contact)s"
)


_FIELDS = {"case_id": "case"}
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def values_of(entry: Entry) -> dict[str, Any]:
    """A contact as the values of its row, by column."""
    values = _plain(entry)
    for name in ("params", "body", "verdict"):
        values[name] = Jsonb(values[name])
    return values


def written(entries: Iterable[Entry]) -> str:
    """Contacts as one JSON array of rows, for `ADD`."""
    return _to_json([_plain(entry) for entry in entries])


def _plain(entry: Entry) -> dict[str, Any]:
    values = {name: getattr(entry, _FIELDS.get(name, name)) for name in COLUMNS}
    values["rules"] = list(entry.rules)
    if isinstance(
        text := entry.body.get("text"), str
    ):  # what was said may hold a number: whose, nobody knows
        values["body"] = {**entry.body, "text": hide_addresses(text)}
    for name in ("params", "body", "verdict"):
        values[name] = dict(values[name])
    return values


def entry_of(row: tuple[Any, ...]) -> Entry:
    """A row of `SELECT` as a contact."""
    values = dict(zip(COLUMNS, row, strict=True))
    values["case"] = values.pop("case_id")
    values["rules"] = tuple(values["rules"])
    values["verdict"] = values["verdict"] or {}
    return Entry(**values)
