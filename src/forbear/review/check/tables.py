"""Tables of calls and messages: CSV from a phone or carrier, XLSX, a list that the borrower kept."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import Final

from forbear.review.check.dates import Dates, read_seconds
from forbear.review.check.headings import channel_of, direction_of, find_columns, usable
from forbear.review.check.record import MOST_RECORDS, MOST_TEXT, Record, Unread
from forbear.terms import InputError

_HEADER_WITHIN: Final = 30
"""Lines above a header that a carrier may fill with names and sums."""
_SAMPLE: Final = 500
_MOST_UNPACKED: Final = 400 * 1024 * 1024
_MOST_RATIO: Final = 200
_MOST_COLUMNS: Final = 200

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its header found: the rows below it, and which column holds what."""

    header: Sequence[str]
    columns: Mapping[str, int]
    rows: Iterator[Row]


def csv_rows(text: str) -> Iterator[Row]:
    """The rows of a CSV text, whatever separates its cells. A row longer than csv can hold ends the table."""
    begins = text[:20_000]
    separator = max((",", "\t", ";", "|"), key=begins.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in lines:
            if cells:
                yield lines.line_num, [cell.strip() for cell in cells[:_MOST_COLUMNS]]
    except csv.Error:
        return


def xlsx_rows(path: Path) -> Iterator[Row]:
    """The rows of a workbook's sheets, read only. InputError where it is none, or unpacks to far more than it is."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > _MOST_UNPACKED or unpacked > _MOST_RATIO * max(path.stat().st_size, 1 << 16):
                raise InputError(path.name, "unpacks to far more than it holds; not read")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except InputError:
        raise
    except Exception:  # openpyxl raises whatever its parts do on a damaged file
        raise InputError(path.name, "is no workbook that can be read") from None
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), 1):
                yield number, [_cell(value) for value in cells]
    except Exception:
        return
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def find_table(rows: Iterator[Row], told: Mapping[str, str] | None = None) -> Table | None:
    """The table among some rows; None where no row of the first says when and with whom."""
    for _, cells in islice(rows, _HEADER_WITHIN):
        columns = find_columns(cells, told)
        if len(columns) >= 2 and usable(columns):
            return Table(header=cells, columns=columns, rows=rows)
    return None


def read_table(table: Table, dates: Dates, fallback: str) -> Iterator[Record | Unread]:
    """The contacts of a table. `fallback` is the channel where neither a cell nor a column tells it."""
    first = list(islice(table.rows, _SAMPLE))
    dates.learn(_when(cells, table.columns) for _, cells in first)
    rows: Iterable[Row] = islice(chain(first, table.rows), MOST_RECORDS + 1)
    for count, (line, cells) in enumerate(rows):
        if count == MOST_RECORDS:
            yield Unread(line=line, why=f"only the first {MOST_RECORDS:,} rows are read")
            return
        if any(cells):
            yield _read(line, cells, table.columns, dates, fallback)


def _when(cells: Sequence[str], columns: Mapping[str, int]) -> str:
    if "at" in columns:
        return _get(cells, columns, "at")
    day = _get(cells, columns, "day").removesuffix(" 00:00:00")  # how a workbook holds a day
    return f"{day} {_get(cells, columns, 'clock')}"


def _get(cells: Sequence[str], columns: Mapping[str, int], meaning: str) -> str:
    place = columns.get(meaning)
    return cells[place] if place is not None and place < len(cells) else ""


def _read(
    line: int, cells: Sequence[str], columns: Mapping[str, int], dates: Dates, fallback: str
) -> Record | Unread:
    try:
        at = dates.read(_when(cells, columns))
    except (ValueError, OverflowError) as e:
        return Unread(line=line, why=str(e) if "write" in str(e) else "has no date that can be right")
    kind, told = _get(cells, columns, "kind"), _get(cells, columns, "channel")
    incoming, result = direction_of(kind)
    caller, callee, other = (_get(cells, columns, name) for name in ("caller", "callee", "other"))
    owner = _get(cells, columns, "who") or (callee if caller and incoming is not False else "") or None
    by_number = owner is not None and "who" not in columns
    party = (callee if incoming is False else caller) or other or callee
    if not party:
        return Unread(line=line, why="has no number, name or address of the other side")
    text = _get(cells, columns, "text")
    seconds = read_seconds(_get(cells, columns, "seconds"))
    channel = channel_of(told) or channel_of(kind) or ("call" if "seconds" in columns else fallback)
    doubts = {"order"} if dates.guessed else set()
    doubts |= {"direction"} if incoming is None and "who" not in columns else set()
    doubts |= {"phone"} if by_number else set()
    doubts |= {"account"} if text and channel in ("call", "visit") else set()
    return Record(
        line=line, at=at, channel=channel, incoming=incoming is not False, other=party, owner=owner,
        text=text[:MOST_TEXT] or None, seconds=seconds, doubts=frozenset(doubts),
        result=result or _result(channel, seconds, incoming, bool(text)),
    )  # fmt: skip


def _result(channel: str, seconds: int | None, incoming: bool | None, has_text: bool) -> str | None:
    if channel in ("sms", "im", "email"):
        return "delivered" if incoming is not False else "sent"
    if channel != "call":
        return None
    if seconds is None:
        return "conversation" if has_text else None
    return "conversation" if seconds else "unanswered"
