"""Commitments: what the log holds of an entry. The content itself lies beside it, with a salt, and can be erased.

Without the salt nobody can test a guess at the content against the log; with salt and content anybody can see that
they are what was committed to.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from forbear.terms import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An entry: `leaf` goes into the tree for good, `salt` and `content` beside it until they are erased."""

    leaf: bytes
    salt: bytes
    content: bytes


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON that is the same bytes for the same content: sorted keys, no spaces, UTF-8.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def commit(salt: bytes, content: bytes) -> str:
    """The commitment to a content under a salt of 32 bytes: the SHA-256 over both."""
    return hashlib.sha256(salt + content).hexdigest()


def seal(kind: str, at: datetime, content: Mapping[str, Any]) -> Sealed:
    """Seal a content: the leaf tells its kind (a word), when, and the commitment; nothing of the content.

    >>> entry = seal("verdict", datetime(2026, 5, 12, tzinfo=UTC), {"contact": "k1"})
    >>> read_leaf(entry.leaf)["commitment"] == commit(entry.salt, entry.content)
    True
    """
    if at.tzinfo is None:
        raise InputError("at", "has no offset; an entry needs an instant")
    salt, body = secrets.token_bytes(32), canonical(content)
    when = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    leaf = canonical({"v": 1, "kind": kind, "at": when, "commitment": commit(salt, body)})
    return Sealed(leaf=leaf, salt=salt, content=body)


def read_leaf(leaf: bytes) -> dict[str, Any]:
    """What a leaf tells. InputError where it is none of ours."""
    try:
        told = json.loads(leaf)
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.keys() != {"v", "kind", "at", "commitment"} or told["v"] != 1:
        raise InputError("leaf", "is no entry of this format (v, kind, at, commitment)")
    return told
