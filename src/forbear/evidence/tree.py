"""The Merkle tree of RFC 6962: growing it, its root, and proofs that an entry is in it or that it only grew.

A node is the hash of a full subtree: at level 0 that of a leaf, at level n that of 2^n leaves. Only these are kept;
whatever else a root or a proof needs is computed from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

Nodes = Callable[[int, int], bytes]
"""The hash of the full subtree at a level, by its place from the left. KeyError where there is none."""
EMPTY: Final = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry.

    >>> leaf_hash(b"").hex()[:8]
    '6e340b9c'
    """
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(size: int, leaves: Iterable[bytes], nodes: Nodes) -> Iterator[tuple[int, int, bytes]]:
    """The nodes that leaf hashes add to a tree of `size` leaves: level, place, hash.

    >>> [(level, place) for level, place, _ in grow(0, [leaf_hash(b"a"), leaf_hash(b"b")], lambda level, place: b"")]
    [(0, 0), (0, 1), (1, 0)]
    """
    new: dict[tuple[int, int], bytes] = {}
    for leaf in leaves:
        level, place, full = 0, size, leaf
        new[level, place] = full
        yield level, place, full
        while place % 2:
            left = new.get((level, place - 1)) or nodes(level, place - 1)
            level, place, full = level + 1, place // 2, node_hash(left, full)
            new[level, place] = full
            yield level, place, full
        size += 1


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves."""
    return EMPTY if size == 0 else _subtree(0, size, nodes)


def _subtree(start: int, end: int, nodes: Nodes) -> bytes:
    """The hash over the leaves from `start` up to `end`; `start` is a multiple of the power of two that holds them."""
    width = end - start
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(width)
    return node_hash(_subtree(start, middle, nodes), _subtree(middle, end, nodes))


def _split(width: int) -> int:
    """The largest power of two below a width of two or more."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes that lead from an entry to the root of the first `size` (RFC 6962 2.1.1), from the leaf up.

    ValueError where the entry is not among them.
    """
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not among the first {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_subtree(middle, end, nodes))
            end = middle
        else:
            path.append(_subtree(start, middle, nodes))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """The hashes that show that the first `new` leaves begin with the first `old` (RFC 6962 2.1.2).

    ValueError where the older tree is empty or the larger.
    """
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} leaves cannot be the beginning of one of {new}")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_subtree(middle, end, nodes))
            end = middle
        else:
            path.append(_subtree(start, middle, nodes))
            start, whole = middle, False
    if not whole:
        path.append(_subtree(start, end, nodes))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether a proof leads from a leaf hash at a place to the root of a tree of a size (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            reached = node_hash(step, reached)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == expected


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the newer tree only added to the older (RFC 9162 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
