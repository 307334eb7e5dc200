"""The roles of the database: what the pages, the gate, the worker and an auditor may do, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from forbear.store.database import connect

WEB: Final = "forbear_web"
GATE: Final = "forbear_gate"
WORKER: Final = "forbear_worker"
AUDITOR: Final = "forbear_auditor"
_WALLS: Final = Path(__file__).with_suffix(".sql")


def build_walls(url: str) -> None:
    """Give each role its rights, anew: for the tables that migrations have made since. Needs their owner."""
    with connect(url) as connection:
        connection.execute("select pg_advisory_xact_lock(hashtextextended('forbear walls', 0))")
        connection.execute(_WALLS.read_bytes())
