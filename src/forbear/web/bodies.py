"""Bodies of requests as JSON: read so that what follows can rely on every text in them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import Request

from forbear.gate.mask import holds_address
from forbear.law.judge import decode_json
from forbear.terms import InputError
from forbear.web.site import NotNow, TooLarge

DEEPEST: Final = 50
MOST_VALUES: Final = 1_000_000
LARGE_BYTES: Final = 256 * 1024
LARGE_AT_ONCE: Final = 2
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
    if (
        sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES
    ):  # before a hundred bytes are taken for each of them
        raise InputError("", f"the body holds more than {MOST_VALUES:,} values; send it in parts")
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


class LargeBodies:
    """Room for bodies of many megabytes, for few at a time: what each costs is many times its length."""

    def __init__(self, at_once: int = LARGE_AT_ONCE) -> None:
        self.left = at_once

    @asynccontextmanager
    async def read(self, request: Request, limit: int) -> AsyncIterator[bytes]:
        """The body of a request, `limit` bytes at most, while the block runs.

        TooLarge beyond that; NotNow where it is large, and as many others are there as may be.
        """
        body, is_large = bytearray(), False
        try:
            async for part in request.stream():
                body += part
                if len(body) > limit:
                    raise TooLarge(f"the body is larger than {limit:,} bytes; send it in parts")
                if not is_large and len(body) > LARGE_BYTES:
                    if self.left == 0:
                        raise NotNow(
                            "too many large bodies at once; try again in a moment, or send less at once"
                        )
                    self.left, is_large = self.left - 1, True
            yield bytes(body)
        finally:
            self.left += is_large


def refuse_addresses(given: Mapping[str, Any], *free: str) -> None:
    """InputError where an id, a key or a word of a body is somebody's number or mailbox.

    What is kept as an id stands in the clear wherever it goes: only the vault may hold an address. `free` are texts
    that are not kept, and ids of what there is already.

    >>> refuse_addresses({"key": "call 13800138000"})
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /key: holds a number or a mailbox; write an id that is nobody's
    """
    for name, value in given.items():
        texts = value if isinstance(value, list) else [value]
        if name not in free and any(isinstance(one, str) and holds_address(one) for one in texts):
            raise InputError(f"/{name}", "holds a number or a mailbox; write an id that is nobody's")


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
