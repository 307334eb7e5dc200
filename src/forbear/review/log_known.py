"""What is told besides a contact log: people, debts and statements, as JSON Lines of their own (formats.md 2, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forbear.law.judge.wire import read_request
from forbear.review.log_files import Reject, read_rows
from forbear.review.log_order import Known
from forbear.terms import Collector, Debt, InputError, Person, Request, Statement

_ASKED = {"contact": {"at": "2000-01-01T00:00:00Z", "channel": "call", "person": "-"}}


def read_known(
    people: Path | None, debts: Path | None, statements: Path | None
) -> tuple[Known, list[tuple[str, Reject]]]:
    """All that the files tell, and the lines that cannot be read, each with its file's name."""
    rejects: list[tuple[str, Reject]] = []
    found: dict[str, list[Statement]] = {}
    everyone: dict[str, Person] = {p.id: p for p in _read(people, "people", rejects)}
    everything: dict[str, Debt] = {d.id: d for d in _read(debts, "debts", rejects)}
    for said in _read(statements, "statements", rejects):
        found.setdefault(said.person, []).append(said)
    return Known(everyone, everything, {p: tuple(said) for p, said in found.items()}), rejects


def read_collectors(path: Path | None) -> tuple[dict[str, Collector], list[tuple[str, Reject]]]:
    """The collectors that a file tells of, by id, and the lines that cannot be read.

    >>> read_collectors(None)
    ({}, [])
    """
    rejects: list[tuple[str, Reject]] = []
    return {c.id: c for c in _read(path, "collectors", rejects)}, rejects


def _read(path: Path | None, field: str, rejects: list[tuple[str, Reject]]) -> Iterator[Any]:
    for line, value in _objects(path, rejects) if path else ():
        try:
            request: Request = read_request({**_ASKED, field: [value]})
        except InputError as e:
            at = e.at.removeprefix(f"/{field}/0")
            name = value.get("id") if isinstance(value.get("id"), str) else None
            rejects.append((path.name if path else "", Reject(line=line, id=name, why=f"{at}: {e.why}")))
            continue
        yield getattr(request, field)[0]


def _objects(path: Path, rejects: list[tuple[str, Reject]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in read_rows(path):
        if isinstance(row, Reject):
            rejects.append((path.name, row))
        elif row.plain:
            raise InputError(str(path), "is not JSON Lines; write one object a line")
        else:
            yield row.line, dict(row.cells)
