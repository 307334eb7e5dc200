"""The roles of the database: what the pages, the gate, the worker and an auditor may do, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import psycopg

from forbear.store.database import DatabaseDown, connect, where

WEB: Final = "forbear_web"
PAGES: Final = "forbear_pages"
GATE: Final = "forbear_gate"
WORKER: Final = "forbear_worker"
AUDITOR: Final = "forbear_auditor"
_ROLES: Final = Path(__file__).with_name("roles.sql")
_WALLS: Final = Path(__file__).with_suffix(".sql")


def make_roles(url: str) -> None:
    """Make the roles where the server has none: before anything names them.

    DatabaseDown where this user may not; then the server's superuser runs `roles.sql` once.
    """
    try:
        with connect(url) as connection:
            connection.execute(_ROLES.read_bytes())
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseDown(
            f"{where(url)}: this user may not make the roles that forbear needs ({' '.join(str(error).split())});"
            f" have the server's superuser run {_ROLES.name} (psql -f), and grant him the five roles"
        ) from None


def build_walls(url: str) -> None:
    """Give each role its rights, anew: for the tables that migrations have made since. Needs their owner."""
    with connect(url) as connection:
        connection.execute("select pg_advisory_xact_lock(hashtextextended('forbear walls', 0))")
        connection.execute(_WALLS.read_bytes())
