"""The tree is that of RFC 6962: its published hashes, its definitions word for word, and proofs that can't be bent."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.evidence.tree import (
    EMPTY,
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [  # of the first 1 … 8 of them: the test vectors of the reference implementations of Certificate Transparency
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def kept(leaves):
    nodes = {}
    for level, place, full in grow(0, map(leaf_hash, leaves), lambda level, place: nodes[level, place]):
        nodes[level, place] = full
    return lambda level, place: nodes[level, place]


def defined_root(leaves):
    """The Merkle tree hash as RFC 6962 2.1 defines it, by recursion over the leaves themselves."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_the_published_ones(size):
    nodes = kept([bytes.fromhex(leaf) for leaf in LEAVES])
    assert root(size, nodes).hex() == ROOTS[size - 1]
    assert root(0, nodes) == EMPTY


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_tree_grown_in_two_steps_is_the_one_that_is_defined(first, more):
    leaves = [str(i).encode() for i in range(first + more)]
    nodes = {}
    for size, part in ((0, leaves[:first]), (first, leaves[first:])):
        for level, place, full in grow(size, map(leaf_hash, part), lambda level, place: nodes[level, place]):
            nodes[level, place] = full
    assert root(len(leaves), lambda level, place: nodes[level, place]) == defined_root(leaves)


@given(st.data(), st.integers(1, 70))
def test_an_entry_is_proved_in_its_place_and_in_no_other(data, size):
    leaves = [str(i).encode() for i in range(size)]
    nodes, index = kept(leaves), data.draw(st.integers(0, size - 1))
    proof, head = inclusion_proof(index, size, nodes), root(size, nodes)
    leaf = leaf_hash(leaves[index])
    assert verify_inclusion(leaf, index, size, proof, head)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, head)
    assert not any(
        verify_inclusion(leaf, other, size, proof, head) for other in range(size) if other != index
    )
    assert not verify_inclusion(leaf, index, size, [*proof, proof[0] if proof else leaf], head)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof[:place], bytes([proof[place][0] ^ 1]) + proof[place][1:], *proof[place + 1 :]]
        assert not verify_inclusion(leaf, index, size, bent, head)
        assert not verify_inclusion(leaf, index, size, proof[:-1], head)


@given(st.data(), st.integers(1, 70))
def test_that_a_log_only_grew_is_proved_and_a_changed_past_is_not(data, new):
    leaves = [str(i).encode() for i in range(new)]
    old = data.draw(st.integers(1, new))
    nodes = kept(leaves)
    proof = consistency_proof(old, new, nodes)
    heads = root(old, nodes), root(new, nodes)
    assert verify_consistency(old, heads[0], new, heads[1], proof)
    changed = list(leaves)
    changed[data.draw(st.integers(0, old - 1))] = b"changed"
    other = kept(changed)
    forged = consistency_proof(old, new, other)
    assert not verify_consistency(old, heads[0], new, root(new, other), forged)
    assert not verify_consistency(old, heads[0], new, heads[1], [*proof, heads[0]])
    assert not proof or not verify_consistency(old, heads[0], new, heads[1], proof[:-1])


def test_what_cannot_be_proved_is_refused():
    nodes = kept([b"a", b"b"])
    with pytest.raises(ValueError, match="entry 2 is not among the first 2"):
        inclusion_proof(2, 2, nodes)
    with pytest.raises(ValueError, match="cannot be the beginning"):
        consistency_proof(3, 2, nodes)
    assert not verify_inclusion(leaf_hash(b"a"), 5, 2, [], EMPTY)
    assert not verify_consistency(3, EMPTY, 2, EMPTY, [])
