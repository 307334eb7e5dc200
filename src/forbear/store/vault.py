"""The vault's keys on PostgreSQL: made, opened, rotated, put under a new master; and what was plain, sealed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg

from forbear.gate.mask import mask_address
from forbear.gate.master import KEY_VARIABLE, Master, key_file, make_master, read_masters
from forbear.gate.vault import Vault, VaultClosed

Connection = psycopg.Connection[Any]
LOCK_VAULT: Final = "select pg_advisory_xact_lock(hashtextextended('forbear vault', 0))"
"""Whoever makes or changes keys does so alone."""
_KEYS: Final = "select key_id, purpose, master, wrapped, current from vault_keys order by made_at, key_id"
_MAKE: Final = """
insert into vault_keys (key_id, purpose, master, wrapped, current) values (%s, %s, %s, %s, true)"""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key of the vault as the database keeps it: wrapped by a master."""

    key_id: str
    purpose: str
    master: str
    wrapped: bytes = field(repr=False)
    current: bool


def read_keys(connection: Connection) -> list[WrappedKey]:
    """The keys of a vault; none where it was never used. VaultClosed where this process may not have them."""
    try:
        return [WrappedKey(*row) for row in connection.execute(_KEYS)]
    except psycopg.errors.InsufficientPrivilege:
        raise VaultClosed("this process may not open the vault; only the gate's sending step does") from None


def open_vault(connection: Connection, path: Path | None = None) -> Vault:
    """The vault of a database, by the master key in `path` (left out: where the environment says).

    On first use both are made: the master key in its file, the data keys in the database. VaultClosed where the
    key is lost, another's, or where this process may not have it.
    """
    path = path or key_file()
    keys = read_keys(connection) or _make_keys(connection, path)
    masters = {master.id: master for master in read_masters(path)}
    unwrapped = {key.key_id: unwrap(masters, path, key) for key in keys}
    data = [key for key in keys if key.purpose == "data"]
    return Vault(
        keys={key.key_id: unwrapped[key.key_id] for key in data},
        current=next(key.key_id for key in data if key.current),
        fingerprint_key=next(unwrapped[key.key_id] for key in keys if key.purpose == "fingerprint"),
    )


def unwrap(masters: Mapping[str, Master], path: Path, key: WrappedKey) -> bytes:
    """A key itself, by the master that wraps it. VaultClosed where the file at `path` has not that one."""
    if key.master not in masters:
        what = "holds another key" if masters else "is not there"
        raise VaultClosed(
            f"{path}: the vault of this database was locked with the master key {key.master}, and this file"
            f" {what}; restore it from its backup, or name it by {KEY_VARIABLE}. Nothing is sent without it"
        )
    return masters[key.master].unwrap(key.key_id, bytes(key.wrapped))


def _make_keys(connection: Connection, path: Path) -> list[WrappedKey]:
    with connection.transaction():
        connection.execute(LOCK_VAULT)
        if keys := read_keys(connection):  # another process was first
            return keys
        master = next(iter(read_masters(path)), None) or make_master(path)
        add_key(connection, master, "data")
        add_key(connection, master, "fingerprint")
        return read_keys(connection)


def add_key(connection: Connection, master: Master, purpose: str) -> str:
    """A fresh key of the vault, which is the current one from now on; its id."""
    key_id = f"{purpose[0]}-{secrets.token_hex(6)}"
    connection.execute("update vault_keys set current = false where purpose = %s and current", [purpose])
    connection.execute(_MAKE, [key_id, purpose, master.id, master.wrap(key_id, os.urandom(32))])
    return key_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The columns of an address in its table: box and key, fingerprint, and what may be shown of it."""

    box: bytes
    key_id: str
    fingerprint: bytes
    masked: str


def lock_address(vault: Vault, address: str, kind: str, value: str, region: str | None = None) -> Locked:
    """An address as its table keeps it; `region` is its person's, for numbers without a country code.

    >>> vault = Vault(keys={"d1": bytes(32)}, current="d1", fingerprint_key=bytes(32))
    >>> lock_address(vault, "a1", "mobile", "+8613800138000").masked
    '+86•••••••••00'
    """
    sealed = vault.seal(address, kind, value)
    return Locked(
        box=sealed.box,
        key_id=sealed.key_id,
        fingerprint=vault.fingerprint(kind, value, region),
        masked=mask_address(kind, value),
    )


_PLAIN_COLUMN: Final = """
select from pg_attribute
 where attrelid = 'addresses'::regclass and attname = 'value' and not attisdropped"""
_PLAIN: Final = """
select a.address, a.kind, a.value, p.region from addresses a join people p using (person)
 where a.value is not null order by a.address limit %s for update of a"""
_LOCK_AWAY: Final = """
update addresses a set value = null, box = n.box, key_id = n.key_id, fingerprint = n.fingerprint, masked = n.masked
  from unnest(%s::text[], %s::bytea[], %s::text[], %s::bytea[], %s::text[]) n (address, box, key_id, fingerprint,
       masked)
 where a.address = n.address"""
BATCH: Final = 5_000


def seal_plain(connection: Connection, progress: Callable[[int], None] = lambda done: None) -> int:
    """Seal the addresses that an older version kept plain, and take their column away; how many there were.

    Needs an autocommit connection. Killed and called again, it goes on. At the end the table is written anew,
    so that no page of it holds an old row; the server's own archive (WAL) and earlier backups still do.
    """
    if connection.execute(_PLAIN_COLUMN).fetchone() is None:
        return 0
    vault, done = open_vault(connection), 0
    while count := _seal_batch(connection, vault):
        done += count
        progress(done)
    with connection.transaction():
        connection.execute("lock table addresses")
        while _seal_batch(connection, vault):
            done += 1
        if connection.execute(_PLAIN_COLUMN).fetchone() is not None:  # no other process was first
            connection.execute("select finish_vault()")
    connection.execute("vacuum full addresses")
    return done


def _seal_batch(connection: Connection, vault: Vault) -> int:
    with connection.transaction():
        rows = [
            (address, lock_address(vault, address, kind, value, region))
            for address, kind, value, region in connection.execute(_PLAIN, [BATCH])
        ]
        if rows:
            write_locked(connection, _LOCK_AWAY, rows)
    return len(rows)


def write_locked(connection: Connection, query: str, told: Sequence[tuple[str, Locked]]) -> None:
    """Run a query with the addresses' ids and their columns, as lists."""
    connection.execute(query.encode(), [
        [address for address, _ in told], [new.box for _, new in told], [new.key_id for _, new in told],
        [new.fingerprint for _, new in told], [new.masked for _, new in told],
    ])  # fmt: skip
