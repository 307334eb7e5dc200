"""Whether a process can do its work: the database answers, its tables are current, evidence can be written."""

from __future__ import annotations

import os
import socket
from typing import Any, Final

import psycopg

from forbear.gate.vault import VaultClosed
from forbear.store.database import Database
from forbear.store.migration import lacking
from forbear.store.vault import open_vault
from forbear.terms import ForbearError

MOST_SILENT_SECONDS: Final = 60.0
"""A worker that has said nothing for so long does not work."""
_PROBE: Final = "select seal_evidence('probe', null, null, '{}')"
_LOCKED: Final = "select from vault_keys limit 1"
_BEAT: Final = """
insert into heartbeats (process, kind) values (%s, %s)
on conflict (process) do update set at = now(), kind = excluded.kind"""
_FORGET: Final = "delete from heartbeats where at < now() - interval '1 day'"
_SILENT: Final = "select extract(epoch from now() - max(at)) from heartbeats where kind = %s"


def unready(database: Database, *, worker: bool = False) -> tuple[str, ...]:
    """What keeps a process from its work, as words; nothing where it can do it.

    `database` (it does not answer), `migrations` (tables older or newer than this program), `evidence` (an entry
    can't be written: tried, and rolled back), and where this process is a `worker`, and so sends, also `vault_key`
    (addresses can't be opened) and `worker` (it has not said for a minute that it is at work).
    """
    try:
        with database.connect(autocommit=True) as connection:
            connection.execute("set statement_timeout = '5s'")
            if lacking(connection):
                return ("migrations",)
            found = [] if _can_seal(connection) else ["evidence"]
            if worker and not _can_open(connection):
                found.append("vault_key")
            if worker and silent_for(connection, "worker") > MOST_SILENT_SECONDS:
                found.append("worker")
            return tuple(found)
    except (ForbearError, psycopg.Error):
        return ("database",)


def _can_seal(connection: psycopg.Connection[Any]) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(_PROBE)
    except psycopg.Error:
        return False
    return True


def _can_open(connection: psycopg.Connection[Any]) -> bool:
    if connection.execute(_LOCKED).fetchone() is None:
        return True  # nothing has been locked yet
    try:
        open_vault(connection)
    except VaultClosed:
        return False
    return True


def beat(connection: psycopg.Connection[Any], kind: str) -> None:
    """Say that this process, of that kind, is at work. Those silent for a day are forgotten."""
    connection.execute(_BEAT, [f"{socket.gethostname()}/{kind}/{os.getpid()}", kind])
    connection.execute(_FORGET)


def silent_for(connection: psycopg.Connection[Any], kind: str) -> float:
    """Seconds since the latest beat of a kind of process; without end where there never was one."""
    row = connection.execute(_SILENT, [kind]).fetchone()
    return float(row[0]) if row and row[0] is not None else float("inf")
