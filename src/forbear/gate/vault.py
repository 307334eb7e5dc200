"""The vault: an address is kept as a box that only the sending step opens, and as a fingerprint to find it by.

A box is AES-256-GCM under a data key, bound to the address's id and kind, so that a box moved to another row
does not open. Data keys are kept wrapped by a master key that is in no database (`vault_keys`).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forbear.gate.spelling import one_spelling
from forbear.terms import ForbearError

_NONCE_BYTES: Final = 12


class VaultClosed(ForbearError):
    """The vault can't be opened, or a box in it: which key or file, and what to do. Nothing is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An address as it is stored: the data key's id, and nonce, ciphertext and tag in one."""

    key_id: str
    box: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """The unwrapped keys of one database: data keys by id, which of them seals, and the key of fingerprints.

    >>> vault = Vault(keys={"d1": bytes(32)}, current="d1", fingerprint_key=bytes(32))
    >>> sealed = vault.seal("a1", "mobile", "+8613800138000")
    >>> vault.open("a1", "mobile", sealed)
    '+8613800138000'
    """

    keys: Mapping[str, bytes] = field(repr=False)
    current: str
    fingerprint_key: bytes = field(repr=False)

    def seal(self, address_id: str, kind: str, value: str) -> Sealed:
        """The box of an address, under the current data key."""
        nonce = os.urandom(_NONCE_BYTES)
        sealing = AESGCM(self.keys[self.current])
        box = nonce + sealing.encrypt(nonce, value.encode(), _bound(address_id, kind))
        return Sealed(key_id=self.current, box=box)

    def open(self, address_id: str, kind: str, sealed: Sealed) -> str:
        """The address in a box. VaultClosed where it is not this row's, was changed, or its key is not here."""
        key = self.keys.get(sealed.key_id)
        if key is None:
            raise VaultClosed(f"the vault has no key {sealed.key_id}; see `forbear vault status`")
        try:
            text = AESGCM(key).decrypt(
                sealed.box[:_NONCE_BYTES], sealed.box[_NONCE_BYTES:], _bound(address_id, kind)
            )
        except (InvalidTag, ValueError):
            raise VaultClosed(
                f"the box of address {address_id!r} does not open with its key {sealed.key_id}: it was changed, or"
                " it is another address's; take the address in again"
            ) from None
        return text.decode()

    def fingerprint(self, kind: str, value: str, region: str | None = None) -> bytes:
        """The keyed hash (HMAC-SHA256) of an address in its one spelling; equal for two spellings of it.

        `kind` is one of formats.md 7; `region` is where a number without a country code is from, China where
        it is left out.

        >>> vault = Vault(keys={"d1": bytes(32)}, current="d1", fingerprint_key=bytes(32))
        >>> vault.fingerprint("mobile", "138 0013 8000") == vault.fingerprint("landline", "+86-13800138000")
        True
        """
        text = one_spelling(kind, value, region)
        return hmac.digest(self.fingerprint_key, text.encode(), hashlib.sha256)


def _bound(address_id: str, kind: str) -> bytes:
    return f"forbear address\0{kind}\0{address_id}".encode()
