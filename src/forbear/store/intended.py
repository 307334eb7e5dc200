"""What an agency intends: a file of contacts by case and person, never by number, each asked of the gate.

Each row is reserved or refused with its reasons; the same file again changes nothing. A column that holds numbers, or
anything else that a contact does not need, is not read, and is named.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO

from forbear.gate.asks import Ask
from forbear.gate.door import Door
from forbear.gate.house import whole_verdict
from forbear.gate.reservation import reserve
from forbear.law.clock import format_instant, parse_instant
from forbear.law.judge import decode_json
from forbear.store.gate import ContactRecord
from forbear.store.portfolio.refusing import masked
from forbear.terms import Conflict, InputError, NotFound

COLUMNS: Final = ("key", "case", "person", "channel", "purpose", "template", "at", "latest", "reply_to")
_NEEDED: Final = ("case", "person", "channel", "template")
_COLUMN: Final = "holds nothing that a contact is asked for with: not read, not stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """What became of one line: its contact and verdict as the gate told them, or why it could not be asked.

    `line` 0 is a column of the whole file. `told` is None of what was rejected; `why` of what was not.
    """

    line: int
    told: Mapping[str, Any] | None = None
    at: str = ""
    why: str | None = None

    @property
    def is_reserved(self) -> bool:
        """Whether the contact may be made, as things stand."""
        return self.told is not None and self.told["verdict"] == "allow"


def ask_intended(
    door: Door, record: ContactRecord, file: Path, collector: str, clock: Callable[[], datetime]
) -> Iterator[Intended]:
    """Ask the gate for every contact of a file (CSV with a header, or JSON Lines) in the name of a collector.

    InputError where the file cannot be opened or is neither.
    """
    for line, row in _read(file):
        if isinstance(row, Intended):
            yield row
            continue
        try:
            answer = reserve(door, record, read_intended(row, collector, clock()), clock())
        except InputError as error:
            yield Intended(line=line, at=error.at.lstrip("/"), why=error.why)
        except (Conflict, NotFound) as error:
            yield Intended(line=line, at="row", why=str(error))
        else:
            entry = answer.entry
            told = {"contact": entry.contact, "state": entry.state, "at": format_instant(entry.at)}
            yield Intended(line=line, told=told | whole_verdict(entry, entry.verdict))


def read_intended(row: Mapping[str, Any], collector: str, now: datetime) -> Ask:
    """The ask of a row; its key, where it has none, is made from what it says.

    >>> from datetime import UTC
    >>> row = {"case": "c1", "person": "p1", "channel": "call", "template": "call_task"}
    >>> one, again = (read_intended(row, "ag1", datetime(2026, 5, 12, tzinfo=UTC)) for _ in range(2))
    >>> one.key == again.key, one.at_once
    (True, True)
    """
    given = {name: value for name, value in row.items() if value not in (None, "")}
    for name in given:
        if name not in COLUMNS:
            raise InputError(f"/{masked(name)}", f"is no field here; write {', '.join(COLUMNS)}")
    for name in _NEEDED:
        if name not in given:
            raise InputError(f"/{name}", "is missing; it is required")
    for name, value in given.items():
        if not isinstance(value, str):
            raise InputError(f"/{name}", 'is not a text; write "…"')
    said = json.dumps([collector, sorted((n, v) for n, v in given.items() if n != "key")])
    key = given.pop("key", None) or hashlib.sha256(said.encode()).hexdigest()[:40]
    times: dict[str, Any] = {n: parse_instant(given.pop(n), f"/{n}") for n in ("at", "latest") if n in given}
    fields: dict[str, Any] = {**given, "at": now, "at_once": "at" not in times, **times}
    return Ask(key=f"intend:{collector}:{key}", collector=collector, **fields)


def _read(file: Path) -> Iterator[tuple[int, Mapping[str, Any] | Intended]]:
    try:
        with closing(file.open(encoding="utf-8-sig", newline="")) as source:
            yield from _json_lines(source) if file.suffix in (".jsonl", ".ndjson") else _csv(source)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = "cannot be read as CSV or JSON Lines in UTF-8; name another file"
        raise InputError(str(file), f"{why} ({type(error).__name__})") from None


def _csv(source: TextIO) -> Iterator[tuple[int, Mapping[str, Any] | Intended]]:
    reader = csv.reader(source)
    header = [name.strip() for name in next(reader, [])]
    for name in _NEEDED:
        if name not in header:
            raise InputError(name, f"is no column of the file; it needs {', '.join(_NEEDED)}")
    for name in header:
        if name not in COLUMNS:
            yield 0, Intended(line=0, at=masked(name), why=_COLUMN)
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            why = f"has {len(cells)} cells, not {len(header)}"
            yield reader.line_num, Intended(line=reader.line_num, at="row", why=why)
            continue
        told = zip(header, cells, strict=True)
        yield reader.line_num, {name: cell.strip() for name, cell in told if name in COLUMNS}


def _json_lines(source: TextIO) -> Iterator[tuple[int, Mapping[str, Any] | Intended]]:
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            value = decode_json(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield number, value
        else:
            yield number, Intended(line=number, at="row", why="is no JSON object; write one a line")
