"""The commands around what an agency intends and what a lender is known by."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import typer

from forbear.cli.night import now
from forbear.cli.opening import mail_settings, open_gate, open_store
from forbear.cli.telling import Session, progress, tell
from forbear.store.gate import ContactRecord
from forbear.store.intended import ask_intended
from forbear.store.register import add_marks
from forbear.terms import InputError


def run_intend(session: Session, file: Path, collector: str, folder: Path) -> int:
    """Ask for every contact of a file, write the answers and the rejects, say how many; the exit status."""
    database, door = open_store(session.database_url), open_gate(mail_settings())
    reserved = refused = rejected = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        answers = (folder / "answers.jsonl").open("w", encoding="utf-8")
        rejects = (folder / "rejects.csv").open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(str(folder), f"cannot be written ({error.strerror}); name another folder") from None
    with (
        answers,
        rejects,
        database.connect(autocommit=True) as connection,
        progress("Asking", "rows") as step,
    ):
        table = csv.writer(rejects)
        table.writerow(["line", "what", "why"])
        for done, one in enumerate(ask_intended(door, ContactRecord(connection), file, collector, now), 1):
            step(done, done)
            if one.told is None:
                rejected += 1
                table.writerow([one.line, one.at, one.why])
                continue
            reserved, refused = reserved + one.is_reserved, refused + (not one.is_reserved)
            answers.write(json.dumps({"line": one.line, **one.told}, ensure_ascii=False) + "\n")
    typer.echo(f"reserved: {reserved:,}; refused: {refused:,}; not asked for: {rejected:,}")
    return int(rejected > 0)


def run_register(session: Session, file: Path) -> int:
    """Add the marks of a file and say what was refused; the exit status."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        added = add_marks(connection, file)
    for line, why in added.refused:
        tell(f"{file.name}:{line}: {why}")
    typer.echo(f"new or changed: {added.taken:,}; refused: {len(added.refused):,}")
    return int(bool(added.refused))
