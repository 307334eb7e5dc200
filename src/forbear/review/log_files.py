"""The rows of a contact log, whatever file it comes in: CSV, JSON Lines or Parquet (formats.md 4).

A row that cannot be read costs none of the others: it comes out as a `Reject` with its line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from forbear.law.judge import decode_json
from forbear.terms import InputError

LONGEST_ROW: Final = 200
"""Lines that one CSV row with line breaks in its cells may span."""
SPOILT = "\ufffd"
"""What stands for bytes that are not UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its line (of Parquet: its number), and its cells; all of them text where `plain`."""

    line: int
    cells: Mapping[str, Any]
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that cannot be used: its line, its id where that could be read, and what to write instead."""

    line: int
    id: str | None
    why: str


def read_rows(path: Path) -> Iterator[Row | Reject]:
    """The rows of a file, by what it begins with. InputError where it cannot be opened or has no header.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "log.csv"
    ...     _ = file.write_text("id,channel\\nc1,call\\nc2\\n")
    ...     [getattr(row, "cells", None) or row.why for row in read_rows(file)]
    [{'id': 'c1', 'channel': 'call'}, 'has 1 cells, the header has 2; quote cells with commas']
    """
    try:
        with path.open("rb") as file:
            begins = file.read(4096)
    except OSError as e:
        raise InputError(str(path), f"{e.strerror or e}; name a CSV, JSON Lines or Parquet file") from None
    if begins.startswith(b"PAR1"):
        return _parquet_rows(path)
    if begins.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return _json_rows(path)
    return _csv_rows(path)


def _json_rows(path: Path) -> Iterator[Row | Reject]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            if SPOILT in text:
                yield Reject(line=line, id=None, why="is not UTF-8; save the file as UTF-8")
                continue
            try:
                value = decode_json(text)
            except (ValueError, InputError, RecursionError) as e:
                why = e.why if isinstance(e, InputError) else "is not a JSON object; write one object a line"
                yield Reject(line=line, id=None, why=why)
                continue
            if isinstance(value, dict):
                yield Row(line=line, cells=value, plain=False)
            else:
                yield Reject(line=line, id=None, why="is not a JSON object; write one object a line")


def _csv_rows(path: Path) -> Iterator[Row | Reject]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = [name.strip() for name in next(csv.reader([file.readline()]), [])]
        if not any(header):
            raise InputError(str(path), "is empty; its first line names the columns: id,at,channel,person …")
        twice = next((name for name in header if name and header.count(name) > 1), None)
        if twice is not None:
            raise InputError(str(path), f"its header has the column {twice!r} twice; write it once")
        for line, cells in _records(enumerate(file, 2)):
            if cells is None:
                yield Reject(line=line, id=None, why="a quotation mark is opened and not closed")
            elif len(cells) != len(header):
                why = f"has {len(cells)} cells, the header has {len(header)}; quote cells with commas"
                yield Reject(line=line, id=None, why=why)
            elif any(SPOILT in cell for cell in cells):
                yield Reject(line=line, id=None, why="is not UTF-8; save the file as UTF-8")
            else:
                named = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
                yield Row(line=line, cells=named, plain=True)


def _records(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, list[str] | None]]:
    """The cells of each record; None where a quotation mark stays open, which costs its own line alone."""
    ahead: deque[tuple[int, str]] = deque()

    def following() -> tuple[int, str] | None:
        return ahead.popleft() if ahead else next(lines, None)

    while (first := following()) is not None:
        taken = [first]
        while sum(text.count('"') for _, text in taken) % 2 and len(taken) < LONGEST_ROW:
            more = following()
            if more is None:
                break
            taken.append(more)
        text = "".join(t for _, t in taken)
        if not text.strip():
            continue
        if text.count('"') % 2:
            ahead.extendleft(reversed(taken[1:]))
            yield first[0], None
        else:
            yield first[0], [cell.strip() for cell in next(csv.reader(text.splitlines(keepends=True)))]


def _parquet_rows(path: Path) -> Iterator[Row | Reject]:
    try:
        import duckdb
    except ModuleNotFoundError:
        raise InputError(
            str(path), "Parquet needs DuckDB: pip install 'forbear[duckdb]', or write CSV"
        ) from None
    try:
        with duckdb.connect() as database:
            database.execute("set autoinstall_known_extensions = false")
            source = "read_parquet('" + str(path).replace("'", "''") + "')"
            columns = database.execute(f"describe select * from {source}").fetchall()
            names = [name for name, *_ in columns]
            wanted = ", ".join(_as_text(name, kind) for name, kind, *_ in columns)
            found = database.execute(f"select {wanted} from {source}")
            number = 0
            while some := found.fetchmany(4096):
                for values in some:
                    number += 1
                    told = {n: v for n, v in zip(names, values, strict=True) if v is not None and v != ""}
                    yield Row(line=number, cells=told, plain=True)
    except duckdb.Error:
        raise InputError(
            str(path), "is no Parquet file that can be read; write it again, or write CSV"
        ) from None


def _as_text(name: str, kind: str) -> str:
    """A column as the text that CSV would hold; an instant in UTC, with its offset."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(make_timestamp(epoch_us({quoted})), '%Y-%m-%dT%H:%M:%S.%fZ')"
    return f"array_to_string({quoted}, ';')" if kind.endswith("[]") else f"cast({quoted} as varchar)"
