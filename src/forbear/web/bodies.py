"""Bodies of requests as JSON: read so that what follows can rely on every text in them."""

from __future__ import annotations

import re
from typing import Any, Final

from forbear.law.judge import decode_json
from forbear.terms import InputError

DEEPEST: Final = 50
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")


def read_json(body: bytes) -> Any:
    """The value of a body. InputError where it is no JSON in UTF-8, too deep, or holds half a character.

    >>> read_json(b'{"key": ["k"]}')
    {'key': ['k']}
    >>> read_json(rb'"k\\u0000"')
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: a text of the body holds NUL or half a character (a lone surrogate); leave it out
    """
    try:
        value = decode_json(body.decode())
    except (ValueError, RecursionError):
        raise InputError("", "the body is not JSON in UTF-8") from None
    _check(value)
    return value


def read_object(body: bytes) -> dict[str, Any]:
    """A body that is one JSON object. Raises InputError.

    >>> read_object(b'{"key": "k"}')
    {'key': 'k'}
    """
    given = read_json(body)
    if not isinstance(given, dict):
        raise InputError("", "the body is no JSON object; write {…}")
    return given


def _check(value: Any) -> None:
    """No text that a database or an answer can't hold, nothing nested without end."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise InputError("", f"the body is nested more than {DEEPEST} deep")
        below: list[Any] = []
        for one in level:
            if isinstance(one, str):
                if _UNWRITABLE.search(one):
                    why = "a text of the body holds NUL or half a character (a lone surrogate); leave it out"
                    raise InputError("", why)
            elif isinstance(one, list):
                below += one
            elif isinstance(one, dict):
                below += one
                below += one.values()
        level = below
