"""Checking the evidence log against itself and against every head that was signed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from forbear.evidence import Checkpoint, Verifier, open_note, root
from forbear.evidence.bundle import Finding
from forbear.evidence.checkpoint import read_checkpoint
from forbear.evidence.commitment import commit, read_leaf
from forbear.evidence.tree import grow, leaf_hash
from forbear.store.evidence import Tree
from forbear.terms import InputError, NotFound

Connection = psycopg.Connection[Any]
Nodes = dict[tuple[int, int], bytes]
_ENTRIES: Final = """
select e.entry, e.position, e.leaf, c.salt, c.content, n.hash
  from evidence_entries e
  left join evidence_contents c using (entry)
  left join evidence_nodes n on n.level = 0 and n.place = e.position
 where e.position is not null order by e.position"""
_STORED: Final = """
select w.level, w.place, n.hash
  from unnest(%s::int[], %s::bigint[]) w (level, place) left join evidence_nodes n using (level, place)"""
_CHECKPOINTS: Final = "select size, note from evidence_checkpoints order by size"
_AT_ONCE: Final = 5_000


def check_log(
    connection: Connection, verifiers: Sequence[Verifier], elsewhere: Sequence[str] = ()
) -> tuple[int, list[Finding]]:
    """How many entries the log has, and what is wrong with it (nothing, where all holds).

    Every entry is hashed again and held against its node and its content; every node is computed again; every head
    that was ever signed, here or as it was published elsewhere, must come out of the nodes. Where a root does not,
    the finding names the entries between which the past was changed. An entry without content has been erased only
    where an entry of the log says so.
    """
    findings: list[Finding] = []
    bare = _Bare()
    edge: Nodes = {}  # full subtrees that wait for the one to their right
    fresh: Nodes = {}  # computed, and not yet held against the table
    size = 0
    with connection.transaction(), connection.cursor(name="evidence_fsck") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(_ENTRIES)
        for entry, position, leaf, salt, content, node in cursor:
            findings += [_bad(i, "is missing: an entry was deleted or moved") for i in range(size, position)]
            edge = {} if position > size else edge
            findings += _check_entry(position, leaf, salt, content, node)
            bare.see(entry, position, leaf, content)
            _grow(position, leaf_hash(leaf.encode()), edge, fresh)
            size = position + 1
            if len(fresh) >= _AT_ONCE:
                findings += _check_nodes(connection, fresh)
                fresh = {}
        findings += _check_nodes(connection, fresh)
        findings += bare.unexplained()
        findings += _count_nodes(connection, size)
        findings += _check_heads(connection, size, verifiers, elsewhere)
    return size, findings


@dataclass(slots=True)
class _Bare:
    """The entries without content, and those of which an erasure in the log says that it took theirs."""

    places: dict[int, int] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)
    uncounted: int = 0  # of erasures that tell how many, and not which

    def see(self, entry: int, position: int, leaf: str, content: str | None) -> None:
        """One entry, in its turn."""
        if content is None:
            self.places[entry] = position
        elif '"kind":"erasure"' in leaf or '"kind":"retention"' in leaf:
            told = _read(content)
            which = told.get("erased")
            if isinstance(which, list):
                self.erased.update(n for n in which if isinstance(n, int))
            elif isinstance(told.get("entries"), int):
                self.uncounted += told["entries"]

    def unexplained(self) -> Iterator[Finding]:
        """Those whose content was deleted by force."""
        left = [place for entry, place in self.places.items() if entry not in self.erased]
        if len(left) > self.uncounted:
            for place in left:
                yield _bad(place, "has lost its content, and no erasing in the log says so: it was deleted")


def _read(content: str) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:  # it was changed, which is found elsewhere
        return {}
    return told if isinstance(told, dict) else {}


def _grow(size: int, leaf: bytes, edge: Nodes, fresh: Nodes) -> None:
    try:
        for level, place, full in grow(size, [leaf], lambda lower, left: edge[lower, left]):
            edge[level, place] = full
            if level:
                fresh[level, place] = full
                del edge[level - 1, 2 * place], edge[level - 1, 2 * place + 1]
    except KeyError:  # to the left an entry is missing: the nodes over it can't be computed
        pass


def _check_entry(position: int, leaf: str, salt: Any, content: Any, node: Any) -> Iterator[Finding]:
    if node is None or bytes(node) != leaf_hash(leaf.encode()):
        yield _bad(position, "is not the one that was integrated: it was changed or moved")
    try:
        told = read_leaf(leaf.encode())
    except InputError as error:
        yield _bad(position, str(error))
        return
    if salt is not None and commit(bytes(salt), content.encode()) != told["commitment"]:
        yield _bad(position, "has another content than was committed to: it was changed")


def _check_nodes(connection: Connection, fresh: Nodes) -> Iterator[Finding]:
    levels, places = [level for level, _ in fresh], [place for _, place in fresh]
    for level, place, stored in connection.execute(_STORED, [levels, places]).fetchall():
        if stored is None or bytes(stored) != fresh[level, place]:
            first, last = place << level, ((place + 1) << level) - 1
            yield _bad(None, f"the node over entries {first} to {last} does not fit them: it was changed")


def _count_nodes(connection: Connection, size: int) -> Iterator[Finding]:
    row = connection.execute("select count(*) from evidence_nodes").fetchone()
    there, meant = row[0] if row else 0, sum(size >> level for level in range(size.bit_length()))
    if there != meant:
        yield _bad(
            None, f"{size} entries have {meant} nodes, and there are {there}: some were added or deleted"
        )


def _check_heads(
    connection: Connection, size: int, verifiers: Sequence[Verifier], elsewhere: Sequence[str]
) -> Iterator[Finding]:
    notes = [(note, "") for _, note in connection.execute(_CHECKPOINTS).fetchall()]
    heads: list[tuple[Checkpoint, str]] = []
    for note, where in (*notes, *((note, " published elsewhere") for note in elsewhere)):
        try:
            heads.append((read_checkpoint(open_note(note, verifiers)[0]), where))
        except InputError as error:
            yield _bad(None, f"a checkpoint{where} cannot be trusted: {error}")
    tree, fits = Tree(connection), 0
    for head, where in sorted(heads, key=lambda pair: pair[0].size):
        if head.size > size:
            what = f"entries {size} to {head.size - 1} are missing: a checkpoint{where} has {head.size}"
            yield _bad(None, what)
        elif _root(tree, head.size) != head.root:
            yield _bad(None, (
                f"between entries {fits} and {head.size - 1} the past was changed: the checkpoint{where} of"
                f" {head.size} entries has another root"
            ))  # fmt: skip
        else:
            fits = head.size


def _root(tree: Tree, size: int) -> bytes | None:
    try:
        return root(size, tree.node)
    except NotFound:
        return None


def _bad(index: int | None, what: str) -> Finding:
    return Finding(index=index, good=False, what=what)
