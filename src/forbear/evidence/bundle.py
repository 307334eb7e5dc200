"""A bundle: some entries with their contents, their proofs and a checkpoint, for somebody who has no database."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from forbear.evidence.checkpoint import Checkpoint, Verifier, open_note, read_checkpoint
from forbear.evidence.commitment import commit, read_leaf
from forbear.evidence.tree import leaf_hash, verify_consistency, verify_inclusion
from forbear.terms import InputError

FORMAT: Final = "forbear-evidence/1"
MOST_ENTRIES: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry as it is shown: `salt` and `content` are None once it was erased."""

    index: int
    leaf: bytes
    salt: bytes | None
    content: bytes | None
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Entries, the signed checkpoint that they are proved against, and proofs that earlier ones grew into it."""

    checkpoint: str
    entries: tuple[Shown, ...]
    grown: tuple[tuple[int, tuple[bytes, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one entry, or (`index` None) of the whole. `good` is False where it does not hold."""

    index: int | None
    good: bool
    what: str


def write_bundle(bundle: Bundle) -> str:
    """A bundle as a text (JSON)."""
    return json.dumps(
        {
            "format": FORMAT,
            "checkpoint": bundle.checkpoint,
            "entries": [
                {
                    "index": e.index, "leaf": e.leaf.decode(), "proof": [_encode(h) for h in e.proof],
                    "salt": None if e.salt is None else _encode(e.salt),
                    "content": None if e.content is None else e.content.decode(),
                }
                for e in bundle.entries
            ],
            "grown": [{"from": size, "proof": [_encode(h) for h in proof]} for size, proof in bundle.grown],
        },
        ensure_ascii=False, indent=1,
    )  # fmt: skip


def read_bundle(text: str) -> Bundle:
    """From its text. InputError names what cannot be read."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("bundle", "is not JSON") from None
    if (
        not isinstance(told, dict)
        or told.get("format") != FORMAT
        or not isinstance(told.get("checkpoint"), str)
    ):
        raise InputError("bundle", f"is no bundle of the format {FORMAT}")
    entries, grown = told.get("entries"), told.get("grown", [])
    if not isinstance(entries, list) or not isinstance(grown, list) or len(entries) > MOST_ENTRIES:
        raise InputError("bundle/entries", f"is no list of at most {MOST_ENTRIES} entries")
    return Bundle(
        checkpoint=told["checkpoint"],
        entries=tuple(_read_entry(e, f"bundle/entries/{i}") for i, e in enumerate(entries)),
        grown=tuple(
            (_number(g, "from", f"bundle/grown/{i}"), _hashes(g, f"bundle/grown/{i}"))
            for i, g in enumerate(grown)
        ),
    )


def _read_entry(value: Any, at: str) -> Shown:
    index, proof = _number(value, "index", at), _hashes(value, at)
    leaf, salt, content = value.get("leaf"), value.get("salt"), value.get("content")
    if not isinstance(leaf, str) or (salt is None) != (content is None):
        raise InputError(at, "needs its leaf, and salt and content or neither")
    return Shown(
        index=index, leaf=leaf.encode(), proof=proof,
        salt=None if salt is None else _decode(salt, f"{at}/salt"),
        content=None if content is None else str(content).encode(),
    )  # fmt: skip


def _number(value: Any, key: str, at: str) -> int:
    number = value.get(key) if isinstance(value, dict) else None
    if type(number) is not int or number < 0:
        raise InputError(f"{at}/{key}", "is no whole number from 0 on")
    return number


def _hashes(value: Any, at: str) -> tuple[bytes, ...]:
    proof = value.get("proof")
    if not isinstance(proof, list) or len(proof) > 64:
        raise InputError(f"{at}/proof", "is no list of at most 64 hashes")
    return tuple(_decode(h, f"{at}/proof") for h in proof)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: Any, at: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raw = b""
    if len(raw) != 32:
        raise InputError(at, "is not 32 bytes in base64")
    return raw


def verify_bundle(
    bundle: Bundle, verifiers: Sequence[Verifier], earlier: Sequence[str] = ()
) -> tuple[Checkpoint, list[Finding]]:
    """Check a bundle by keys that came from elsewhere, and by checkpoints that were published earlier.

    InputError where a checkpoint cannot be opened by the keys. Each finding says what holds or does not.
    """
    head = read_checkpoint(open_note(bundle.checkpoint, verifiers)[0])
    findings = [_check_entry(entry, head) for entry in bundle.entries]
    heads = (read_checkpoint(open_note(note, verifiers)[0]) for note in earlier)
    return head, [*findings, *(_check_growth(old, head, bundle) for old in heads)]


def _check_entry(entry: Shown, head: Checkpoint) -> Finding:
    def found(good: bool, what: str) -> Finding:
        return Finding(index=entry.index, good=good, what=what)

    if not verify_inclusion(leaf_hash(entry.leaf), entry.index, head.size, entry.proof, head.root):
        return found(False, "is not in the log of this checkpoint: the entry or its proof was changed")
    if entry.salt is None or entry.content is None:
        return found(True, "is in the log; its content was erased")
    try:
        told = read_leaf(entry.leaf)
    except InputError as error:
        return found(False, str(error))
    if commit(entry.salt, entry.content) != told["commitment"]:
        return found(False, "is in the log, but its content is not what was committed to: it was changed")
    return found(True, "is in the log, and its content is what was committed to")


def _check_growth(old: Checkpoint, head: Checkpoint, bundle: Bundle) -> Finding:
    def found(good: bool, what: str) -> Finding:
        return Finding(index=None, good=good, what=what)

    if old.origin != head.origin:
        return found(False, f"the checkpoint of {old.size} entries is another log's ({old.origin})")
    if old.size == head.size:
        same = old.root == head.root
        return found(
            same, "the same head" if same else f"two different logs of {old.size} entries: a split view"
        )
    if old.size > head.size:
        return found(False, f"the bundle's checkpoint is older than yours ({head.size} entries, {old.size})")
    proof = next((p for size, p in bundle.grown if size == old.size), None)
    if old.size == 0:
        return found(True, "it grew from nothing")
    if proof is None:
        return found(
            False,
            f"the bundle does not show that it grew from your checkpoint of {old.size} entries; ask for one",
        )
    good = verify_consistency(old.size, old.root, head.size, head.root, proof)
    what = "only added to" if good else "does not contain"
    return found(good, f"the log of {head.size} entries {what} that of your checkpoint of {old.size}")
