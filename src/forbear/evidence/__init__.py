"""What was done? A tamper-evident log of commitments: an RFC 6962 tree, signed checkpoints, proofs. It knows bytes,
not debts."""

from forbear.evidence.bundle import Bundle, Finding, read_bundle, verify_bundle, write_bundle
from forbear.evidence.checkpoint import Checkpoint, Signer, Verifier, open_note, sign_note
from forbear.evidence.commitment import Sealed, commit, seal
from forbear.evidence.tree import (
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "Bundle",
    "Checkpoint",
    "Finding",
    "Sealed",
    "Signer",
    "Verifier",
    "commit",
    "consistency_proof",
    "grow",
    "inclusion_proof",
    "leaf_hash",
    "open_note",
    "read_bundle",
    "root",
    "seal",
    "sign_note",
    "verify_bundle",
    "verify_consistency",
    "verify_inclusion",
    "write_bundle",
]
