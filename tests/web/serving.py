"""Serving a site for tests, by uvicorn on a free port of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import psycopg
import uvicorn

from forbear.web.application import create_application
from forbear.web.heads import BoundedProtocol
from forbear.web.site import Site
from office import plain_addresses

NIGHT: Final = date(2026, 5, 12)
NOW: Final = datetime(2026, 5, 13, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TOKEN: Final = "a-dialler-of-the-tests"
CASES: Final = 400


@dataclass(frozen=True)
class Served:
    """A site that is being served."""

    site: Site
    url: str

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a query on its database."""
        with psycopg.connect(self.site.database.url, autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def addresses(self) -> dict[str, str]:
        """Every address of its database by its id."""
        with psycopg.connect(self.site.database.url, autocommit=True) as connection:
            return plain_addresses(connection)


@contextmanager
def serving(site: Site) -> Iterator[Served]:
    """Serve a site by uvicorn on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening, serving_on(site, listening) as served:
        yield served


@contextmanager
def serving_on(site: Site, listening: socket.socket) -> Iterator[Served]:
    """Serve a site by uvicorn on a socket that listens already."""
    config = uvicorn.Config(
        create_application(site), access_log=False, log_level="warning", http=BoundedProtocol
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield Served(site, f"http://127.0.0.1:{listening.getsockname()[1]}")
    running.should_exit = True
    thread.join(timeout=10)
