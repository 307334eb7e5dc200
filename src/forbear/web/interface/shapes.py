"""JSON Schemas, written short: texts, instants, lists, objects that have these fields and no other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

Schema = dict[str, Any]
TEXT: Final[Schema] = {"type": "string"}
FLAG: Final[Schema] = {"type": "boolean"}
INSTANT: Final[Schema] = {"type": "string", "format": "date-time"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
AMOUNT: Final[Schema] = {"type": "string", "description": "An amount, as digits with a point."}
DIGEST: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def ref(name: str) -> Schema:
    """A shape by its name.

    >>> ref("Error")
    {'$ref': '#/components/schemas/Error'}
    """
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(words: Iterable[str]) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": sorted(words)}


def maybe(schema: Schema) -> Schema:
    """Such a thing or null.

    >>> maybe(TEXT)
    {'anyOf': [{'type': 'string'}, {'type': 'null'}]}
    """
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(schema: Schema) -> Schema:
    """A list of such things."""
    return {"type": "array", "items": schema}


def texts(values: Schema | None = None) -> Schema:
    """An object that has texts (or such values) under any names."""
    return {"type": "object", "additionalProperties": values or TEXT}


def answer(*optional: str, **fields: Schema) -> Schema:
    """An object of an answer: every field is there but for those named, and no other field is.

    >>> answer("case", contact=TEXT, case=TEXT)["required"]
    ['contact']
    """
    needed = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": needed, "additionalProperties": False}


def given(*needed: str, **fields: Schema) -> Schema:
    """An object of a request: those named are needed, the others may be left out or null, another is refused.

    >>> given("id", id=TEXT, note=TEXT)["properties"]["note"]["anyOf"][1]
    {'type': 'null'}
    """
    told = {name: schema if name in needed else maybe(schema) for name, schema in fields.items()}
    return {"type": "object", "properties": told, "required": list(needed), "additionalProperties": False}
