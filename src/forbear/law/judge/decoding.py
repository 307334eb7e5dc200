"""JSON, read so that nothing in it is passed over in silence."""

from __future__ import annotations

import json
from typing import Any

from forbear.terms import InputError


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no field stands twice: the second would silently take the first one's place."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError("", f"the field {twice!r} stands twice in one object; write it once")
    return made


_decode = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_refuse_twins).decode


def decode_json(text: str) -> Any:
    """The value of a JSON text. InputError where a field stands twice; ValueError where it is not JSON.

    >>> decode_json('{"id": "q1", "id": "q2"}')
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: the field 'id' stands twice in one object; write it once
    """
    return _decode(text)
