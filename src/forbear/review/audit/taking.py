"""Taking a log in: every row of its files into one table, and every row that cannot be used among the rejects."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Final

from forbear.law.clock import find_zone
from forbear.review.audit.columns import DECLARED, KINDS, SURE, TAKE, as_plain, entry_row
from forbear.review.log import COLUMNS, read_entry
from forbear.review.log_files import Reject, Row, read_rows
from forbear.terms import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BLOCK: Final = 100_000
"""Rows that are taken in at once."""
TWICE: Final = "there is a contact with this id before; ids are unique"
_STAGED = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)


def log_files(log: Path) -> tuple[Path, ...]:
    """The files of a log: itself, or the Parquet files of a folder by name. InputError where there are none.

    >>> log_files(Path("log.csv"))
    (PosixPath('log.csv'),)
    """
    if not log.is_dir():
        return (log,)
    found = tuple(sorted(log.glob("*.parquet")))
    if not found:
        raise InputError(str(log), "holds no Parquet file; name a file, or a folder of *.parquet")
    return found


def take_log(
    connection: DuckDBPyConnection, files: Sequence[Path], heard: Callable[[int], None] = lambda _: None
) -> None:
    """Fill the tables `taken` and `rejects`; `heard` is told how many rows have been read."""
    connection.execute(f"CREATE OR REPLACE TABLE taken ({DECLARED})")
    connection.execute("CREATE OR REPLACE TABLE rejects (part BIGINT, line BIGINT, id VARCHAR, why VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE known_zones (zone VARCHAR, zones VARCHAR[])")
    taker = _Taker(connection)
    done = 0
    for part, file in enumerate(files):
        for block in _blocks(read_rows(file)):
            taker.take(part, block)
            done += len(block)
            heard(done)
    _drop_twins(connection)


def _blocks(rows: Iterator[Row | Reject]) -> Iterator[list[Row | Reject]]:
    block: list[Row | Reject] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


class _Taker:
    """Takes blocks of rows in; remembers which zones are known."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._zones: set[str] = set()

    def take(self, part: int, block: list[Row | Reject]) -> None:
        """Take in one block of a file."""
        rejects = [row for row in block if isinstance(row, Reject)]
        doubtful: list[Row] = []
        buffer = StringIO()
        writer = csv.writer(buffer)
        zones = set()
        for row in block:
            if isinstance(row, Reject):
                continue
            plain = as_plain(row)
            if plain is None or not _storable(row):
                doubtful.append(row)
            else:
                zones.add(plain[_ZONE])
                writer.writerow([row.line, *plain])
        self._know(zones)
        doubtful += self._take_sure(part, buffer.getvalue())
        made: list[Any] = []
        for row in doubtful:
            taken = _read(part, row)
            if isinstance(taken, Reject):
                rejects.append(taken)
            else:
                made.append(taken)
        put_json(self._connection, "taken", KINDS, made)
        told = [{"part": part, "line": r.line, "id": r.id, "why": r.why} for r in rejects]
        put_json(self._connection, "rejects", _REJECT, told)

    def _know(self, zones: set[str | None]) -> None:
        """Look up which of these cells name zones that exist."""
        new = [cell for cell in zones if cell and cell not in self._zones]
        self._zones.update(new)
        known = []
        for cell in new:
            names = [part.strip() for part in cell.split(";") if part.strip()]
            if all(map(_is_zone, names)):
                known.append({"zone": cell, "zones": names})
        put_json(self._connection, "known_zones", "zone: 'VARCHAR', zones: 'VARCHAR[]'", known)

    def _take_sure(self, part: int, staged: str) -> list[Row]:
        """Take in what SQL is sure of; the other rows come back."""
        if not staged:
            return []
        run = self._connection.execute
        with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
            file.write(staged)
            file.flush()
            read = (
                f"read_csv(?, header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
                f" new_line = '\\r\\n', columns = {{'line': 'BIGINT', {_STAGED}}}, max_line_size = 33554432)"
            )
            run(
                f"CREATE OR REPLACE TEMP TABLE staged AS SELECT s.*, {part} AS part FROM {read} s",
                [file.name],
            )
        joined = "FROM staged s LEFT JOIN known_zones z ON z.zone = s.zone"
        run(f"INSERT INTO taken BY NAME SELECT {TAKE} {joined} WHERE {SURE}")
        names = ", ".join(f's."{name}"' for name in COLUMNS)
        rest = run(f"SELECT s.line, {names} {joined} WHERE NOT ({SURE}) ORDER BY s.line").fetchall()
        return [
            Row(
                line=line,
                plain=True,
                cells={n: v for n, v in zip(COLUMNS, cells, strict=True) if v is not None},
            )
            for line, *cells in rest
        ]


_ZONE = COLUMNS.index("zone")
_REJECT = "part: 'BIGINT', line: 'BIGINT', id: 'VARCHAR', why: 'VARCHAR'"


def _is_zone(name: str) -> bool:
    try:
        find_zone(name)
    except ValueError:
        return False
    return True


def _storable(row: Row) -> bool:
    """Whether a row holds nothing that a file of text cannot: a NUL, half of a character."""
    return not any(
        isinstance(v, str) and ("\0" in v or (not v.isascii() and _halved(v))) for v in row.cells.values()
    )


def _halved(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _read(part: int, row: Row) -> dict[str, Any] | Reject:
    """What the reader makes of a row: taken in, or refused with the reason."""
    name = row.cells.get("id")
    name = name if isinstance(name, str) and not _halved(name) and "\0" not in name else None
    try:
        if not _storable(row) or any("\0" in v or _halved(v) for v in _texts(row)):
            raise InputError("/", "holds a NUL or half a character; write plain text")
        return entry_row(part, row, read_entry(row))
    except InputError as e:
        return Reject(line=row.line, id=name, why=_shown(str(e)))


def _texts(row: Row) -> Iterable[str]:
    for value in row.cells.values():
        if isinstance(value, list):
            yield from (v for v in value if isinstance(v, str))


def _shown(why: str) -> str:
    return why.replace("\0", "\\0").encode(errors="backslashreplace").decode()


def put_json(connection: DuckDBPyConnection, table: str, kinds: str, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows into a table whose columns are of these kinds."""
    if not rows:
        return
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        read = f"read_json(?, format = 'newline_delimited', columns = {{{kinds}}}, maximum_object_size = 134217728)"
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {read}", [file.name])


def _drop_twins(connection: DuckDBPyConnection) -> None:
    """Of contacts with one id, all but the first go to the rejects."""
    run = connection.execute
    run(
        "CREATE OR REPLACE TEMP TABLE twins AS SELECT id, MIN(struct_pack(part := part, line := line)) AS first\n"
        "FROM taken GROUP BY id HAVING COUNT(*) > 1"
    )
    others = "FROM twins w WHERE taken.id = w.id AND (taken.part, taken.line) <> (w.first.part, w.first.line)"
    run(f"INSERT INTO rejects SELECT part, line, taken.id, '{TWICE}' FROM taken, twins w"
        " WHERE taken.id = w.id AND (taken.part, taken.line) <> (w.first.part, w.first.line)")  # fmt: skip
    run(f"DELETE FROM taken USING twins w {others.removeprefix('FROM twins w ')}")
    run("DROP TABLE twins")
