"""Bringing a database's tables up to date: the SQL files of `migrations`, in the order of their names.

`pre` in a name is applied before the new program runs, and leaves the old one able to run beside it; `post` after
the old one is gone. So a program needs every `pre` that it knows, bears a `pre` that it does not know, and refuses
a `post` that it does not know: with that, something it uses may be gone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg

from forbear.store.database import DatabaseDown, connect, where
from forbear.store.walls import build_walls, make_roles

MIGRATIONS: Final = Path(__file__).parent / "migrations"
PHASES: Final = ("pre", "post")
LOCK_SECONDS: Final = 5
"""How long a migration waits for a lock: whoever waits behind it waits as long."""
TRIES: Final = 6


def phase_of(name: str) -> str:
    """`pre` or `post`.

    >>> phase_of("0001_pre_portfolio"), phase_of("0020_post_portfolio")
    ('pre', 'post')
    """
    return name.split("_")[1]


def lacking(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    """The migrations without which this program can't run on a database; DatabaseDown where that is too new."""
    applied = _applied(connection)
    known = {path.stem for path in MIGRATIONS.glob("*.sql")}
    if strange := sorted(name for name in applied - known if phase_of(name) == "post"):
        raise DatabaseDown(
            f"the database has the migration {strange[0]}, which this version of forbear does not know;"
            " use the version that made it, or another database"
        )
    return tuple(sorted(name for name in known - applied if phase_of(name) == "pre"))


def check_current(url: str) -> None:
    """DatabaseDown where the tables are older or newer than this program can bear. Changes nothing."""
    with connect(url) as connection:
        missing = lacking(connection)
    if missing:
        raise DatabaseDown(
            f"{where(url)}: lacks the migration {missing[0]}; run `forbear migrate --pre` as the owner of the"
            " database, and start this again"
        )


def migrate(url: str, phases: Iterable[str] | None = None) -> tuple[str, ...]:
    """Applies what a database lacks, and names it; nothing where it is current.

    By itself `pre`, and in an empty database everything. A migration that fails is rolled back whole; one that
    can't have its locks is tried again some times. DatabaseDown where a table is newer than this program bears, so
    that an old program writes nothing into it, and where a `pre` needs a `post` that was not applied.
    """
    with connect(url) as connection:
        applied = _applied(connection)
        lacking(connection)
    wanted = PHASES if not applied else tuple(phases or ("pre",))
    known = sorted(path.stem for path in MIGRATIONS.glob("*.sql"))
    names = tuple(name for name in known if name not in applied and phase_of(name) in wanted)
    if names:
        make_roles(url)
        _apply(url, names, applied)
        build_walls(url)
    return names


def _applied(connection: psycopg.Connection[Any]) -> set[str]:
    try:
        with connection.transaction():
            return {row[0] for row in connection.execute("select migration_id from _yoyo_migration")}
    except psycopg.errors.UndefinedTable:
        return set()


def _apply(url: str, names: tuple[str, ...], applied: set[str]) -> None:
    from yoyo import get_backend, read_migrations  # here, for a current database needs none of it

    backend = get_backend(_for_migrating(url))
    try:
        with backend.lock():
            chosen = [m for m in backend.to_apply(read_migrations(str(MIGRATIONS))) if m.id in names]
            for migration in chosen:
                if behind := sorted({m.id for m in migration.depends} - set(names) - applied):
                    raise DatabaseDown(
                        f"{where(url)}: {migration.id} needs {behind[0]}; once no older program runs, run"
                        " `forbear migrate --post` of the version before"
                    )
                _apply_one(backend, migration, url)
    finally:
        backend.connection.close()


def _apply_one(backend: Any, migration: Any, url: str) -> None:
    for attempt in range(TRIES):
        try:
            backend.apply_one(migration)
            return
        except psycopg.errors.LockNotAvailable:
            if attempt + 1 == TRIES:
                raise DatabaseDown(
                    f"{where(url)}: {migration.id} does not get its locks, for somebody holds the tables; nothing"
                    " of it is done: run `forbear migrate` in a quieter hour"
                ) from None
            time.sleep(1.0)
        except psycopg.Error as error:
            raise DatabaseDown(
                f"{where(url)}: a migration fails ({' '.join(str(error).split())}) and was rolled back"
            ) from error


def _for_migrating(url: str) -> str:
    """The address as the migration tool reads it, with a limit on how long a lock is waited for."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise DatabaseDown(f"{where(url)}: write the database as a URL, postgresql://…, to migrate it")
    given = dict(parse_qsl(parts.query))
    given["options"] = f"{given.get('options', '')} -c lock_timeout={LOCK_SECONDS}s".strip()
    return urlunsplit(parts._replace(scheme="postgresql+psycopg", query=urlencode(given)))
