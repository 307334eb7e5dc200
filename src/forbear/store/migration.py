"""Bringing a database's tables up to date: the SQL files of `migrations`, in the order of their names.

`pre` in a name is applied before the new program runs, `post` after the old one is gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import psycopg

from forbear.store.database import DatabaseDown, connect, where

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def migrate(url: str) -> tuple[str, ...]:
    """Applies what a database lacks, and names it; nothing where it is current.

    A migration that fails is rolled back whole. A database that has migrations this program doesn't know is
    newer than the program: that raises `DatabaseDown`, so that an old program writes nothing into it.
    """
    known = sorted(path.stem for path in MIGRATIONS.glob("*.sql"))
    applied = _applied(url)
    if strange := sorted(applied - set(known)):
        raise DatabaseDown(
            f"{where(url)}: has the migration {strange[0]}, which this version of forbear does not know;"
            " use the version that made it, or another database"
        )
    lacking = tuple(name for name in known if name not in applied)
    if lacking:
        _apply(url)
    return lacking


def _applied(url: str) -> set[str]:
    with connect(url) as connection:
        try:
            return {row[0] for row in connection.execute("select migration_id from _yoyo_migration")}
        except psycopg.errors.UndefinedTable:
            return set()


def _apply(url: str) -> None:
    from yoyo import get_backend, read_migrations  # here, for a current database needs none of it

    scheme, rest = url.split("://", 1)
    if scheme not in ("postgresql", "postgres"):
        raise DatabaseDown(f"{where(url)}: write the database as a URL, postgresql://…, to migrate it")
    backend = get_backend(f"postgresql+psycopg://{rest}")
    try:
        with backend.lock():
            backend.apply_migrations(backend.to_apply(read_migrations(str(MIGRATIONS))))
    except psycopg.Error as error:
        raise DatabaseDown(
            f"{where(url)}: a migration fails ({' '.join(str(error).split())}) and was rolled back"
        ) from error
    finally:
        backend.connection.close()
