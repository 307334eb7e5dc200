"""A log in memory, for the tests: the same tree that the database keeps."""

from datetime import UTC, datetime, timedelta

from forbear.evidence import (
    Bundle,
    Checkpoint,
    Sealed,
    Signer,
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    root,
    seal,
    sign_note,
)
from forbear.evidence.bundle import Shown

START = datetime(2026, 5, 12, 9, tzinfo=UTC)


class Log:
    """Entries and the nodes over them."""

    def __init__(self, signer: Signer) -> None:
        self.signer, self.entries, self.kept = signer, [], {}

    def nodes(self, level: int, place: int) -> bytes:
        return self.kept[level, place]

    def add(self, count: int) -> None:
        here = len(self.entries)
        at = [START + timedelta(seconds=i) for i in range(count)]
        self.add_sealed([seal("verdict", at[i], {"contact": f"k{here + i}"}) for i in range(count)])

    def add_sealed(self, new: list[Sealed]) -> None:
        hashes = [leaf_hash(e.leaf) for e in new]
        for level, place, full in grow(len(self.entries), hashes, self.nodes):
            self.kept[level, place] = full
        self.entries += new

    def note(self, size: int | None = None) -> str:
        size = len(self.entries) if size is None else size
        head = Checkpoint(origin=self.signer.name, size=size, root=root(size, self.nodes))
        return sign_note(head.text(), [self.signer])

    def bundle(self, *indices: int, grown: tuple[int, ...] = ()) -> Bundle:
        size = len(self.entries)
        shown = tuple(
            Shown(
                index=i,
                leaf=self.entries[i].leaf,
                salt=self.entries[i].salt,
                content=self.entries[i].content,
                proof=tuple(inclusion_proof(i, size, self.nodes)),
            )
            for i in indices
        )
        proofs = tuple((old, tuple(consistency_proof(old, size, self.nodes))) for old in grown)
        return Bundle(checkpoint=self.note(), entries=shown, grown=proofs)
