"""`forbear backup` and `forbear restore`, and what a person has to know of each."""

from __future__ import annotations

from pathlib import Path

import typer

from forbear.cli.evidence import find_log_key, log_key
from forbear.cli.opening import open_store
from forbear.cli.telling import Session, tell
from forbear.evidence import Verifier
from forbear.gate.master import key_file, read_masters
from forbear.store import migrate, open_database
from forbear.store.backup import Manifest, check_restored, restore_backup, write_backup


def back_up(session: Session, folder: Path) -> None:
    """Back up, and say what the backup needs besides."""
    manifest = write_backup(open_store(session.database_url), folder, log_key())
    typer.echo(f"Written: {folder} ({manifest.bytes:,} bytes, {sum(manifest.rows.values()):,} rows,"
               f" {manifest.head.size:,} entries of evidence)")  # fmt: skip
    typer.echo(f"It needs these keys, which are not in it: {', '.join(needed(manifest))}.")


def restore(session: Session, folder: Path) -> int:
    """Restore into an empty database, check it all, and say which keys lack; the exit status."""
    database = open_database(session.database_url)
    manifest = restore_backup(folder, database)
    with database.connect(autocommit=True) as connection:
        faults = check_restored(connection, manifest)
    for fault in faults:
        tell(fault)
    if not faults:
        applied = migrate(database.url)
        typer.echo(f"Restored as of {manifest.made_at}: {sum(manifest.rows.values()):,} rows,"
                   f" {manifest.head.size:,} entries of evidence, all as the manifest tells.")  # fmt: skip
        if applied:
            typer.echo(f"Brought up to date: {', '.join(applied)}.")
    missing = lacking_keys(manifest)
    for key in missing:
        tell(f"the key {key} is not in its file; put it there before anything runs")
    return int(bool(faults or missing))


def needed(manifest: Manifest) -> list[str]:
    """The keys that a backup needs, by name."""
    return [_name(manifest.verifier), *(f"{master} (vault)" for master in manifest.vault_keys)]


def lacking_keys(manifest: Manifest) -> list[str]:
    """Those of them that this machine lacks."""
    signer = find_log_key()
    there = {_name(signer.verifier)} if signer is not None else set()
    there |= {f"{master.id} (vault)" for master in read_masters(key_file())}
    return [key for key in needed(manifest) if key not in there]


def _name(verifier: Verifier) -> str:
    return f"{verifier.name}+{verifier.id.hex()} (evidence)"
