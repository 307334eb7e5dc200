"""The evidence log on PostgreSQL: sequencing what was sealed, signing its head, showing it, erasing, checking it.

Sealing is the database's own work (migration 0004), in the transaction of what it seals. Here entries get their
place in the tree: sequenced, integrated, published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, LiteralString

import psycopg
from psycopg.types.json import Jsonb

from forbear.evidence import (
    Bundle,
    Checkpoint,
    Signer,
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    root,
    sign_note,
)
from forbear.evidence.bundle import Shown
from forbear.terms import NotFound

Connection = psycopg.Connection[Any]
BATCH: Final = 10_000
_ALONE: Final = "select pg_advisory_xact_lock(hashtextextended('forbear evidence', 0))"
_SIZE: Final = "select coalesce(max(position) + 1, 0) from evidence_entries"
_WAITING: Final = "select entry, leaf from evidence_entries where position is null order by entry limit %s"
_PLACE: Final = """
update evidence_entries e set position = p.position
  from unnest(%s::bigint[], %s::bigint[]) p (entry, position) where e.entry = p.entry"""
_COPY_NODES: Final = "copy evidence_nodes (level, place, hash) from stdin"
_SHOWN: Final = """
select e.position, e.leaf, c.salt, c.content
  from evidence_entries e left join evidence_contents c using (entry)
 where e.position = any(%s) order by e.position"""


_OF_PERSON: Final = """
select e.position from evidence_contents c join evidence_entries e using (entry)
 where c.person = %(person)s and (%(collector)s::text is null or exists (
       select from contacts k join cases using (case_id)
        where k.contact = c.contact and %(collector)s in (k.collector, cases.lender)))
 order by e.position"""


class Tree:
    """The nodes of the log, read as they are needed and remembered."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._known: dict[tuple[int, int], bytes] = {}

    def size(self) -> int:
        """How many entries have their place."""
        row = self.connection.execute(_SIZE).fetchone()
        return int(row[0]) if row else 0

    def node(self, level: int, place: int) -> bytes:
        """The hash of a full subtree; NotFound where the table lacks it."""
        if (level, place) not in self._known:
            query = "select hash from evidence_nodes where level = %s and place = %s"
            row = self.connection.execute(query, [level, place]).fetchone()
            if row is None:
                raise NotFound(f"the log lacks node {level}/{place}; run `forbear evidence fsck`")
            self._known[level, place] = bytes(row[0])
        return self._known[level, place]

    def head(self, origin: str) -> Checkpoint:
        """The head as it is now."""
        size = self.size()
        return Checkpoint(origin=origin, size=size, root=root(size, self.node))


def integrate(connection: Connection) -> int:
    """Give every sealed entry its place in the tree; how many got one. One process at a time does it.

    Entries stand in the order in which they were sealed, as far as their transactions had ended.
    """
    done = 0
    while True:
        with connection.transaction():
            connection.execute(_ALONE)
            waiting = connection.execute(_WAITING, [BATCH]).fetchall()
            if waiting:
                tree = Tree(connection)
                size = tree.size()
                places = [size + i for i in range(len(waiting))]
                connection.execute(_PLACE, [[entry for entry, _ in waiting], places])
                hashes = [leaf_hash(leaf.encode()) for _, leaf in waiting]
                rows = list(grow(size, hashes, tree.node))  # reads nodes: before the copy begins
                with connection.cursor().copy(_COPY_NODES) as copy:
                    for row in rows:
                        copy.write_row(row)
        done += len(waiting)
        if len(waiting) < BATCH:
            return done


def publish(connection: Connection, signer: Signer) -> str:
    """The signed head of the log; the same note for the same size. Integrates what waits first."""
    integrate(connection)
    with connection.transaction():
        connection.execute(_ALONE)
        head = Tree(connection).head(signer.name)
        row = connection.execute(
            "select note from evidence_checkpoints where size = %s", [head.size]
        ).fetchone()
        if row is not None:
            return str(row[0])
        note = sign_note(head.text(), [signer])
        connection.execute("insert into evidence_checkpoints (size, note) values (%s, %s)", [head.size, note])
    return note


def show_entries(
    connection: Connection, positions: Iterable[int], signer: Signer, earlier: Sequence[int] = ()
) -> Bundle:
    """A bundle of entries by their places, with the head as of now; and that it grew from earlier sizes.

    NotFound where there is no such entry.
    """
    note = publish(connection, signer)
    tree, wanted = Tree(connection), sorted(set(positions))
    size = int(note.split("\n", 2)[1])
    rows = connection.execute(_SHOWN, [wanted]).fetchall()
    if len(rows) < len(wanted):
        raise NotFound("there is no such entry in the log")
    shown = tuple(
        Shown(
            index=position, leaf=leaf.encode(), salt=None if salt is None else bytes(salt),
            content=None if content is None else content.encode(),
            proof=tuple(inclusion_proof(position, size, tree.node)),
        )
        for position, leaf, salt, content in rows
    )  # fmt: skip
    grown = tuple((old, tuple(consistency_proof(old, size, tree.node))) for old in earlier if 0 < old <= size)
    return Bundle(checkpoint=note, entries=shown, grown=grown)


def entries_of_contact(connection: Connection, contact: str) -> list[int]:
    """The places of the entries about one contact: what was asked, decided, permitted and done."""
    integrate(connection)
    query = """select e.position from evidence_contents c join evidence_entries e using (entry)
                where c.contact = %s order by e.position"""
    return [row[0] for row in connection.execute(query, [contact])]


def entries_of_person(connection: Connection, person: str, collector: str | None = None) -> list[int]:
    """The places of the entries about one person; for a lender or agency those of its own contacts alone."""
    integrate(connection)
    rows = connection.execute(_OF_PERSON, {"person": person, "collector": collector})
    return [row[0] for row in rows]


def erase_person(connection: Connection, person: str) -> int:
    """Destroy salt and content of every entry about a person; how many. The tree stays as it is, and verifies.

    That it was done, and of which entries, is sealed itself: what has no content otherwise was deleted by force.
    """
    with connection.transaction():
        erased = erase_contents(connection, "person = %s", person)
        told = {"entries": len(erased), "erased": erased}
        connection.execute("select seal_evidence('erasure', null, null, %s)", [Jsonb(told)])
    return len(erased)


def erase_contents(connection: Connection, which: LiteralString, *values: object) -> list[int]:
    """Destroy salt and content of the entries for which a condition holds; which. The caller seals that it was done.

    Within a transaction.
    """
    connection.execute("set local forbear.erasing = 'yes'")
    rows = connection.execute(
        f"delete from evidence_contents where {which} returning entry", values
    ).fetchall()
    connection.execute("set local forbear.erasing = 'no'")
    return sorted(row[0] for row in rows)
