"""The commands around a portfolio: take one in, write an invented one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from forbear.cli.opening import open_store
from forbear.cli.telling import Session, progress
from forbear.store import Database
from forbear.store.portfolio import ImportReport, import_portfolio
from forbear.store.walls import WORKER


def take_portfolio(session: Session, folder: Path, rejects: Path) -> None:
    """Take a folder of portfolio files in and say what was taken and what was refused."""
    say_import(import_folder(open_store(session.database_url), folder, rejects))


def import_folder(database: Database, folder: Path, rejects: Path) -> ImportReport:
    """Import a folder, with a bar."""
    with database.acting_as(WORKER).connect() as connection, progress("Importing", "rows") as step:
        return import_portfolio(connection, folder, rejects, lambda file, rows: step(rows, rows))


def say_import(report: ImportReport) -> None:
    """Say in a few lines what an import did."""
    for file, read in report.read.items():
        fresh, changed = report.fresh.get(file, 0), report.changed.get(file, 0)
        typer.echo(f"{file:<16} {read:>9,} rows: {fresh:,} new, {changed:,} changed")
    if report.unread:
        typer.echo(f"Cases left to a person, since a row about them cannot be read: {report.unread:,}")
    if report.refused:
        typer.echo(f"Refused and not stored: {report.refused:,}; {report.rejects} says which and why")


def write_demo(folder: Path, cases: int, seed: int, on: date) -> None:
    """Write an invented portfolio into a folder."""
    from forbear.desk.portfolio import write_demo_portfolio

    write_demo_portfolio(folder, cases=cases, seed=seed, on=on)
    typer.echo(f"{folder}: {cases:,} invented cases as of {on}; take them in with forbear import {folder}")
