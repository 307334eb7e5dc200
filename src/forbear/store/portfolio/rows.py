"""The rows of a CSV file, one at a time, each with its line; a broken row never costs the next one."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from forbear.store.portfolio.refusing import is_someone_elses, masked

_UNREADABLE: Final = re.compile("[\x00\ud800-\udfff]")
_LONGEST_ROW: Final = 200
"""Lines that one row with line breaks in its cells may span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What was not stored: the file, the line (0 for a whole file), the id, the column or matter, and why.

    `case` or `person` is whom it concerns, where that could be read.
    """

    file: str
    line: int
    id: str
    what: str
    why: str
    case: str | None = None
    person: str | None = None


class FileRefused(Exception):
    """A file that can't be read as a whole: the reason."""


@dataclass(slots=True)
class Sheet:
    """An open CSV file: its known columns by position, and what its header lost."""

    file: str
    handle: TextIO
    width: int
    columns: dict[int, str]
    dropped: list[Refusal] = field(default_factory=list)
    ahead: deque[tuple[int, str]] = field(default_factory=deque)
    line: int = 1

    def rows(self) -> Iterator[tuple[int, dict[str, str] | str]]:
        """Line and cells (empty ones left out) of each row, or line and what is wrong with it."""
        while (first := self._next()) is not None:
            line, text = first
            if not text.strip("\r\n"):
                continue
            spare: list[tuple[int, str]] = []
            cells = self._parse(text, spare)
            if spare and (cells is None or len(cells) != self.width):
                self.ahead.extendleft(reversed(spare))  # a quote left open must not swallow good rows
                cells = None
            if cells is None:
                yield line, "a quotation mark is opened and not closed; write a quote in a cell twice"
            elif len(cells) != self.width:
                yield line, f"has {len(cells)} cells, the header has {self.width}; quote cells with commas"
            elif _UNREADABLE.search(text) or any(_UNREADABLE.search(more) for _, more in spare):
                yield line, "has characters that are not UTF-8; save the file as UTF-8"
            else:
                yield line, {self.columns[i]: c for i, c in enumerate(cells) if i in self.columns and c}

    def _next(self) -> tuple[int, str] | None:
        if self.ahead:
            return self.ahead.popleft()
        text = self.handle.readline()
        if not text:
            return None
        self.line += 1
        return self.line, text

    def _parse(self, text: str, spare: list[tuple[int, str]]) -> list[str] | None:
        lines = [text]
        while sum(line.count('"') for line in lines) % 2:
            more = self._next()
            if more is None or len(spare) >= _LONGEST_ROW:
                if more is not None:
                    spare.append(more)
                return None
            spare.append(more)
            lines.append(more[1])
        try:
            return [cell.strip() for cell in next(csv.reader(lines, strict=True))]
        except csv.Error:
            return None


def open_sheet(path: Path, known: frozenset[str], required: frozenset[str]) -> Sheet:
    """Opens a CSV file and reads its header; the caller closes `handle`.

    Columns that hold someone else's number, and unknown ones, are dropped and told in `dropped`. Raises
    `FileRefused` where a required column lacks, stands twice, or the file isn't UTF-8.
    """
    handle = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        first = handle.readline()
        if _UNREADABLE.search(first):
            raise FileRefused("is not UTF-8; save the file as UTF-8")
        try:
            header = [name.strip() for name in next(csv.reader([first], strict=True), [])]
        except csv.Error:
            header = []
        if lacking := sorted(required - set(header)):
            raise FileRefused(f"its first line has no column {', '.join(lacking)}; write a header line")
        sheet = Sheet(path.name, handle, len(header), {})
        for i, name in enumerate(header):
            if name in known and name in sheet.columns.values():
                raise FileRefused(f"its header has the column {name} twice")
            if name in known:
                sheet.columns[i] = name
            else:
                sheet.dropped.append(_dropped(path.name, i, name))
    except BaseException:
        handle.close()
        raise
    return sheet


def _dropped(file: str, index: int, name: str) -> Refusal:
    what = f"column {masked(name)}" if name else f"column {index + 1} (no name)"
    if is_someone_elses(name):
        why = "holds data of someone who is no party to the case: the column is dropped, the rows are taken"
    else:
        why = "is unknown: the column is ignored; see docs for the columns of this file"
    return Refusal(file=file, line=1, id="", what=what, why=why)
