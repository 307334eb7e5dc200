"""A real office, a real door, and logs as a process writes them."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from forbear.gate.door import Door, open_door
from forbear.law.rulebook import load_law
from forbear.watch.logs import open_logs
from office import STOP, Office

Logging = Callable[[str], Iterator[io.StringIO]]


@pytest.fixture(scope="session")
def door() -> Door:
    return open_door(load_law(), STOP)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Office(connection)


@contextmanager
def logged(form: str) -> Iterator[io.StringIO]:
    """What this process logs, in that form, while the block runs."""
    root, kept = logging.getLogger(), list(logging.getLogger().handlers)
    level, ours = root.level, logging.getLogger("forbear").level
    written = io.StringIO()
    open_logs({"FORBEAR_LOG": form}, written)
    try:
        yield written
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
        logging.getLogger("forbear").setLevel(ours)


@pytest.fixture
def logs_as_json() -> Iterator[io.StringIO]:
    with logged("json") as written:
        yield written


@pytest.fixture
def logs_as_words() -> Iterator[io.StringIO]:
    with logged("plain") as written:
        yield written
