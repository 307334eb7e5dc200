"""The office of `office.py` on a fresh database, and the door with the packaged law."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from forbear.gate.door import Door, open_door
from forbear.law.rulebook import load_law
from office import STOP, Office


@pytest.fixture(scope="session")
def door() -> Door:
    return open_door(load_law(), STOP)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Office(connection)
