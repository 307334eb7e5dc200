"""Checkpoints: the size and root of the log, signed (C2SP signed-note and tlog-checkpoint, Ed25519).

A key is named in two texts: the verifier's `NAME+ID+KEY`, which is public and which a verifier must have from
elsewhere, and the signer's `PRIVATE+KEY+NAME+ID+SEED`, as Go's note package writes them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forbear.terms import InputError

_ED25519: Final = b"\x01"
_MOST_SIGNATURES: Final = 100
_MOST_CHARACTERS: Final = 1_000_000
_NAME: Final = re.compile(r"[^\s+]+")
_SIGNATURE: Final = re.compile(r"— (\S+) (\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of a log: whose it is, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed.

        >>> Checkpoint(origin="example.com/log", size=0, root=bytes(32)).text().split()[:2]
        ['example.com/log', '0']
        """
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """A checkpoint out of the text of a note that was opened. InputError where it is none."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise InputError("checkpoint", "is not three lines: origin, size and root")
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise InputError("checkpoint", "the second line is no size; a number without leading zeroes")
    root = _decode(lines[2])
    if root is None or len(root) != 32:
        raise InputError("checkpoint", "the third line is no root; 32 bytes in base64")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root)


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and its name, by which notes are opened."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash over name, type and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def text(self) -> str:
        """The key as it is handed on."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    @classmethod
    def read(cls, text: str) -> Verifier:
        """From its text. InputError where it is none."""
        parts = text.strip().split("+", 2)
        key = _decode(parts[2]) if len(parts) == 3 else None
        if key is None or len(key) != 33 or key[:1] != _ED25519 or not _NAME.fullmatch(parts[0]):
            raise InputError("key", "is no verifier key; write NAME+ID+KEY, as it was published")
        made = cls(parts[0], key[1:])
        if made.id.hex() != parts[1]:
            raise InputError("key", "its id does not fit its name and key; copy it again, whole")
        return made

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key signed a text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A private key and its name. It shows itself nowhere."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    @classmethod
    def new(cls, name: str) -> Signer:
        """A fresh key. InputError where the name has a space or a plus."""
        if not _NAME.fullmatch(name):
            raise InputError("name", "is no key's name; write one without spaces and '+': lender.example/log")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> Verifier:
        """Its public half."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, key.public_bytes_raw())

    def text(self) -> str:
        """The key as it is kept in a secret place."""
        seed = base64.b64encode(_ED25519 + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{seed}"

    @classmethod
    def read(cls, text: str) -> Signer:
        """From its text. InputError where it is none; the error does not repeat it."""
        parts = text.strip().split("+", 4)
        seed = _decode(parts[4]) if len(parts) == 5 and parts[:2] == ["PRIVATE", "KEY"] else None
        if seed is None or len(seed) != 33 or seed[:1] != _ED25519:
            raise InputError("key", "is no signing key; write PRIVATE+KEY+NAME+ID+SEED")
        made = cls(parts[2], seed[1:])
        if made.verifier.id.hex() != parts[3]:
            raise InputError("key", "its id does not fit its name and key; copy it again, whole")
        return made

    def sign(self, text: str) -> bytes:
        """The signature over a text."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """A text with its signatures, as it is published.

    >>> key = Signer.new("lender.example/log")
    >>> note = sign_note(Checkpoint(origin=key.name, size=0, root=bytes(32)).text(), [key])
    >>> open_note(note, [key.verifier])[1]
    ('lender.example/log',)
    """
    if not text.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in text):
        raise InputError("note", "a text to be signed ends with a line's end and holds no control characters")
    lines = (f"— {s.name} {base64.b64encode(s.verifier.id + s.sign(text)).decode()}\n" for s in signers)
    return f"{text}\n{''.join(lines)}"


def open_note(note: str, verifiers: Sequence[Verifier]) -> tuple[str, tuple[str, ...]]:
    """The text of a note and the names of those known who signed it.

    Signatures by unknown keys are passed over; one by a known key that fails rejects the whole. InputError where no
    known key signed it.
    """
    text, blank, rest = note.rpartition("\n\n")
    if not blank or len(note) > _MOST_CHARACTERS or not rest.endswith("\n"):
        raise InputError("note", "is no signed note: a text, an empty line, lines of signatures")
    text += "\n"
    lines = rest[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise InputError("note", f"has more than {_MOST_SIGNATURES} signatures")
    known = {(v.name, v.id): v for v in verifiers}
    signed: list[str] = []
    for line in lines:
        found = _SIGNATURE.fullmatch(line)
        raw = _decode(found[2]) if found else None
        if found is None or raw is None or len(raw) < 5:
            raise InputError("note", "has a line of signature that cannot be read")
        verifier = known.get((found[1], raw[:4]))
        if verifier is None or verifier.name in signed:
            continue
        if not verifier.verifies(text, raw[4:]):
            raise InputError(
                "note", f"the signature of {verifier.name} does not fit the text: it was changed"
            )
        signed.append(verifier.name)
    if not signed:
        raise InputError("note", "no key that you named has signed it")
    return text, tuple(signed)


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
