"""Backups: one consistent dump of the database, and a manifest by which a restore is checked.

The dump is PostgreSQL's own custom format, taken while everything runs. The manifest holds its SHA-256, how many rows
each table had, the signed head of the evidence log as it stands in the dump, and which keys it needs. The keys
themselves are in no backup: whoever has the one must not by that have the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from forbear.evidence import Checkpoint, Signer, Verifier, open_note, sign_note
from forbear.evidence.checkpoint import read_checkpoint
from forbear.store.database import Database
from forbear.store.evidence import Tree, publish
from forbear.store.fsck import check_log
from forbear.store.pg_programs import call_program
from forbear.store.walls import make_roles
from forbear.terms import Conflict, InputError

DUMP: Final = "database.dump"
MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_TABLES: Final = """
select relname from pg_class
 where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relispartition order by relname"""
_APPLIED: Final = "select migration_id from _yoyo_migration order by migration_id"
_ROLES: Final = """
select rolname, rolbypassrls from pg_roles
 where oid in (select a.grantee from pg_class c, aclexplode(c.relacl) a
                where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner)
    or oid in (select unnest(polroles) from pg_policy) order by rolname"""
_MASTERS: Final = "select distinct master from vault_keys order by master"
_HAS_ROLE: Final = "select from pg_roles where rolname = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `checkpoint` is the head of the log in the dump, signed by `evidence_key` (its
    public half); `vault_keys` are the ids of the master keys without which no address can be opened; `roles` are
    those that rights were granted to, and whether each reads past the policies of rows."""

    made_at: str
    server: int
    bytes: int
    sha256: str
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    roles: Mapping[str, bool]
    checkpoint: str
    evidence_key: str
    vault_keys: tuple[str, ...]
    format: int = FORMAT

    @property
    def head(self) -> Checkpoint:
        """The head of the log in the dump. InputError where its signature does not fit."""
        return read_checkpoint(open_note(self.checkpoint, [self.verifier])[0])

    @property
    def verifier(self) -> Verifier:
        """The public key of the log."""
        return Verifier.read(self.evidence_key)


def write_backup(database: Database, folder: Path, signer: Signer) -> Manifest:
    """Back a database up into a new folder, while others use it. The manifest is written last: a folder without one
    is no backup. Conflict where there is something in the folder."""
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder}: is not empty; name a new folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database.connect(autocommit=True) as connection:
        publish(connection, signer)
    with database.connect() as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        (snapshot,) = _column(connection, "select pg_export_snapshot()")
        dump = folder / DUMP
        dump.touch(mode=0o600)
        words = ["--format=custom", f"--snapshot={snapshot}", f"--file={dump}"]
        call_program("pg_dump", words, database.url, server=_version(connection))
        manifest = _describe(connection, dump, signer)
    draft = folder / f"{MANIFEST}.part"
    draft.write_text(json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(folder / MANIFEST)
    return manifest


def _describe(connection: psycopg.Connection[Any], dump: Path, signer: Signer) -> Manifest:
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        server=_version(connection),
        bytes=dump.stat().st_size,
        sha256=hash_file(dump),
        migrations=tuple(_column(connection, _APPLIED)),
        rows=count_rows(connection),
        roles=dict(connection.execute(_ROLES).fetchall()),
        checkpoint=sign_note(Tree(connection).head(signer.name).text(), [signer]),
        evidence_key=signer.verifier.text(),
        vault_keys=tuple(_column(connection, _MASTERS)),
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup, its dump held against it. InputError where one does not fit the other."""
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(str(folder), f"is no whole backup: there is no {MANIFEST} in it") from None
    except ValueError:
        raise InputError(str(path), "cannot be read; take another backup") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.keys() != set(Manifest.__slots__):
        raise InputError(str(path), "is no manifest of this version of forbear; restore it with its own")
    listed = {name: tuple(told[name]) for name in ("migrations", "vault_keys")}
    manifest = Manifest(**(told | listed))
    dump = folder / DUMP
    if not dump.is_file() or hash_file(dump) != manifest.sha256:
        raise InputError(str(dump), "is not the dump that the manifest tells of: it was changed or cut short")
    return manifest


def restore_backup(folder: Path, database: Database) -> Manifest:
    """Fill an empty database out of a backup, whole or not at all; what it holds is not checked yet
    (`check_restored`). Conflict where the database has tables. InputError where the backup is not whole."""
    manifest = read_manifest(folder)
    make_roles(database.url)
    with database.connect(autocommit=True) as connection:
        if tables := _column(connection, _TABLES):
            raise Conflict(f"the database is not empty (there is a table {tables[0]}); name an empty one")
        _make_roles(connection, manifest.roles)
        version = max(_version(connection), manifest.server)
    words = ["--no-owner", "--exit-on-error", "--single-transaction", str(folder / DUMP)]
    call_program("pg_restore", words, database.url, server=version)
    with database.connect(autocommit=True) as connection:
        connection.execute("analyze")
    return manifest


def _make_roles(connection: psycopg.Connection[Any], roles: Mapping[str, bool]) -> None:
    """Roles belong to a server and so are in no dump; those that lack are made, for whoever restores."""
    for role, reads_all in roles.items():
        if connection.execute(_HAS_ROLE, [role]).fetchone() is None:
            kind = sql.SQL("bypassrls" if reads_all else "nobypassrls")
            connection.execute(sql.SQL("create role {} nologin {}").format(sql.Identifier(role), kind))
        connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))


def check_restored(connection: psycopg.Connection[Any], manifest: Manifest) -> list[str]:
    """What is not as the manifest tells: rows by table, the log itself, its head. Nothing where all of it is."""
    found = count_rows(connection)
    names = sorted({*found, *manifest.rows})
    faults = [
        f"table {name} has {found.get(name, 0):,} rows and had {manifest.rows.get(name, 0):,}"
        for name in names
        if found.get(name, 0) != manifest.rows.get(name, 0)
    ]
    size, findings = check_log(connection, [manifest.verifier], [manifest.checkpoint])
    if size != manifest.head.size:
        faults.append(f"the log has {size:,} entries and had {manifest.head.size:,}")
    return [*faults, *(finding.what for finding in findings)]


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    for name in _column(connection, _TABLES):
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(name))).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, read in parts."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version(connection: psycopg.Connection[Any]) -> int:
    return connection.info.server_version // 10_000


def _column(connection: psycopg.Connection[Any], query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(query.encode())]
