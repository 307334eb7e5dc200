"""Keys of the vault that change: a fresh data key for every box, a fresh master key for the data keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from forbear.gate.master import Master, key_file, new_master, read_masters, write_masters
from forbear.gate.vault import Sealed, Vault, VaultClosed
from forbear.store.vault import LOCK_VAULT, add_key, open_vault, read_keys, unwrap

Connection = psycopg.Connection[Any]
BATCH: Final = 2_000
BOXES: Final = (("addresses", "address", "kind"), ("inbox", "message", "'inbox'"))
"""Every table with boxes: its name, its id, and the kind that a box is bound to. Each refers to `vault_keys`, so that
a key cannot be forgotten while a box is under it."""
_STATUS: Final = f"""
select k.key_id, k.purpose, k.current, k.master, k.made_at, coalesce(b.boxes, 0)
  from vault_keys k
  left join (select key_id, count(*) as boxes
               from ({" union all ".join(f"select key_id from {table}" for table, _, _ in BOXES)}) t
              group by key_id) b using (key_id)
 order by k.purpose desc, k.made_at, k.key_id"""
_OLD: Final = "select from vault_keys where purpose = 'data' and not current limit 1"
_UNDER_OLD: Final = """
select {id}, {kind}, key_id, box from {table} where {id} > %s and key_id <> %s
 order by {id} limit %s for no key update"""
_REPLACE: Final = """
update {table} t set box = n.box, key_id = %s
  from unnest(%s::text[], %s::bytea[]) n (id, box) where t.{id} = n.id"""
_FORGET: Final = "delete from vault_keys where purpose = 'data' and not current"
_ALL: Final = "select {id}, {kind}, key_id, box from {table} where {id} > %s order by {id} limit %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultKey:
    """A key of the vault, without itself: what it is for, under which master, and how many boxes are under it."""

    key_id: str
    purpose: str
    current: bool
    master: str
    made_at: datetime
    boxes: int


def vault_keys(connection: Connection) -> list[VaultKey]:
    """Every key of the vault, the data keys last."""
    rows = connection.execute(_STATUS).fetchall()
    names = ("key_id", "purpose", "current", "master", "made_at", "boxes")
    return [VaultKey(**dict(zip(names, row, strict=True))) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What a rotation did. `continued`: it ended one that was broken off, and made no key of its own.

    `kept`: an import still seals with the key before; the next rotation ends it.
    """

    key_id: str
    boxes: int
    continued: bool
    kept: bool


def rotate(
    connection: Connection,
    progress: Callable[[int], None] = lambda done: None,
    *,
    path: Path | None = None,
    batch: int = BATCH,
) -> Rotated:
    """Put every box under a fresh data key, while others go on reading and sealing; needs autocommit.

    Each batch is committed. Killed and called again, it goes on with the key that it made. When no box is under
    an older key any more, that key is forgotten, so that a box copied earlier stays shut for good.
    """
    continued = connection.execute(_OLD).fetchone() is not None
    if not continued:
        _add_data_key(connection, path or key_file())
    vault, boxes = open_vault(connection, path), 0
    for table, name, kind in BOXES:
        under_old, replace = (
            query.format(table=table, id=name, kind=kind) for query in (_UNDER_OLD, _REPLACE)
        )
        freely, waiting = (f"{under_old} skip locked", replace), (under_old, replace)
        while count := _pass(connection, vault, freely, batch) or _pass(connection, vault, waiting, 1):
            boxes += count
            progress(boxes)
    try:
        connection.execute(_FORGET)
        kept = False
    except psycopg.errors.ForeignKeyViolation:
        kept = True
    return Rotated(key_id=vault.current, boxes=boxes, continued=continued, kept=kept)


def _add_data_key(connection: Connection, path: Path) -> None:
    with connection.transaction():
        connection.execute(LOCK_VAULT)
        open_vault(connection, path)  # the key file is there, and it is the right one
        masters = {master.id: master for master in read_masters(path)}
        add_key(connection, masters[read_keys(connection)[0].master], "data")


def _pass(connection: Connection, vault: Vault, queries: tuple[str, str], batch: int) -> int:
    """One way through a table: how many boxes were put under the current key."""
    under_old, replace = (query.encode() for query in queries)
    cursor, done = "", 0
    while True:
        with connection.transaction():
            rows = connection.execute(under_old, [cursor, vault.current, batch]).fetchall()
            if not rows:
                return done
            boxes = [
                vault.seal(name, kind, vault.open(name, kind, Sealed(key_id=key_id, box=bytes(box)))).box
                for name, kind, key_id, box in rows
            ]
            connection.execute(replace, [vault.current, [row[0] for row in rows], boxes])
        cursor, done = rows[-1][0], done + len(rows)


def rewrap(connection: Connection, path: Path | None = None, *, prepare: bool = False) -> Master:
    """Put the data keys under a fresh master key; no box changes. The new one.

    The new key is added to the file, the data keys go over at once, the old key leaves the file; killed anywhere
    and called again, it goes on. `prepare` stops after the first step, so that the file can go to other machines
    first. VaultClosed where the file lacks a key that is in use.
    """
    path = path or key_file()
    open_vault(connection, path)
    masters = read_masters(path)
    if len(masters) == 1:
        masters = (masters[0], new_master())
        write_masters(path, masters)
    fresh = masters[-1]
    if prepare:
        return fresh
    known = {master.id: master for master in masters}
    with connection.transaction():
        connection.execute(LOCK_VAULT)
        for key in read_keys(connection):
            wrapped = fresh.wrap(key.key_id, unwrap(known, path, key))
            connection.execute(
                "update vault_keys set master = %s, wrapped = %s where key_id = %s",
                [fresh.id, wrapped, key.key_id],
            )
    write_masters(path, [fresh])
    return fresh


def shut_boxes(connection: Connection, progress: Callable[[int], None] = lambda done: None) -> list[str]:
    """Open every box, and give back where one stays shut, as `addresses/ID`: it was changed, or is another row's."""
    vault, done, shut = open_vault(connection), 0, []
    for table, ident, bound in BOXES:
        query, cursor = _ALL.format(table=table, id=ident, kind=bound).encode(), ""
        while rows := connection.execute(query, [cursor, BATCH]).fetchall():
            for name, kind, key_id, box in rows:
                try:
                    vault.open(name, kind, Sealed(key_id=key_id, box=bytes(box)))
                except VaultClosed:
                    shut.append(f"{table}/{name}")
            cursor, done = rows[-1][0], done + len(rows)
            progress(done)
    return shut
