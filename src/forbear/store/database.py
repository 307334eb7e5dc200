"""Which database, and is it there: one by URL, or an embedded PostgreSQL under the working directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from forbear.store.embedded import start
from forbear.store.pool import Pool
from forbear.terms import ForbearError

URL_VARIABLE: Final = "FORBEAR_DATABASE_URL"
DATA_DIRECTORY: Final = Path("var/pg")
OLDEST_SERVER: Final = 15
_NAME: Final = "forbear"
_WORK_FOR: Final = "select set_config('forbear.collector', %s, false)"
_FOR_REQUESTS: Final = (
    "-c plan_cache_mode=force_generic_plan -c jit=off -c idle_in_transaction_session_timeout=60s"
)
"""Requests repeat a few statements about one person each: planned once a connection, never compiled; and whoever stops
in the middle doesn't hold that person for ever."""
_NOTICE_SECONDS: Final = 10
"""A line that is cut without a word is noticed by both sides within four times as long, where it goes by TCP."""


class DatabaseDown(ForbearError):
    """The database can't be used: what was tried, where, and what to do. It never shows the password."""


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL that answered. `url` is a libpq URI, with the password where one was given.

    `role` is the role of the database that its connections take (`store/walls.py`); left out: that of the URL's user.
    """

    url: str
    role: str | None = None
    _pool: Pool = field(init=False, repr=False, compare=False)
    _in_roles: dict[str, Database] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "_pool",
            Pool(lambda: connect(self.url, autocommit=True, options=self._options(_FOR_REQUESTS))),
        )

    def acting_as(self, role: str) -> Database:
        """The same database in a role, with connections of its own."""
        return self._in_roles.setdefault(role, Database(self.url, role))

    def _options(self, more: str = "") -> str:
        return f"{more} -c role={self.role}" if self.role else more

    def borrow(self) -> AbstractContextManager[psycopg.Connection[tuple[Any, ...]]]:
        """An autocommit connection for the length of one request, out of those kept open.

        Others use it before and after: what is set for a session stays set. Raises `DatabaseDown`.
        """
        return self._pool.lend()

    @contextmanager
    def borrow_for(self, collector: str | None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """As `borrow`, for a lender or agency: the roles that only read see its rows alone. None: all rows."""
        with self.borrow() as connection:
            connection.execute(_WORK_FOR, [collector or ""])
            try:
                yield connection
            finally:
                with suppress(psycopg.Error):  # of a connection that is gone
                    connection.rollback()
                    connection.execute(_WORK_FOR, [""])

    def close(self) -> None:
        """Close the connections kept open."""
        self._pool.close()
        for other in self._in_roles.values():
            other.close()

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
        """A new connection; times are read in UTC. Raises `DatabaseDown` where the server doesn't answer."""
        return connect(self.url, autocommit=autocommit, options=self._options())


def open_database(url: str | None = None, directory: Path | None = None) -> Database:
    """Opens the database at `url`, else at FORBEAR_DATABASE_URL, else the embedded one in `directory`.

    The embedded server starts in about a second, listens on no network and stops with the last process that
    uses it. Raises `DatabaseDown` where nothing answers, or a server older than PostgreSQL 15 does.
    """
    url = url or os.environ.get(URL_VARIABLE) or None
    database = Database(url) if url else _embedded(directory or DATA_DIRECTORY)
    with database.connect() as connection:
        version = connection.info.server_version // 10_000
        if version < OLDEST_SERVER:
            raise DatabaseDown(
                f"{where(database.url)}: this is PostgreSQL {version}, and forbear needs {OLDEST_SERVER} or"
                f" newer; name another server by --database-url or {URL_VARIABLE}, or none to use the"
                " embedded one"
            )
    return database


def connect(url: str, *, autocommit: bool = False, options: str = "") -> psycopg.Connection[tuple[Any, ...]]:
    """A connection to a libpq URI; raises `DatabaseDown`, which says what to do, where there is none."""
    try:
        return psycopg.connect(
            url,
            autocommit=autocommit,
            connect_timeout=10,
            application_name=_NAME,
            keepalives_idle=_NOTICE_SECONDS,
            keepalives_interval=_NOTICE_SECONDS,
            keepalives_count=3,
            tcp_user_timeout=4_000 * _NOTICE_SECONDS,
            options=f"-c timezone=UTC -c client_min_messages=warning -c tcp_keepalives_idle={_NOTICE_SECONDS}"
            f" -c tcp_keepalives_interval={_NOTICE_SECONDS} -c tcp_keepalives_count=3 {options}",
        )
    except psycopg.OperationalError as error:
        raise DatabaseDown(
            f"{where(url)}: no connection ({_reason(error, url)}); start the server, or name another by"
            f" --database-url or {URL_VARIABLE}, or none to use the embedded one"
        ) from None
    except psycopg.ProgrammingError:
        raise DatabaseDown(
            "the database URL can't be read; write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
        ) from None


def where(url: str) -> str:
    """The place that a URL names, without its password.

    >>> where("postgresql://clerk:secret@db.example:5433/lending")
    'database lending at db.example:5433'
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "database"
    host, port = parts.get("host") or "the local socket", parts.get("port")
    return f"database {parts.get('dbname') or '(default)'} at {host}" + (f":{port}" if port else "")


def _reason(error: psycopg.OperationalError, url: str) -> str:
    reason = " ".join(str(error).split())
    secret = conninfo_to_dict(url).get("password")
    return reason.replace(str(secret), "…") if secret else reason


def _embedded(directory: Path) -> Database:
    directory = directory.expanduser().resolve()
    try:
        server = start(directory)
    except Exception as error:
        log = directory / "log"
        raise DatabaseDown(
            f"{directory}: the embedded PostgreSQL does not start ({type(error).__name__}: {error});"
            f" see {log}, free the directory or name a server by --database-url or {URL_VARIABLE}"
        ) from error
    with connect(server.get_uri(), autocommit=True) as connection:
        there = connection.execute("select from pg_database where datname = %s", [_NAME]).fetchone()
        if there is None:
            first = (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
            with suppress(*first):  # where another process was first
                connection.execute(f"create database {_NAME}")
    return Database(server.get_uri(_NAME))
