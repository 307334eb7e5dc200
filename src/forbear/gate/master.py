"""The master key of the vault: the file it lies in, and the data keys that it wraps.

The file holds a line a key, `forbear-master+ID+KEY` (base64), the one in use first. A second line is there only
while the data keys go over from one master to the next.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forbear.gate.vault import VaultClosed

KEY_VARIABLE: Final = "FORBEAR_VAULT_KEY_FILE"
KEY_FILE: Final = Path("var/vault.key")
_NAME: Final = "forbear-master"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Master:
    """A master key. Its id is made from the key, so that a wrong key is told before anything is unwrapped."""

    key: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """`m-` and the beginning of the key's hash."""
        return f"m-{hashlib.sha256(b'forbear master' + self.key).hexdigest()[:12]}"

    def wrap(self, key_id: str, key: bytes) -> bytes:
        """A data key as the database keeps it, bound to its id."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, key, key_id.encode())

    def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """A data key. VaultClosed where this master did not wrap it, or it was changed.

        >>> master = Master(bytes(32))
        >>> master.unwrap("d1", master.wrap("d1", b"a data key")) == b"a data key"
        True
        """
        try:
            return AESGCM(self.key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], key_id.encode())
        except (InvalidTag, ValueError):
            raise VaultClosed(
                f"the key {key_id} of the vault does not unwrap with {self.id}: its row was changed; restore"
                " the table vault_keys from a backup"
            ) from None

    def text(self) -> str:
        """The key's line in the file."""
        return f"{_NAME}+{self.id}+{base64.b64encode(self.key).decode()}"


def new_master() -> Master:
    """A fresh master key."""
    return Master(os.urandom(_KEY_BYTES))


def key_file() -> Path:
    """Where the master key lies: FORBEAR_VAULT_KEY_FILE, else `var/vault.key`."""
    return Path(os.environ.get(KEY_VARIABLE) or KEY_FILE)


def read_masters(path: Path) -> tuple[Master, ...]:
    """The keys of a file, the one in use first; none where there is no file.

    VaultClosed where it can't be read, where others than its owner can read it, or where a line is no key.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise VaultClosed(f"{path}: is no key file of the vault; restore it from its backup") from None
    except OSError as error:
        why = (error.strerror or "cannot be read").lower()
        raise VaultClosed(f"{path}: {why}; name the vault's key file by {KEY_VARIABLE}") from None
    if stat.S_IMODE(mode) & 0o077:
        raise VaultClosed(f"{path}: others than its owner can read it; run chmod 600 {path}")
    return tuple(_read_line(path, line) for line in text.split("\n") if line)


def _read_line(path: Path, line: str) -> Master:
    parts = line.split("+", 2)
    with suppress(binascii.Error, IndexError, ValueError):
        master = Master(base64.b64decode(parts[2], validate=True))
        if (parts[0], parts[1]) == (_NAME, master.id) and len(master.key) == _KEY_BYTES:
            return master
    raise VaultClosed(f"{path}: holds a line that is no key of the vault; restore it from its backup")


def make_master(path: Path) -> Master:
    """A new key in a new file that its owner alone can read; where another process was first, its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    _write(draft, [master := new_master()])
    try:
        os.link(draft, path)  # whole or not at all, and never over another's
    except FileExistsError:
        return read_masters(path)[0]
    finally:
        draft.unlink()
    return master


def write_masters(path: Path, masters: Sequence[Master]) -> None:
    """Put these keys in place of those in the file, at once."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    _write(draft, masters)
    draft.replace(path)


def _write(path: Path, masters: Sequence[Master]) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{master.text()}\n" for master in masters)
        file.flush()
        os.fsync(file.fileno())
